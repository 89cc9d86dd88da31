#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
"""Writes the build contexts of the test images: make-contexts.py BASE OUTDIR (BASE as base-images.sh prints it).

Everything is made from fixed seeds and dates, so that two runs give the same bytes.
"""
import io
import os
import random
import shutil
import struct
import sys
import tarfile

kDate = 1_700_000_000
here = os.path.dirname(os.path.abspath(__file__))


def writeFile(path, data, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())
    os.chmod(path, mode)


def setDates(root):
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            os.utime(os.path.join(folder, name), (kDate, kDate), follow_symlinks=False)
    os.utime(root, (kDate, kDate))


def link(source, target):
    """A hard link where the file systems allow it: the root file system is large."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def capability(effective, permitted):
    """A version 2 security.capability value: what setcap writes."""
    return struct.pack("<IIIII", 0x02000000 | (1 if effective else 0), permitted, 0, 0, 0)


def oddTar(path):
    """What tar can hold and a COPY from a folder on this machine might not."""
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as tar:

        def add(name, data=None, kind=tarfile.REGTYPE, mode=0o644, xattrs=None, **fields):
            info = tarfile.TarInfo(name)
            info.type = kind
            info.mode = mode
            info.mtime = kDate
            for field, value in fields.items():
                setattr(info, field, value)
            for key, value in (xattrs or {}).items():
                info.pax_headers["SCHILY.xattr." + key] = value.decode("utf-8", "surrogateescape")
            info.size = len(data) if data is not None else 0
            tar.addfile(info, io.BytesIO(data) if data is not None else None)

        def directory(name, mode=0o755, **fields):
            add(name, kind=tarfile.DIRTYPE, mode=mode, **fields)

        directory("hard")
        add("hard/a", b"three names, one file\n" * 100)
        add("hard/b", kind=tarfile.LNKTYPE, linkname="hard/a")
        add("hard/c", kind=tarfile.LNKTYPE, linkname="hard/a")
        directory("attributes")
        add("attributes/net-raw", b"#!/bin/true\n", mode=0o755, xattrs={"security.capability": capability(True, 1 << 13)})
        add("attributes/user", b"text\n", xattrs={"user.origin": "varve".encode(), "user.näme": "wert".encode()})
        directory("names")
        add("names/" + "n" * 101, b"name over 100 bytes\n")
        add("names/" + "m" * 255, b"the longest name there is\n")
        deep = "names/" + "/".join(["d" * 60] * 5)
        for depth in range(1, 6):
            directory("names/" + "/".join(["d" * 60] * depth))
        add(deep + "/path over 255 bytes", b"deep\n")
        add("names/" + "t" * 120, kind=tarfile.SYMTYPE, linkname="x" * 180, mode=0o777)
        for name in ["with space", "tab\there", "new\nline", "back\\slash", "quo\"te'", "escape\x1b[31m", "rtl\u202egnp.exe",
                     "日本語", "e\u0301 decomposed", "\u00e9 composed", "emoji 🪨", "-rf", "*", "a=b", "#comment"]:
            add("names/" + name, name.encode() + b"\n")
        add(b"names/latin1-\xe9\xff".decode("utf-8", "surrogateescape"), b"no UTF-8\n")
        directory("owners")
        add("owners/large-ids", b"", uid=3_000_000_000, gid=2_097_152)
        add("owners/old", b"", mtime=1)
        add("owners/fraction", b"", mtime=kDate + 0.5)
        directory("modes")
        for mode in (0o000, 0o400, 0o4755, 0o2755, 0o6711, 0o1644, 0o777):
            add("modes/%04o" % mode, b"mode\n", mode=mode)
        directory("opaque")
        for number in range(5):
            add("opaque/%d" % number, b"old\n")
        directory("empty")


def casesContext(base, target):
    link(os.path.join(base, "busybox"), os.path.join(target, "busybox"))
    oddTar(os.path.join(target, "odd.tar"))
    tree = os.path.join(target, "tree")
    for name in ("deleted.txt", "overwritten.txt", "mode-only.txt", "owner-only.txt", "time-only.txt", "keep/one.txt",
                 "keep/two.txt", "deleted-dir/a", "deleted-dir/sub/b", "recreated/old.txt", "recreated/sub/old2.txt",
                 "file-to-dir", "dir-to-file/a", "dir-to-file/sub/b", "dir-to-link/a", "twice/a", "twice/sub/b",
                 "renamed-dir/a", "renamed-dir/sub/b", "ünïcode/grüße.txt", "sticky/.keep"):
        writeFile(os.path.join(tree, name), f"content of {name}\n" * 20)
    writeFile(os.path.join(tree, "setuid"), b"#!/bin/sh\n", 0o755)
    os.symlink("keep", os.path.join(tree, "link-to-dir"))
    os.symlink("/absolute/nowhere", os.path.join(tree, "dangling-link"))
    os.symlink("..", os.path.join(tree, "keep", "up"))
    setDates(tree)


def bookwormContext(base, target):
    link(os.path.join(base, "bookworm.tar"), os.path.join(target, "rootfs.tar"))
    os.mkdir(os.path.join(target, "debs"))
    for name in sorted(os.listdir(os.path.join(base, "debs"))):
        link(os.path.join(base, "debs", name), os.path.join(target, "debs", name))
    seed = random.Random(20231114)
    app = os.path.join(target, "app")
    words = "apple pear quince plum cherry medlar fig walnut almond hazel mulberry olive".split()
    for package in ("orchard", "orchard/api", "orchard/storage", "orchard/web"):
        writeFile(os.path.join(app, package, "__init__.py"), '"""Part of orchard."""\n')
        for word in words:
            body = "".join(f"def {seed.choice(words)}_{number}(value):\n    return value * {seed.randrange(1, 99)}\n\n\n"
                           for number in range(seed.randrange(5, 60)))
            writeFile(os.path.join(app, package, word + ".py"), body)
    for number in range(600):
        kind = seed.choice(("css", "js", "svg", "html", "json"))
        writeFile(os.path.join(app, "static", kind, f"{seed.choice(words)}-{number:04}.{kind}"),
                  " ".join(seed.choice(words) for _ in range(seed.randrange(50, 2500))) + "\n")
    for number in range(12):
        writeFile(os.path.join(app, "static", "photos", f"harvest-{number:02}.jpg"), seed.randbytes(seed.randrange(200_000, 1_400_000)))
    writeFile(os.path.join(app, "data", "varieties.sqlite"), seed.randbytes(9_000_000))
    writeFile(os.path.join(app, "requirements.txt"), "flask==3.0.0\nsqlalchemy==2.0.23\ngunicorn==21.2.0\n")
    writeFile(os.path.join(app, "run.sh"), '#!/bin/sh\nexec python3 -m orchard.web "$@"\n', 0o644)
    writeFile(os.path.join(app, ".env"), "DATABASE_PASSWORD=correct-horse-battery-staple\n", 0o600)
    writeFile(os.path.join(target, "config", "orchard.toml"), '[server]\nlisten = "0.0.0.0:8080"\nworkers = 4\n')
    writeFile(os.path.join(target, "config", "logging.toml"), '[logging]\nlevel = "info"\n')
    setDates(app)
    setDates(os.path.join(target, "config"))


def configContext(base, target):
    link(os.path.join(base, "busybox"), os.path.join(target, "busybox"))


def platformsContext(_base, target):
    writeFile(os.path.join(target, "common", "readme.txt"), "the same on every platform\n" * 50)
    for number, architecture in enumerate(("amd64", "arm64", "arm", "s390x")):
        writeFile(os.path.join(target, architecture, "program"), f"#!/bin/sh\necho {architecture}\n" * (number + 1), 0o755)
    setDates(target)


def emptyContext(_base, _target):
    pass


def main():
    os.umask(0o022)
    base, out = sys.argv[1], sys.argv[2]
    for name, write in (("cases", casesContext), ("config", configContext), ("empty", emptyContext),
                        ("platforms", platformsContext), ("bookworm", bookwormContext)):
        target = os.path.join(out, name)
        shutil.rmtree(target, ignore_errors=True)
        os.makedirs(target)
        write(base, target)
        shutil.copy(os.path.join(here, "images", name, "Dockerfile"), target)


main()
