"""Writes linear.json beside it: what statsmodels and scikit-learn answer to the questions of the linear-model tests.

Debian: python3-sklearn python3-statsmodels; run with /usr/bin/python3.
The matrix is coded here as `analytics/linear/design.ts` declares: mean and indicator for missing values, the most frequent level left out.
"""
import json
import pathlib

import numpy as np
import statsmodels.api as sm
from sklearn.linear_model import LogisticRegression, Ridge

rng = np.random.default_rng(20261101)
out = {}


def listed(values):
    return [None if isinstance(v, float) and np.isnan(v) else v for v in np.asarray(values).tolist()]


def code(columns, weights):
    """Matrix without intercept, and the names of its columns."""
    terms, names = [], []
    for name, values in columns.items():
        if isinstance(values[0], str) or values[0] is None:
            known = sorted({v for v in values if v is not None})
            total = {level: sum(w for v, w in zip(values, weights) if v == level) for level in known}
            reference = max(known, key=lambda level: total[level])
            for level in known:
                if level != reference:
                    terms.append([float(v == level) for v in values])
                    names.append(f"{name} = {level}")
            if None in values:
                terms.append([float(v is None) for v in values])
                names.append(f"{name} is missing")
        else:
            column = np.array([np.nan if v is None else v for v in values], float)
            here = ~np.isnan(column)
            mean = np.average(column[here], weights=np.asarray(weights)[here])
            terms.append(np.where(here, column, mean))
            names.append(name)
            if not here.all():
                terms.append((~here).astype(float))
                names.append(f"{name} is missing")
    return np.array(terms, float).T, names


def table(n):
    age = rng.normal(40, 12, n).round(1)
    income = np.exp(rng.normal(10, 0.6, n)).round(0)
    income[rng.random(n) < 0.15] = np.nan
    when = 1.7e12 + rng.integers(0, 400, n) * 86400000.0
    city = rng.choice(["Busan", "Daegu", "Seoul"], n, p=[0.3, 0.2, 0.5]).tolist()
    shop = [None if r < 0.1 else s for r, s in zip(rng.random(n), rng.choice(["a", "b", "c", "d"], n).tolist())]
    shop[0] = "a"
    return {"age": age.tolist(), "income": listed(income), "when": when.tolist(), "city": city, "shop": shop}


def described(result, names, statistic):
    interval = result.conf_int()
    return [{"name": name, "estimate": float(result.params[i]), "error": float(result.bse[i]), "statistic": float(statistic[i]),
             "p": float(result.pvalues[i]), "interval": [float(interval[i][0]), float(interval[i][1])]}
            for i, name in enumerate(["intercept", *names])]


def least_squares(columns, y, weights, names_kept=None):
    x, names = code(columns, weights)
    if names_kept is not None:
        x = x[:, [names.index(name) for name in names_kept]]
        names = names_kept
    # Centred: statsmodels' pseudo-inverse would cut the time stamp's direction off.
    centre, scale = x.mean(axis=0), x.std(axis=0)
    z = sm.WLS(y, sm.add_constant((x - centre) / scale), weights=weights).fit()
    back = np.eye(x.shape[1] + 1)
    back[0, 1:] = -centre / scale
    back[range(1, len(scale) + 1), range(1, len(scale) + 1)] = 1 / scale
    test = z.t_test(back)
    interval = test.conf_int()
    return {"columns": columns, "target": listed(y), "weights": listed(weights), "df": float(z.df_resid), "sigma": float(np.sqrt(z.scale)),
            "r2": float(z.rsquared), "adjustedR2": float(z.rsquared_adj), "fitted": z.fittedvalues[:5].tolist(),
            "coefficients": [{"name": name, "estimate": float(test.effect[i]), "error": float(np.ravel(test.sd)[i]),
                              "statistic": float(np.ravel(test.tvalue)[i]), "p": float(np.ravel(test.pvalue)[i]), "interval": interval[i].tolist()}
                             for i, name in enumerate(["intercept", *names])]}


n = 160
columns = table(n)
shift = {"Busan": 5.0, "Daegu": -3.0, "Seoul": 0.0}
y = np.array([3 + 0.2 * a + shift[c] for a, c in zip(columns["age"], columns["city"])]) + rng.normal(0, 4, n)
y = y.round(3)
weights = rng.integers(1, 6, n).astype(float)
out["plain"] = least_squares(columns, y, np.ones(n))
out["weighted"] = least_squares(columns, y, weights)

collinear = {"age": columns["age"], "city": columns["city"], "months": [round(12 * a, 1) for a in columns["age"]],
             "five": [5.0] * n, "same city": columns["city"], "income": columns["income"]}
out["collinear"] = least_squares({k: v for k, v in collinear.items() if k != "five"}, y, np.ones(n),
                                 ["age", "city = Busan", "city = Daegu", "income", "income is missing"])
out["collinear"]["columns"] = collinear

longley = sm.datasets.longley.load()
x = np.asarray(longley.exog, float)
result = sm.OLS(np.asarray(longley.endog, float), sm.add_constant(x)).fit()
out["longley"] = {"columns": {f"x{i + 1}": x[:, i].tolist() for i in range(x.shape[1])}, "target": np.asarray(longley.endog, float).tolist(),
                  "coefficients": described(result, [f"x{i + 1}" for i in range(x.shape[1])], result.tvalues)}

columns = table(240)
del columns["when"]
income = np.array([0 if v is None else np.log(v) - 10 for v in columns["income"]])
eta = -1 + 0.05 * (np.array(columns["age"]) - 40) + 0.8 * income + np.array([0.7 * (c == "Busan") for c in columns["city"]])
target = (rng.random(240) < 1 / (1 + np.exp(-eta))).astype(float)
weights = rng.integers(1, 4, 240).astype(float)
for key, w in (("logistic", np.ones(240)), ("logisticWeighted", weights)):
    x, names = code(columns, w)
    model = sm.GLM(target, sm.add_constant(x), family=sm.families.Binomial(), freq_weights=w)
    result = model.fit(tol=1e-14, maxiter=100)
    out[key] = {"columns": columns, "target": target.tolist(), "weights": w.tolist(), "logLikelihood": float(result.llf),
                "nullLogLikelihood": float(result.llnull), "fitted": result.fittedvalues[:5].tolist(),
                "coefficients": described(result, names, result.tvalues)}

LAMBDA = 7.5
x, names = code(columns, weights)
mean = np.average(x, axis=0, weights=weights)
scale = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=weights))
amount = (eta * 3 + rng.normal(0, 1, 240)).round(3)
ridge = Ridge(alpha=LAMBDA, solver="cholesky").fit((x - mean) / scale, amount, sample_weight=weights)
logit = LogisticRegression(C=1 / LAMBDA, solver="newton-cholesky", tol=1e-10, max_iter=1000).fit((x - mean) / scale, target, sample_weight=weights)
out["ridge"] = {"columns": columns, "weights": weights.tolist(), "penalty": LAMBDA, "names": names, "amount": amount.tolist(),
                "target": target.tolist(), "amountStandardized": ridge.coef_.tolist(), "targetStandardized": logit.coef_[0].tolist(),
                "amountFitted": ridge.predict(((x - mean) / scale)[:5]).tolist(),
                "targetFitted": logit.predict_proba(((x - mean) / scale)[:5])[:, 1].tolist()}

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out, default=float) + "\n")
