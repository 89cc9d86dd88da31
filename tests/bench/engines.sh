#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
#
# Measures how fast layers come out of an engine: starts a private Docker daemon, gives it ten images of 1-4 GB, runs the
# benchmark over them and removes everything. Needs root, about 15 GB below TMPDIR, and some minutes; no network.
#
#   engines.sh PATH-OF-VARVE_BENCH [KIND] [OPTION OF VARVE_BENCH]...   KIND: system (default), 26, 26-containerd
set -euo pipefail
here=$(realpath "$(dirname "$0")")
servers=$here/../integration/servers
# shellcheck source=../integration/servers/common.sh
. "$servers/common.sh"

[ $# -ge 1 ] || die "usage: engines.sh PATH-OF-VARVE_BENCH [system|26|26-containerd] [OPTION]..."
bench=$(realpath "$1")
kind=${2:-system}
shift $(($# > 1 ? 2 : 1))
need python3 gzip
work=$(mktemp -d "${TMPDIR:-/tmp}/varve-engines.XXXXXX")
finish() {
    "$servers/dockerd.sh" stop "$work/e" || true
    rm -rf --one-file-system -- "$work"
}
trap finish EXIT

"$servers/dockerd.sh" start "$kind" "$work/e"
# shellcheck source=/dev/null
. "$work/e/env"
packed=()
# A layer that was pulled is compressed; a classic store keeps none of it.
[ "$kind" = 26-containerd ] && packed=(--gzip)
say "making the images"
python3 "$here/make-engine-images.py" "${packed[@]}" "$work/images"
say "loading the images"
"$DOCKER_CLI" load --quiet --input "$work/images/images.tar" >/dev/null
rm -rf -- "$work/images"
"$bench" --only engines --engine "$DOCKER_HOST" "$@"
