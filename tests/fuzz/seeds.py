#!/usr/bin/env python3
"""Collects small inputs of the tests as seeds for the fuzz targets.

    seeds.py OUT REAL TOOL ARGUMENT...    called in place of a program, by the script `seeds`

Packs what the arguments name: a dataset becomes a parcel (parcel.h) below OUT/dataset-FAMILY, a file becomes a seed
below OUT/files-KIND. Photos become empty: nobody opens them. What is larger than a few kilobytes is left out.
"""

import glob
import hashlib
import os
import re
import subprocess
import sys

MOST = 6000
PHOTOS = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".gif", ".bmp", ".ppm")
here = os.path.dirname(os.path.abspath(__file__))


def keep(out, kind, data):
    if not data or len(data) > MOST:
        return
    folder = os.path.join(out, kind)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, hashlib.sha1(data).hexdigest()[:12]), "wb") as file:
        file.write(data)


def families():
    found = {}
    for source in glob.glob(os.path.join(here, "targets", "dataset-*.c")):
        with open(source) as file:
            names = re.search(r"formats\[\] = \{([^}]*)\}", file.read())
        for name in re.findall(r'"(\w+)"', names.group(1)):
            found[name] = os.path.basename(source)[:-2]
    return found


def pack(folder, words):
    parts = [words.encode()]
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(folder for folder in folders if folder != ".mlfix")
        for name in sorted(names):
            path = os.path.join(at, name)
            if os.path.islink(path) or not os.path.isfile(path):
                continue
            size = os.path.getsize(path)
            photo = name.lower().endswith(PHOTOS)
            if size > MOST and not photo:
                return None
            with open(path, "rb") as file:
                data = b"" if photo else file.read()
            parts.append(b"\n=== " + os.fsencode(os.path.relpath(path, folder)) + b"\n" + data)
            if len(parts) > 24:
                return None
    return b"".join(parts) + b"\n" if len(parts) > 1 else None


def pack_dataset(out, real, path, arguments):
    formats = [arguments[i + 1] for i, a in enumerate(arguments[:-1]) if a == "--format"]
    fields = [arguments[i + 1] for i, a in enumerate(arguments[:-1]) if a == "--label-field"]
    folder = path if os.path.isdir(path) else os.path.dirname(path) or "."
    if not formats:
        said = subprocess.run([os.path.join(real, "mlfix-crop"), "-q", path], capture_output=True, text=True,
                              errors="replace")
        formats = re.findall(r'"format": ?"(\w+)"', said.stdout[:5000])
    family = families().get(formats[0]) if formats else None
    if family:
        keep(out, family, pack(folder, " ".join(formats[:1] + fields[:1])))


def main():
    out, real, tool, arguments = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
    operands = [a for a in arguments if not a.startswith("-") and os.path.exists(a)]
    if tool in ("mlfix-crop", "mlfix-apply"):
        for path in operands[:2]:
            if os.path.isdir(path) or tool == "mlfix-crop":
                pack_dataset(out, real, path, arguments)
    for i, path in enumerate(arguments):
        if not os.path.isfile(path) or os.path.getsize(path) > MOST:
            continue
        before = arguments[i - 1].lstrip("-") if i and arguments[i - 1].startswith("--") else "operand"
        with open(path, "rb") as file:
            keep(out, "files-" + tool[6:] + "-" + before, file.read())


main()
