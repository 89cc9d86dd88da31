#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
"""Makes varve-sample.tar, the image behind "Open the sample".

The archive has the form that `docker save` writes since Docker 25: manifest.json for older readers and, in the same tar,
an OCI layout (oci-layout, index.json, blobs/). It holds two images that share their base layer. Everything in it was
made up here, so it can be shipped and shows each kind of change on purpose:

    layer 0  base system: merged-usr symlinks, hard links, devices, a set-user-ID file, a file capability
    layer 1  installs packages and leaves their cache behind
    layer 2  WORKDIR: a layer of directories only, 0 bytes
    layer 3  copies the application, with a token that should not be there, long and non-ASCII names
    layer 4  overwrites files of the layers below (Modified)
    layer 5  deletes the cache and the token: nothing gets smaller, both stay inside the image
    layer 6  chown -R: the same content stored once more (MetadataOnly)
    layer 7  re-creates a directory: an opaque marker hides the old content

The same bytes come out each time and on each machine: no clock, no random source, no compressor, no file of the host.

    make_sample.py            write varve-sample.tar beside this script
    make_sample.py FILE       write FILE
    make_sample.py --check    compare with the file beside this script; exit 1 when they differ
"""

import hashlib
import io
import json
import pathlib
import struct
import sys
import tarfile
import zlib
from datetime import datetime, timezone

# docker ends a tar with two empty blocks; Python would pad to 20.
tarfile.RECORDSIZE = tarfile.BLOCKSIZE

OUTPUT = pathlib.Path(__file__).resolve().parent / "varve-sample.tar"
CAP_NET_RAW = "\x01\x00\x00\x02\x00\x20" + "\x00" * 14  # struct vfs_cap_data, revision 2, effective, permitted

WORDS = (
    "silt clay sand gravel loam marl shale slate basalt granite moraine glacier lake delta river spring summer winter "
    "autumn thaw melt drift layer band core sample depth year count thin thick pale dark fine coarse settle press fold"
).split()


# Content -------------------------------------------------------------------------------------------------------------


def noise(seed, size):
    """Bytes that look like a program; a hash in counter mode, as random.Random may change between Python versions."""
    out = bytearray()
    counter = 0
    while len(out) < size:
        out += hashlib.sha256(f"{seed}:{counter}".encode()).digest()
        counter += 1
    return bytes(out[:size])


def binary(seed, size):
    header = b"\x7fELF\x02\x01\x01" + bytes(9)
    return header + noise(seed, size - len(header))


def prose(seed, size, width=78):
    """Readable text of exactly `size` bytes."""
    numbers = noise(seed, size)
    lines, line = [], ""
    for number in numbers:
        word = WORDS[number % len(WORDS)]
        if len(line) + len(word) + 1 > width:
            lines.append(line)
            line = ""
            if sum(map(len, lines)) > size:
                break
        line = f"{line} {word}" if line else word.capitalize()
    text = "\n".join(lines + [line]).encode()
    return text[: size - 1] + b"\n"


