#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
#
# Measures a pull: starts a registry of its own, pushes an image of some 200 MB, runs the benchmark over it and removes everything.
# Needs no network.
#
#   pull.sh PATH-OF-VARVE_BENCH PATH-OF-VARVE [OPTION OF VARVE_BENCH]...
set -euo pipefail
here=$(realpath "$(dirname "$0")")
servers=$here/../integration/servers
# shellcheck source=../integration/servers/common.sh
. "$servers/common.sh"

[ $# -ge 2 ] || die "usage: pull.sh PATH-OF-VARVE_BENCH PATH-OF-VARVE [OPTION]..."
bench=$(realpath "$1")
program=$(realpath "$2")
shift 2
need python3 gzip skopeo
work=$(mktemp -d "${TMPDIR:-/tmp}/varve-pull.XXXXXX")
finish() {
    "$servers/registry.sh" stop "$work/r" || true
    rm -rf --one-file-system -- "$work"
}
trap finish EXIT

"$servers/registry.sh" start plain "$work/r"
# shellcheck source=/dev/null
. "$work/r/env"
say "making the image"
python3 "$here/make-engine-images.py" --gzip --scale 0.08 "$work/images"
skopeo --insecure-policy copy --quiet --dest-tls-verify=false "docker-archive:$work/images/images.tar:@9" "docker://$REGISTRY/bench/app:1"
rm -rf -- "$work/images"
"$bench" --only pull --pull "$REGISTRY/bench/app:1" --program "$program" "$@"
