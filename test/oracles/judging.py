"""Writes judging.json beside it: what scikit-learn, scipy and plain definitions answer to the questions of the judging tests.

Debian: python3-sklearn python3-scipy python3-statsmodels; run with /usr/bin/python3.
DeLong, jackknife, PSI and WoE have no reference library here: they are worked out from their definitions, pair by pair and row by row.
"""
import json
import pathlib

import numpy as np
from scipy import stats
from sklearn import metrics
from sklearn.isotonic import IsotonicRegression
from statsmodels.stats.proportion import proportion_confint

rng = np.random.default_rng(20261102)
out = {}
Z = stats.norm.ppf(0.975)


def placements(scores, outcomes, weights):
    ones, zeros = outcomes == 1, outcomes == 0
    pair = (scores[ones][:, None] > scores[zeros][None, :]) + 0.5 * (scores[ones][:, None] == scores[zeros][None, :])
    wo, wz = weights[ones], weights[zeros]
    return pair @ wz / wz.sum(), wo @ pair / wo.sum(), wo, wz


def delong(scores, outcomes, weights, others=None):
    v10, v01, wo, wz = placements(scores, outcomes, weights)
    first = float(np.average(v10, weights=wo))
    value = first
    if others is not None:
        u10, u01, _, _ = placements(others, outcomes, weights)
        v10, v01 = u10 - v10, u01 - v01
        value = float(np.average(v10, weights=wo))
    part = lambda v, w: (w**2 * (v - value) ** 2).sum() / w.sum() ** 2 * len(w) / (len(w) - 1)
    error = float(np.sqrt(part(v10, wo) + part(v01, wz)))
    return first, value, error


out["scored"] = []
for n, digits, weighted in [(60, 6, False), (200, 1, False), (200, 2, True), (14, 1, False)]:
    outcomes = (rng.random(n) < 0.35).astype(float)
    outcomes[:4] = [1, 0, 1, 0]
    logit = 1.2 * outcomes - 0.8 + rng.normal(0, 1, n)
    scores = (1 / (1 + np.exp(-logit))).round(digits).clip(0.05, 0.95)
    others = (1 / (1 + np.exp(-logit + rng.normal(0, 1.5, n)))).round(digits).clip(0.05, 0.95)
    weights = rng.integers(1, 5, n).astype(float) if weighted else np.ones(n)
    fpr, tpr, at = metrics.roc_curve(outcomes, scores, sample_weight=weights, drop_intermediate=False)
    best = int(np.argmax(np.abs(tpr - fpr).round(12)))
    value, _, error = delong(scores, outcomes, weights)
    assert abs(value - metrics.roc_auc_score(outcomes, scores, sample_weight=weights)) < 1e-12
    _, difference, spread = delong(scores, outcomes, weights, others)
    if not weighted:
        ks = stats.ks_2samp(scores[outcomes == 1], scores[outcomes == 0]).statistic
        assert abs(ks - abs(tpr[best] - fpr[best])) < 1e-12
    matrix = metrics.confusion_matrix(outcomes, scores >= 0.5, sample_weight=weights)
    isotonic = IsotonicRegression(out_of_bounds="clip", y_min=0, y_max=1).fit(scores, outcomes, sample_weight=weights)
    new = rng.random(12).round(4)
    out["scored"].append({
        "outcomes": outcomes.tolist(), "scores": scores.tolist(), "others": others.tolist(), "weights": weights.tolist() if weighted else None,
        "auroc": float(metrics.roc_auc_score(outcomes, scores, sample_weight=weights)), "error": error,
        "interval": [max(0.0, value - Z * error), min(1.0, value + Z * error)],
        "difference": difference, "differenceInterval": [difference - Z * spread, difference + Z * spread],
        "p": float(2 * stats.norm.sf(abs(difference / spread))),
        "averagePrecision": float(metrics.average_precision_score(outcomes, scores, sample_weight=weights)),
        "ks": float(abs(tpr[best] - fpr[best])), "ksAt": float(at[best]),
        "brier": float(metrics.brier_score_loss(outcomes, scores, sample_weight=weights)),
        "logLoss": float(metrics.log_loss(outcomes, scores, sample_weight=weights)),
        "confusion": [float(v) for v in matrix.ravel()],
        "precision": float(metrics.precision_score(outcomes, scores >= 0.5, sample_weight=weights)),
        "recall": float(metrics.recall_score(outcomes, scores >= 0.5, sample_weight=weights)),
        "f1": float(metrics.f1_score(outcomes, scores >= 0.5, sample_weight=weights)),
        "isotonicNew": new.tolist(), "isotonic": isotonic.predict(new).tolist(),
    })

