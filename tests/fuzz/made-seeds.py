#!/usr/bin/env python3
"""Writes seeds for the fuzz targets that read no dataset.

    made-seeds.py OUT TOOLS      (TOOLS: build/release/tools)
"""

import io
import os
import struct
import subprocess
import sys
import tarfile

out, tools = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
counts = {}


def keep(target, data):
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogateescape")
    folder = os.path.join(out, target)
    os.makedirs(folder, exist_ok=True)
    counts[target] = counts.get(target, 0) + 1
    with open(os.path.join(folder, "made-%02d" % counts[target]), "wb") as file:
        file.write(data)


def parcel(words, **files):
    return words + "".join("\n=== " + name.replace("__", "/").replace("_dot_", ".") + "\n" + text for name, text in files.items()) + "\n"


def files(words, pairs):
    parts = [words.encode()]
    for name, data in pairs:
        parts.append(b"\n=== " + name.encode() + b"\n" + (data if isinstance(data, bytes) else data.encode()))
    return b"".join(parts) + b"\n"


for text in ('{"a": [1, -2.5e3, "x\\u00e9\\ud83d\\ude00\\n", true, false, null], "b": {"c": {}}}', "[]", "-0.0e-1", '"\\/"',
             '{"k": 1, "\\u006b": 2}', "[[[[1,2,3.5,4],[5,6]],[]]]", '{"a":1,"a":2}', "[1,2,3", "1e999", '["\\ud800"]'):
    keep("json", text)
for text in ("a,b,c\n1,\"x\"\"y\",3\r\n\n4,5\n", "a;b\n\"\r\n\";2\n", "\ufeffx\ty\n1\t2", '"xxxx"\r,train', "a|b\n|\n", '"a,b\n'):
    keep("table", text)
record = ('{"id":"a.xml#0","label":"stop","bbox":[1,2,3,4],"crop":"stop/a.jpg","score":0.5,"issues":["label"],'
          '"source":{"format":"voc","file":"a.xml"},"probs":{"stop":0.25},"embedding":"AACAPwAAAEA=","obb":[5,5,4,2,30]}')
lines = record + "\n" + '{"id":"a.xml#1","label":"yield","sheet":"001-stop.png","cell":"A1","suggest":"stop","prob":0.9}' + "\n"
keep("records", lines)
keep("records", '{"id":"x","embedding":[1,2.5,-3e2],"group":3,"a":{"b":[1,{"c":null}]}}\r\n\n{"id":"y","honeypot":true}')
for text in ('label ~ *speed-limit* and (loss > 2 or pred != .label)', 'not (not a)', 'bbox.2 >= 3.5 or source.format = "voc"',
             "issues = 'label' and error", "label !~ [a-c]? or x<=1"):
    keep("filter", text + "\n" + lines)
for on in ("crop=crop", "1=id", "name=crop,2=label", "image=image,index=source.file"):
    keep("join", files(on, [("records", lines), ("table", "crop,id,loss\na.jpg,a.xml#0,0.5\nstop/a.jpg,b,x\n")]))
keep("join", files("id=id", [("records", lines), ("table", '{"id":"a.xml#0","loss":1}\n{"id":"a.xml#1","pred":"x"}\n')]))


def npy(header, data, major=1):
    text = header.encode().ljust(54 if major == 1 else 52) + b"\n"
    return b"\x93NUMPY" + bytes((major, 0)) + struct.pack("<H" if major == 1 else "<I", len(text)) + text + data


for kind, code, numbers in (("<f4", "<6f", (1, 2, 3, 4, 5, 6)), (">f8", ">6d", (1, 2, 3, 4, 5, 6)), ("<i8", "<6q", (1, 2, 3, 4, 5, 6)),
                            ("|u1", "6B", (1, 2, 3, 4, 5, 6)), ("<f2", "<6H", (15360, 0, 1, 31744, 64512, 32256)), (">i4", ">6i", (1, -2, 3, 4, 5, 6))):
    for order in ("False", "True"):
        keep("npy", npy("{'descr': '%s', 'fortran_order': %s, 'shape': (2, 3), }" % (kind, order), struct.pack(code, *numbers))
             + b"\n=== ids\nb\na\n")
keep("npy", npy('{"shape": (6,), "fortran_order": False, "descr": "|b1"}', bytes(6), 2) + b"\n=== ids\n1\n2\n3\n4\n5\n6\n")
keep("npy", npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1, 1)}", bytes(8), 3))