def png(width, height, palette):
    """A picture of strata. Stored, not deflated: the output of zlib differs between its implementations."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            dip = (x - width // 2) ** 2 * 6 // (width * width // 4)
            rows += bytes(palette[min(len(palette) - 1, max(0, (y + dip) * len(palette) // (height + 6)))])
    blocks = bytearray(b"\x78\x01")
    for start in range(0, len(rows), 0xFFFF):
        part = rows[start : start + 0xFFFF]
        last = start + 0xFFFF >= len(rows)
        blocks += struct.pack("<BHH", int(last), len(part), len(part) ^ 0xFFFF) + part
    blocks += struct.pack(">I", zlib.adler32(bytes(rows)))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", bytes(blocks)) + chunk(b"IEND", b"")


STRATA = [(95, 227, 210), (20, 133, 123), (246, 227, 180), (232, 165, 75), (203, 102, 60), (125, 59, 52)]


# Layers --------------------------------------------------------------------------------------------------------------


class Layer:
    """One layer tar. Entries are written in the order they are added."""

    def __init__(self, when):
        self.mtime = int(datetime.fromisoformat(when).replace(tzinfo=timezone.utc).timestamp())
        self._buffer = io.BytesIO()
        self._tar = tarfile.open(fileobj=self._buffer, mode="w", format=tarfile.PAX_FORMAT, encoding="utf-8")

    def _add(self, name, kind, mode, owner, data=b"", link="", device=(0, 0), xattrs=None, age=0):
        info = tarfile.TarInfo(name)
        info.type = kind
        info.mode = mode
        info.uid, info.gid = owner
        info.mtime = self.mtime - age
        info.linkname = link
        info.devmajor, info.devminor = device
        info.size = len(data)
        if xattrs:
            info.pax_headers = {f"SCHILY.xattr.{key}": value for key, value in xattrs.items()}
        self._tar.addfile(info, io.BytesIO(data))

    def folder(self, name, mode=0o755, owner=(0, 0), age=0):
        self._add(name + "/", tarfile.DIRTYPE, mode, owner, age=age)

    def file(self, name, data, mode=0o644, owner=(0, 0), xattrs=None, age=0):
        self._add(name, tarfile.REGTYPE, mode, owner, data if isinstance(data, bytes) else data.encode(), xattrs=xattrs, age=age)

    def symlink(self, name, target, owner=(0, 0)):
        self._add(name, tarfile.SYMTYPE, 0o777, owner, link=target)

    def hardlink(self, name, target, mode=0o755, owner=(0, 0), age=0):
        self._add(name, tarfile.LNKTYPE, mode, owner, link=target, age=age)

    def device(self, name, major, minor, mode=0o666):
        self._add(name, tarfile.CHRTYPE, mode, (0, 0), device=(major, minor))

    def whiteout(self, name):
        folder, _, base = name.rpartition("/")
        self._add(f"{folder}/.wh.{base}", tarfile.REGTYPE, 0, (0, 0))

    def opaque(self, folder):
        self._add(f"{folder}/.wh..wh..opq", tarfile.REGTYPE, 0, (0, 0))

    def bytes(self):
        self._tar.close()
        return self._buffer.getvalue()


def base_layer():
    layer = Layer("2026-02-03T00:00:00")
    for link in ("bin", "lib", "sbin"):
        layer.symlink(link, f"usr/{link}")
    layer.folder("dev")
    layer.device("dev/console", 5, 1, 0o600)
    layer.device("dev/null", 1, 3)
    layer.folder("etc")
    layer.file("etc/group", "root:x:0:\ndaemon:x:1:\nmail:x:8:\nnogroup:x:65534:\n")
    layer.file("etc/hostname", "strata\n")
    layer.file("etc/hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n")
    layer.file("etc/issue", "Strata Linux 4 \\n \\l\n\n")
    layer.symlink("etc/localtime", "/usr/share/zoneinfo/Etc/UTC")
    layer.file(
        "etc/os-release",
        'PRETTY_NAME="Strata Linux 4 (clay)"\nNAME="Strata Linux"\nVERSION_ID="4"\nVERSION="4 (clay)"\n'
        'VERSION_CODENAME=clay\nID=strata\nHOME_URL="https://strata.example/"\n',
    )
    layer.file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n")
    layer.file("etc/profile", "export PATH=/usr/local/bin:/usr/bin:/usr/sbin\nexport PAGER=more\numask 022\n")
    layer.file("etc/shadow", "root:*:20487:0:99999:7:::\nnobody:*:20487:0:99999:7:::\n", 0o640, (0, 42))
    layer.folder("home")
    layer.folder("root", 0o700)
    layer.folder("tmp", 0o1777)
    layer.folder("usr")
    layer.folder("usr/bin")
    layer.file("usr/bin/corebox", binary("corebox", 11000), 0o755)
    for name in ("cat", "cp", "ls", "mkdir", "mv", "rm", "sh"):
        layer.hardlink(f"usr/bin/{name}", "usr/bin/corebox")
    layer.file("usr/bin/ping", binary("ping", 3100), 0o755, xattrs={"security.capability": CAP_NET_RAW})
    layer.file("usr/bin/su", binary("su", 2600), 0o4755)
    layer.folder("usr/lib")
    layer.file("usr/lib/libc.so.6", binary("libc", 12500), 0o755)
    layer.symlink("usr/lib/ld-linux-x86-64.so.2", "libc.so.6")
    layer.folder("usr/local")
    layer.folder("usr/local/bin")
    layer.folder("usr/sbin")
    layer.file("usr/sbin/nologin", "#!/bin/sh\necho 'This account is not available.'\nexit 1\n", 0o755)
    layer.folder("usr/share")
    layer.folder("usr/share/zoneinfo")
    layer.folder("usr/share/zoneinfo/Etc")
    layer.file("usr/share/zoneinfo/Etc/UTC", b"TZif2" + bytes(109))
    layer.file("usr/share/zoneinfo/Iceland", b"TZif2" + bytes(125))
    layer.folder("var")
    layer.folder("var/cache")
    layer.folder("var/lib")
    layer.folder("var/lib/pkg")
    layer.file("var/lib/pkg/status", "corebox 2.1-1 installed\nlibc 6.9-3 installed\n")
    layer.folder("var/log")
    layer.symlink("var/run", "/run")
    return layer.bytes()


def package_layer():
    layer = Layer("2026-03-10T09:12:04")
    layer.folder("etc")
    layer.folder("etc/ssl")
    layer.file("etc/ssl/ca-bundle.pem", prose("certificates", 6200, 64))
    layer.folder("usr")
    layer.folder("usr/bin")
    layer.file("usr/bin/quarry", binary("quarry", 9500), 0o755)
    layer.folder("usr/lib")
    layer.file("usr/lib/libstone.so.1.2", binary("libstone-1.2.0", 8800), 0o755)
    layer.symlink("usr/lib/libstone.so.1", "libstone.so.1.2")
    layer.symlink("usr/lib/libstone.so", "libstone.so.1")
    layer.folder("usr/share")
    layer.folder("usr/share/doc")
    for package, size in (("libstone", 1900), ("quarry", 3400)):
        layer.folder(f"usr/share/doc/{package}")
        layer.file(f"usr/share/doc/{package}/README", prose(f"{package}-readme", size))
        layer.file(f"usr/share/doc/{package}/copyright", prose(f"{package}-copyright", 700))
    layer.folder("var")
    layer.folder("var/cache")
    layer.folder("var/cache/pkg")
    layer.folder("var/cache/pkg/archives")
    for package, size in (("ca-bundle_2026.1_all", 2400), ("libstone1_1.2.0-1_amd64", 5400), ("quarry_18.4-2_amd64", 7600)):
        layer.file(f"var/cache/pkg/archives/{package}.pkg", noise(package, size))
    layer.folder("var/cache/pkg/lists")
    layer.file("var/cache/pkg/lists/strata.example_main_Packages", prose("package-lists", 5200))
    layer.folder("var/lib")
    layer.folder("var/lib/pkg")
    layer.file(
        "var/lib/pkg/status",
        "ca-bundle 2026.1 installed\ncorebox 2.1-1 installed\nlibc 6.9-3 installed\nlibstone1 1.2.0-1 installed\n"
        "quarry 18.4-2 installed\n",
    )
    layer.folder("var/log")
    layer.file("var/log/pkg.log", prose("pkg-log", 1200, 60))
    return layer.bytes()


def workdir_layer():
    layer = Layer("2026-03-10T09:12:05")
    layer.folder("srv")
    layer.folder("srv/app")
    return layer.bytes()


LONG_NAME = "an-asset-whose-name-was-made-by-a-bundler-and-is-longer-than-the-hundred-bytes-of-a-plain-tar-header.4f1c9e.js"

APP_SERVER = """// The sample's server. Nothing runs it: it is here to be looked at.
const layers = require("./lib/layers");
const port = process.env.PORT || 8080;

