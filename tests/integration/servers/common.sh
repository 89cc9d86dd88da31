# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
#
# Sourced by the scripts of this folder: waiting, stopping, unmounting, skipping, and the downloads they share.
# shellcheck shell=bash

export LC_ALL=C.UTF-8 TZ=UTC DEBIAN_FRONTEND=noninteractive

# A file browser, shell or engine on the developer's machine must not leak into the fixtures.
unset DOCKER_HOST DOCKER_CONTEXT CONTAINER_HOST CONTAINERS_CONF BUILDAH_ISOLATION STORAGE_DRIVER

varveCache=${VARVE_TEST_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/varve-tests}
kSkipped=77 # the exit code that CTest is told to read as "skipped"

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

# A part is missing: a developer's machine may lack it, the continuous integration must not.
skip() {
    if [ "${VARVE_REQUIRE_SERVERS:-0}" = 1 ]; then
        die "$* (and VARVE_REQUIRE_SERVERS=1 does not let this be skipped)"
    fi
    say "SKIP: $*"
    exit "$kSkipped"
}

need() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || skip "$tool is not installed"
    done
}

needRoot() { [ "$(id -u)" = 0 ] || skip "$1 needs root"; }

# waitFor SECONDS COMMAND...: until the command succeeds.
waitFor() {
    local limit=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $limit ] || return 1
        sleep 0.1
    done
}

# A port of 127.0.0.1 that nobody has now.
freePort() {
    need python3
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

isGone() { ! kill -0 "$1" 2>/dev/null; }

# A daemon's own pid only, never a name: other daemons of the same name may run on this machine.
stopPid() {
    local pid
    pid=$(cat "$1" 2>/dev/null) || return 0
    kill "$pid" 2>/dev/null || return 0
    waitFor 20 isGone "$pid" || { kill -KILL "$pid" 2>/dev/null; waitFor 5 isGone "$pid"; } || true
    rm -f "$1"
}

# Engines leave mounts behind; the innermost goes first.
unmountBelow() {
    local path
    awk -v root="$1" '$5 == root || index($5, root "/") == 1 { print $5 }' /proc/self/mountinfo | sort -r |
        while IFS= read -r path; do
            umount "$path" 2>/dev/null || umount -l "$path" || true
        done
}

# Refuses to delete through a mount that could not be undone.
removeTree() {
    unmountBelow "$1"
    if grep -qF " $1/" /proc/self/mountinfo; then
        die "something is still mounted below $1"
    fi
    rm -rf --one-file-system -- "$1"
}

debianMirror() {
    if [ -n "${VARVE_DEBIAN_MIRROR:-}" ]; then
        printf '%s\n' "$VARVE_DEBIAN_MIRROR"
    else
        printf '%s\n' http://deb.debian.org/debian
    fi
}

# privateApt SUITE: an apt configuration with that suite alone, beside the system's, which stays as it is.
# Prints the name of the configuration, to be used as APT_CONFIG. System-wide proxies remain in force.
privateApt() {
    local dir=$varveCache/apt/$1
    mkdir -p "$dir"/{lists,cache/archives}/partial
    printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$(debianMirror)" "$1" >"$dir/sources.list"
    cat >"$dir/apt.conf" <<CONF
Dir::Etc::sourcelist "$dir/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "$dir";
Dir::State::lists "$dir/lists";
Dir::State::status "/dev/null";
Dir::Cache "$dir/cache";
APT::Sandbox::User "$(id -un)";
APT::Get::List-Cleanup "false";
Acquire::Retries "3";
CONF
    if [ ! -e "$dir/updated" ]; then
        APT_CONFIG=$dir/apt.conf apt-get -q update >"$dir/update.log" 2>&1 || return 1
        grep -q '^[EW]: Failed' "$dir/update.log" && return 1
        touch "$dir/updated"
    fi
    printf '%s\n' "$dir/apt.conf"
}

# downloadDebs SUITE PACKAGE...: the packages' .deb files in the cache, one path a line.
downloadDebs() {
    local suite=$1 conf dir=$varveCache/debs/$1 package file
    shift
    conf=$(privateApt "$suite") || return 1
    mkdir -p "$dir"
    for package in "$@"; do
        file=$(find "$dir" -name "${package}_*.deb" | head -n 1)
        if [ -z "$file" ]; then
            # The lists age: when the version they name is gone from the mirror, ask once more.
            (cd "$dir" && { APT_CONFIG=$conf apt-get -q download "$package" ||
                { APT_CONFIG=$conf apt-get -q update && APT_CONFIG=$conf apt-get -q download "$package"; }; }) >&2 || return 1
            file=$(find "$dir" -name "${package}_*.deb" | head -n 1)
        fi
        [ -n "$file" ] && printf '%s\n' "$file" || return 1
    done
}

# Several tests may ask for the same download at once.
withLock() {
    mkdir -p "$varveCache"
    exec {lockFd}>"$varveCache/$1.lock"
    flock "$lockFd"
}
unlock() { exec {lockFd}>&-; }
