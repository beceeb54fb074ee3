"""Writes association.json beside it: rule measures and exact p-values by SciPy and statsmodels, and the itemsets and rules of a small
basket table by brute force, as mlxtend's `apriori` and `association_rules` define them.

Debian: python3-scipy python3-statsmodels; run with /usr/bin/python3.
"""
import itertools
import json
import math
import pathlib

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

rng = np.random.default_rng(20261031)
out = {}


def measures(rows, outcomes, covered, both):
    """mlxtend.frequent_patterns.association_rules, written out."""
    sa, sc, s = covered / rows, outcomes / rows, both / rows
    confidence = s / sa
    leverage = s - sa * sc
    room = max(s * (1 - sa), sa * (sc - s))
    return {
        "coverage": sa, "support": s, "confidence": confidence, "lift": confidence / sc, "leverage": leverage,
        "conviction": None if confidence == 1 else (1 - sc) / (1 - confidence),
        "zhang": None if room == 0 else leverage / room,
    }


COUNTS = [(1000, 236, 100, 62), (1000, 236, 100, 23), (1000, 236, 100, 0), (40, 9, 5, 4), (40, 9, 5, 0), (500, 3, 60, 3), (500, 3, 60, 0),
          (64000, 9392, 2310, 611), (20, 10, 10, 10), (10000, 115, 120, 115)]
out["rules"] = []
for rows, outcomes, covered, both in COUNTS:
    table = [[both, covered - both], [outcomes - both, rows - covered - outcomes + both]]
    low, high = confint_proportions_2indep(both, covered, outcomes - both, rows - covered, method="newcomb", compare="diff")
    out["rules"].append({
        "counts": [rows, outcomes, covered, both], **measures(rows, outcomes, covered, both),
        "fisher": float(stats.fisher_exact(table)[1]), "interval": [float(low), float(high)],
        "z": float(proportions_ztest([both, outcomes - both], [covered, rows - covered])[1]),
    })

# Margins and costs of one rule: the ratio estimator with its linearised variance, directly.
margin = np.where(rng.random(400) < 0.3, rng.uniform(10, 60, 400), 0).round(2)
cost = rng.uniform(0.5, 2, 400).round(2)
ratio = margin.sum() / cost.sum()
residual = margin - ratio * cost
se = math.sqrt(len(cost) * residual.var(ddof=1)) / cost.sum()
out["efficiency"] = {
    "margin": margin.tolist(), "cost": cost.tolist(), "efficiency": 100 * (ratio - 1),
    "interval": [100 * (ratio - 1 - stats.norm.ppf(0.975) * se), 100 * (ratio - 1 + stats.norm.ppf(0.975) * se)],
}

# Baskets over 9 items with a few that go together; every non-empty set is counted.
ITEMS = 9
baskets = []
for _ in range(150):
    basket = {i for i in range(ITEMS) if rng.random() < 0.05 + 0.08 * (ITEMS - i) / 2}
    if 0 in basket and rng.random() < 0.6:
        basket.add(4)
    if {1, 2} <= basket and rng.random() < 0.7:
        basket.add(7)
    baskets.append(sorted(basket))
MIN = 4
count = {s: sum(set(s) <= set(b) for b in baskets) for r in range(1, ITEMS + 1) for s in itertools.combinations(range(ITEMS), r)}
frequent = {s: n for s, n in count.items() if n >= MIN}
rules = []
for s, n in frequent.items():
    for r in range(1, len(s)):
        for right in itertools.combinations(s, r):
            left = tuple(i for i in s if i not in right)
            if n / count[left] >= 0.4:
                rules.append({"left": left, "right": right, **measures(len(baskets), count[right], count[left], n)})
out["baskets"] = {"items": ITEMS, "baskets": baskets, "minimum": MIN, "itemsets": [[list(s), n] for s, n in frequent.items()],
                  "min_confidence": 0.4, "rules": rules}

pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
