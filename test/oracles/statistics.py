"""Writes statistics.json beside it: what scipy and statsmodels answer to the questions of the statistics tests.

Debian: python3-scipy python3-statsmodels; run with /usr/bin/python3.
"""
import itertools
import json
import pathlib

import numpy as np
import statsmodels.api as sm
from scipy import special, stats
from statsmodels.stats.oneway import anova_oneway
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

rng = np.random.default_rng(20261031)
out = {}

SHARES = [(0, 10), (3, 10), (10, 10), (118, 500), (325, 1000), (1, 100000), (50000, 100000)]
out["wilson"] = [
    {"successes": s, "n": n, "interval": list(proportion_confint(s, n, method="wilson"))} for s, n in SHARES
]

PAIRS = [((56, 70), (48, 80)), ((9, 10), (3, 10)), ((10, 10), (0, 20)), ((0, 10), (0, 20)), ((2360, 10000), (3250, 10000)),
         ((5, 56), (0, 29)), ((118, 500), (125, 500))]
out["compareShares"] = []
for (s1, n1), (s2, n2) in PAIRS:
    low, high = confint_proportions_2indep(s2, n2, s1, n1, method="newcomb", compare="diff")
    pooled = (s1 + s2) / (n1 + n2)
    p = None if pooled in (0, 1) else float(proportions_ztest([s2, s1], [n2, n1])[1])
    out["compareShares"].append({"first": [s1, n1], "second": [s2, n2], "interval": [float(low), float(high)], "p": p})

SAMPLES = [
    (rng.normal(10, 2, 12).round(3), rng.normal(11, 4, 30).round(3)),
    (rng.normal(0, 1, 2).round(3), rng.normal(5, 1, 3).round(3)),
    (rng.exponential(3, 200).round(2), rng.exponential(3, 150).round(2)),
    (np.array([1.0, 2.0, 3.0]), np.array([4.0, 4.0, 4.0])),
]
out["compareMeans"], out["mannWhitney"] = [], []
for a, b in SAMPLES:
    welch = stats.ttest_ind(b, a, equal_var=False)
    va, vb = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    half = stats.t.ppf(0.975, df) * np.sqrt(va + vb)
    difference = b.mean() - a.mean()
    out["compareMeans"].append({"first": a.tolist(), "second": b.tolist(), "difference": difference,
                                "interval": [difference - half, difference + half], "p": float(welch.pvalue)})

RANKED = [(a, b) for a, b in SAMPLES[1:3]] + [
    (np.array([3.1, 2.2, 5.9, 1.4, 4.8]), np.array([6.1, 7.7, 2.9, 8.2, 9.5, 5.2])),
    (np.array([1.0, 2, 2, 3, 3, 3, 4]), np.array([2.0, 3, 3, 4, 5, 5])),
    (rng.normal(0, 1, 60).round(1), rng.normal(0.4, 1, 50).round(1)),
]
for a, b in RANKED:
    ties = len(np.unique(np.concatenate([a, b]))) < len(a) + len(b)
    method = "exact" if not ties and len(a) * len(b) <= 400 else "asymptotic"
    test = stats.mannwhitneyu(b, a, alternative="two-sided", use_continuity=True, method=method)
    out["mannWhitney"].append({"first": a.tolist(), "second": b.tolist(), "u": float(test.statistic), "p": float(test.pvalue),
                               "method": "exact" if method == "exact" else "normal"})

before = rng.normal(50, 10, 18).round(2)
after = (before + rng.normal(2, 4, 18)).round(2)
paired = stats.ttest_rel(after, before)
d = after - before
half = stats.t.ppf(0.975, len(d) - 1) * d.std(ddof=1) / np.sqrt(len(d))
out["comparePairs"] = {"differences": d.tolist(), "interval": [d.mean() - half, d.mean() + half], "p": float(paired.pvalue)}

cells = {name: rng.normal(mean, sd, n).round(3) for name, mean, sd, n in
         [("tb", 10, 3, 25), ("ta", 14, 4, 30), ("cb", 9, 2, 40), ("ca", 10, 3, 35)]}
