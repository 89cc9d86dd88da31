#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
#
# certificates.sh DIR: certificates for an engine that is spoken to by TLS, good for a day.
#
#   ca.pem, server.pem, server-key.pem   an engine at 127.0.0.1 and localhost
#   client.pem, client-key.pem           somebody who may use it
#   other-ca.pem, other.pem, other-key.pem   an authority that nobody asked for, and somebody it knows
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

[ $# = 1 ] || die "usage: certificates.sh DIR"
need openssl
mkdir -p "$1"
cd "$1"

quietly() { "$@" >>log 2>&1 || { tail -n 5 log >&2; die "$1 $2 failed"; }; }

authority() {
    quietly openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 1 -subj "/CN=$2" -keyout "$1-key.pem" -out "$1.pem" \
        -addext basicConstraints=critical,CA:TRUE
}

# signed NAME AUTHORITY EXTENSIONS...
signed() {
    local name=$1 authority=$2
    shift 2
    printf '%s\n' "$@" >"$name.ext"
    quietly openssl req -newkey rsa:2048 -nodes -sha256 -subj "/CN=$name" -keyout "$name-key.pem" -out "$name.csr"
    quietly openssl x509 -req -sha256 -days 1 -in "$name.csr" -CA "$authority.pem" -CAkey "$authority-key.pem" \
        -CAcreateserial -extfile "$name.ext" -out "$name.pem"
}

authority ca "Varve test"
authority other-ca "Somebody else"
signed server ca extendedKeyUsage=serverAuth subjectAltName=IP:127.0.0.1,DNS:localhost
signed client ca extendedKeyUsage=clientAuth
signed other other-ca extendedKeyUsage=clientAuth
