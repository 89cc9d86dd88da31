#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
#
# The checks that need no running program: licence headers, formatting, shell scripts, clang-tidy.
#
#   lint.sh              everything; clang-tidy stops starting new files after VARVE_TIDY_SECONDS (default 600)
#
# Files that clang-tidy has passed are remembered by content, so that a second run looks only at what changed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
root=$PWD
failures=0

say() { printf '%s\n' "$*" >&2; }
failed() {
    say "FAILED: $*"
    failures=$((failures + 1))
}

# Not every checkout is one that git will talk about: a tarball, or a clone that belongs to another user.
sources() {
    if git -C "$root" ls-files --error-unmatch CMakeLists.txt >/dev/null 2>&1; then
        git ls-files --cached --others --exclude-standard -- "$@"
    else
        local pattern
        for pattern in "$@"; do
            find . \( -path './build*' -o -path ./out -o -path ./.git \) -prune -o -type f -name "${pattern##*/}" -printf '%P\n'
        done
    fi | sort -u | while IFS= read -r file; do [ -f "$file" ] && printf '%s\n' "$file"; done
}

checkLicences() {
    local file bad=0
    while IFS= read -r file; do
        if ! head -n 5 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' ||
            ! head -n 5 "$file" | grep -q 'SPDX-FileCopyrightText: '; then
            say "$file: no SPDX licence and copyright lines at its start"
            bad=1
        fi
    done < <(sources '*.cpp' '*.h' '*.sh' '*.py' '*.cmake' 'CMakeLists.txt' '*/CMakeLists.txt' dev .ci/run '*/Dockerfile')
    [ $bad = 0 ] || failed "licence headers"
}

checkFormat() {
    local files
    mapfile -t files < <(sources '*.cpp' '*.h')
    printf '%s\0' "${files[@]}" | xargs -0 -n 20 -P "$(nproc)" clang-format --dry-run -Werror --style=file || failed "formatting (./dev format puts it right)"
}

checkShell() {
    local files
    mapfile -t files < <(sources '*.sh' dev .ci/run)
    shellcheck --external-sources --source-path=SCRIPTDIR --severity=warning "${files[@]}" || failed "shellcheck"
}

# A build directory of its own, where nothing is compiled; clang cannot read the precompiled headers of g++. The unity
# files stay: most of the time goes into Qt's headers, and ten sources that share them are looked at as fast as one.
configureForTidy() {
    local log
    if ! log=$(cmake --preset dev -B build/lint -DVARVE_PCH=OFF -DVARVE_BUILD_TESTS=OFF 2>&1); then
        printf '%s\n' "$log" >&2
        return 1
    fi
}

# The sources that one unit compiles: those a unity file includes, or itself.
sourcesOfUnit() {
    case $1 in
        */Unity/*) sed -n 's/^#include "\(.*\.cpp\)"$/\1/p' "$1" ;;
        *) printf '%s\n' "$1" ;;
    esac
}

tidyOne() {
    local unit=$1 key output
    if [ "$(date +%s)" -ge "$VARVE_TIDY_DEADLINE" ]; then
        sourcesOfUnit "$unit" >>"$VARVE_TIDY_LATE"
        return 0
    fi
    key=$({ printf '%s\n' "$VARVE_TIDY_KEY" && sourcesOfUnit "$unit" | tr '\n' '\0' | xargs -0 cat; } | sha256sum | cut -d ' ' -f 1)
    [ ! -e "build/lint/tidy/$key" ] || return 0
    if output=$(clang-tidy --quiet -p build/lint --warnings-as-errors='*' "$unit" 2>&1); then
        touch "build/lint/tidy/$key"
    else
        printf '%s\n' "$output" | grep -v -E '^[0-9]+ warnings? (generated|treated as errors?)|^Suppressed ' >&2
        return 1
    fi
}
export -f tidyOne sourcesOfUnit

checkTidy() {
    configureForTidy || { failed "configuring for clang-tidy"; return; }
    mkdir -p build/lint/tidy
    local units
    mapfile -t units < <(sed -n 's/^  "file": "\(.*\)"$/\1/p' build/lint/compile_commands.json | grep -v -E '_autogen/|/qrc_|/\.qt/' | sort -u)
    [ ${#units[@]} -gt 0 ] || { failed "clang-tidy found nothing in the compile commands"; return; }
    # A change of any header or of the rules means looking at everything again.
    VARVE_TIDY_KEY=$({ clang-tidy --version; cat .clang-tidy; sources '*.h' | tr '\n' '\0' | xargs -0 cat; } | sha256sum)
    VARVE_TIDY_DEADLINE=$(($(date +%s) + ${VARVE_TIDY_SECONDS:-600}))
    VARVE_TIDY_LATE=$(mktemp)
    export VARVE_TIDY_KEY VARVE_TIDY_DEADLINE VARVE_TIDY_LATE
    # Unity files first: where time is short, they cover the most.
    { printf '%s\n' "${units[@]}" | grep /Unity/; printf '%s\n' "${units[@]}" | grep -v /Unity/; } | tr '\n' '\0' |
        xargs -0 -n 1 -P "$(nproc)" bash -c 'tidyOne "$0"' || failed "clang-tidy"
    if [ -s "$VARVE_TIDY_LATE" ]; then
        say "clang-tidy: out of time, $(wc -l <"$VARVE_TIDY_LATE") sources were not looked at"
    fi
    rm -f "$VARVE_TIDY_LATE"
}

say "== licence headers" && checkLicences
say "== clang-format" && checkFormat
say "== shellcheck" && checkShell
say "== clang-tidy" && checkTidy

if [ $failures != 0 ]; then
    say "lint: $failures of 4 checks failed"
    exit 1
fi
say "lint: clean"
