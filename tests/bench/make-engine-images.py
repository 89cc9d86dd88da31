#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
"""Writes one docker-archive with ten images of 1-4 GB, made from a seed, for the benchmark of engines.

    make-engine-images.py [--gzip] [--scale X] FOLDER

FOLDER/images.tar is what `docker load` takes; layers of several images are in it once. The images stand on each other, as those
of one team do: a base of many small files, then packages, large files that compress and large files that do not, and on top
of each a layer of its own. --gzip compresses the layers, as those are that were pulled.
"""
import argparse
import concurrent.futures
import hashlib
import io
import json
import os
import random
import subprocess
import tarfile

kMega = 1_000_000
kDate = 1_700_000_000
# name: bytes, files, share of the bytes that compresses well
kStack = {
    "base": (150 * kMega, 20_000, 0.8),
    "packages": (450 * kMega, 15_000, 0.5),
    "tools": (600 * kMega, 25_000, 0.5),
    "model": (1000 * kMega, 40, 0.0),
    "data": (900 * kMega, 400, 1.0),
    "cache": (700 * kMega, 8_000, 0.3),
}
# How much of the stack an image has, and the bytes of the layer on top.
kImages = [(3, 20), (3, 60), (3, 120), (4, 20), (4, 60), (4, 120), (5, 20), (5, 60), (6, 20), (6, 60)]
kTopFiles = 3_000


class Content:
    """Pieces of two large blocks: cheap to have, and too far apart for a compressor to see that they repeat."""

    def __init__(self):
        rng = random.Random(1)
        self.noise = rng.randbytes(64 << 20)
        words = [rng.randbytes(rng.randint(2, 7)).hex() for _ in range(3000)]
        self.text = " ".join(rng.choices(words, k=2_000_000)).encode()

    def piece(self, rng, size, isText):
        block = self.text if isText else self.noise
        left = size
        while left > 0:
            begin = rng.randrange(len(block))
            part = block[begin:begin + left]
            left -= len(part)
            yield part


class HashingFile:
    def __init__(self, path):
        self.file = open(path, "wb", buffering=1 << 20)
        self.sha = hashlib.sha256()

    def write(self, data):
        self.sha.update(data)
        return self.file.write(data)

    def close(self):
        self.file.close()


def entry(name, kind, size=0, mode=0o644):
    info = tarfile.TarInfo(name)
    info.type = kind
    info.size = size
    info.mode = mode
    info.mtime = kDate
    return info.tobuf(tarfile.GNU_FORMAT)


def writeLayer(path, name, content, size, files, textShare, hides=()):
    """A tar; returns its sha256."""
    rng = random.Random(f"layer {name}")
    out = HashingFile(path)
    folders = max(1, files // 40)
    out.write(entry(f"{name}/", tarfile.DIRTYPE, mode=0o755))
    for folder in range(folders):
        out.write(entry(f"{name}/dir{folder:05}/", tarfile.DIRTYPE, mode=0o755))
    for hidden in hides:
        directory, _, base = hidden.rpartition("/")
        out.write(entry(f"{directory}/.wh.{base}", tarfile.REGTYPE))
    # Many small ones and few large ones.
    weights = [rng.paretovariate(1.2) for _ in range(files)] if files > 1000 else [1.0] * files
    unit = size / sum(weights)
    for number, weight in enumerate(weights):
        length = int(weight * unit)
        isText = rng.random() < textShare
        out.write(entry(f"{name}/dir{number % folders:05}/file{number:06}.{'txt' if isText else 'bin'}", tarfile.REGTYPE, length))
        for part in content.piece(rng, length, isText):
            out.write(part)
        out.write(bytes(-length % 512))
    out.write(bytes(1024))
    out.close()
    return out.sha.hexdigest()


def configOf(diffIds, names):
    history = [{"created": "2026-01-01T00:00:00Z", "created_by": f"COPY {name} /{name}"} for name in names]
    return json.dumps({
        "architecture": "amd64", "os": "linux", "created": "2026-01-01T00:00:00Z", "config": {"Cmd": ["/bin/true"]},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{each}" for each in diffIds]}, "history": history,
    }).encode()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gzip", action="store_true")
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("folder")
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    content = Content()
    layers = dict(kStack)
    for number, (_, megabytes) in enumerate(kImages):
        layers[f"app{number}"] = (megabytes * kMega, kTopFiles, 0.6)

    diffIds = {}
    for name, (size, files, share) in layers.items():
        hides = [f"base/dir{n:05}/file{n:06}.txt" for n in range(50)] if name.startswith("app") else []
        diffIds[name] = writeLayer(os.path.join(options.folder, name), name, content, int(size * options.scale),
                                     max(10, int(files * options.scale)), share, hides)
    suffix = ""
    if options.gzip:
        suffix = ".gz"
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda name: subprocess.run(["gzip", "-1", "-n", os.path.join(options.folder, name)], check=True), layers))

    items = []
    with tarfile.open(os.path.join(options.folder, "images.tar"), "w") as archive:
        def add(name, data):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))

        for name in layers:
            path = os.path.join(options.folder, name + suffix)
            archive.add(path, f"{name}/layer.tar")
            os.remove(path)
        for number, (depth, _) in enumerate(kImages):
            names = [*list(kStack)[:depth], f"app{number}"]
            config = configOf([diffIds[name] for name in names], names)
            digest = hashlib.sha256(config).hexdigest()
            add(f"{digest}.json", config)
            items.append({"Config": f"{digest}.json", "RepoTags": [f"varve-bench/image{number}:latest"],
                          "Layers": [f"{name}/layer.tar" for name in names]})
        add("manifest.json", json.dumps(items).encode())


if __name__ == "__main__":
    main()
