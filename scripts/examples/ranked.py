"""What the bridges of this folder have in common: ranked records, and the sizes of their photos."""

import json
import subprocess
import sys


def stop(sentence):
    sys.exit(f"{sys.argv[0].rsplit('/', 1)[-1]}: {sentence}")


def lines_of(path):
    """The records of a file of JSON Lines, one object each; '-' is stdin."""
    records = []
    try:
        with sys.stdin if path == "-" else open(path, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    try:
                        records.append(json.loads(line))
                    except ValueError as error:
                        stop(f"{path}, line {number}: {error}")
    except OSError as error:
        stop(f"cannot read '{path}': {error.strerror}")
    return records


def read(path):
    """The records that mlfix-rank has written."""
    records = lines_of(path)
    if not any("score" in record for record in records):
        stop(f"'{path}' has no record with a score: it is to be what mlfix-rank wrote")
    return records


def is_doubtful(record):
    return "label" in record.get("issues", [])


def by_photo(records):
    """The records of each photo, photos in the order of their most doubtful label; only
    photos that have a doubtful one, and only objects that have a label."""
    photos = {}
    for record in records:
        if "label" in record and "image" in record:
            photos.setdefault(record["image"], []).append(record)
    doubtful = {image: found for image, found in photos.items() if any(map(is_doubtful, found))}
    worst = {image: max(r.get("score", 0) for r in found) for image, found in doubtful.items()}
    return sorted(doubtful.items(), key=lambda item: (-worst[item[0]], item[0]))


def size(image):
    """Width and height of a photo as it is displayed, as libvips' vipsheader tells them."""
    try:
        said = subprocess.run(["vipsheader", "-a", image], capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        stop("vipsheader is needed to know how large photos are (Debian: libvips-tools)")
    except subprocess.CalledProcessError as error:
        stop(f"cannot read the photo '{image}': {error.stderr.strip()}")
    fields = dict(line.split(": ", 1) for line in said.splitlines() if ": " in line)
    width, height = int(fields["width"]), int(fields["height"])
    turned = fields.get("orientation", "1").strip() in ("5", "6", "7", "8")
    return (height, width) if turned else (width, height)


def box(record, width, height):
    """The object's box in pixels, x y w h; the whole photo where it has none."""
    return record.get("bbox") or [0, 0, width, height]


def what_is_doubted(record):
    """One sentence for the person who will look at it."""
    if not is_doubtful(record):
        return ""
    if "suggest" in record:
        return f"mlfix: {100 * record.get('prob', 0):.0f} % {record['suggest']}"
    return "mlfix: doubtful"