y = np.concatenate([cells[k] for k in ("tb", "ta", "cb", "ca")])
treated = np.concatenate([np.full(len(cells[k]), k[0] == "t", float) for k in ("tb", "ta", "cb", "ca")])
late = np.concatenate([np.full(len(cells[k]), k[1] == "a", float) for k in ("tb", "ta", "cb", "ca")])
# HC2 of the saturated model is the unequal-variance error of the 2 x 2 difference.
model = sm.OLS(y, np.column_stack([np.ones_like(y), treated, late, treated * late])).fit(cov_type="HC2", use_t=False)
parts = [(cells[k].var(ddof=1) / len(cells[k]), len(cells[k])) for k in ("tb", "ta", "cb", "ca")]
df = sum(v for v, _ in parts) ** 2 / sum(v**2 / (n - 1) for v, n in parts)
estimate, error = float(model.params[3]), float(model.bse[3])
half = stats.t.ppf(0.975, df) * error
out["compareChangesOfMeans"] = {"cells": {k: v.tolist() for k, v in cells.items()}, "difference": estimate,
                                "interval": [estimate - half, estimate + half], "p": float(2 * stats.t.sf(abs(estimate / error), df))}
counts = {"tb": (60, 400), "ta": (110, 420), "cb": (55, 380), "ca": (70, 390)}
binary = np.concatenate([np.r_[np.ones(s), np.zeros(n - s)] for s, n in counts.values()])
treated = np.concatenate([np.full(n, k[0] == "t", float) for k, (s, n) in counts.items()])
late = np.concatenate([np.full(n, k[1] == "a", float) for k, (s, n) in counts.items()])
model = sm.OLS(binary, np.column_stack([np.ones_like(binary), treated, late, treated * late])).fit(cov_type="HC0", use_t=False)
low, high = model.conf_int()[3]
out["compareChangesOfShares"] = {"cells": counts, "difference": float(model.params[3]), "interval": [float(low), float(high)],
                                 "p": float(model.pvalues[3])}

PS = [0.001, 0.04, 0.03, 0.03, 0.2, 0.9, 0.0004]
out["multiple"] = {"ps": PS, "holm": multipletests(PS, method="holm")[1].tolist(),
                   "benjaminiHochberg": multipletests(PS, method="fdr_bh")[1].tolist()}

out["correlation"] = []
for n, slope in [(5, 1.0), (40, 0.5), (300, 0.0)]:
    x = rng.normal(0, 1, n).round(1)
    yy = (slope * x + rng.normal(0, 1, n)).round(1)
    r, p = stats.pearsonr(x, yy)
    rho, prho = stats.spearmanr(x, yy)
    z = stats.norm.ppf(0.975)
    fisher = [float(np.tanh(np.arctanh(r) + s * z / np.sqrt(n - 3))) for s in (-1, 1)]
    bonett = [float(np.tanh(np.arctanh(rho) + s * z * np.sqrt((1 + rho**2 / 2) / (n - 3)))) for s in (-1, 1)]
    out["correlation"].append({"x": x.tolist(), "y": yy.tolist(), "pearson": [float(r), float(p), *fisher],
                               "spearman": [float(rho), float(prho), *bonett]})

values = rng.normal(100, 15, 80).round(2)
low, high = stats.bootstrap((values,), np.mean, n_resamples=200000, method="percentile", random_state=7).confidence_interval
out["bootstrap"] = {"values": values.tolist(), "interval": [float(low), float(high)]}

out["tails"] = {
    "chiSquare": [[df * k, df, float(stats.chi2.sf(df * k, df))] for df in (1, 2, 7, 40, 399, 3000, 20001) for k in (0.001, 0.8, 1, 1.1, 2, 20)],
    "f": [[f, a, b, float(stats.f.sf(f, a, b))] for a in (1, 3, 40, 1500) for b in (1, 3.7, 40.5, 1e6) for f in (0, 0.2, 1, 1.2, 10)],
}

