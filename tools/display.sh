#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
#
# display.sh PICTURE PROGRAM [ARG...]: shows a program on an X server in memory, under a window manager, takes a picture
# of the screen once it has stopped changing, and closes the program. For machines without a screen.
set -euo pipefail

if [ -z "${VARVE_INSIDE_XVFB:-}" ]; then
    export VARVE_INSIDE_XVFB=1
    # A desktop's settings must not reach a program that runs without one.
    unset WAYLAND_DISPLAY QT_QPA_PLATFORMTHEME
    exec xvfb-run -a -s "-screen 0 ${VARVE_SCREEN:-1440x900x24} -nolisten tcp" "$0" "$@"
fi

picture=$1
shift
if [ -z "${XDG_RUNTIME_DIR:-}" ]; then
    XDG_RUNTIME_DIR=$(mktemp -d)
    export XDG_RUNTIME_DIR
    runtimeDir=$XDG_RUNTIME_DIR
fi
mkdir -p "$(dirname "$picture")"

openbox --sm-disable >/dev/null 2>&1 &
manager=$!
"$@" &
program=$!
trap 'kill $program $manager 2>/dev/null || true; rm -rf "${runtimeDir:-}"' EXIT

hasWindow() { xprop -root _NET_CLIENT_LIST 2>/dev/null | grep -q 0x; }
isRunning() { kill -0 "$program" 2>/dev/null; }

for _ in $(seq 100); do
    if hasWindow || ! isRunning; then
        break
    fi
    sleep 0.1
done

# Two equal pictures half a second apart: it has finished loading, or it is animating and 15 seconds are enough.
before=
for _ in $(seq 30); do
    isRunning || break
    sleep 0.5
    import -window root "$picture"
    now=$(identify -format '%#' "$picture")
    [ "$now" != "$before" ] || break
    before=$now
done

if ! isRunning; then
    status=0
    wait "$program" || status=$?
    echo "The program ended by itself with exit code $status." >&2
    exit "$status"
fi
