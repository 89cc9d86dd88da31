#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
#
# A private Podman for tests: its own storage and configuration, and its API service on a unix socket below DIR.
#
#   podman.sh start DIR
#   podman.sh halt DIR    the service ends, what it stored stays; `start` brings it back
#   podman.sh stop DIR
#
# After `start`, DIR/env holds what a shell needs: the plain commands podman, buildah and skopeo then use that storage, and
# CONTAINER_HOST names the socket.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

usage() { die "usage: podman.sh start DIR | halt DIR | stop DIR"; }

# runc and cgroupfs: crun refuses the mixed cgroup hierarchies that containers and older systems still have.
configure() {
    mkdir -p "$dir"/{root,run,tmp}
    cat >"$dir/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=20000:20000"]
netns = "none"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "$dir/tmp"
CONF
    cat >"$dir/storage.conf" <<CONF
[storage]
driver = "overlay"
graphroot = "$dir/root"
runroot = "$dir/run"
CONF
    echo 'unqualified-search-registries = []' >"$dir/registries.conf"
    echo '{"default": [{"type": "insecureAcceptAnything"}]}' >"$dir/policy.json"
    cat >"$dir/env" <<ENV
export CONTAINERS_CONF=$dir/containers.conf
export CONTAINERS_STORAGE_CONF=$dir/storage.conf
export CONTAINERS_REGISTRIES_CONF=$dir/registries.conf
export CONTAINER_HOST=unix://$dir/podman.sock
export TMPDIR=$dir/tmp
ENV
}

answers() { curl -fsS --unix-socket "$dir/podman.sock" http://localhost/_ping; }

start() {
    needRoot "a Podman with overlay storage"
    need podman runc curl
    configure
    # shellcheck source=/dev/null
    . "$dir/env"
    unset CONTAINER_HOST
    setsid podman system service --time=0 "unix://$dir/podman.sock" </dev/null >"$dir/log" 2>&1 &
    echo $! >"$dir/pid"
    if ! waitFor 30 answers; then
        tail -n 20 "$dir/log" >&2
        stop
        die "the podman service did not start"
    fi
}

halt() { stopPid "$dir/pid"; }

stop() {
    halt
    [ -d "$dir" ] && removeTree "$dir"
    return 0
}

case ${1:-} in
    start | halt | stop)
        [ $# = 2 ] || usage
        dir=$(realpath -m "$2")
        "$1"
        ;;
    *) usage ;;
esac
