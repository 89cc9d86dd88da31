# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
"""make-index.py LAYOUT NAME: adds an image of two platforms to an OCI layout, out of the first image in it.

The second platform has the same layers under a config of its own. The index is named NAME."""

import hashlib
import json
import os
import sys

layout, name = sys.argv[1:]


def read(digest):
    with open(os.path.join(layout, "blobs", *digest.split(":")), "rb") as file:
        return json.load(file)


def write(document):
    data = json.dumps(document).encode()
    digest = "sha256:" + hashlib.sha256(data).hexdigest()
    with open(os.path.join(layout, "blobs", *digest.split(":")), "wb") as file:
        file.write(data)
    return {"digest": digest, "size": len(data)}


with open(os.path.join(layout, "index.json"), encoding="utf-8") as file:
    index = json.load(file)
first = index["manifests"][0]
manifest = read(first["digest"])
config = read(manifest["config"]["digest"])
other = dict(config, architecture="s390x")
second = dict(manifest, config=dict(manifest["config"], **write(other)))
kind = "application/vnd.oci.image.manifest.v1+json"
platforms = [
    {"mediaType": kind, "digest": first["digest"], "size": first["size"], "platform": {"os": "linux", "architecture": "amd64"}},
    dict(write(second), mediaType=kind, platform={"os": "linux", "architecture": "s390x"}),
]
kind = "application/vnd.oci.image.index.v1+json"
entry = dict(write({"schemaVersion": 2, "mediaType": kind, "manifests": platforms}), mediaType=kind)
entry["annotations"] = {"org.opencontainers.image.ref.name": name}
index["manifests"].append(entry)
with open(os.path.join(layout, "index.json"), "w", encoding="utf-8") as file:
    json.dump(index, file)
