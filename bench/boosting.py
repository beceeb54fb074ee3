"""boosting.py FILE ROWS COLUMNS THREADS sklearn|xgboost: one run of a peer for boosting.js; 0 rows: whether it is there."""
import json
import os
import resource
import sys
import time

file, rows, columns, threads, library = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5]
os.environ["OMP_NUM_THREADS"] = str(threads)
# Where something else runs, threads that wait by spinning take a multiple of the time: this would flatter us.
os.environ["OMP_WAIT_POLICY"] = "passive"
import numpy as np  # noqa: E402: after the number of threads is set

if library == "sklearn":
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.ensemble._hist_gradient_boosting.binning import _BinMapper
else:
    import xgboost

if rows == 0:
    print("{}")
    sys.exit()
values = np.memmap(file, dtype=np.float64, mode="r").reshape(columns + 1, rows)
x, y = np.asfortranarray(values[:columns].T), np.array(values[columns])
begin = time.perf_counter()
if library == "sklearn":
    model = HistGradientBoostingClassifier(max_iter=100, early_stopping=False).fit(x, y)
    total = time.perf_counter() - begin
    begin = time.perf_counter()
    _BinMapper(n_bins=256, random_state=0, n_threads=threads).fit_transform(x)
    train = total - (time.perf_counter() - begin)
else:
    data = xgboost.QuantileDMatrix(x, y, max_bin=256, nthread=threads)
    middle = time.perf_counter()
    settings = {"objective": "binary:logistic", "tree_method": "hist", "eta": 0.1, "max_leaves": 31, "max_depth": 0,
                "grow_policy": "lossguide", "max_bin": 256, "nthread": threads}
    xgboost.train(settings, data, 100)
    total, train = time.perf_counter() - begin, time.perf_counter() - middle
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"ms": round(total * 1000), "trainMs": round(train * 1000), "mb": round(peak)}))
