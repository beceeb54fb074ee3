"""Writes forecast.json beside it: what statsmodels answers to the questions of the smoothing tests.

Debian: python3-statsmodels; run with /usr/bin/python3.
"""
import json
import pathlib
import warnings

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20261031)


def made(n, m, slope, spread, noise, multiplies):
    t = np.arange(n)
    wave = np.sin(2 * np.pi * t / m) + 0.5 * np.cos(4 * np.pi * t / m)
    level = 100 + slope * t + np.cumsum(rng.normal(0, noise / 4, n))
    return (level * (1 + spread * wave) if multiplies else level + 100 * spread * wave) + rng.normal(0, noise, n)


SERIES = {
    "monthly_additive": (made(108, 12, 0.8, 0.2, 4, False), 12),
    "monthly_multiplicative": (made(96, 12, 1.5, 0.3, 3, True), 12),
    "daily": (made(200, 7, 0.0, 0.15, 5, False), 7),
    "walk": (100 + np.cumsum(rng.normal(0, 2, 120)), 1),
    "quarterly_short": (made(20, 4, 1.0, 0.2, 3, True), 4),
}
SHAPES = [("none", "none"), ("linear", "none"), ("damped", "none"), ("linear", "additive"), ("linear", "multiplicative"),
          ("damped", "additive"), ("none", "additive")]
GIVEN = dict(alpha=0.35, beta=0.12, gamma=0.2, phi=0.93)


def model(y, trend, season, m, **more):
    return ExponentialSmoothing(y, trend=None if trend == "none" else "add", damped_trend=trend == "damped",
                                seasonal=None if season == "none" else season[:3], seasonal_periods=None if season == "none" else m, **more)


def forecast_given(y, known, trend, season, m, given, horizon):
    """From the states of statsmodels, but for the season of the last period: there its own forecast takes the state of a season before."""
    phi = given.get("damping_trend", 1)
    drifts = np.zeros(len(y)) if trend == "none" else np.asarray(known.trend)
    drift = drifts[-1] * np.cumsum(phi ** np.arange(1, horizon + 1))
    level = known.level[-1] + drift
    if season == "none":
        return level
    gamma, base = given["smoothing_seasonal"], known.level[-2] + phi * drifts[-2]
    seasons = np.array(known.season)[-m:]
    seasons[-1] = gamma * (y[-1] - base if season == "additive" else y[-1] / base) + (1 - gamma) * known.season[-1 - m]
    effect = np.resize(seasons, horizon)
    return level + effect if season == "additive" else level * effect


def assert_as_state_space(y, trend, season, m, start, given, forecast):
    """The other class of statsmodels, right about that season, agrees where the season is added."""
    ets = ETSModel(y, trend=None if trend == "none" else "add", damped_trend=trend == "damped",
                   seasonal=None if season == "none" else "add", seasonal_periods=None if season == "none" else m, **start)
    by_name = {**given, "smoothing_trend": given["smoothing_level"] * given.get("smoothing_trend", 0)}
    fit = ets.smooth([by_name[name] for name in ets.param_names if name in by_name])
    assert np.allclose(fit.forecast(len(forecast)), forecast, rtol=1e-10), (trend, season)


out = {"series": {name: {"values": y.round(4).tolist(), "season": m} for name, (y, m) in SERIES.items()}, "given": [], "fitted": []}
for name, (y, m) in SERIES.items():
    y = y.round(4)
    for trend, season in SHAPES:
        if season != "none" and m == 1:
            continue
        seasons = None if season == "none" else (np.linspace(0.8, 1.2, m) if season == "multiplicative" else np.linspace(-9, 9, m))
        start = dict(initialization_method="known", initial_level=97.0)
        given = dict(smoothing_level=GIVEN["alpha"])
        if trend != "none":
            start["initial_trend"], given["smoothing_trend"] = 0.7, GIVEN["beta"]
        if trend == "damped":
            given["damping_trend"] = GIVEN["phi"]
        if season != "none":
            start["initial_seasonal"], given["smoothing_seasonal"] = seasons, GIVEN["gamma"]
        if name in ("monthly_additive", "quarterly_short"):
            known = model(y, trend, season, m, **start).fit(optimized=False, **given)
            forecast = forecast_given(y, known, trend, season, m, given, 2 * m + 1)
            if season != "multiplicative":
                assert_as_state_space(y, trend, season, m, start, given, forecast)
            out["given"].append({"series": name, "trend": trend, "season": season, "seasons": [0.0] if seasons is None else seasons.tolist(),
                                 "expected": known.fittedvalues.tolist(), "forecast": forecast.tolist(), "squares": known.sse})
        held = 2 if m == 1 else m
        fit = model(y[:-held], trend, season, m, initialization_method="estimated").fit()
        out["fitted"].append({"series": name, "trend": trend, "season": season, "held": held, "squares": fit.sse,
                              "error": float(np.mean(np.abs(fit.forecast(held) - y[-held:])))})

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out) + "\n")
