#!/usr/bin/env python3
"""datasets note FOLDER ARGUMENT...: keeps the dataset that mlfix-crop would read with these arguments below FOLDER
datasets try FOLDER: tries each that was kept, with one file changed, and prints what comes out wrong"""
import collections
import json
import os
import pathlib
import shutil
import subprocess
import sys

KEPT_OPTIONS = {"--format", "--columns", "-c", "--class-depth", "--encoding"}  # that say how a dataset is read
OTHER_OPTIONS = {"-o", "--output", "-s", "--size", "-j", "--jobs", "--fixes", "--shard", "--context", "--fit", "--type"}
MOST_DATASETS = 2  # of a case
MOST_FILES = 3  # of a dataset that are changed, in each folder and of each kind one
PHOTOS = {".png", ".jpg", ".jpeg", ".JPG", ".webp", ".tif"}


def note(folder, arguments):
    """Keeps a small dataset that is a folder by itself."""
    options, operands = [], []
    rest = iter(arguments)
    for word in rest:
        if word in KEPT_OPTIONS:
            options += [word, next(rest, "")]
        elif word in OTHER_OPTIONS:
            next(rest, "")
        elif word in ("--images", "-i"):
            return
        elif not word.startswith("-"):
            operands.append(word)
    if len(operands) != 1 or not os.path.isdir(operands[0]):
        return
    data = pathlib.Path(operands[0])
    files = [p for p in data.rglob("*") if not p.is_dir()]
    folder = pathlib.Path(folder)
    number = len(list(folder.iterdir())) if folder.is_dir() else 0
    if number >= MOST_DATASETS or not files or len(files) > 40 or any(p.is_symlink() for p in files):
        return
    if sum(p.stat().st_size for p in files) > 1 << 20:
        return
    kept = folder / str(number)
    shutil.copytree(data, kept / "data", symlinks=True)
    (kept / "options").write_text(json.dumps(options), encoding="utf-8")


def read(kept, options):
    """Status, messages and the objects that can be used of a dataset: photo's name, label, box."""
    done = subprocess.run(["mlfix-crop", "-j", "1", *options, "data"], cwd=kept, capture_output=True, timeout=60)
    records = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    objects = collections.Counter(
        (r.get("label"), json.dumps(r.get("bbox")), r.get("image", "").rsplit("/", 1)[-1])
        for r in records
        if "error" not in r
    )
    return done.returncode, done.stderr.decode("utf-8", "replace"), objects


def cut(data):
    """The first half; of lines, whole ones: nothing could tell that a word is half a word."""
    half = data[: len(data) // 2]
    return half if data.lstrip()[:1] in (b"{", b"[", b"<") else half[: half.rfind(b"\n") + 1]


def changed(file):
    """Changes the file in each way, and back when the caller goes on: the way, and the name that the file has then."""
    whole = file.read_bytes()
    for way, name in (("renamed", "other-" + file.name), ("moved down", "down/" + file.name)):
        other = file.parent / name
        other.parent.mkdir(exist_ok=True)
        file.rename(other)
        yield way, other.name
        other.rename(file)
    (file.parent / "down").rmdir()
    for way, data in (("emptied", b""), ("cut off", cut(whole))):
        file.write_bytes(data)
        yield way, file.name
        file.write_bytes(whole)


def chosen(data):
    """Some of the files: the first of each kind in each folder, annotations first."""
    first = {}
    for path in sorted(p for p in data.rglob("*") if p.is_file()):
        first.setdefault((path.parent, path.suffix), path)
    return sorted(first.values(), key=lambda p: (p.suffix in PHOTOS, str(p)))[:MOST_FILES]


def objection(change, name, before, status, said, after):
    """What is wrong with the outcome, or None."""
    if change == "renamed" and any(label and name.startswith(label + "_") for label, _, _ in after):
        return None  # a list of VOC: the file's name says which class it is about
    if status == 2:
        return None if said.strip() else "refused without a word"
    if name in said:
        return None
    if change == "moved down" and any(label == "down" for label, _, _ in after):
        return None  # a folder per class: the photo was put into another
    photos = change in ("renamed", "moved down")  # then their names may be others
    known = collections.Counter()
    found = collections.Counter()
    for objects, counter in ((before, known), (after, found)):
        for (label, box, photo), n in objects.items():
            counter[(label, box) if photos else (label, box, photo)] += n
    wrong = found - known
    if wrong:
        return f"status {status}, wrong objects: {next(iter(wrong))}"
    lost = sum((known - found).values())
    if lost and status == 0 and photos and "missing" not in said and "without annotations" not in said:
        return f"status 0, {lost} objects lost without a word"
    return None


def attempt(kept):
    """Tries one dataset; the number of changes that were tried, and what came out wrong."""
    options = json.loads((kept / "options").read_text(encoding="utf-8"))
    status, _, before = read(kept, options)
    if status == 2 or not before:
        return 0, []
    tried, wrong = 0, []
    for file in chosen(kept / "data"):
        for change, name in changed(file):
            why = objection(change, name, before, *read(kept, options))
            tried += 1
            if why:
                wrong.append(f"{file.relative_to(kept / 'data')} {change}: {why}")
    return tried, wrong


if sys.argv[1] == "note":
    note(sys.argv[2], sys.argv[3:])
else:
    formats, total = collections.Counter(), 0
    for kept in sorted(pathlib.Path(sys.argv[2]).glob("*/*")):
        n, wrong = attempt(kept)
        total += n
        formats[kept.parent.name.split("-")[0]] += n > 0
        for line in wrong:
            print(f"{kept.parent.name}/{kept.name}: {line}")
    print("formats with a dataset that was changed:", *sorted(name for name, n in formats.items() if n))
    if total < 300:
        print(f"only {total} changes were tried")
