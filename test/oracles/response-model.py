"""Writes response-model.json beside it: the whole of test/e2e/model-report by the reference libraries, on the folds of our product.

Debian: python3-sklearn python3-statsmodels; run with /usr/bin/python3 response-model.py ROWS.csv. ROWS.csv is what our product says of the
project that test/e2e/model-report.spec.ts makes (data/customers.csv by test/support/renewal-customers.ts, then `decile run response-model`):
    decile query "select customer_id, visits, plan, shoe_size, renewed, fold from customers join renewal.scores using (customer_id) order by all" --format csv
Folds are all that is taken from us. Ties at a border between grades are shared out in proportion, as expected values (ours are whole customers).
"""
import csv
import json
import pathlib
import sys

import numpy as np
import statsmodels.api as sm
from scipy.stats import ks_2samp
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8")))
y = np.array([row["renewed"] == "yes" for row in rows], dtype=float)
fold = np.array([int(row["fold"]) for row in rows])
visits = np.array([float(row["visits"]) for row in rows])
shoe = np.array([float(row["shoe_size"]) for row in rows])
plan = np.array([row["plan"] for row in rows])
levels = sorted(set(plan))
reference = max(levels, key=lambda level: (plan == level).sum())
terms = [level for level in levels if level != reference]
linear = np.column_stack([np.ones(len(y))] + [(plan == level).astype(float) for level in terms] + [shoe, visits])
trees = np.column_stack([np.searchsorted(levels, plan).astype(float), shoe, visits])


def logit(train, test):
    return sm.Logit(y[train], linear[train]).fit(disp=0, tol=1e-12, maxiter=100).predict(linear[test])


def boosting(train, test):
    model = HistGradientBoostingClassifier(
        learning_rate=0.05, max_iter=300, max_leaf_nodes=31, min_samples_leaf=20, l2_regularization=1,
        early_stopping=True, validation_fraction=0.15, n_iter_no_change=20, categorical_features=[0], random_state=1)
    return model.fit(trees[train], y[train]).predict_proba(trees[test])[:, 1]


def grades(scores, count=10):
    """Responders by grade, highest scores first; a group of equal scores is shared out in proportion."""
    order = np.argsort(-scores, kind="stable")
    distinct, starts = np.unique(-scores[order], return_index=True)
    starts = list(starts) + [len(scores)]
    borders = [len(scores) * g // count for g in range(count + 1)]
    found = np.zeros(count)
    for start, end in zip(starts, starts[1:]):
        ones = y[order[start:end]].sum()
        for g in range(count):
            share = max(0, min(end, borders[g + 1]) - max(start, borders[g])) / (end - start)
            found[g] += ones * share
    sizes = np.diff(borders)
    return (found / sizes / y.mean()).tolist()


def judge(predict):
    scores = np.zeros(len(y))
    for k in sorted(set(fold)):
        scores[fold == k] = predict(fold != k, fold == k)
    return {
        "auroc": roc_auc_score(y, scores),
        "average_precision": average_precision_score(y, scores),
        "ks": ks_2samp(scores[y == 1], scores[y == 0]).statistic,
        "brier": brier_score_loss(y, scores),
        "log_loss": log_loss(y, scores),
        "lift": grades(scores),
    }


whole = sm.Logit(y, linear).fit(disp=0, tol=1e-12, maxiter=100)
names = ["intercept"] + [f"plan={level}" for level in terms] + ["shoe_size", "visits"]
interval = whole.conf_int()
out = {
    "customers": len(y),
    "responders": int(y.sum()),
    "folds": "".join(str(k) for k in fold),
    "reference": reference,
    "boosting": judge(boosting),
    "linear": judge(logit),
    "coefficients": {
        name: {"estimate": whole.params[i], "low": interval[i][0], "high": interval[i][1], "p_value": whole.pvalues[i]}
        for i, name in enumerate(names)
    },
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n", encoding="utf-8")
