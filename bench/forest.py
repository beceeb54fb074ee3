"""scikit-learn's side of the bench `forest`: python3 forest.py FOLDER ROWS THREADS.

Writes rows.f32 (column-major, ROWS to learn and half as many to judge), target.u8, then answers every line on stdin with one line of JSON:
milliseconds of `fit` of 100 trees of depth 12, and AUROC on the rows to judge.
"""
import json
import pathlib
import sys
import time

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score

folder, rows, threads = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
rng = np.random.default_rng(1)
all_rows = rows + rows // 2
x = rng.normal(0, 1, (all_rows, 28)).astype(np.float32)
x[:, 14:] = np.abs(x[:, 14:])
raw = x[:, 0] * x[:, 1] + x[:, 2] ** 2 - x[:, 14] + 0.5 * np.sin(3 * x[:, 15]) + x[:, 3:14].sum(axis=1) / 4
y = (raw + rng.normal(0, 1, all_rows) > 0).astype(np.uint8)
x.T.tofile(folder / "rows.f32")
y.tofile(folder / "target.u8")
print(json.dumps({"ready": True}), flush=True)
for seed, _ in enumerate(sys.stdin):
    forest = RandomForestClassifier(100, max_depth=12, n_jobs=threads, random_state=seed)
    start = time.perf_counter()
    forest.fit(x[:rows], y[:rows])
    spent = (time.perf_counter() - start) * 1000
    auroc = roc_auc_score(y[rows:], forest.predict_proba(x[rows:])[:, 1])
    print(json.dumps({"ms": spent, "auroc": auroc}), flush=True)
