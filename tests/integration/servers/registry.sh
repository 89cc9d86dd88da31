#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
#
# A private registry for tests, on a port of 127.0.0.1 that the kernel chooses.
#
#   registry.sh start plain DIR   plain http, for everybody
#   registry.sh start tls DIR     TLS with a certificate of its own, and a name and a password
#   registry.sh start token DIR   plain http, and tokens from a server of their own: everybody may pull from public/
#   registry.sh stop DIR
#
# After `start`, DIR/env holds REGISTRY (host:port), REGISTRY_USER, REGISTRY_PASSWORD, REGISTRY_REFRESH (a refresh token)
# and, with TLS, REGISTRY_CA (a folder with its certificate, for skopeo's --cert-dir and Varve alike).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"

usage() { die "usage: registry.sh start plain|tls|token DIR | stop DIR"; }

user=varve
password=open-sesame
refresh=varve-refresh-token

certificate() {
    need openssl
    mkdir -p "$dir/certs"
    openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 1 -subj "/CN=Varve test" \
        -addext subjectAltName=IP:127.0.0.1,DNS:localhost -keyout "$dir/server.key" -out "$dir/server.crt" \
        >"$dir/openssl.log" 2>&1 || { tail -n 5 "$dir/openssl.log" >&2; die "openssl made no certificate"; }
}

configure() {
    cat <<CONF
version: 0.1
log: { level: info, fields: { service: varve-test } }
storage:
  filesystem: { rootdirectory: $dir/storage }
  delete: { enabled: true }
http:
  addr: 127.0.0.1:0
CONF
    case $1 in
        tls)
            cat <<CONF
  tls: { certificate: $dir/server.crt, key: $dir/server.key }
auth:
  htpasswd: { realm: varve test, path: $dir/htpasswd }
CONF
            ;;
        token)
            cat <<CONF
auth:
  token: { realm: "http://127.0.0.1:$(cat "$dir/token.port")/token", service: varve-test, issuer: varve-test-issuer, rootcertbundle: $dir/server.crt }
CONF
            ;;
    esac
}

# "listening on 127.0.0.1:41234"
listeningPort() { sed -n 's/.*listening on 127\.0\.0\.1:\([0-9]\{1,\}\).*/\1/p' "$dir/log" | head -n 1 | grep .; }

startTokens() {
    need python3
    setsid python3 "$here/tokens.py" "$dir/server.key" "$dir/server.crt" "$user" "$password" "$refresh" \
        >"$dir/token.port.new" 2>"$dir/token.log" </dev/null &
    echo $! >"$dir/token.pid"
    waitFor 20 test -s "$dir/token.port.new" || { tail -n 5 "$dir/token.log" >&2; stop; die "the token server did not start"; }
    mv "$dir/token.port.new" "$dir/token.port"
}

start() {
    need docker-registry
    mkdir -p "$dir"
    case $1 in
        plain) ;;
        tls)
            need htpasswd
            certificate
            cp "$dir/server.crt" "$dir/certs/ca.crt"
            htpasswd -Bbn "$user" "$password" >"$dir/htpasswd" 2>/dev/null
            ;;
        token)
            certificate
            startTokens
            ;;
        *) usage ;;
    esac
    configure "$1" >"$dir/config.yml"
    setsid docker-registry serve "$dir/config.yml" </dev/null >"$dir/log" 2>&1 &
    echo $! >"$dir/pid"
    if ! waitFor 30 listeningPort; then
        tail -n 20 "$dir/log" >&2
        stop
        die "the registry ($1) did not start"
    fi
    cat >"$dir/env" <<ENV
export REGISTRY=127.0.0.1:$(listeningPort)
export REGISTRY_USER=$user
export REGISTRY_PASSWORD=$password
export REGISTRY_REFRESH=$refresh
export REGISTRY_CA=$dir/certs
ENV
}

stop() {
    stopPid "$dir/pid"
    stopPid "$dir/token.pid"
    [ -d "$dir" ] && removeTree "$dir"
    return 0
}

case ${1:-} in
    start)
        [ $# = 3 ] || usage
        dir=$(realpath -m "$3")
        start "$2"
        ;;
    stop)
        [ $# = 2 ] || usage
        dir=$(realpath -m "$2")
        stop
        ;;
    *) usage ;;
esac
