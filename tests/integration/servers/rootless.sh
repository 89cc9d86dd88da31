#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
#
# rootless.sh DIR COMMAND...: runs a command (buildah, podman) as an ordinary user whose home is DIR/home.
#
# The user and the ids it may map exist only in a mount namespace of the command's own: the system's passwd and subuid
# files are covered there, not changed. DIR belongs to that user afterwards.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

kUser=varve-test
kUid=12345
# Nearly all ids there are: an image may hold a file of any owner.
kIds=200000:3500000000

if [ "${1:-}" = --inside ]; then
    dir=$2
    shift 2
    for file in passwd group; do
        mount --bind "$dir/$file" "/etc/$file"
    done
    for file in subuid subgid; do
        [ -e "/etc/$file" ] || skip "there is no /etc/$file (package uidmap)"
        mount --bind "$dir/subids" "/etc/$file"
    done
    cd "$dir"
    exec setpriv --reuid="$kUid" --regid="$kUid" --clear-groups env -i PATH="$PATH" LC_ALL=C.UTF-8 TZ=UTC \
        HOME="$dir/home" XDG_RUNTIME_DIR="$dir/runtime" BUILDAH_ISOLATION=chroot "$@"
fi

[ $# -ge 2 ] || die "usage: rootless.sh DIR COMMAND..."
needRoot "becoming another user"
need setpriv unshare newuidmap
dir=$(realpath -m "$1")
shift
mkdir -p "$dir"/{home,runtime}
{ grep -v "^$kUser:" /etc/passwd; echo "$kUser:x:$kUid:$kUid::$dir/home:/bin/sh"; } >"$dir/passwd"
{ grep -v "^$kUser:" /etc/group; echo "$kUser:x:$kUid:"; } >"$dir/group"
echo "$kUser:$kIds" >"$dir/subids"
chown "$kUid:$kUid" "$dir" "$dir"/{home,runtime}
status=0
unshare --mount --propagation private "$0" --inside "$dir" "$@" || status=$?
# Made there whatever XDG_RUNTIME_DIR says.
rm -rf "/tmp/containers-user-$kUid" "/tmp/podman-run-$kUid"
exit $status
