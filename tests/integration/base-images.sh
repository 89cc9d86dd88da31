#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
#
# Prints the folder with what the test images are built from, made once and cached:
#
#   busybox          a statically linked busybox, from the distribution's package
#   bookworm.tar     a root file system as Debian's own base images have it (debootstrap, variant minbase)
#   debs/            packages that install into it without a network
set -euo pipefail
# shellcheck source=servers/common.sh
. "$(dirname "$0")/servers/common.sh"

suite=bookworm
# Says that bookworm.tar and debs/ are whole; another number makes them anew where they are cached.
complete=complete.2
packages="python3 curl git ca-certificates tzdata iputils-ping"
target=$varveCache/base

need apt-get dpkg-deb tar flock
withLock base
mkdir -p "$target"

if [ ! -x "$target/busybox" ]; then
    deb=$(downloadDebs "$suite" busybox-static) || skip "the package busybox-static cannot be fetched"
    dpkg-deb --fsys-tarfile "$deb" | tar -xO ./bin/busybox >"$target/busybox.partial"
    chmod 0755 "$target/busybox.partial"
    mv "$target/busybox.partial" "$target/busybox"
fi

if [ ! -e "$target/bookworm.tar" ] || [ ! -e "$target/$complete" ]; then
    needRoot "debootstrap"
    need debootstrap
    rm -rf "$target/rootfs" "$target/debs"
    debootstrap --variant=minbase "$suite" "$target/rootfs" "$(debianMirror)" >"$target/debootstrap.log" 2>&1 ||
        skip "debootstrap failed (see $target/debootstrap.log)"
    conf=$(privateApt "$suite") || skip "the package lists of $suite cannot be fetched"
    mkdir -p "$target/debs/partial"
    # What is missing on top of that very root file system, dependencies included.
    # shellcheck disable=SC2086 # a list of words
    APT_CONFIG=$conf apt-get -q -y --no-install-recommends --download-only -o Debug::NoLocking=true \
        -o Dir::State::status="$target/rootfs/var/lib/dpkg/status" -o Dir::Cache::archives="$target/debs" \
        install $packages >"$target/debs.log" 2>&1 || skip "the packages of the image cannot be fetched (see $target/debs.log)"
    rm -rf "$target"/debs/{partial,lock} "$target/rootfs"/var/cache/apt/archives/*.deb
    # debootstrap copies these from the machine it runs on.
    rm -f "$target"/rootfs/etc/{resolv.conf,hostname}
    # With lists, apt would look for the packages on the network, which is not there, before it takes those in debs/.
    rm -rf "$target"/rootfs/var/lib/apt/lists/*
    tar -C "$target/rootfs" --numeric-owner --xattrs --xattrs-include='*' --sort=name -cf "$target/bookworm.tar.partial" .
    mv "$target/bookworm.tar.partial" "$target/bookworm.tar"
    rm -rf --one-file-system "$target/rootfs"
    touch "$target/$complete"
fi
unlock
printf '%s\n' "$target"
