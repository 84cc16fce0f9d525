"""The scores of labels that cleanlab publishes, for scripts/eval/finding: written out from its documentation
(cleanlab.rank; C. Northcutt, L. Jiang, I. Chuang, "Confident learning: estimating uncertainty in dataset labels", 2021),
so that they can be compared without it.

    python3 scripts/eval/cleanlab.py SCORE PROBS.npy CLASSES.json LABELS

SCORE: self-confidence, the probability of the given label, or normalised-margin, that probability less the largest of
the other classes, brought to 0..1. Both are lower the more doubtful a label is. PROBS holds a row of left-out
probabilities for each line of LABELS. Prints for each one JSON object with `pred`, the most probable class, and
`score`, 1 less what cleanlab says; an empty object where there are no probabilities or no label.
"""
import json
import sys

import numpy as np


def main():
    which, probs_file, classes_file, labels_file = sys.argv[1:5]
    probs = np.load(probs_file).astype(np.float64)
    with open(classes_file, encoding="utf-8") as file:
        classes = json.load(file)
    place = {name: k for k, name in enumerate(classes)}
    with open(labels_file, encoding="utf-8") as lines:
        labels = [line.rstrip("\n") for line in lines]
    for row, label in zip(probs, labels):
        if label not in place or not np.isfinite(row).all():
            print("{}")
            continue
        row = row / row.sum()
        own = row[place[label]]
        if which == "normalised-margin":
            own = (own - np.delete(row, place[label]).max(initial=0) + 1) / 2
        print(json.dumps({"pred": classes[int(row.argmax())], "score": float(1 - own)}))


main()
