"""Second models for scripts/eval/fusion, on histograms of gradients and mean
colours: five-fold, so that no picture is judged by a model fitted on it.

    python3 scripts/eval/fusion.py MODEL OBJECTS.jsonl LABELS OUT.npy

MODEL: logistic (regression: OUT gets probabilities as float16) or kernel (ridge
regression with a Gaussian kernel: OUT gets ten times its predictions, logits, as
float32). LABELS holds the label of each record of OBJECTS, one a line; the
columns of OUT are in alphabetical order. What describes the pictures is kept in
OUT's folder as features.npy.
"""
import json
import os
import sys

import numpy as np
from PIL import Image
from scipy.linalg import cho_factor, cho_solve
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

CELL, BINS = 4, 9


def describe(path):
    colour = np.asarray(Image.open(path).convert("RGB").resize((32, 32)), dtype=np.float32) / 255
    grey = colour.mean(axis=2)
    down, across = np.gradient(grey)
    angle = (np.arctan2(down, across) % np.pi) / np.pi * BINS
    low = np.floor(angle).astype(int) % BINS
    part = angle - np.floor(angle)
    size = np.hypot(down, across)
    planes = np.zeros((32, 32, BINS), dtype=np.float32)
    y, x = np.mgrid[:32, :32]
    planes[y, x, low] += size * (1 - part)
    planes[y, x, (low + 1) % BINS] += size * part
    cells = planes.reshape(32 // CELL, CELL, 32 // CELL, CELL, BINS).sum(axis=(1, 3))
    blocks = np.concatenate([cells[:-1, :-1], cells[:-1, 1:], cells[1:, :-1], cells[1:, 1:]], axis=2)
    blocks = blocks / np.sqrt((blocks**2).sum(axis=2, keepdims=True) + 1e-3)
    means = colour.reshape(8, 4, 8, 4, 3).mean(axis=(1, 3))
    return np.concatenate([blocks.ravel(), means.ravel()])


def logistic(features, labels, folds):
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=200, C=0.01))
    return cross_val_predict(model, features, labels, cv=folds, method="predict_proba").astype(np.float16)


def kernel(features, labels, folds):
    classes, place = np.unique(labels, return_inverse=True)
    wanted = np.eye(len(classes), dtype=np.float32)[place]
    x = features.astype(np.float32)
    size = (x**2).sum(axis=1)
    apart = size[:, None] + size[None] - 2 * x @ x.T
    alike = np.exp(-2 * apart / np.median(apart[:500, :500]))
    said = np.zeros_like(wanted)
    for known, unseen in folds.split(x, place):
        system = alike[np.ix_(known, known)]
        system[np.diag_indices(len(known))] += 0.3
        said[unseen] = alike[np.ix_(unseen, known)] @ cho_solve(cho_factor(system), wanted[known])
    return 10 * said


def main():
    which, objects, labels_file, out = sys.argv[1:5]
    kept = os.path.join(os.path.dirname(out), "features.npy")
    if not os.path.exists(kept):
        with open(objects, encoding="utf-8") as lines:
            np.save(kept, np.array([describe(json.loads(line)["image"]) for line in lines]))
    with open(labels_file, encoding="utf-8") as lines:
        labels = np.array([line.rstrip("\n") for line in lines])
    features = PCA(256, random_state=0).fit_transform(np.load(kept))
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    np.save(out, {"logistic": logistic, "kernel": kernel}[which](features, labels, folds))


main()
