#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
#
# A private ssh server for tests, on a port of 127.0.0.1, that lets the current user in by a key of its own. Programs that
# run there see the DOCKER_HOST that `start` was given.
#
#   sshd.sh start DIR DOCKER_HOST
#   sshd.sh stop DIR
#
# After `start`, DIR/env holds SSH_PORT, DIR/keys/right is a key that is let in, and each folder in DIR/clients, put first on
# PATH, makes `ssh` that of somebody: right, no-key, wrong-key, unknown-host, changed-host; no-program is let in, but only to
# a program that is not there; without-ssh has no ssh at all.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

usage() { die "usage: sshd.sh start DIR DOCKER_HOST | stop DIR"; }

# client NAME KEY KNOWN-HOSTS: the real ssh with a configuration of its own, as OpenSSH asks passwd, not HOME, for a folder.
client() {
    local folder=$dir/clients/$1
    mkdir -p "$folder"
    cat >"$folder/config" <<CONF
IdentityFile $dir/keys/$2
IdentitiesOnly yes
IdentityAgent none
UserKnownHostsFile $3
GlobalKnownHostsFile /dev/null
CONF
    printf '#!/bin/sh\nexec %s -F %s "$@"\n' "$(command -v ssh)" "$folder/config" >"$folder/ssh"
    chmod +x "$folder/ssh"
}

makeKeys() {
    local name
    mkdir -p "$dir/keys"
    for name in host other-host right wrong forced; do
        ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$dir/keys/$name"
    done
    {
        cat "$dir/keys/right.pub"
        printf 'command="/nonexistent/docker system dial-stdio" '
        cat "$dir/keys/forced.pub"
    } >"$dir/authorized_keys"
}

makeClients() {
    client right right "$dir/known-host"
    client no-key absent "$dir/known-host"
    client wrong-key wrong "$dir/known-host"
    client no-program forced "$dir/known-host"
    client unknown-host right "$dir/known-nobody"
    client changed-host right "$dir/known-other-host"
    mkdir -p "$dir/clients/without-ssh"
}

answers() { ssh-keyscan -p "$port" 127.0.0.1 2>/dev/null | grep -q ed25519; }

start() {
    need /usr/sbin/sshd ssh ssh-keygen ssh-keyscan
    mkdir -p "$dir"
    chmod 700 "$dir"
    [ "$(id -u)" != 0 ] || mkdir -p /run/sshd # the service's own start makes it; another may use it by the time this one ends
    makeKeys
    for _ in 1 2 3 4 5; do
        port=$(freePort)
        configure "$1"
        # It goes into the background by itself, and leaves its number. The port may be somebody else's by now.
        /usr/sbin/sshd -f "$dir/config" -E "$dir/log" </dev/null >/dev/null && waitFor 20 answers && return
        grep -q "in use" "$dir/log" || break
        stopPid "$dir/pid"
        rm -f "$dir/log"
    done
    tail -n 20 "$dir/log" >&2
    stop
    die "sshd did not start"
}

# configure DOCKER_HOST: all that depends on the port.
configure() {
    local name
    for name in host other-host; do
        printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d' ' -f1,2 "$dir/keys/$name.pub")" >"$dir/known-$name"
    done
    makeClients
    cat >"$dir/config" <<CONF
Port $port
ListenAddress 127.0.0.1
HostKey $dir/keys/host
PidFile $dir/pid
AuthorizedKeysFile $dir/authorized_keys
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
StrictModes no
UsePAM no
SetEnv DOCKER_HOST=$1
CONF
    # Newer ones keep those waiting who were refused before, and older ones do not know the word.
    echo 'PerSourcePenalties no' >>"$dir/config"
    /usr/sbin/sshd -t -f "$dir/config" 2>/dev/null || sed -i '/^PerSourcePenalties/d' "$dir/config"
    echo "export SSH_PORT=$port" >"$dir/env"
}

stop() {
    stopPid "$dir/pid"
    [ -d "$dir" ] && removeTree "$dir"
    return 0
}

case ${1:-} in
    start)
        [ $# = 3 ] || usage
        dir=$(realpath -m "$2")
        start "$3"
        ;;
    stop)
        [ $# = 2 ] || usage
        dir=$(realpath -m "$2")
        stop
        ;;
    *) usage ;;
esac
