#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
#
# A private Docker daemon for tests, on a unix socket below DIR.
#
#   dockerd.sh start KIND DIR     KIND: system (Debian's docker.io), 26, 26-containerd (its containerd image store)
#   dockerd.sh start KIND DIR TLS   ... also on a port of 127.0.0.1 and 127.0.0.2 (TLS_PORT in DIR/env), for clients with a
#                                   certificate; TLS is a folder that certificates.sh made
#   dockerd.sh halt DIR             the daemon ends, what it stored stays; `start` brings it back
#   dockerd.sh stop DIR
#
# `start` returns when the daemon answers. DIR/env then holds what a shell needs to talk to it (DOCKER_HOST, DOCKER_CLI, ...).
# The daemon has no network of its own: no bridge, no firewall rules. Containers run with --network none.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

usage() { die "usage: dockerd.sh start system|26|26-containerd DIR [TLS] | halt DIR | stop DIR"; }

writeEnvironment() {
    cat >"$dir/env" <<ENV
export DOCKER_HOST=unix://$dir/docker.sock
export DOCKER_CONFIG=$dir/config
export DOCKER_BUILDKIT=0
export DOCKER_CLI=$cli
ENV
}

answers() { "$cli" --host "unix://$dir/docker.sock" version; }
answersOrEnds() { answers || isGone "$daemon"; }

start() {
    local kind=$1 programs path=/usr/sbin:/usr/bin:/sbin:/bin
    needRoot "a Docker daemon"
    case $kind in
        system)
            # Not simply the first on PATH: a newer client would no longer talk like a 20.10 one.
            need /usr/sbin/dockerd /usr/bin/docker runc
            cli=/usr/bin/docker
            ;;
        26 | 26-containerd)
            need runc
            programs=$("$(dirname "$0")/docker26.sh") || exit $?
            path=$programs:$path
            cli=$programs/docker
            ;;
        *) usage ;;
    esac
    mkdir -p "$dir"/{config,data,exec}
    if [ "$kind" = 26-containerd ]; then
        echo '{"features": {"containerd-snapshotter": true}}' >"$dir/daemon.json"
    else
        echo '{}' >"$dir/daemon.json"
    fi
    echo '{}' >"$dir/config/config.json"
    local try
    for try in 1 2 3; do
        writeEnvironment
        launch
        ! waitFor 60 answersOrEnds || ! answers >/dev/null 2>&1 || return 0
        # Its port may have become somebody else's.
        grep -q "address already in use" "$dir/log" || break
        say "try $try: the port was taken"
        halt
    done
    tail -n 20 "$dir/log" >&2
    stop
    die "the Docker daemon ($kind) did not start"
}

launch() {
    local port listen=()
    if [ -n "$tls" ]; then
        port=$(freePort)
        echo "export TLS_PORT=$port" >>"$dir/env"
        listen=(-H "tcp://127.0.0.1:$port" -H "tcp://127.0.0.2:$port" --tlsverify
            --tlscacert "$tls/ca.pem" --tlscert "$tls/server.pem" --tlskey "$tls/server-key.pem")
    fi
    # setsid: a Ctrl-C in the test's terminal must not reach the daemon before the test's own clean-up does.
    PATH=$path setsid dockerd --config-file "$dir/daemon.json" --data-root "$dir/data" --exec-root "$dir/exec" \
        --pidfile "$dir/pid" -H "unix://$dir/docker.sock" "${listen[@]}" \
        --iptables=false --ip6tables=false --bridge=none --ip-masq=false </dev/null >"$dir/log" 2>&1 &
    daemon=$!
}

halt() {
    stopPid "$dir/pid"
    # Its containerd is a child that ends with it; one that outlives it would keep the mounts busy.
    stopPid "$dir/exec/containerd/containerd.pid"
}

stop() {
    halt
    [ -d "$dir" ] && removeTree "$dir"
    return 0
}

case ${1:-} in
    start)
        [ $# = 3 ] || [ $# = 4 ] || usage
        dir=$(realpath -m "$3")
        tls=${4:-}
        start "$2"
        ;;
    halt | stop)
        [ $# = 2 ] || usage
        dir=$(realpath -m "$2")
        "$1"
        ;;
    *) usage ;;
esac