n = 200
scores = rng.permutation(n) / n + 0.001
outcomes = (rng.random(n) < scores**2).astype(float)
order = np.argsort(scores)
bins = []
for rows in np.array_split(order, 8):
    low, high = proportion_confint(int(outcomes[rows].sum()), len(rows), method="wilson")
    bins.append({"n": len(rows), "meanScore": float(scores[rows].mean()), "rate": float(outcomes[rows].mean()), "interval": [low, high]})
out["calibration"] = {"scores": scores.tolist(), "outcomes": outcomes.tolist(), "bins": bins,
                      "error": float(sum(b["n"] / n * abs(b["rate"] - b["meanScore"]) for b in bins))}

out["regression"] = []
for n, weighted in [(40, False), (40, True), (5, False)]:
    actual = rng.gamma(3, 20, n).round(1) + 1
    predicted = (actual * rng.normal(1, 0.2, n) + rng.normal(2, 3, n)).round(1)
    weights = rng.integers(1, 4, n).astype(float) if weighted else np.ones(n)

    def figures(keep):
        a, p, w = actual[keep], predicted[keep], weights[keep]
        return np.array([metrics.mean_absolute_error(a, p, sample_weight=w), metrics.mean_squared_error(a, p, sample_weight=w),
                         np.sqrt(metrics.mean_squared_error(a, p, sample_weight=w)), metrics.mean_absolute_percentage_error(a, p, sample_weight=w),
                         np.average(2 * np.abs(a - p) / (np.abs(a) + np.abs(p)), weights=w), metrics.r2_score(a, p, sample_weight=w)])

    rows = np.arange(n)
    value = figures(rows)
    without = np.array([figures(rows != row) for row in rows])
    error = np.sqrt((n - 1) / n * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    half = stats.t.ppf(0.975, n - 1) * error
    low, high = np.r_[np.maximum(0, (value - half)[:5]), (value - half)[5]], np.r_[(value + half)[:5], min(1, (value + half)[5])]
    names = ["mae", "mse", "rmse", "mape", "smape", "r2"]
    out["regression"].append({"actual": actual.tolist(), "predicted": predicted.tolist(), "weights": weights.tolist() if weighted else None,
                              "figures": {name: [float(value[i]), float(low[i]), float(high[i])] for i, name in enumerate(names)}})

base = rng.normal(0, 1, 400).round(3)
later = rng.normal(0.3, 1.2, 250).round(3)
later[:20] = np.nan
later[20:60] = 9
ordered = np.sort(base)
edges = [float(ordered[int(np.ceil(k * 400 / 10)) - 1]) for k in range(1, 10)]


def shares(values):
    here = values[~np.isnan(values)]
    counts = np.r_[np.isnan(values).sum(), np.histogram(np.digitize(here, edges, right=True), np.arange(11) - 0.5)[0]]
    return counts, np.maximum(counts, 0.5) / len(values)


(_, b), (_, l) = shares(base), shares(later)
out["psi"] = {"base": base.tolist(), "later": [None if np.isnan(v) else float(v) for v in later], "edges": edges,
              "psi": float(((b - l) * np.log(b / l)).sum())}

level = rng.choice(["a", "b", "c"], 150, p=[0.6, 0.3, 0.1])
outcome = (rng.random(150) < np.select([level == "a", level == "b"], [0.2, 0.5], 0.0)).astype(float)
evidence = {}
for name in "abc":
    one = max(0.5, ((level == name) & (outcome == 1)).sum()) / (outcome == 1).sum()
    zero = max(0.5, ((level == name) & (outcome == 0)).sum()) / (outcome == 0).sum()
    evidence[name] = [float(np.log(one / zero)), float((one - zero) * np.log(one / zero))]
out["information"] = {"levels": level.tolist(), "outcomes": outcome.tolist(), "evidence": evidence,
                      "value": sum(v[1] for v in evidence.values())}

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out, default=float) + "\n")
