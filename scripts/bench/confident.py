"""Thresholds and confident joint by numpy, for scripts/bench/confident.

    python3 scripts/bench/confident.py MATRIX.npy RECORDS.jsonl JOINT.npy

The matrix is mapped and read in chunks, twice. Prints the seconds that this
took, without the reading of the records.
"""
import re
import sys
import time

import numpy as np

CHUNK = 8192


def main():
    matrix = np.load(sys.argv[1], mmap_mode="r")
    with open(sys.argv[2], encoding="utf-8") as lines:
        labels = np.array([int(re.search(r'"c(\d+)"', line).group(1)) for line in lines])
    began = time.perf_counter()
    rows, classes = matrix.shape
    sums = np.zeros(classes)
    for at in range(0, rows, CHUNK):
        chunk = matrix[at : at + CHUNK].astype(np.float32)
        label = labels[at : at + CHUNK]
        sums += np.bincount(label, chunk[np.arange(len(chunk)), label].astype(np.float64), classes)
    size = np.bincount(labels, minlength=classes)
    least = (sums / size - 1e-6).astype(np.float32)
    joint = np.zeros((classes, classes))
    for at in range(0, rows, CHUNK):
        chunk = matrix[at : at + CHUNK].astype(np.float32)
        chunk[chunk < least] = -1
        best = chunk.argmax(axis=1)
        counts = chunk[np.arange(len(chunk)), best] >= 0
        np.add.at(joint, (labels[at : at + CHUNK][counts], best[counts]), 1)
    joint *= (size / np.maximum(joint.sum(axis=1), 1))[:, None]
    print(time.perf_counter() - began)
    np.save(sys.argv[3], joint)


main()
