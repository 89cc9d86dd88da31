# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
#
# Sourced by ./dev: installs what a command needs and the system lacks, from tools/packages.debian.
# VARVE_PACKAGES=0 never installs anything.
# shellcheck shell=bash disable=SC2154 # root: set by whoever sources this

# packagesOf SECTION...: the names listed there, one a line.
packagesOf() {
    local section
    for section in "$@"; do
        awk -v want="[$section]" '/^\[/ { inside = ($0 == want) } inside && /^[a-z0-9]/ { print $1 }' "$root/tools/packages.debian"
    done | sort -u
}

# Reads names, prints those that are not installed.
missingPackages() {
    local name
    declare -A installed
    while read -r status name; do
        [ "$status" = ii ] && installed[$name]=1
    done < <(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' 2>/dev/null)
    while read -r name; do
        [ -n "${installed[$name]:-}" ] || printf '%s\n' "$name"
    done
}

# needPackages SECTION...: returns with everything installed, or having said what could not be.
needPackages() {
    [ "${VARVE_PACKAGES:-1}" = 1 ] || return 0
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        say "This is not a Debian system: nothing was installed. What Debian calls these packages is needed:"
        say "    $(packagesOf "$@" | tr '\n' ' ')"
        return 0
    fi
    local missing asRoot=()
    mapfile -t missing < <(packagesOf "$@" | missingPackages)
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null; then
            say "These packages are missing, and without root or sudo they cannot be installed here:"
            say "    ${missing[*]}"
            return 0
        fi
        asRoot=(sudo)
    fi
    say "Installing packages (${*}): ${missing[*]}"
    local apt=("${asRoot[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
    if [ -z "${packageListsAreFresh:-}" ]; then
        "${apt[@]}" update </dev/null >&2 || say "apt-get update failed; going on with the lists that are there"
        packageListsAreFresh=1
    fi
    "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null >&2 || {
        say "The packages could not be installed."
        return 1
    }
}
