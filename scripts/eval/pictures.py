"""Makes damaged photos for scripts/eval/pictures, and judges what mlfix-crop made of them.

    pictures.py make PHOTOS FOLDER SOURCE...    photos, boxes.csv and kinds.json in FOLDER
    pictures.py judge FOLDER                    a line for each kind, from records.jsonl and crops/
"""

import collections
import glob
import json
import os
import random
import struct
import subprocess
import sys
import zlib

KINDS = ["whole", "truncated", "flipped", "extension", "progressive", "one-pixel", "long", "cmyk", "16-bits", "exif"]
# How far a crop may be from that of the whole photo: the mean difference of a channel, of 255.
ALLOWED = {"extension": 0, "progressive": 4, "cmyk": 16, "16-bits": 1, "exif": 0}


def jpeg_size(data):
    at = 2
    while at + 9 < len(data):
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if marker in (0xC0, 0xC1, 0xC2):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def exif(rng):
    """An APP1 segment: any orientation, possible or not, in a directory that is whole or lies about its entries."""
    orientation = rng.choice([0, 1, 1, 2, 3, 6, 8, 9, 65535])
    entries = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack("<HHII", 0x0100, 4, 1, rng.randrange(1, 10**9))  # a width that is not its own
    lie = rng.choice(["none", "none", "count", "offset", "type", "short"])
    count = 60000 if lie == "count" else 2
    if lie == "type":
        entries = entries[:2] + struct.pack("<H", 77) + entries[4:]
    body = b"Exif\0\0II*\0" + struct.pack("<I", 10**9 if lie == "offset" else 8)
    body += struct.pack("<H", count) + entries + b"\0\0\0\0"
    if lie == "short":
        body = body[: rng.randrange(8, len(body))]
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body, 2 <= orientation <= 8


def vips(*arguments):
    subprocess.run(["vips", *arguments], check=True)


def make(photos, folder, sources):
    files = sorted(f for source in sources for f in glob.glob(source + "/**/*.jpg", recursive=True))
    sized = [(f, jpeg_size(open(f, "rb").read())) for f in files]
    sized = [(f, size) for f, size in sized if size]
    os.makedirs(folder + "/photos")
    kinds, rows = {}, []
    for i in range(photos):
        rng = random.Random(i)
        kind, (source, (width, height)) = KINDS[i % len(KINDS)], sized[i // len(KINDS) % len(sized)]
        data, name, turned = open(source, "rb").read(), "%05d.jpg" % i, False
        box = [width // 4, height // 4, width // 2, height // 2]
        path = folder + "/photos/" + name
        if kind == "truncated":
            data = data[: rng.randrange(2, len(data) * 9 // 10)]
        elif kind == "flipped":
            changed = bytearray(data)
            for _ in range(rng.randrange(1, 20)):
                changed[rng.randrange(2, len(data))] ^= 1 << rng.randrange(8)
            data = bytes(changed)
        elif kind == "extension":
            name = name[:-3] + rng.choice(["png", "bmp", "tif", "webp"])
            path = folder + "/photos/" + name
        elif kind == "progressive":
            vips("jpegsave", source, path, "--interlace", "--Q", "95")
        elif kind == "one-pixel":
            name = name[:-3] + rng.choice(["png", "jpg"])
            path, box = folder + "/photos/" + name, [0, 0, 1, 1]
            vips("crop", source, path, "0", "0", "1", "1")
        elif kind == "long":
            name = name[:-3] + rng.choice(["png", "jpg"])
            path, box = folder + "/photos/" + name, [0, 0, 30000, 1]
            vips("embed", source, path, "0", "0", "30000", "1", "--extend", "copy")
        elif kind == "cmyk":
            vips("colourspace", source, path + "[Q=95]", "cmyk")
        elif kind == "16-bits":
            name = name[:-3] + "png"
            path = folder + "/photos/" + name
            vips("colourspace", source, path, "rgb16")
        elif kind == "exif":
            segment, turned = exif(rng)
            data = data[:2] + segment + data[2:]
        if not os.path.exists(path):
            open(path, "wb").write(data)
        kinds[name] = {"kind": kind, "turned": turned, "whole": "%05d.jpg" % (i // len(KINDS) * len(KINDS))}
        rows.append("%s,a,%d,%d,%d,%d" % (name, *box))
    open(folder + "/boxes.csv", "w").write("image,label,x,y,w,h\n" + "\n".join(rows) + "\n")
    json.dump(kinds, open(folder + "/kinds.json", "w"))


def png_bytes(path):
    """The bytes of a PNG of 8 bits a channel, without its filters; (width, height, channels, bytes)."""
    data = open(path, "rb").read()
    at, packed = 8, b""
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        if name == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", data[at + 8 : at + 18])
        elif name == b"IDAT":
            packed += data[at + 8 : at + 8 + length]
        at += 12 + length
    channels = {0: 1, 2: 3, 4: 2, 6: 4}[colour]
    raw, stride = zlib.decompress(packed), width * channels
    before, out = bytearray(stride), bytearray()
    for y in range(height):
        kind, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1 : (y + 1) * (stride + 1)])
        for x in range(stride):
            a = line[x - channels] if x >= channels else 0
            b, c = before[x], before[x - channels] if x >= channels else 0
            if kind == 1:
                line[x] = (line[x] + a) & 255
            elif kind == 2:
                line[x] = (line[x] + b) & 255
            elif kind == 3:
                line[x] = (line[x] + (a + b) // 2) & 255
            elif kind == 4:
                p = a + b - c
                nearest = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
                line[x] = (line[x] + nearest) & 255
        out += line
        before = line
    return width, height, channels, bytes(out)


def far(one, other):
    if one[:3] != other[:3]:
        return 255.0
    return sum(abs(x - y) for x, y in zip(one[3], other[3])) / max(1, len(one[3]))


def judge(folder):
    os.chdir(folder)
    kinds = json.load(open("kinds.json"))
    records = {os.path.basename(r["image"]): r for r in map(json.loads, open("records.jsonl"))}
    counts, wrong = collections.defaultdict(collections.Counter), 0
    for name, what in kinds.items():
        record, kind = records.get(name), what["kind"]
        if not record or not (record.get("crop") or record.get("error") or record.get("issues")):
            counts[kind]["lost"] += 1
            wrong += 1
            continue
        if not record.get("crop"):
            counts[kind]["reported"] += 1
            if kind not in ("truncated", "flipped", "exif") or (kind == "exif" and not what["turned"]):
                print("%s, %s: %s" % (name, kind, record.get("error") or record.get("issues")))
                wrong += 1
            continue
        crop = png_bytes(record["crop"])
        if kind == "truncated":
            counts[kind]["taken without its end"] += 1
            wrong += 1
        elif kind in ALLOWED and not what["turned"]:
            away = far(crop, png_bytes(records[what["whole"]]["crop"]))
            counts[kind]["decoded right" if away <= ALLOWED[kind] else "decoded otherwise"] += 1
            if away > ALLOWED[kind]:
                print("%s, %s: %.1f levels from the whole photo" % (name, kind, away))
                wrong += 1
        else:
            counts[kind]["decoded"] += 1
    for kind in KINDS:
        print("%s: %s" % (kind, ", ".join("%d %s" % (n, what) for what, n in sorted(counts[kind].items()))))
    return 1 if wrong else 0


if sys.argv[1] == "make":
    make(int(sys.argv[2]), sys.argv[3], sys.argv[4:])
else:
    sys.exit(judge(sys.argv[2]))
