"""Five-fold logistic regression for scripts/eval/finding: what a data scientist
would try first with the same vectors.

    python3 scripts/eval/logistic.py VECTORS.npy LABELS SEED

Prints for each record one JSON object with `pred` and `score`, 1 less the
out-of-fold probability of its label (self-confidence); an empty object where
there is no vector or no label.
"""
import json
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def main():
    vectors = np.load(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as lines:
        labels = np.array([line.rstrip("\n") for line in lines])
    usable = np.isfinite(vectors).all(axis=1) & (labels != "")
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=300))
    folds = StratifiedKFold(5, shuffle=True, random_state=int(sys.argv[3]))
    found = cross_val_predict(model, vectors[usable], labels[usable], cv=folds, method="predict_proba")
    classes = np.unique(labels[usable])
    place = np.searchsorted(classes, labels[usable])
    rows = iter(zip(classes[found.argmax(axis=1)], 1 - found[np.arange(len(place)), place]))
    for there in usable:
        said = next(rows) if there else None
        print(json.dumps({"pred": str(said[0]), "score": float(said[1])} if said else {}))


main()
