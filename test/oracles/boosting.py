"""Writes boosting.json beside it: trees and predictions of scikit-learn's HistGradientBoosting (and XGBoost's base and first tree)
on small tables without ties, one bin a value. Debian: python3-sklearn python3-xgboost; run with /usr/bin/python3.
"""
import json
import pathlib

import numpy as np
import xgboost
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

rng = np.random.default_rng(20261122)
ROWS = 240
x = rng.normal(0, 1, (ROWS, 4)).round(4)
signal = 1.5 * x[:, 0] + np.where(x[:, 1] > 0.3, x[:, 2], -x[:, 2]) + 0.4 * rng.normal(0, 1, ROWS)
binary = (signal > 0.2).astype(float)
amount = (signal * 3 + 10).round(3)
weights = rng.integers(1, 5, ROWS).astype(float)
gaps = x.copy()
gaps[rng.random(ROWS) < 0.2, 0] = np.nan
gaps[signal > 1.5, 3] = np.nan


def nodes_of(tree):
    """Preorder: [feature, threshold, is missing left, gain, rows] of splits, [value, rows] of leaves."""
    nodes, out = tree.nodes, []

    def walk(i):
        node = nodes[i]
        if node["is_leaf"]:
            out.append([float(node["value"]), int(node["count"])])
            return
        out.append([int(node["feature_idx"]), float(node["num_threshold"]), bool(node["missing_go_to_left"]),
                    float(node["gain"]), int(node["count"])])
        walk(node["left"])
        walk(node["right"])

    walk(0)
    return out


COMMON = {"early_stopping": False, "max_iter": 10, "max_leaf_nodes": 8, "min_samples_leaf": 10}
CASES = {
    "logistic": (HistGradientBoostingClassifier(**COMMON), x, binary, None),
    "logistic, weighted, l2": (HistGradientBoostingClassifier(**COMMON, l2_regularization=2), x, binary, weights),
    "logistic, missing values": (HistGradientBoostingClassifier(**COMMON), gaps, binary, None),
    "squared": (HistGradientBoostingRegressor(**COMMON), x, amount, None),
    "squared, missing values": (HistGradientBoostingRegressor(**COMMON), gaps, amount, None),
    "quantile": (HistGradientBoostingRegressor(**COMMON, loss="quantile", quantile=0.8), x, amount, None),
    "quantile, weighted": (HistGradientBoostingRegressor(**COMMON, loss="quantile", quantile=0.3), x, amount, weights),
}
out = {"x": x.T.tolist(), "gaps": [[None if np.isnan(v) else v for v in column] for column in gaps.T.tolist()],
       "binary": binary.tolist(), "amount": amount.tolist(), "weights": weights.tolist(), "cases": []}
for name, (model, table, target, weight) in CASES.items():
    model.fit(table, target, sample_weight=weight)
    raw = model._raw_predict(table)[:, 0]
    out["cases"].append({"name": name, "base": float(np.ravel(model._baseline_prediction)[0]),
                         "first": nodes_of(model._predictors[0][0]), "raw": raw.tolist()})

data = xgboost.DMatrix(x, binary)
booster = xgboost.train({"objective": "binary:logistic", "tree_method": "exact", "eta": 1, "lambda": 1, "max_depth": 3,
                         "min_child_weight": 1e-3, "base_score": float(binary.mean())}, data, 1)
frame = booster.trees_to_dataframe()
frame = frame[frame.Feature != "Leaf"]
out["xgboost"] = {"splits": [{"feature": int(f[1:]), "gain": float(g)} for g, f in
                             sorted(zip(frame.Gain, frame.Feature), reverse=True)],
                  "raw": booster.predict(data, output_margin=True).astype(float).tolist()}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