layers.open("/srv/app/data").then((core) => {
    console.log(`listening on ${port}, ${core.count} layers`);
});
"""


def app_tree(layer, owner, age):
    """The application's files. Written twice, by COPY and by chown -R, with the same content: that is the point of it."""
    layer.folder("srv/app", 0o755, owner, age)
    layer.folder("srv/app/bin", 0o755, owner, age)
    layer.file("srv/app/bin/serve", binary("serve", 5200), 0o755, owner, age=age)
    layer.hardlink("srv/app/bin/serve-1.4", "srv/app/bin/serve", 0o755, owner, age)
    layer.folder("srv/app/data", 0o755, owner, age)
    layer.file("srv/app/data/cores.csv", "year,depth_mm,grain\n" + "".join(
        f"{2025 - i},{i * 7 + noise('depth', 300)[i] % 7},{WORDS[noise('grain', 300)[i] % 6]}\n" for i in range(240)
    ), 0o644, owner, age=age)
    layer.file("srv/app/data/größe.txt", "Die Größe der Schichten in Millimetern.\n", 0o644, owner, age=age)
    layer.file("srv/app/data/地層.txt", "地層は時間の記録です。\n", 0o644, owner, age=age)
    layer.folder("srv/app/lib", 0o755, owner, age)
    layer.file("srv/app/lib/layers.js", "// " + prose("layers-js", 2900).decode().replace("\n", "\n// ") + "\n", 0o644, owner, age=age)
    layer.file(f"srv/app/lib/{LONG_NAME}", "// " + prose("bundle", 4300, 4000).decode(), 0o644, owner, age=age)
    layer.file("srv/app/package.json", json.dumps({"name": "varve-sample", "version": "1.0.0", "main": "server.js"}, indent=2) + "\n", 0o644, owner, age=age)


