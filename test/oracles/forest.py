"""Writes forest.json beside it: AUROC of scikit-learn's random forest on real data, 5-fold cross-validation and out of bag, mean of 5 seeds.

Debian: python3-sklearn python3-pandas; run with /usr/bin/python3 test/oracles/forest.py FOLDER_OF_REAL_DATA. Fold of the i-th row of each class
is i % 5, so that another program gets the same folds. Names are coded by their place among the sorted ones, blanks are -1.
"""
import json
import pathlib
import sys

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.metrics import r2_score, roc_auc_score

folder = pathlib.Path(sys.argv[1])
SEEDS = 5
TREES = 100


def code(frame):
    out = pd.DataFrame(index=frame.index)
    for name in frame:
        numbers = pd.to_numeric(frame[name].replace(" ", np.nan), errors="coerce")
        known = frame[name].replace(" ", np.nan).notna()
        if numbers[known].notna().all():
            out[name] = numbers.fillna(-1)
        else:
            out[name] = frame[name].astype("category").cat.codes
    return out.to_numpy(float)


def folds(y):
    fold = np.zeros(len(y), int)
    for label in np.unique(y):
        at = np.flatnonzero(y == label)
        fold[at] = np.arange(len(at)) % 5
    return fold


def classify(x, y, **settings):
    fold = folds(y)
    scores, bags = [], []
    for seed in range(SEEDS):
        held = np.zeros(len(y))
        for k in range(5):
            forest = RandomForestClassifier(TREES, random_state=seed, n_jobs=1, **settings)
            held[fold == k] = forest.fit(x[fold != k], y[fold != k]).predict_proba(x[fold == k])[:, 1]
        scores.append(roc_auc_score(y, held))
        bag = RandomForestClassifier(TREES, random_state=seed, n_jobs=1, oob_score=True, **settings).fit(x, y)
        bags.append(roc_auc_score(y, bag.oob_decision_function_[:, 1]))
    return {"settings": settings, "crossValidated": np.mean(scores), "outOfBag": np.mean(bags)}


out = {}
telco = pd.read_csv(folder / "telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv")
x, y = code(telco.drop(columns=["customerID", "Churn"])), (telco["Churn"] == "Yes").to_numpy(int)
out["telco"] = classify(x, y, min_samples_leaf=5)
steel = pd.read_csv(folder / "steel_plates/SteelPlatesFaults_Clean.csv")
x = steel.iloc[:, :27].to_numpy(float)
out["bumps"] = classify(x, steel["Bumps_Fault"].to_numpy(int), min_samples_leaf=1)
out["stains"] = classify(x, steel["Stains_Fault"].to_numpy(int), min_samples_leaf=1, class_weight="balanced")

y = steel["Luminosity_Index"].to_numpy(float)
x = steel.iloc[:, [2, 3, 4, 10, 11, 13, 14, 15, 24]].to_numpy(float)
fold = np.arange(len(y)) % 5
scores = []
for seed in range(SEEDS):
    held = np.zeros(len(y))
    for k in range(5):
        forest = RandomForestRegressor(TREES, random_state=seed, n_jobs=1, max_features=1 / 3, min_samples_leaf=3)
        held[fold == k] = forest.fit(x[fold != k], y[fold != k]).predict(x[fold == k])
    scores.append(r2_score(y, held))
out["luminosity"] = {"columns": [2, 3, 4, 10, 11, 13, 14, 15, 24], "crossValidated": np.mean(scores)}

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out, indent=1, default=float) + "\n")