config = ('{"crop_size": {"height": 224, "width": 224}, "do_center_crop": true, "do_normalize": true, "do_rescale": true, '
          '"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5], "resample": 3, "rescale_factor": 0.00392156862745098, '
          '"size": {"shortest_edge": 256}}')
for options in ([], ["--input", "1,3,32,32", "--outputs", "features,logits"], ["--note", "author=Ultralytics"], ["--beside", "w.bin"],
                ["--type", "float16"]):
    subprocess.run([os.path.join(tools, "make-onnx"), *options, "m.onnx.tmp"], cwd=out, stderr=subprocess.DEVNULL)
    path = os.path.join(out, "m.onnx.tmp")
    if os.path.exists(path):
        with open(path, "rb") as file:
            model = file.read()
        os.unlink(path)
        keep("network", files("0.5,0.4,0.3", [("model.onnx", model), ("preprocessor_config.json", config), ("w.bin", "0000")]))
        keep("network", files("1,2,3", [("model.onnx", model)]))


def model(filters, sides, grid, dim):
    floats = 0
    width = (grid * grid if grid else 1) * filters
    for side in sides:
        floats += filters * (side * side * 3 + 1) + (width * (2 + dim) if grid else 0) if side else 0
    numbers = [100, 2, filters, 1, grid, dim, 0, 1, dim if grid else width, 100] + sides
    return b"MLFIXEMB" + struct.pack("<I", 2) + struct.pack("<%dQ" % len(numbers), *numbers) + b"".join(
        struct.pack("<f", 0.5 + i % 7) for i in range(floats))


keep("model", model(8, [4, 0, 0], 0, 8))
keep("model", model(8, [4, 0, 0], 1, 2))
keep("model", model(8, [4, 5, 0], 2, 4))

colours = "".join("%d %d %d " % (x * 8 % 256, y * 8 % 256, (x * y) % 256) for y in range(40) for x in range(48))
for quality in ("30", "95"):
    path = os.path.join(out, "p.jpg")
    subprocess.run([os.path.join(tools, "make-picture"), "--quality", quality, path], input=("P3 48 40 255 " + colours).encode(),
                   stderr=subprocess.DEVNULL)
    with open(path, "rb") as file:
        jpeg = file.read()
    os.unlink(path)
    keep("jpeg", jpeg)
    part = b"mlfix-manifest 1/1\n{\"id\":\"a\"}\n"
    keep("jpeg", jpeg[:20] + b"\xff\xfe" + struct.pack(">H", len(part) + 2) + part + jpeg[20:])
path = os.path.join(out, "p.png")
subprocess.run([os.path.join(tools, "make-picture"), path], input=b"P3 2 1 255 1 2 3 4 5 6", stderr=subprocess.DEVNULL)
with open(path, "rb") as file:
    keep("jpeg", file.read())
os.unlink(path)

xml = '<?xml version="1.0" encoding="%s"?><annotation><object><name>caf\u00e9</name></object></annotation>'
for i, name in enumerate(("gb18030", "utf-16", "windows-1252", "shift_jis")):
    keep("encoding", bytes((0, 0)) + (xml % name).encode(name, "replace"))
    keep("encoding", bytes((i, i + 1)) + "image,label\na.jpg,\u732b\nb.jpg,caf\u00e9\n".encode(name, "replace"))
keep("encoding", bytes((4, 1)) + "[\u732b]".encode("utf-16-le"))
keep("encoding", bytes((5, 3)) + b"+AOk-,a")

