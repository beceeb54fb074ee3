"""Writes boosting-quality.json beside it: out-of-fold AUROC of scikit-learn's and XGBoost's histogram boosting on real tables.

Reads the tables of real-tables.json in the folder DECILE_REAL_DATA (default ../shared/data). Five folds by `fold_of`, which the spec has too;
both libraries with 100 rounds, learning rate 0.1, 31 leaves, native categories. Debian: python3-sklearn python3-xgboost; /usr/bin/python3.
"""
import json
import os
import pathlib

import numpy as np
import pandas as pd
import xgboost
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

HERE = pathlib.Path(__file__).parent
DATA = pathlib.Path(os.environ.get("DECILE_REAL_DATA", "../shared/data"))
SEEDS, FOLDS = 5, 5


def fold_of(rows, seed):
    """Fold of each row: the murmur3 finalizer of its index and the seed, modulo FOLDS, in 32-bit arithmetic."""
    h = (np.arange(rows, dtype=np.uint64) * 5 + seed + 1) & 0xFFFFFFFF
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return ((h ^ (h >> 16)) % FOLDS).astype(int)


def read(table):
    frame = pd.read_csv(DATA / table["file"], sep=None, engine="python", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    y = (frame[table["target"]] == table["yes"]).to_numpy(int)
    x = frame.drop(columns=[table["target"], *table["drop"]])
    for name in x.columns:
        blank = x[name].str.strip() == ""
        if name in table["categorical"]:
            codes = pd.Categorical(x[name].where(~blank), categories=sorted(set(x[name][~blank])))
            x[name] = pd.Series(codes.codes, dtype=float).where(~blank)
        else:
            x[name] = pd.to_numeric(x[name].where(~blank))
    return x, y


def scikit(x, y, categorical, seed):
    model = HistGradientBoostingClassifier(early_stopping=False, random_state=seed, categorical_features=categorical)
    return model.fit(x.to_numpy(), y)


def xgb(x, y, categorical, seed):
    kinds = ["c" if name in categorical else "q" for name in x.columns]
    data = xgboost.DMatrix(x.to_numpy(), y, feature_types=kinds, enable_categorical=True)
    settings = {"objective": "binary:logistic", "tree_method": "hist", "eta": 0.1, "max_leaves": 31, "max_depth": 0,
                "grow_policy": "lossguide", "seed": seed}
    return xgboost.train(settings, data, 100), kinds


out = []
for table in json.loads((HERE / "real-tables.json").read_text()):
    x, y = read(table)
    mask = np.array([name in table["categorical"] for name in x.columns])
    aurocs = {"scikit": [], "xgboost": []}
    for seed in range(SEEDS):
        folds = fold_of(len(y), seed)
        scores = {"scikit": np.zeros(len(y)), "xgboost": np.zeros(len(y))}
        for fold in range(FOLDS):
            train, test = folds != fold, folds == fold
            scores["scikit"][test] = scikit(x[train], y[train], mask, seed).predict_proba(x[test].to_numpy())[:, 1]
            model, kinds = xgb(x[train], y[train], table["categorical"], seed)
            scores["xgboost"][test] = model.predict(
                xgboost.DMatrix(x[test].to_numpy(), feature_types=kinds, enable_categorical=True))
        for name, score in scores.items():
            aurocs[name].append(round(roc_auc_score(y, score), 5))
    out.append({"name": table["name"], "rows": len(y), "positives": int(y.sum()), "features": x.shape[1], **aurocs})
    print(out[-1], flush=True)
(HERE / "boosting-quality.json").write_text(json.dumps(out, indent=1) + "\n")
