#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers
"""Lists a folder, one entry a line, for the comparison with Varve's own tree: listing.py FOLDER

path, type, mode, uid, gid, size, mtime, device, target, content, xattrs, inode; separated by tabs, "-" where there is none.
Names are bytes: all but plain ASCII is written as %XX. Content is its XXH3-128, which Varve takes as its fingerprint.
The inode number is that of a file with several names, else 0.
"""
import ctypes
import os
import stat
import sys

kTypes = {stat.S_IFREG: "file", stat.S_IFDIR: "dir", stat.S_IFLNK: "symlink", stat.S_IFIFO: "fifo",
          stat.S_IFCHR: "char", stat.S_IFBLK: "block", stat.S_IFSOCK: "socket"}
kPlain = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+@:~,=")


def quoted(data):
    return "".join(chr(byte) if byte in kPlain else f"%{byte:02X}" for byte in data) or "%"


class Hash128(ctypes.Structure):
    _fields_ = [("low", ctypes.c_uint64), ("high", ctypes.c_uint64)]


# The library itself: Varve is built with it, and Python has no module for it that need be there.
xxhash = ctypes.CDLL("libxxhash.so.0")
xxhash.XXH3_128bits.restype = Hash128
xxhash.XXH3_128bits.argtypes = [ctypes.c_char_p, ctypes.c_size_t]


def contentHash(path):
    with open(path, "rb") as file:
        data = file.read()
    value = xxhash.XXH3_128bits(data, len(data))
    return f"{value.high:016x}{value.low:016x}"


def describe(path, shown):
    info = os.lstat(path)
    kind = stat.S_IFMT(info.st_mode)
    # A folder's size is the file system's own business.
    size = info.st_size if kind in (stat.S_IFREG, stat.S_IFLNK) else 0
    device = f"{os.major(info.st_rdev)}:{os.minor(info.st_rdev)}" if kind in (stat.S_IFCHR, stat.S_IFBLK) else "-"
    target = quoted(os.readlink(path)) if kind == stat.S_IFLNK else "-"
    digest = contentHash(path) if kind == stat.S_IFREG else "-"
    names = sorted(os.listxattr(path, follow_symlinks=False), key=os.fsencode)
    xattrs = ",".join(quoted(os.fsencode(name)).replace(",", "%2C") + "=" + os.getxattr(path, name, follow_symlinks=False).hex()
                      for name in names) or "-"
    return "\t".join((quoted(shown), kTypes[kind], f"{stat.S_IMODE(info.st_mode):04o}", str(info.st_uid), str(info.st_gid),
                      str(size), str(info.st_mtime_ns // 1_000_000_000), device, target, digest, xattrs,
                      str(info.st_ino if kind == stat.S_IFREG and info.st_nlink > 1 else 0)))


def walk(path, shown, write):
    write(describe(path, shown))
    if os.path.islink(path) or not os.path.isdir(path):
        return
    for name in sorted(os.listdir(path)):
        walk(os.path.join(path, name), name if shown == b"." else shown + b"/" + name, write)


def main():
    lines = []
    walk(os.fsencode(sys.argv[1]), b".", lines.append)
    sys.stdout.write("\n".join(lines) + "\n")


main()
