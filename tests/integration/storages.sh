#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
#
# Storages of Podman and Buildah on disk, to be read from there.
#
#   storages.sh make DIR      overlay and vfs of root, and that of an ordinary user
#   storages.sh churn DIR     builds, pulls and removes images in DIR/overlay until DIR/stop exists
#   storages.sh remove DIR
#
# `make` writes DIR/storages.tsv, one line per storage: kind, root, driver, and the images in it as OCI layouts by Skopeo,
# which are DIR/KIND-NAME.oci. DIR/KIND.images.json and DIR/KIND-NAME.history.json are what Podman says.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=servers/common.sh
. "$here/servers/common.sh"

usage() { die "usage: storages.sh make DIR | churn DIR | remove DIR"; }

kImages="cases config"

podmanOf() {
    local kind=$1
    shift
    CONTAINERS_CONF=$dir/containers.conf CONTAINERS_REGISTRIES_CONF=$dir/registries.conf TMPDIR=$dir/tmp \
        podman --root "$dir/$kind" --runroot "$dir/run-$kind" --storage-driver "$kind" --log-level error "$@"
}

configure() {
    mkdir -p "$dir"/{tmp,contexts}
    cat >"$dir/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=20000:20000"]
netns = "none"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "$dir/tmp"
CONF
    echo 'unqualified-search-registries = []' >"$dir/registries.conf"
    echo '{"default": [{"type": "insecureAcceptAnything"}]}' >"$dir/policy.json"
    python3 "$here/make-contexts.py" "$("$here/base-images.sh")" "$dir/contexts"
}

storageOfRoot() {
    local kind=$1 image
    for image in $kImages; do
        podmanOf "$kind" build --isolation chroot -t "localhost/varve/$image:1" "$dir/contexts/$image" >"$dir/build-$kind-$image.log" 2>&1 ||
            { tail -n 20 "$dir/build-$kind-$image.log" >&2; die "podman build failed"; }
        podmanOf "$kind" history --no-trunc --format json "localhost/varve/$image:1" >"$dir/$kind-$image.history.json"
        TMPDIR=$dir/tmp skopeo copy --quiet --policy "$dir/policy.json" \
            "containers-storage:[$kind@$dir/$kind+$dir/run-$kind]localhost/varve/$image:1" "oci:$dir/$kind-$image.oci:localhost/varve/$image:1" >&2
    done
    podmanOf "$kind" tag localhost/varve/config:1 localhost/varve/alias:9
    podmanOf "$kind" create --name first localhost/varve/config:1 >/dev/null
    podmanOf "$kind" images --all --no-trunc --format json >"$dir/$kind.images.json"
    printf '%s\t%s\t%s\n' "$kind" "$dir/$kind" "$kind" >>"$dir/storages.tsv"
}

storageOfUser() {
    local home=$dir/user image root
    mkdir -p "$home/home"
    cp -r "$dir/contexts" "$home/contexts"
    local rootless=("$here/servers/rootless.sh" "$home")
    "${rootless[@]}" true
    chown -R --reference="$home" "$home/contexts"
    for image in $kImages; do
        "${rootless[@]}" buildah bud --layers --quiet -t "localhost/varve/$image:1" "$home/contexts/$image" >"$dir/build-user-$image.log" 2>&1 ||
            { tail -n 20 "$dir/build-user-$image.log" >&2; die "buildah bud failed"; }
        "${rootless[@]}" buildah push --quiet "localhost/varve/$image:1" "oci:$home/$image.oci:localhost/varve/$image:1" >&2
        mv "$home/$image.oci" "$dir/user-$image.oci"
    done
    root=$home/home/.local/share/containers/storage
    local driver=vfs
    [ -d "$root/overlay-images" ] && driver=overlay
    printf 'user\t%s\t%s\n' "$root" "$driver" >>"$dir/storages.tsv"
}

make() {
    needRoot "storages of several users"
    need podman buildah skopeo runc python3
    configure
    : >"$dir/storages.tsv"
    storageOfRoot overlay
    storageOfRoot vfs
    storageOfUser
}

churn() {
    local i=0
    cat >"$dir/churn.Dockerfile" <<'DOCKERFILE'
FROM localhost/varve/config:1
ARG N
RUN echo "$N" >/n && rm /tab.txt
DOCKERFILE
    skopeo copy --quiet --policy "$dir/policy.json" "oci:$dir/vfs-cases.oci:localhost/varve/cases:1" \
        "oci:$dir/churn.oci:localhost/churn:pulled" >&2
    while [ ! -e "$dir/stop" ]; do
        i=$((i + 1))
        podmanOf overlay build --quiet --isolation chroot --build-arg "N=$i" -f "$dir/churn.Dockerfile" -t "localhost/churn:$i" \
            "$dir/contexts/config" >/dev/null 2>"$dir/churn.log" || true
        podmanOf overlay rmi --force "localhost/churn:$i" >/dev/null 2>>"$dir/churn.log" || true
        podmanOf overlay pull --quiet "oci:$dir/churn.oci:localhost/churn:pulled" >/dev/null 2>>"$dir/churn.log" || true
        podmanOf overlay rmi --force localhost/churn:pulled >/dev/null 2>>"$dir/churn.log" || true
        echo "$i" >"$dir/churned"
    done
}

remove() {
    local kind
    for kind in overlay vfs; do
        if [ -d "$dir/$kind" ]; then
            podmanOf "$kind" rm --all --force >/dev/null 2>&1 || true
        fi
    done
    [ -d "$dir" ] && removeTree "$dir"
    return 0
}

case ${1:-} in
    make | churn | remove)
        [ $# = 2 ] || usage
        dir=$(realpath -m "$2")
        "$1"
        ;;
    *) usage ;;
esac