def app_layer():
    layer = Layer("2026-03-10T09:14:40")
    layer.folder("root", 0o700)
    layer.folder("root/.config", 0o700)
    layer.file("root/.config/registry-token", "token = not-a-real-token-this-is-a-sample\n", 0o600)
    layer.folder("srv")
    app_tree(layer, (0, 0), 0)
    layer.folder("srv/app/public")
    layer.file("srv/app/public/index.html", "<!doctype html>\n<title>Cores</title>\n<h1>Under construction</h1>\n")
    layer.file("srv/app/public/style.css", "body { font: 16px sans-serif; margin: 2rem; }\n")
    layer.file("srv/app/public/draft.html", "<!doctype html>\n<p>" + prose("draft", 2400).decode() + "</p>\n")
    layer.folder("srv/app/public/old")
    layer.file("srv/app/public/old/logo.png", png(24, 24, STRATA[::-1]))
    layer.folder("srv/app/releases")
    layer.folder("srv/app/releases/1.3")
    layer.file("srv/app/releases/1.3/NOTES", prose("notes-1.3", 600))
    layer.file("srv/app/server.js", APP_SERVER)
    layer.symlink("srv/app/current", "releases/1.3")
    return layer.bytes()


def upgrade_layer():
    layer = Layer("2026-03-10T09:15:22")
    layer.folder("etc")
    layer.symlink("etc/localtime", "/usr/share/zoneinfo/Iceland")
    layer.file("etc/passwd",
        "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
        "app:x:1000:1000::/srv/app:/bin/sh\n")
    layer.file("etc/group", "root:x:0:\ndaemon:x:1:\nmail:x:8:\nnogroup:x:65534:\napp:x:1000:\n")
    layer.file("etc/profile", "export PATH=/srv/app/bin:/usr/local/bin:/usr/bin:/usr/sbin\nexport PAGER=less\numask 027\n")
    layer.folder("srv")
    layer.folder("srv/app")
    layer.folder("srv/app/releases")
    layer.folder("srv/app/releases/1.4")
    layer.file("srv/app/releases/1.4/NOTES", prose("notes-1.4", 800))
    layer.symlink("srv/app/current", "releases/1.4")
    layer.folder("usr")
    layer.folder("usr/lib")
    layer.file("usr/lib/libstone.so.1.2", binary("libstone-1.2.1", 8900), 0o755)
    layer.folder("var")
    layer.folder("var/lib")
    layer.folder("var/lib/pkg")
    layer.file(
        "var/lib/pkg/status",
        "ca-bundle 2026.1 installed\ncorebox 2.1-1 installed\nlibc 6.9-3 installed\nlibstone1 1.2.1-1 installed\n"
        "quarry 18.4-2 installed\n",
    )
    return layer.bytes()


def cleanup_layer():
    layer = Layer("2026-03-10T09:15:24")
    layer.folder("root", 0o700)
    layer.folder("root/.config", 0o700)
    layer.whiteout("root/.config/registry-token")
    layer.folder("var")
    layer.folder("var/cache")
    layer.whiteout("var/cache/pkg")
    layer.folder("var/log")
    layer.whiteout("var/log/pkg.log")
    return layer.bytes()


def chown_layer():
    layer = Layer("2026-03-10T09:15:25")
    layer.folder("srv")
    app_tree(layer, (1000, 1000), 45)  # chown leaves the time of modification alone: 45 s before, the time of COPY
    return layer.bytes()