for form in (tarfile.USTAR_FORMAT, tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
    for name in ("a.jpg", "d/" + "n" * (120 if form != tarfile.USTAR_FORMAT else 80) + ".cls", "caf\u00e9/" + "x" * 90 + "/b.json"):
        store = io.BytesIO()
        with tarfile.open(fileobj=store, mode="w", format=form) as archive:
            for member, data in ((name, b"{\"label\": 3}"), ("a.cls", b"1")):
                info = tarfile.TarInfo(member)
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
        keep("tar", store.getvalue().rstrip(b"\0") + b"\0" * 1024)

coco = '[{"image_id": 1, "category_id": 2, "bbox": [1, 2, 3.5, 4], "score": 0.5}, {"image_id": "a.jpg", "category_id": 1, "bbox": [0, 0, 1, 1], "score": 1}]'
keep("results", files("", [("results", coco)]))
keep("results", files("", [("results", '{"image": "a.jpg", "label": "cat", "bbox": [1,2,3,4], "confidence": 0.5}\n{"file_name": "b", "class": "x", "bbox": [1,2,3,4], "prob": 1}\n')]))
keep("results", files("", [("labels/a.txt", "0 0.5 0.5 0.1 0.2 0.9\n1 .5 .5 1 1 0\n"), ("labels/b.txt", "")]))
keep("results", files("", [("a.txt", "0 0.5 0.5 0.1 0.2 0.9\r\n")]))

for text in ("cat\ndog\nowl\n", '["cat", "dog"]', '{"cat": 0, "dog": 1}', '{"0": "cat", "1": "d\\u00f6g"}', "\u202ecat\x1b[31m\x9b\n..\n", "-a/b.\x7f"):
    keep("lists", text)

manifest = "".join('{"id":"a.xml#%d","label":"%s","crop":"%s/%d.jpg","sheet":"00%d-stop.png","cell":"%s%d","sheet_hash":"0123456789abcdef","source":{"file":"a.xml"},"suggest":"yield","prob":0.9}\n'
                   % (i, "stop" if i % 2 else "yield", "stop", i, 1 + i // 6, "AB"[i % 6 // 3], 1 + i % 3) for i in range(12))
for text in ("# mlfix flags for sheets 0123456789abcdef\n1 A1-A3 B2 invalid # far\n001-stop.png A1:B3 = give way\na.xml#3 ok\n\"a.xml#4\" = \"x#y\"\nstop/5.jpg unsure\n2 all ok\n",
             "1 A1 = yield\n1 A2 wrong\n1 A3 ?\n002-stop.png all\n", "stop/1.jpg\nstop/2.jpg\n", "1 Z9\n3 A1\n= x\n1 A1-B2 ok\n"):
    keep("flags", files("", [("records", manifest), ("flags.txt", text)]))
page = ('{"id":"a.xml#1","verdict":"relabel","label":"yield","label_was":"stop","by":"ben","at":"2024-01-01T00:00:00Z","note":"x","sheets":"0123456789abcdef"}\n'
        '{"sheet":"001-stop.png","cell":"A1","verdict":"box","bbox":[1,2,3,4]}\n{"crop":"stop/4.jpg","verdict":"remove"}\n{"honeypots":{}}\n')
keep("flags", files("", [("records", manifest), ("page.jsonl", page)]))
ledger = ('{"ledger":1,"tool":"mlfix-apply"}\n{"id":"a.xml#0","verdict":"relabel","label":"neu","label_was":"cat","action":"relabelled","file":"a.xml","by":"anna","at":"2024-01-01T00:00:00Z",'
          '"written":"2024-01-01T00:00:00Z","journal":"journal-0001.jsonl","bbox":[1,2,3,4],"source":{"bbox":[1,2,3,4]}}\n'
          '{"id":"a.xml#0","verdict":"relabel","label":"cat","label_was":"neu","action":"undone","file":"a.xml","journal":"journal-0002.jsonl"}\n')
keep("flags", files("", [("records", manifest), ("ledger.jsonl", ledger), ("a.txt", "1 A2 ok\n")]))

policy = "# what is allowed\nlabel=3   # doubts\n\tbbox-tiny=1\nlabel:stop=50%\nany=5\nissue odd\nlabel none\nwrong=2\nwrong-high=3%\n"
checked = '{"id":"a#1","label":"stop","issues":["label","bbox-tiny"],"suggest":"yield","prob":0.913,"wrong":0.4,"cluster":1}\n{"id":"a#2","label":"yield","error":"the photo is missing","wrong":0.1}\n{"id":"b#3","issues":["odd"],"bbox":[1,2,3,4]}\n'
keep("policy", files("label=2", [("policy", policy), ("records", checked)]))
keep("policy", files("any=0", [("policy", "any=0\n"), ("records", checked), ("before", checked)]))

voc = "<annotation><filename>a.jpg</filename><size><width>100</width><height>80</height></size>\n" + "".join(
    "<object><name>%s</name><bndbox><xmin>%d</xmin><ymin>2</ymin><xmax>30</xmax><ymax>40</ymax></bndbox></object>\n" % (n, 1 + i)
    for i, n in enumerate(("cat", "dog", "cat"))) + "</annotation>\n"
keep("apply", files("voc", [("ds/a.xml", voc), ("flags", '{"id":"a.xml#0","verdict":"relabel","label":"dog"}\n{"id":"a.xml#1","verdict":"remove"}\n{"id":"a.xml#2","verdict":"box","bbox":[1,2,3,4]}\n')]))
keep("apply", files("folder", [("ds/cat/a.jpg", ""), ("ds/cat/b.jpg", "x"), ("ds/dog/c.jpg", ""), ("flags", "cat/a.jpg = dog\ncat/b.jpg remove\n")]))
keep("apply", files("yolo", [("ds/data.yaml", "names: [cat, dog]\n"), ("ds/images/a.jpg", ""), ("ds/labels/a.txt", "0 0.5 0.5 0.1 0.2\n1 0.5 0.5 0.2 0.2"), ("flags", '{"id":"labels/a.txt#0","verdict":"relabel","label":"neu"}\n{"id":"labels/a.txt#1","verdict":"remove"}\n')]))
keep("apply", files("csv", [("ds/a.csv", "image,label\na.jpg,cat\nb.jpg,dog\n"), ("flags", "a.jpg = dog\nb.jpg remove\n")]))
keep("apply", files("coco", [("ds/a.json", '{"images":[{"id":1,"file_name":"a.jpg"}],"annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[1,2,3,4]},{"id":2,"image_id":1,"category_id":7,"bbox":[1,2,3,4]}],"categories":[{"id":1,"name":"cat"}]}'), ("flags", '{"id":"a.jpg#1","verdict":"relabel","label":"neu"}\n{"id":"a.jpg#2","verdict":"remove"}\n')]))


def fnv(data):
    total = 0xCBF29CE484222325
    for byte in data:
        total = (total ^ byte) * 0x100000001B3 % (1 << 64)
    return total


before, after = b"cat\n", b"dog!\n"
heading = '{"journal":1,"tool":"mlfix-apply"}\n'
entry = '{"file": "a.txt", "before": "%016x", "after": "%016x", "temporary": ".mlfix-apply-x"}\n{"offset": 0, "length": 4, "old": "cat"}\n' % (fnv(before), fnv(after))
moved = '{"move": "b/x.jpg", "to": "c/x.jpg"}\n'
note = '{"id":"a.txt#0","action":"relabelled","label":"dog!","label_was":"cat","file":"a.txt"}\n'
for pending in (1, 0):
    pairs = [("ds/a.txt", after), ("ds/c/x.jpg", ""), ("ds/.mlfix/journal-0001.jsonl", heading + note + entry + moved), ("ds/.mlfix/ledger.jsonl", ledger)]
    if pending:
        pairs.append(("ds/.mlfix/pending.jsonl", heading + entry + moved))
    keep("journal", files("", pairs))
keep("journal", files("", [("ds/a.txt", before), ("ds/.mlfix/pending.jsonl", heading + '{"file": "../a.txt", "before": "0000000000000000", "after": "0000000000000000", "temporary": ".mlfix-x"}\n' + '{"move": "../other/a.txt", "to": "x"}\n'), ("ds/.mlfix/ledger.jsonl", ledger)]))

import base64
cells = "".join('{"id":"a#%d","label":"x","sheet":"001.png","cell":"%s%d","cell_rect":[%d,%d,48,48],"fingerprint":"%s"}\n'
                % (i, "AB"[i // 3], 1 + i % 3, 4 + 56 * (i % 3), 10 + 70 * (i // 3), base64.b64encode(bytes((i * 37 + k * 7) % 256 for k in range(192))).decode()) for i in range(6))
for strokes in (bytes((10, 20, 90, 90, 255, 0, 0, 130, 130, 60, 20, 0, 255, 0)), b"", bytes(range(70))):
    keep("painted", files("", [("manifest", cells), ("strokes", strokes)]))

keep("dataset-xml", files("voc", [("a.xml", "<annotation><object><name>cat</name></object></annotation>".encode("utf-16-le"))]))
keep("dataset-xml", files("voc", [("a.xml", b"\xff\xfe" + "<annotation><object><name>cat</name></object></annotation>".encode("utf-16-le"))]))
for member, data in (("a.cls", b"1"), ("a.json", b'{"label": "cat", "width": 10}'), ("a.json", b'{"objects": [{"bbox": [1, 2, 3, 4], "category": "cat"}]}'), ("a.txt", b"a cat\n")):
    store = io.BytesIO()
    with tarfile.open(fileobj=store, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in (("a.jpg", b""), (member, data), ("b.jpg", b""), ("b.cls", b"0\n")):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    keep("dataset-tar", files("webdataset", [("000.tar", store.getvalue()[: 512 * 9]), ("classes.txt", "cat\ndog\n")]))

# Twelve objects of two classes, in two parts, and what is learnt from them.
import math
binaries = os.path.join(os.path.dirname(tools), "bin")
learnt = ""
for i in range(12):
    numbers = [math.cos(i % 2 * 1.5 + i / 40), math.sin(i % 2 * 1.5 + i / 40)]
    learnt += '{"id":"a#%d","label":"%s","image":"%d.jpg","embedding":"%s"}\n' % (
        i, "cat" if i % 2 else "dog", i, base64.b64encode(struct.pack("<2f", *numbers)).decode())
odd = learnt.replace('"a#', '"b#').replace(".jpg", ".png")
for name, text in (("a", learnt), ("b", odd)):
    subprocess.run([os.path.join(binaries, "mlfix-judge"), "learn", "-q", "-o", name + ".part"], input=text.encode(), cwd=out)
subprocess.run([os.path.join(binaries, "mlfix-judge"), "sum", "-q", "--preset", "fast", "-o", "ab.judge", "a.part", "b.part"], cwd=out,
               stdout=subprocess.DEVNULL)
for name, words in (("a.part", "part"), ("b.part", "part"), ("ab.judge", "judge")):
    with open(os.path.join(out, name), "rb") as file:
        data = file.read()
    os.unlink(os.path.join(out, name))
    keep("judge", files(words, [("records", odd if name == "a.part" else learnt), ("file", data)]))
    keep("judge", files(words, [("file", data)]))

shards = ['{"id":"a.xml#%d","label":"x","shard":{"part":"%d/2","at":%d,"of":4},"row":%d,"source":{"file":"a.xml","index":%d}}\n' % (i, 1 + i // 2, i, i % 2, i) for i in range(4)]
plain = ['{"id":"a.xml#%d","label":"x","source":{"file":"a.xml","index":%d}}\n' % (i, i) for i in range(4)]
bare = ['{"id":"%d"}\n' % i for i in range(4)]
for lines in (shards, plain, bare):
    for words in ("", "some rows"):
        keep("merge", files(words, [("part-1", "".join(lines[:2])), ("part-2", "".join(lines[2:]))]))
        keep("merge", files(words, [("part-1", "".join(lines[:3])), ("part-2", "".join(lines[2:])), ("part-3", "")]))
row = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", struct.pack("<4f", 1, 2, 3, 4))
keep("merge", files("rows", [("part-1", "".join(shards[:2])), ("part-1.npy", row), ("part-2", "".join(shards[2:])), ("part-2.npy", row)]))
keep("merge", files("", [("part-1", ledger), ("part-2", ledger.replace("a.xml#0", "a.xml#1"))]))
keep("merge", files("", [("part-1", ledger), ("part-2", ledger.replace('"neu"', '"dog"'))]))

head = '{"decisions":"mlfix","version":1,"sheets":"%s"}\n'
kept = ('{"id":"a#0","verdict":"relabel","label":"dog","by":"anna","at":"2024-01-01T00:00:00Z","object":"0000000000000001"}\n'
        '{"sheet":"0001","cell":"A2","verdict":"remove","at":"2024-01-01T00:00:00Z","object":"0000000000000003"}\n')
decided = ('{"object":"0000000000000001","verdict":"box","bbox":[1,2.5,3,4],"by":"ben"}\n{"object":"0000000000000002","verdict":"none"}\n'
           '{"object":"0000000000000003","verdict":"relabel","label":"a\\u0000b"}\n{"object":"0000000000000002","verdict":"ok","at":"x"}')
for sheets in ("0123456789abcdef", "fedcba9876543210"):
    keep("serve", files("127.0.0.1:4711 http://127.0.0.1:4711", [("decisions.jsonl", head % sheets + kept + '{"id":'), ("decide", decided), ("keep", '{"key":"seen","value":"1,2"}\n')]))
keep("serve", files("[::1]:4711 http://[::1]:4711", [("state.jsonl", '{"key":"a","value":"b"}\n'), ("keep", '{"key":"a","value":"\\u0000"}\n{"key":"b","value":""}'), ("decide", "{}")]))
keep("serve", files("localhost:4711", [("index.html", '<!doctype html>\n<!-- mlfix: review page -->\n<script type="application/json" id="sheets-hash">0123456789abcdef</script>\n'
     '<script type="application/json" id="data">{"base":"../x","dataset":"d","sheets":[{"name":"0001"}],"cells":[{"name":"A1","sheet":0,"image":"/a.jpg","ids":["a"]}],"objects":["0000000000000001"]}</script>\n'
     '<script type="image/png" id="sheet-0">AA==</script>\n'), ("decide", '{"object":"0000000000000001","verdict":"unsure"}')]))

# Masks of a photo of 12 x 8 and what a network of three classes sees: probabilities by planes and by pixels, and classes.
scene = ('{"images":[{"id":1,"file_name":"a.jpg","width":12,"height":8}],"categories":[{"id":1,"name":"cat"},{"id":2,"name":"dog"}],"annotations":['
         '{"id":1,"image_id":1,"category_id":1,"bbox":[1,1,5,5],"segmentation":[[1,1,6,1,6,6,1,6]]},'
         '{"id":2,"image_id":1,"category_id":2,"bbox":[6,2,5,5],"segmentation":{"size":[8,12],"counts":[50,4,4,4,4,4,26]}},'
         '{"id":3,"image_id":1,"category_id":1,"iscrowd":1,"bbox":[0,7,12,1],"segmentation":{"size":[8,12],"counts":"71000o0"}}]}')


def sees(x, y, k):
    seen = 1 if 1 <= x < 6 and 1 <= y < 6 else 2 if 7 <= x < 12 and y < 5 else 0
    return 0.75 if seen == k else 0.125


planes = [sees(x, y, k) for k in range(3) for y in range(8) for x in range(12)]
pixels = [sees(x, y, k) for y in range(8) for x in range(12) for k in range(3)]
single = [max(range(3), key=lambda k: sees(x, y, k)) for y in range(8) for x in range(12)]
for words, numbers, kind in (("<f4 3 8 12", planes, "<288f"), ("<f2 3 8 12", planes, "<288e"), ("<f4 8 12 3", pixels, "<288f"),
                             (">f8 8 12 3", pixels, ">288d"), ("|u1 8 12", single, "96B"), ("<i4 8 12", single, "<96i")):
    keep("boxes-masks", files(words, [("ds/a.json", scene), ("classes", "nothing\ncat\ndog\n"), ("masks/a.npy", struct.pack(kind, *numbers))]))
half = [sees(2 * x, 2 * y, k) for k in range(3) for y in range(4) for x in range(6)]
keep("boxes-masks", files("", [("ds/a.json", scene), ("classes", '["nothing","cat","dog"]'),
                         ("masks/a.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4, 6), }", struct.pack("<72f", *half)))]))

for kind in range(4):
    keep("runs", bytes((kind, 7, 5)) + bytes((7, 71, 200, 5, 140, 40, 13, 1, 9, 0, 250, 3, 5, 77, 1, 1, 1, 2)))
keep("runs", bytes((1, 3, 3)) + b"71000o0")
keep("runs", bytes((1, 11, 7)) + b"c1402k00b0")
keep("runs", bytes((3, 1, 1)) + bytes((0x3B, 0x88, 0x88, 0xBF, 0xFF, 0x80)))

sets = {"csvlists": [("t.csv", 'image,labels\na,"cat, dog, cow"\nb,dog \nc, "cow"\nd,\n'), ("a.jpg", ""), ("b.jpg", "")],
        "multihot": [("t.csv", "image,cat,dog,cow\na.jpg,1,0,1\nb.jpg,0,0,0\nc.jpg,0,1,0\n"), ("a.jpg", "")]}
for name, pairs in sets.items():
    keep("dataset-sets", files(name, pairs))
    below = [("ds/" + path, data) for path, data in pairs]
    keep("apply", files(name, below + [("flags", "a.jpg + neu\nb.jpg + cat\nc.jpg - cow\n")]))
    keep("apply", files(name, below + [("flags", '{"id":"a.jpg#0","verdict":"relabel","label":"dog"}\n{"id":"b.jpg#0","verdict":"add","label":"cow"}\n{"id":"c.jpg#0","verdict":"remove"}\n')]))
keep("dataset-sets", files("csvlists", [("t.csv", "Image Index;Finding Labels;split\r\na.jpg;Mass|Nodule;train\r\nb.jpg;No Finding;test\r\nc.jpg;\"Mass\";\r\n")]))
keep("dataset-sets", files("csvlists", [("t.csv", "image_name,tags\na,clear primary\nb,clear\nc,primary  haze\n")]))
