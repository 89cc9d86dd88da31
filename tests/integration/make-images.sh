#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
#
# make-images.sh OUTDIR: real images made with every real tool at hand, to open with Varve and compare.
#
# OUTDIR/images.tsv has one line per image in an archive or layout:
#
#   producer  kind  path  name  listing  history  inspect
#
# listing is what `umoci unpack` makes of that very image (see listing.py); history and inspect are what the tool that
# made it says of it. "-" stands for none, all paths are relative to OUTDIR. skipped.txt says what could not be made.
# Nothing is done where OUTDIR is already up to date; VARVE_IMAGES=small leaves the distribution image out.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=servers/common.sh
. "$here/servers/common.sh"

[ $# = 1 ] || die "usage: make-images.sh OUTDIR"
out=$(realpath -m "$1")
size=${VARVE_IMAGES:-full}

needRoot "building images"
need python3 skopeo umoci flock tar gzip

stamp=$({
    echo "$size"
    cat "$here"/*.sh "$here"/*.py "$here"/servers/*.sh "$here"/images/*/Dockerfile
    for tool in dockerd podman buildah skopeo umoci; do "$tool" --version 2>/dev/null || echo "no $tool"; done
} | sha256sum)
mkdir -p "$out"
exec {outFd}>"$out/.lock"
flock "$outFd"
if [ "$(cat "$out/stamp" 2>/dev/null)" = "$stamp" ]; then
    say "The images in $out are up to date."
    exit 0
fi
# Only what a former run has made: OUTDIR may have been mistyped.
rm -rf "$out"/{stamp,images.tsv,skipped.txt,logs,listings,docker20,docker26,docker26-containerd,podman,buildah,skopeo}

work=$(mktemp -d "${TMPDIR:-/tmp}/varve-images.XXXXXX")
cleanUp() {
    "$here/servers/podman.sh" stop "$work/podman"
    for kind in docker20 docker26 docker26-containerd; do
        "$here/servers/dockerd.sh" stop "$work/$kind"
    done
    removeTree "$work"
}
trap cleanUp EXIT
trap 'exit 130' INT TERM

mkdir -p "$out"/{logs,listings} "$work/contexts"
: >"$out/images.tsv.partial"
: >"$out/skipped.txt"

base=$("$here/base-images.sh")
python3 "$here/make-contexts.py" "$base" "$work/contexts"
echo '{"default": [{"type": "insecureAcceptAnything"}]}' >"$work/policy.json"
copy() { TMPDIR=$work skopeo copy --quiet --policy "$work/policy.json" "$@" >&2; }

# One line, written at once: the parts run side by side.
record() {
    local producer=$1 kind=$2 path=$3 name=$4 listing=$5 details=$6 history=- inspect=-
    if [ "$details" != - ]; then
        history=$details.history.json
        inspect=$details.inspect.json
    fi
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$producer" "$kind" "$path" "$name" "$listing" "$history" "$inspect" >>"$out/images.tsv.partial"
}

# unpackAndList ID SOURCE [skopeo options]: SOURCE as skopeo names it.
unpackAndList() {
    local id=$1 source=$2 bundle=$work/bundle-$1
    shift 2
    copy "$@" "$source" "oci:$work/oci-$id:it"
    umoci unpack --image "$work/oci-$id:it" "$bundle" >"$out/logs/umoci-$id.log" 2>&1
    python3 "$here/listing.py" "$bundle/rootfs" >"$out/listings/$id.txt"
    rm -rf "$bundle" "$work/oci-$id"
}

withDistribution() { [ "$size" != small ]; }

# docker build --network none, then what docker itself says of the result.
dockerBuild() {
    local image=$1 name=$2
    shift 2
    "$DOCKER_CLI" build --network none --force-rm -t "$name" "$@" "$work/contexts/$image" >&2
}
dockerDetails() {
    "$DOCKER_CLI" history --no-trunc --human=false --format '{{json .}}' "$1" >"$out/$2.history.json"
    "$DOCKER_CLI" image inspect "$1" >"$out/$2.inspect.json"
}

partDocker20() {
    "$here/servers/dockerd.sh" start system "$work/docker20"
    # shellcheck source=/dev/null
    . "$work/docker20/env"
    local id=docker20 image
    mkdir "$out/$id"
    for image in cases config; do
        dockerBuild "$image" "varve/$image:1"
        dockerDetails "varve/$image:1" "$id/$image"
        "$DOCKER_CLI" save -o "$out/$id/$image.tar" "varve/$image:1"
        unpackAndList "$id-$image" "docker-archive:$out/$id/$image.tar"
        record $id docker-archive "$id/$image.tar" "varve/$image:1" "listings/$id-$image.txt" "$id/$image"
    done
    # An archive by id has no name at all.
    "$DOCKER_CLI" save -o "$out/$id/unnamed.tar" "$("$DOCKER_CLI" image inspect -f '{{.Id}}' varve/config:1)"
    record $id docker-archive "$id/unnamed.tar" - "listings/$id-config.txt" "$id/config"
    # A container's change on top, and several names for one image.
    "$DOCKER_CLI" run --network none --name changed varve/cases:1 sh -c 'rm -r /data/keep && echo late > /data/late'
    "$DOCKER_CLI" commit --message "changed by hand" --author "Varve" changed varve/committed:1 >&2
    "$DOCKER_CLI" tag varve/committed:1 registry.example.org:5000/team/committed:v1.0
    dockerDetails varve/committed:1 $id/committed
    "$DOCKER_CLI" save -o "$out/$id/several.tar" varve/config:1 varve/committed:1 registry.example.org:5000/team/committed:v1.0 varve/cases:1
    unpackAndList $id-committed "docker-archive:$out/$id/several.tar:varve/committed:1"
    record $id docker-archive $id/several.tar varve/committed:1 listings/$id-committed.txt $id/committed
    record $id docker-archive $id/several.tar registry.example.org:5000/team/committed:v1.0 listings/$id-committed.txt $id/committed
    for image in cases config; do
        record $id docker-archive $id/several.tar varve/$image:1 listings/$id-$image.txt $id/$image
    done
    gzip -c "$out/$id/several.tar" >"$out/$id/several.tar.gz"
    record $id docker-archive $id/several.tar.gz varve/committed:1 listings/$id-committed.txt $id/committed
    if command -v zstd >/dev/null; then
        zstd -q "$out/$id/several.tar" -o "$out/$id/several.tar.zst"
        record $id docker-archive $id/several.tar.zst varve/committed:1 listings/$id-committed.txt $id/committed
    fi
    if withDistribution; then
        dockerBuild bookworm orchard:1.4.2 -t orchard:latest
        dockerDetails orchard:latest $id/orchard
        "$DOCKER_CLI" save -o "$out/$id/orchard.tar" orchard:1.4.2 orchard:latest
        unpackAndList $id-orchard "docker-archive:$out/$id/orchard.tar:orchard:latest"
        record $id docker-archive $id/orchard.tar orchard:latest listings/$id-orchard.txt $id/orchard
    fi
    "$here/servers/dockerd.sh" stop "$work/docker20"
}

# ID KIND: both image stores of Docker 26 write an OCI layout with a manifest.json; the newer one keeps layers compressed.
partDocker26() {
    local id=$1 kind=$2 image
    "$here/servers/dockerd.sh" start "$kind" "$work/$id"
    # shellcheck source=/dev/null
    . "$work/$id/env"
    mkdir "$out/$id"
    for image in cases config empty; do
        dockerBuild "$image" "varve/$image:1"
        # The classic store refuses to save an image without layers.
        [ "$kind:$image" != 26:empty ] || continue
        dockerDetails "varve/$image:1" "$id/$image"
        "$DOCKER_CLI" save -o "$out/$id/$image.tar" "varve/$image:1"
        unpackAndList "$id-$image" "docker-archive:$out/$id/$image.tar"
        record "$id" docker-archive "$id/$image.tar" "varve/$image:1" "listings/$id-$image.txt" "$id/$image"
    done
    "$DOCKER_CLI" tag varve/cases:1 varve/also:2
    "$DOCKER_CLI" save -o "$out/$id/several.tar" varve/config:1 varve/also:2 varve/cases:1
    for image in cases config; do
        record "$id" docker-archive "$id/several.tar" "varve/$image:1" "listings/$id-$image.txt" "$id/$image"
    done
    record "$id" docker-archive "$id/several.tar" varve/also:2 "listings/$id-cases.txt" "$id/cases"
    if withDistribution; then
        # Built once, by the older Docker; here it is what a user has who pulled it.
        "$DOCKER_CLI" load -q -i "$out/$3" >&2
        dockerDetails orchard:latest "$id/orchard"
        "$DOCKER_CLI" save -o "$out/$id/orchard.tar" orchard:latest
        record "$id" docker-archive "$id/orchard.tar" orchard:latest listings/docker20-orchard.txt "$id/orchard"
    fi
    "$here/servers/dockerd.sh" stop "$work/$id"
}

podmanDetails() {
    podman history --no-trunc --human=false --format json "$1" >"$out/$2.history.json"
    podman image inspect "$1" >"$out/$2.inspect.json"
}

partPodman() {
    "$here/servers/podman.sh" start "$work/podman"
    # shellcheck source=/dev/null
    . "$work/podman/env"
    unset CONTAINER_HOST # the program itself; its service is for the tests of engines
    local id=podman image name
    mkdir "$out/$id"
    for image in cases config empty; do
        name=localhost/varve/$image:1
        podman build --network none -t "$name" "$work/contexts/$image" >&2
        podmanDetails "$name" "$id/$image"
        podman save --quiet --format docker-archive -o "$out/$id/$image.tar" "$name"
        podman save --quiet --format oci-archive -o "$out/$id/$image.oci.tar" "$name"
        unpackAndList "$id-$image" "oci-archive:$out/$id/$image.oci.tar"
        record $id docker-archive "$id/$image.tar" "$name" "listings/$id-$image.txt" "$id/$image"
        record $id oci-archive "$id/$image.oci.tar" "$name" "listings/$id-$image.txt" "$id/$image"
    done
    podman save --quiet --format oci-dir -o "$out/$id/cases.oci" localhost/varve/cases:1
    record $id oci-layout $id/cases.oci localhost/varve/cases:1 listings/$id-cases.txt $id/cases
    podman build --network none --format docker -t localhost/varve/schema2:1 "$work/contexts/config" >&2
    podman tag localhost/varve/schema2:1 localhost/varve/alias:9
    podmanDetails localhost/varve/schema2:1 $id/schema2
    podman save --quiet --multi-image-archive --format docker-archive -o "$out/$id/several.tar" \
        localhost/varve/schema2:1 localhost/varve/cases:1 localhost/varve/alias:9
    unpackAndList $id-schema2 "docker-archive:$out/$id/several.tar:localhost/varve/schema2:1"
    record $id docker-archive $id/several.tar localhost/varve/schema2:1 listings/$id-schema2.txt $id/schema2
    record $id docker-archive $id/several.tar localhost/varve/alias:9 listings/$id-schema2.txt $id/schema2
    record $id docker-archive $id/several.tar localhost/varve/cases:1 listings/$id-cases.txt $id/cases
    # Squashed into one layer: one row in the history stands for all.
    podman build --network none --squash-all -t localhost/varve/squashed:1 "$work/contexts/cases" >&2
    podmanDetails localhost/varve/squashed:1 $id/squashed
    podman save --quiet --format oci-archive -o "$out/$id/squashed.oci.tar" localhost/varve/squashed:1
    unpackAndList $id-squashed "oci-archive:$out/$id/squashed.oci.tar"
    record $id oci-archive $id/squashed.oci.tar localhost/varve/squashed:1 listings/$id-squashed.txt $id/squashed

    # One name for several platforms.
    podman build --network none --platform linux/amd64,linux/arm64,linux/arm/v7,linux/s390x \
        --manifest localhost/varve/platforms:1 "$work/contexts/platforms" >&2
    podman manifest push --all --quiet localhost/varve/platforms:1 "oci:$out/$id/platforms.oci:localhost/varve/platforms:1" >&2
    unpackAndList $id-platforms "oci:$out/$id/platforms.oci:localhost/varve/platforms:1" --override-arch amd64
    record $id oci-layout $id/platforms.oci localhost/varve/platforms:1 listings/$id-platforms.txt -
    mkdir -p "$out/skopeo"
    copy --all "oci:$out/$id/platforms.oci:localhost/varve/platforms:1" "oci:$out/skopeo/platforms-all.oci:platforms"
    record skopeo oci-layout skopeo/platforms-all.oci platforms listings/$id-platforms.txt -
    "$here/servers/podman.sh" stop "$work/podman"
}

# Without privileges, in a store of its own kind (vfs).
partBuildah() {
    local id=buildah home=$work/rootless
    need buildah
    mkdir -p "$home" "$out/$id"
    cp -r "$work/contexts/cases" "$home/context"
    chmod -R a+rX "$home/context"
    chmod a+x "$work"
    local rootless=("$here/servers/rootless.sh" "$home")
    "${rootless[@]}" buildah bud --quiet -t localhost/varve/cases:1 "$home/context" >&2
    "${rootless[@]}" buildah push --quiet localhost/varve/cases:1 "oci:$home/cases.oci:localhost/varve/cases:1" >&2
    "${rootless[@]}" buildah push --quiet localhost/varve/cases:1 "docker-archive:$home/cases.tar:localhost/varve/cases:1" >&2
    mv "$home/cases.oci" "$home/cases.tar" "$out/$id/"
    chown -R 0:0 "$out/$id"
    unpackAndList $id-cases "oci:$out/$id/cases.oci:localhost/varve/cases:1"
    record $id oci-layout $id/cases.oci localhost/varve/cases:1 listings/$id-cases.txt -
    record $id docker-archive $id/cases.tar localhost/varve/cases:1 listings/$id-cases.txt -
}

# What skopeo makes of the archive of another tool: NAME ARCHIVE REFERENCE LISTING COMPRESSION...
partSkopeo() {
    local id=skopeo image=$1 source=docker-archive:$out/$2:$3 listing=$4 format tag
    shift 4
    mkdir -p "$out/$id"
    for format in "$@"; do
        tag=${format/:/-}
        if ! copy --format oci --dest-compress-format "$format" "$source" "oci:$out/$id/$image-$tag.oci:$image"; then
            note "skopeo does not write $format"
            continue
        fi
        record $id oci-layout "$id/$image-$tag.oci" "$image" "$listing" -
    done
    [ "$image" = cases ] || return 0
    copy --format oci --dest-compress-format zstd "$source" "oci-archive:$out/$id/$image-zstd.oci.tar:$image"
    record $id oci-archive "$id/$image-zstd.oci.tar" "$image" "$listing" -
    # The form with one folder per layer and links between them.
    copy "$source" "docker-archive:$out/$id/$image.tar:varve/$image:skopeo"
    record $id docker-archive "$id/$image.tar" "docker.io/varve/$image:skopeo" "$listing" -
}

note() { say "SKIP: $*"; echo "$*" >>"$out/skipped.txt"; }

# part TITLE FUNCTION...: in a shell of its own, so that what it lacks ends only itself. Returns 0 in any case and notes a
# failure instead: on the left of || the shell would not end the part at its first error.
part() {
    local title=$1 log status began=$SECONDS
    log=$out/logs/$(tr ' /' '--' <<<"$title").log
    shift
    (
        trap - EXIT
        "$@"
    ) >"$log" 2>&1 &
    set +e
    wait $!
    status=$?
    set -e
    case $status in
        0) say "$title: $((SECONDS - began)) s" ;;
        "$kSkipped") note "$title: $(grep '^SKIP: ' "$log" | tail -n 1 | cut -c 7-)" ;;
        *)
            say "$title failed:"
            tail -n 25 "$log" >&2
            echo "$title" >>"$work/failed"
            ;;
    esac
}

# Side by side, but no more than there are processors for.
part "Docker 20.10" partDocker20 &
first=$!
part "Podman" partPodman
wait $first
if [ -e "$out/docker20/cases.tar" ]; then
    part "skopeo" partSkopeo cases docker20/cases.tar varve/cases:1 listings/docker20-cases.txt gzip zstd zstd:chunked
fi
if [ -e "$out/docker20/orchard.tar" ]; then
    part "skopeo distribution" partSkopeo orchard docker20/orchard.tar orchard:latest listings/docker20-orchard.txt gzip zstd
fi
part "Docker 26" partDocker26 docker26 26 docker20/orchard.tar &
first=$!
part "Docker 26 containerd" partDocker26 docker26-containerd 26-containerd docker20/orchard.tar
wait $first
part "buildah rootless" partBuildah

sort "$out/images.tsv.partial" >"$out/images.tsv"
rm "$out/images.tsv.partial"
[ ! -e "$work/failed" ] || die "not every part could be made (logs in $out/logs)"
printf '%s\n' "$stamp" >"$out/stamp"
say "$(wc -l <"$out/images.tsv") images in $out, $(wc -l <"$out/skipped.txt") parts skipped."
