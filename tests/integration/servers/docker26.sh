#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
#
# Prints the folder of a Docker 26 (daemon, client, containerd), fetching it first where it is not cached.
#
# It comes from the next Debian release's packages, unpacked into a folder: nothing is installed, so neither the system's
# Docker nor its C library changes. runc and tini stay the system's, because the newer ones need a newer C library.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

suite=${VARVE_DOCKER26_SUITE:-trixie}
target=$varveCache/docker26

need apt-get dpkg-deb flock
withLock docker26
if [ ! -x "$target/dockerd" ]; then
    debs=$(downloadDebs "$suite" docker.io docker-cli containerd) || skip "the packages of Docker 26 ($suite) cannot be fetched"
    partial=$target.partial
    rm -rf "$partial"
    mkdir -p "$partial/unpacked"
    while IFS= read -r deb; do
        dpkg-deb -x "$deb" "$partial/unpacked"
    done <<<"$debs"
    for program in dockerd docker-proxy containerd containerd-shim-runc-v2 docker ctr; do
        mv "$partial"/unpacked/usr/*bin/"$program" "$partial/$program" || die "$program is not in the packages of $suite"
    done
    rm -rf "$partial/unpacked" "$target"
    mv "$partial" "$target"
fi
unlock
{ "$target/dockerd" --version && "$target/docker" --version; } >&2 || skip "this system cannot run the Docker of $suite"
printf '%s\n' "$target"
