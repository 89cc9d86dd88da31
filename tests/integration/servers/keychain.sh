#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
#
# A session bus with a keychain of its own, unlocked, that nobody else's desktop knows about.
#
#   keychain.sh start DIR
#   keychain.sh stop DIR
#
# After `start`, DIR/env holds DBUS_SESSION_BUS_ADDRESS.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"

usage() { die "usage: keychain.sh start DIR | stop DIR"; }

start() {
    need dbus-daemon gnome-keyring-daemon dbus-send
    mkdir -p "$dir/run" "$dir/home"
    chmod 700 "$dir/run"
    export HOME=$dir/home XDG_RUNTIME_DIR=$dir/run XDG_DATA_HOME=$dir/home/data XDG_CONFIG_HOME=$dir/home/config
    # Without the services of this system: the bus would start a keychain of its own as soon as somebody asks for one.
    cat >"$dir/bus.conf" <<CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=$dir/run/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
CONF
    setsid dbus-daemon --config-file="$dir/bus.conf" --nofork --print-address \
        </dev/null >"$dir/address" 2>"$dir/bus.log" &
    echo $! >"$dir/bus.pid"
    waitFor 20 test -s "$dir/address" || { tail -n 5 "$dir/bus.log" >&2; stop; die "no session bus"; }
    DBUS_SESSION_BUS_ADDRESS=$(head -n 1 "$dir/address")
    export DBUS_SESSION_BUS_ADDRESS
    printf 'varve' | setsid gnome-keyring-daemon --foreground --unlock --components=secrets >"$dir/keyring.log" 2>&1 &
    echo $! >"$dir/keyring.pid"
    waitFor 20 dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets/collection/login \
        org.freedesktop.DBus.Properties.Get string:org.freedesktop.Secret.Collection string:Label || { tail -n 5 "$dir/keyring.log" >&2; stop; die "no keychain"; }
    printf 'export DBUS_SESSION_BUS_ADDRESS=%s\n' "$DBUS_SESSION_BUS_ADDRESS" >"$dir/env"
}

stop() {
    stopPid "$dir/keyring.pid"
    stopPid "$dir/bus.pid"
    [ -d "$dir" ] && removeTree "$dir"
    return 0
}

[ $# = 2 ] || usage
dir=$(realpath -m "$2")
case $1 in
    start) start ;;
    stop) stop ;;
    *) usage ;;
esac
