"""Writes tree-shap.json beside it: two small XGBoost models, rows, and what XGBoost says each column adds to them.

Debian: python3-xgboost (1.7); run with /usr/bin/python3.
"""
import json
import pathlib

import numpy as np
import xgboost as xgb

rng = np.random.default_rng(20261124)
KEPT = ["left_children", "right_children", "split_indices", "split_conditions", "default_left", "sum_hessian", "loss_changes"]


def case(name, params, rounds, rows, columns, shown):
    x = rng.normal(0, 1, (rows, columns)).astype(np.float32)
    x[:, 1] = rng.integers(0, 4, rows)
    x[rng.random((rows, columns)) < 0.08] = np.nan
    filled = np.nan_to_num(x, nan=0.7)
    raw = filled[:, 0] ** 2 - filled[:, 1] * filled[:, 2] + 0.5 * np.isnan(x[:, 3]) + 0.3 * rng.normal(0, 1, rows)
    target = (raw > 0.3).astype(float) if params["objective"] == "binary:logistic" else raw
    matrix = xgb.DMatrix(x, label=target)
    booster = xgb.train({**params, "seed": 7, "nthread": 1}, matrix, rounds)
    model = json.loads(booster.save_raw("json").decode())["learner"]
    trees = [{key: tree[key] for key in KEPT} for tree in model["gradient_booster"]["model"]["trees"]]
    asked = xgb.DMatrix(x[:shown])
    return {
        "name": name,
        "objective": params["objective"],
        "base_score": float(model["learner_model_param"]["base_score"]),
        "trees": trees,
        "rows": [[None if np.isnan(v) else float(v) for v in row] for row in x[:shown]],
        "margins": [float(v) for v in booster.predict(asked, output_margin=True)],
        # Last of each row: the base.
        "contributions": [[float(v) for v in row] for row in booster.predict(asked, pred_contribs=True)],
    }


out = [
    case("logistic, by depth", {"objective": "binary:logistic", "max_depth": 4, "eta": 0.3, "base_score": 0.3}, 20, 800, 6, 60),
    case(
        "squared error, by leaf",
        {"objective": "reg:squarederror", "tree_method": "hist", "grow_policy": "lossguide", "max_leaves": 31, "max_depth": 0,
         "max_bin": 64, "eta": 0.2},
        8, 2000, 10, 60,
    ),
]
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