def public_layer():
    layer = Layer("2026-03-10T09:15:31")
    layer.folder("srv")
    layer.folder("srv/app", 0o755, (1000, 1000))
    layer.folder("srv/app/public", 0o755, (1000, 1000))
    layer.opaque("srv/app/public")
    layer.file("srv/app/public/index.html",
        "<!doctype html>\n<html lang=\"en\">\n<title>Cores</title>\n<link rel=\"stylesheet\" href=\"site.css\">\n"
        "<img src=\"logo.png\" alt=\"\" width=\"48\">\n<h1>Cores</h1>\n<p>One year, one layer.</p>\n</html>\n", 0o644, (1000, 1000))
    layer.file("srv/app/public/logo.png", png(40, 40, STRATA), 0o644, (1000, 1000))
    layer.file("srv/app/public/site.css", "body {\n    font: 16px/1.5 sans-serif;\n    margin: 2rem auto;\n    max-width: 40rem;\n}\n", 0o644, (1000, 1000))
    return layer.bytes()


# Images --------------------------------------------------------------------------------------------------------------

BUILDKIT = "buildkit.dockerfile.v0"
BASE_ENV = ["PATH=/usr/local/bin:/usr/bin:/usr/sbin"]
BASE_HISTORY = [
    {"created": "2026-02-03T00:00:00Z", "created_by": "ADD strata-4-amd64.tar / # buildkit", "comment": BUILDKIT},
    {"created": "2026-02-03T00:00:00Z", "created_by": 'CMD ["/bin/sh"]', "comment": BUILDKIT, "empty_layer": True},
]


def step(created, instruction, empty=False):
    entry = {"created": created, "created_by": instruction, "comment": BUILDKIT}
    if empty:
        entry["empty_layer"] = True
    return entry


SAMPLE_LABELS = {
    "org.opencontainers.image.description": "A small image that shows what layers do",
    "org.opencontainers.image.licenses": "GPL-3.0-or-later",
    "org.opencontainers.image.title": "Varve sample",
    "org.opencontainers.image.version": "1.0",
}

SAMPLE_HISTORY = BASE_HISTORY + [
    step("2026-03-10T09:12:01.120384511Z", "LABEL " + " ".join(f"{k}={v}" for k, v in SAMPLE_LABELS.items()), True),
    step("2026-03-10T09:12:01.120384511Z", "ENV APP_ENV=production PORT=8080", True),
    step("2026-03-10T09:12:04.733120944Z", "RUN /bin/sh -c pkg update && pkg install -y quarry libstone1 ca-bundle # buildkit"),
    step("2026-03-10T09:12:05.004817220Z", "WORKDIR /srv/app"),
    step("2026-03-10T09:14:40.518220771Z", "COPY . / # buildkit"),
    step("2026-03-10T09:15:22.907712034Z", "RUN /bin/sh -c adduser app && pkg upgrade -y && ln -sfn releases/1.4 current # buildkit"),
    step("2026-03-10T09:15:24.220914810Z", "RUN /bin/sh -c rm -rf /var/cache/pkg /var/log/pkg.log /root/.config/registry-token # buildkit"),
    step("2026-03-10T09:15:25.641003377Z", "RUN /bin/sh -c chown -R app:app bin data lib package.json && chown app:app . # buildkit"),
    step("2026-03-10T09:15:31.093847562Z", "RUN /bin/sh -c rm -rf public && quarry build --out public # buildkit"),
    step("2026-03-10T09:15:31.093847562Z", "USER app", True),
    step("2026-03-10T09:15:31.093847562Z", "EXPOSE map[8080/tcp:{}]", True),
    step("2026-03-10T09:15:31.093847562Z", "VOLUME [/srv/app/data]", True),
    step("2026-03-10T09:15:31.093847562Z",
        'HEALTHCHECK &{["CMD" "quarry" "ping" "http://localhost:8080/"] "30s" "3s" "5s" "0s" \'\\x03\'}', True),
    step("2026-03-10T09:15:31.093847562Z", 'ENTRYPOINT ["/srv/app/bin/serve"]', True),
    step("2026-03-10T09:15:31.093847562Z", 'CMD ["--root" "/srv/app"]', True),
]


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def image_config(created, config, history, layers):
    return compact({
        "architecture": "amd64",
        "config": config,
        "created": created,
        "history": history,
        "os": "linux",
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{sha256(layer)}" for layer in layers]},
    })


