"""Writes explain.json beside it: what scikit-learn and statsmodels answer to the questions of the explain tests.

Debian: python3-sklearn python3-statsmodels; run with /usr/bin/python3.
"""
import json
import pathlib

import numpy as np
import statsmodels.api as sm
from scipy import stats
from sklearn.linear_model import Ridge

rng = np.random.default_rng(20261125)
out = {}

design = rng.normal(0, 1, (40, 4)).round(3)
design[:, 3] = design[:, 0] > 0
targets = (design @ [1.5, -2, 0, 0.7] + rng.normal(0, 0.5, 40)).round(3)
weights = rng.random(40).round(3)
ridge = Ridge(alpha=1).fit(design, targets, sample_weight=weights)
out["ridge"] = {"design": design.ravel().tolist(), "width": 4, "targets": targets.tolist(), "weights": weights.tolist(),
                "intercept": ridge.intercept_, "coefficients": ridge.coef_.tolist(),
                "r2": ridge.score(design, targets, sample_weight=weights)}

out["linearity"] = []
for name, x, bend, weighted in [
    ("noise around a line", rng.normal(0, 1, 120), 0, False),
    ("a bend, weighted", rng.normal(0, 1, 120), 0.3, True),
    ("a clear bend", rng.normal(0, 1, 120), 1, False),
    ("few values", rng.integers(0, 5, 90).astype(float), 0.2, True),
]:
    x = x.round(6)
    y = (0.8 * x + bend * x**2 + rng.normal(0, 1, len(x))).round(6)
    w = (rng.random(len(x)) + 0.5).round(3) if weighted else np.ones(len(x))
    values = np.unique(x)
    if len(values) <= 10:
        group = np.searchsorted(values, x)
    else:
        edges = [np.sort(x)[int(np.ceil(b * len(x) / 10)) - 1] for b in range(1, 10)]
        group = np.searchsorted(edges, x, side="left")
    dummies = (group[:, None] == np.unique(group)).astype(float)
    line = sm.WLS(y, sm.add_constant(x), weights=w).fit()
    columns = dummies if len(values) <= 10 else np.column_stack([dummies, x])
    f, p, df1 = sm.WLS(y, columns, weights=w).fit().compare_f_test(line)
    out["linearity"].append({"name": name, "x": x.tolist(), "y": y.tolist(), "weights": w.tolist(), "slope": line.params[1],
                             "f": f, "p": p, "df1": df1, "unexplained": 1 - line.rsquared})

out["f"] = [{"f": f, "df": [a, b], "p": stats.f.sf(f, a, b)} for f in [0.1, 1, 3.7, 40, 900] for a, b in [(1, 5), (8, 200), (9, 1e5)]]
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
