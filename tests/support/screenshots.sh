#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
#
# Takes pictures of every view of the window, light and dark, large and small, under an X server of its own.
#
#     tests/support/screenshots.sh [--binary FILE] [--out DIR] [--only light|dark] [IMAGE...]
#
# IMAGE: archives to open; without any, the bundled sample. The pictures are for looking at: names say what is on them.
# Needs xvfb, openbox, xdotool, imagemagick, dbus; for the windows of a pull docker-registry, htpasswd and skopeo as well.
set -eu

here=$(cd "$(dirname "$0")/../.." && pwd)
binary=$here/build/release/app/varve
out=$here/out/screenshots
only=
while [ $# -gt 0 ]; do
    case $1 in
    --binary) binary=$2; shift 2 ;;
    --out) out=$2; shift 2 ;;
    --only) only=$2; shift 2 ;;
    *) break ;;
    esac
done
for tool in Xvfb openbox xdotool import dbus-run-session; do
    command -v "$tool" >/dev/null || { echo "screenshots: $tool is not installed" >&2; exit 77; }
done
[ -x "$binary" ] || { echo "screenshots: build first: $binary is not there" >&2; exit 2; }
[ $# -gt 0 ] || set -- "$here/resources/sample/varve-sample.tar"

mkdir -p "$out"
scratch=$(mktemp -d)
server=
window_manager=
program=
stop() {
    for pid in $program $window_manager $server; do
        kill "$pid" 2>/dev/null || true
    done
    for kind in plain token; do
        [ ! -d "$scratch/$kind" ] || "$here/tests/integration/servers/registry.sh" stop "$scratch/$kind" || true
    done
    rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 130' INT TERM

# A person's settings stay as they are.
export HOME="$scratch" XDG_CONFIG_HOME="$scratch/config" XDG_CACHE_HOME="$scratch/cache" XDG_RUNTIME_DIR="$scratch"
export QT_SCALE_FACTOR_ROUNDING_POLICY=PassThrough QT_QPA_PLATFORM=xcb NO_AT_BRIDGE=1 LC_ALL=C.UTF-8
unset DBUS_SESSION_BUS_ADDRESS || true

Xvfb -displayfd 3 -screen 0 1600x1000x24 -nolisten tcp -noreset 3>"$scratch/display" 2>/dev/null &
server=$!
tries=0
until [ -s "$scratch/display" ]; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { echo "screenshots: no X server" >&2; exit 1; }
    sleep 0.1
done
DISPLAY=:$(cat "$scratch/display")
export DISPLAY
openbox >/dev/null 2>&1 &
window_manager=$!
sleep 0.5

start() { # theme width height [image...]
    theme=$1 width=$2 height=$3
    shift 3
    rm -rf "$scratch/config"
    "$binary" --theme "$theme" "$@" >"$scratch/log" 2>&1 &
    program=$!
    window=$(timeout 20 xdotool search --sync --onlyvisible --pid "$program" --name Varve | head -n 1)
    xdotool windowmove --sync "$window" 40 40 2>/dev/null || true
    xdotool windowsize "$window" "$width" "$height"
    xdotool windowactivate --sync "$window"
    xdotool mousemove 1590 990
    settle
}

# Until two pictures in a row are the same, or four seconds.
settle() {
    before=
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        sleep 0.4
        now=$(import -window "$window" rgb:- 2>/dev/null | cksum)
        [ "$now" != "$before" ] || return 0
        before=$now
    done
}

keys() {
    xdotool key --clearmodifiers --delay 60 "$@"
    settle
}

shot() { # name
    file="$out/$1-$theme-$size.png"
    import -window "$window" "$file"
    echo "$file"
}

shot_all() { # like shot, with menus and dialogs over the window
    file="$out/$1-$theme-$size.png"
    import -window root "$file"
    echo "$file"
}

finish() {
    kill "$program" 2>/dev/null || true
    wait "$program" 2>/dev/null || true
    program=
}

# Registries to pull from: one for everybody, one that wants a login.
start_registries() {
    for tool in docker-registry skopeo; do
        command -v "$tool" >/dev/null || { echo "screenshots: without $tool no pictures of pulls" >&2; return 1; }
    done
    sample="docker-archive:$here/resources/sample/varve-sample.tar:@0"
    for kind in plain token; do
        "$here/tests/integration/servers/registry.sh" start $kind "$scratch/$kind" || return 1
        # shellcheck source=/dev/null
        . "$scratch/$kind/env"
        skopeo --insecure-policy copy --quiet --dest-tls-verify=false --dest-creds "$REGISTRY_USER:$REGISTRY_PASSWORD" \
            "$sample" "docker://$REGISTRY/team/app:1.4" || return 1
    done
    token_registry=$REGISTRY
    # shellcheck source=/dev/null
    . "$scratch/plain/env"
    plain_registry=$REGISTRY
}

type_text() {
    xdotool type --delay 20 "$1"
    settle
}

pull_windows() {
    rm -rf "$scratch/.local"
    keys ctrl+p
    shot_all pull-empty
    type_text "ubuntu:18:04"
    shot_all pull-mistake
    keys ctrl+a
    type_text "$plain_registry/team/app:1.4"
    keys Escape Return
    sleep 2
    shot_all pull-plan
    keys Return
    sleep 2
    shot_all pull-done
    keys Escape ctrl+p
    type_text "$plain_registry/team/none:1"
    keys Return Return # the first may choose a completion
    sleep 2
    shot_all pull-missing
    keys Escape ctrl+p
    type_text "$token_registry/team/app:1.4"
    keys Return Return
    sleep 2
    keys alt+g
    type_text varve
    keys Tab
    type_text wrong
    keys Return
    sleep 2
    shot_all login
    keys Escape ctrl+f
    sleep 1
    shot_all find
    keys Escape Escape
    keys ctrl+shift+j
    shot_all jobs
    keys Escape ctrl+comma
    keys alt+r
    shot_all settings-registries
    keys Escape
}

# The image that was pulled last loses its name to another one.
prune_windows() {
    for image in 1 0; do
        skopeo --insecure-policy copy --quiet --dest-tls-verify=false \
            "docker-archive:$here/resources/sample/varve-sample.tar:@$image" "docker://$plain_registry/team/app:1.4"
        "$binary" pull "$plain_registry/team/app:1.4" >/dev/null 2>&1 || true
    done
    keys ctrl+shift+p
    sleep 2
    shot_all prune-plan
    keys alt+k alt+r
    sleep 3
    shot_all prune-result
    keys alt+p
    sleep 2
    shot_all pruned
    keys Escape Escape ctrl+comma
    keys alt+p
    shot_all settings-pruning
    keys Escape
}

has_registries=
start_registries && has_registries=1

for theme_wanted in light dark; do
    [ -z "$only" ] || [ "$only" = "$theme_wanted" ] || continue
    for size in large small; do
        case $size in
        large) w=1440 h=900 ;;
        small) w=1000 h=640 ;;
        esac
        start "$theme_wanted" "$w" "$h"
        shot empty
        finish

        start "$theme_wanted" "$w" "$h" "$@"
        shot layers
        keys F6 Down Down
        shot layer-below
        keys ctrl+shift+2
        shot up-to-here
        keys ctrl+shift+3 F6 Home Down Right Down
        shot whole-image
        keys ctrl+shift+4
        shot changes-only
        keys ctrl+f
        xdotool type --delay 30 'e'
        settle
        shot filter
        keys Escape ctrl+2
        shot overview
        keys ctrl+4
        shot json
        if [ $size = large ]; then
            keys ctrl+1 alt+v
            shot_all menu
            keys Escape F1
            shot_all shortcuts
            keys Escape
        fi
        if [ -n "$has_registries" ]; then
            pull_windows
            prune_windows
        fi
        finish

        printf 'This is no archive.\n' >"$scratch/notes.txt"
        start "$theme_wanted" "$w" "$h" "$scratch/notes.txt" "$@"
        shot error
        finish
    done
done