def descriptor(media_type, data):
    return {"mediaType": media_type, "digest": f"sha256:{sha256(data)}", "size": len(data)}


OCI = "application/vnd.oci.image."


class Archive:
    """Collects images and blobs, then writes the tar."""

    def __init__(self):
        self.blobs = {}
        self.docker_manifest = []
        self.index = []
        self.repositories = {}

    def blob(self, data):
        self.blobs[sha256(data)] = data
        return f"blobs/sha256/{sha256(data)}"

    def add(self, names, config, layers):
        layer_descriptors = [descriptor(OCI + "layer.v1.tar", layer) for layer in layers]
        manifest = compact({
            "schemaVersion": 2,
            "mediaType": OCI + "manifest.v1+json",
            "config": descriptor(OCI + "config.v1+json", config),
            "layers": layer_descriptors,
        })
        self.blob(manifest)
        self.docker_manifest.append({
            "Config": self.blob(config),
            "RepoTags": names,
            "Layers": [self.blob(layer) for layer in layers],
            "LayerSources": {item["digest"]: item for item in layer_descriptors},
        })
        for name in names:
            repository, tag = name.rsplit(":", 1)
            annotations = {
                "io.containerd.image.name": f"docker.io/{name}",
                "org.opencontainers.image.ref.name": tag,
            }
            self.index.append(descriptor(OCI + "manifest.v1+json", manifest) | {"annotations": annotations})
            self.repositories.setdefault(repository, {})[tag] = sha256(layers[-1])

    def bytes(self):
        files = {f"blobs/sha256/{digest}": data for digest, data in sorted(self.blobs.items())}
        files["index.json"] = compact({"schemaVersion": 2, "mediaType": OCI + "index.v1+json", "manifests": self.index})
        files["manifest.json"] = compact(self.docker_manifest) + b"\n"
        files["oci-layout"] = compact({"imageLayoutVersion": "1.0.0"})
        files["repositories"] = compact(self.repositories) + b"\n"
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            for folder in ("blobs/", "blobs/sha256/"):
                info = tarfile.TarInfo(folder)
                info.type, info.mode = tarfile.DIRTYPE, 0o755
                tar.addfile(info)
            for name, data in files.items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        return buffer.getvalue()


def make():
    base = base_layer()
    layers = [
        base, package_layer(), workdir_layer(), app_layer(), upgrade_layer(), cleanup_layer(), chown_layer(), public_layer(),
    ]
    sample_config = {
        "User": "app",
        "ExposedPorts": {"8080/tcp": {}},
        "Env": BASE_ENV + ["APP_ENV=production", "PORT=8080"],
        "Entrypoint": ["/srv/app/bin/serve"],
        "Cmd": ["--root", "/srv/app"],
        "Healthcheck": {
            "Test": ["CMD", "quarry", "ping", "http://localhost:8080/"],
            "Interval": 30_000_000_000,
            "Timeout": 3_000_000_000,
            "StartPeriod": 5_000_000_000,
            "Retries": 3,
        },
        "Volumes": {"/srv/app/data": {}},
        "WorkingDir": "/srv/app",
        "Labels": SAMPLE_LABELS,
        "StopSignal": "SIGTERM",
    }
    archive = Archive()
    archive.add(
        ["varve/sample:latest", "varve/sample:1.0"],
        image_config("2026-03-10T09:15:31.093847562Z", sample_config, SAMPLE_HISTORY, layers),
        layers,
    )
    base_config = {"Env": BASE_ENV, "Cmd": ["/bin/sh"]}
    archive.add(
        ["varve/base:latest"], image_config("2026-02-03T00:00:00Z", base_config, BASE_HISTORY, [base]), [base]
    )
    return archive.bytes()


def main(arguments):
    if arguments == ["--check"]:
        if not OUTPUT.is_file() or OUTPUT.read_bytes() != make():
            print(f"{OUTPUT} is not what make_sample.py writes: run it again and commit the result", file=sys.stderr)
            return 1
        return 0
    if len(arguments) > 1 or (arguments and arguments[0].startswith("-")):
        print(__doc__, file=sys.stderr)
        return 2
    target = pathlib.Path(arguments[0]) if arguments else OUTPUT
    data = make()
    target.write_bytes(data)
    print(f"{target}: {len(data)} bytes, sha256 {sha256(data)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