TABLES = [[[10, 20, 30], [6, 9, 17]], [[25, 6], [8, 24]], [[5, 0, 0, 9], [0, 4, 4, 1], [1, 1, 7, 2]], [[900, 1000], [1000, 900]]]
out["chiSquare"] = []
for table in TABLES:
    chi2, p, df, expected = stats.chi2_contingency(table, correction=False)
    out["chiSquare"].append({"counts": table, "statistic": chi2, "df": df, "p": p, "smallestExpected": float(np.min(expected)),
                             "cramersV": float(stats.contingency.association(table, method="cramer", correction=False))})

out["fisher"] = []
for (s1, n1), (s2, n2) in PAIRS + [((3, 4), (1, 4)), ((1, 900), (9, 1100)), ((400, 3000), (330, 2000))]:
    ratio, p = stats.fisher_exact([[s2, n2 - s2], [s1, n1 - s1]])
    cells = np.array([[s2, n2 - s2], [s1, n1 - s1]])
    interval = None if (cells == 0).any() else list(sm.stats.Table2x2(cells).oddsratio_confint())
    out["fisher"].append({"first": [s1, n1], "second": [s2, n2], "oddsRatio": float(ratio) if np.isfinite(ratio) else None,
                          "p": float(p), "interval": interval})


def share_of_arrangements_as_far(a, b):
    """Every way to divide the values into two samples, equal values included: what an exact p is."""
    every, seen = np.concatenate([a, b]), stats.ks_2samp(a, b, method="asymp").statistic
    count = total = 0
    for chosen in itertools.combinations(range(len(every)), len(a)):
        left = np.zeros(len(every), bool)
        left[list(chosen)] = True
        total += 1
        count += stats.ks_2samp(every[left], every[~left], method="asymp").statistic >= seen - 1e-12
    return count / total


out["kolmogorovSmirnov"] = []
for a, b in [(rng.normal(0, 1, 12).round(4), rng.normal(1, 1, 30).round(4)), (rng.normal(0, 1, 60).round(6), rng.normal(0, 1.5, 60).round(6)),
             (rng.exponential(1, 200).round(6), rng.exponential(1.4, 130).round(6)), (np.arange(5.0), np.arange(10.0, 14.0))]:
    found = stats.ks_2samp(a, b, method="exact")
    out["kolmogorovSmirnov"].append({"first": a.tolist(), "second": b.tolist(), "distance": found.statistic, "p": found.pvalue})
a, b = np.array([1.0, 2, 2, 3, 3]), np.array([2.0, 3, 3, 4, 4, 5])
out["kolmogorovSmirnov"].append({"first": a.tolist(), "second": b.tolist(), "p": share_of_arrangements_as_far(a, b),
                                 "distance": stats.ks_2samp(a, b, method="asymp").statistic})
out["kolmogorovLimit"] = [[d, float(special.kolmogorov(d * np.sqrt(2000)))] for d in (0.005, 0.01, 0.02, 0.03, 0.05, 0.1)]

out["signedRanks"] = []
for values in [rng.normal(0.5, 1, 12).round(5), rng.normal(0.1, 1, 50).round(5), rng.normal(0.2, 1, 80).round(1), np.array([1.0, 1, -2, 3, 0, 5])]:
    nonzero = values[values != 0]
    exact = len(nonzero) <= 50 and len(set(abs(nonzero))) == len(nonzero)
    found = stats.wilcoxon(nonzero, correction=True, mode="exact" if exact else "approx", alternative="two-sided")
    out["signedRanks"].append({"values": values.tolist(), "p": float(found.pvalue), "method": "exact" if exact else "normal"})

GROUPS = [[rng.normal(10, 2, 12).round(3), rng.normal(11, 4, 30).round(3), rng.normal(12, 1, 20).round(3)],
          [rng.normal(0, 1, 9).round(3), rng.normal(1, 3, 14).round(3)], [rng.normal(0, 1, 40).round(3) for _ in range(6)]]
out["manyMeans"] = []
for groups in GROUPS:
    found = anova_oneway(groups, use_var="unequal", welch_correction=True)
    out["manyMeans"].append({"groups": [g.tolist() for g in groups], "f": float(found.statistic), "df": [float(x) for x in found.df],
                             "p": float(found.pvalue)})

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out, indent=1, default=float) + "\n")
