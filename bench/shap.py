"""XGBoost's side of the bench `shap`: python3 shap.py FOLDER ROWS THREADS.

Trains 100 trees of 31 leaves on 28 columns once, writes model.json and rows.f32 (row-major), then answers every line on stdin with one line of
JSON: milliseconds of `pred_contribs` over all rows. The first answer leaves what it found in contributions.f32.
"""
import json
import pathlib
import sys
import time

import numpy as np
import xgboost as xgb

folder, rows, threads = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
rng = np.random.default_rng(1)
x = rng.normal(0, 1, (rows, 28)).astype(np.float32)
x[:, 14:] = np.abs(x[:, 14:])
raw = x[:, 0] * x[:, 1] + x[:, 2] ** 2 - x[:, 14] + 0.5 * np.sin(3 * x[:, 15]) + x[:, 3:14].sum(axis=1) / 4
y = (raw + rng.normal(0, 1, rows) > 0).astype(int)
matrix = xgb.DMatrix(x, label=y, nthread=threads)
params = {"objective": "binary:logistic", "tree_method": "hist", "grow_policy": "lossguide", "max_leaves": 31, "max_depth": 0,
          "max_bin": 200, "eta": 0.1, "nthread": threads}
booster = xgb.train(params, matrix, 100)
model = json.loads(booster.save_raw("json").decode())["learner"]
KEPT = ["left_children", "right_children", "split_indices", "split_conditions", "default_left", "sum_hessian", "loss_changes"]
trees = [{key: tree[key] for key in KEPT} for tree in model["gradient_booster"]["model"]["trees"]]
(folder / "model.json").write_text(json.dumps({"objective": "binary:logistic", "base_score": 0.5, "trees": trees}))
x.tofile(folder / "rows.f32")
asked = xgb.DMatrix(x, nthread=threads)
print(json.dumps({"ready": True}), flush=True)
found = None
for _ in sys.stdin:
    start = time.perf_counter()
    contributions = booster.predict(asked, pred_contribs=True)
    spent = (time.perf_counter() - start) * 1000
    if found is None:
        found = contributions
        found.astype(np.float32).tofile(folder / "contributions.f32")
    print(json.dumps({"ms": spent}), flush=True)
