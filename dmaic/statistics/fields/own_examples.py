"""Which small data show an analysis that has no published case? Of our own, from offices, shops and wards."""

from __future__ import annotations

from typing import Any

_DAYS = [4.1, 5.2, 6.3, 5.8, 4.9, 5.5, 6.1, 5.0, 7.4, 4.6, 5.9, 5.3, 6.6, 4.4, 5.7, 6.0, 5.1, 8.2, 4.8, 5.6]
_AFTER = [3.6, 4.4, 5.1, 4.7, 4.2, 4.9, 5.3, 4.0, 5.8, 3.9, 4.6, 4.5, 5.2, 3.8, 4.3, 5.0, 4.1, 5.6, 4.4, 4.8]
_SKEWED = [0.8, 1.9, 0.6, 3.4, 1.2, 2.7, 0.9, 5.6, 1.5, 2.1, 0.7, 1.1, 8.9, 1.8, 2.4, 1.3, 4.2, 1.0, 3.0, 1.6]
_OFFICES = {"groups": [[4.1, 5.2, 6.3, 5.5, 4.8], [5.1, 6.9, 7.2, 6.4, 6.0], [4.5, 6.0, 5.5, 4.9, 5.2]],
            "names": ["North", "South", "West"]}  # fmt: skip
_TWO_WEEKS = [f"2026-03-{day:02d}" for day in range(2, 30)]
_BY_DAY = [21, 18, 17, 19, 24, 9, 6, 23, 17, 18, 20, 26, 8, 7, 20, 19, 16, 18, 25, 10, 5, 22, 18, 19, 21, 23, 9, 6]
_AREA = {"kind": "central_composite", "k": 2, "centre_points": 5, "alpha": "face_centred"}
_ROLLS = [12, 9, 15, 11, 8, 14, 10, 13, 22, 9, 12, 11]

OWN: dict[str, tuple[dict[str, Any], ...]] = {
    "overdispersion": ({"chart": "p", "counts": _ROLLS, "sizes": [400] * 12},),
    "short_run": (
        {
            "values": [10.2, 9.8, 25.3, 24.9, 10.1, 10.4, 25.1, 9.9, 24.6, 25.4, 10.0, 10.3],
            "products": ["small", "small", "large", "large", "small", "small", "large", "small", "large", "large",
                         "small", "small"],
            "method": "deviation",
            "targets": {"small": 10, "large": 25},
        },
    ),
    "levey_jennings": (
        {"values": [5.1, 4.9, 5.0, 5.3, 4.8, 5.2, 5.0, 5.1, 5.4, 5.5, 5.6, 5.0], "center": 5.0, "sigma": 0.2},
    ),
    "false_alarm": ({"rule_set": "nelson", "n": 25, "limits": "same data"},),
    "summary": ({"values": _DAYS, "confidence": 0.95},),
    "percentile": ({"values": _DAYS, "fraction": 0.9},),
    "autocorrelation": ({"values": _DAYS, "lags": 5},),
    "probability_plot": ({"values": _DAYS},),
    "sigma_level": ({"defects": 34, "units": 1200, "opportunities": 4},),
    "capability": ({"values": _DAYS, "usl": 10, "lsl": 2, "sigma": "mr"},),
    "pareto": (
        {"amounts": {"Wrong address": 46, "Missing form": 31, "Late data": 12, "Wrong price": 7, "Damaged": 4}},
    ),
    "nps": ({"promoters": 62, "passives": 25, "detractors": 13, "invited": 340},),
    "power": (
        {"test": "t_paired", "delta": 0.8, "sd": 1.4, "power": 0.9},
        {"test": "one_proportion", "p": 0.12, "p0": 0.2, "power": 0.8},
        {"test": "correlation", "r": 0.4, "power": 0.9},
        {"test": "regression", "predictors": 3, "f2": 0.15, "power": 0.8},
        {"test": "one_variance", "sd_ratio": 1.5, "power": 0.8},
        {"test": "two_variances", "sd_ratio": 1.5, "power": 0.8},
        {"test": "two_rates", "rate1": 4, "rate2": 2.5, "power": 0.8},
    ),
    "sample_size": (
        {"for": "mean", "margin": 1, "sd": 4, "population": 500},
        {"for": "difference_of_means", "margin": 1, "sd": 4},
        {"for": "proportion", "margin": 0.05, "p": 0.3, "response_rate": 0.4},
        {"for": "difference_of_proportions", "margin": 0.06, "p1": 0.3, "p2": 0.2},
        {"for": "rate", "margin": 0.5, "rate": 3},
        {"for": "nps", "margin": 0.08, "promoters": 0.5, "detractors": 0.2},
        {"for": "sd", "margin": 0.2},
        {"for": "capability", "margin": 0.2, "index": 1.33},
        {"for": "kappa", "margin": 0.15, "kappa": 0.75},
        {"for": "agreement", "least": 0.9, "failures": 1},
    ),
    "distribution_choice": ({"values": _SKEWED},),
    "attribute_capability": (
        {"kind": "binomial", "defectives": [3, 5, 2, 4, 6, 3, 1, 5], "sizes": [200, 200, 180, 200, 210, 200, 190, 200]},
        {"kind": "poisson", "defects": [3, 5, 2, 4, 6, 3, 1, 5], "sizes": 10},
    ),
    "service_level": ({"values": _DAYS, "limit": 6},),
    "outliers": ({"values": [*_DAYS, 14.0]},),
    "monte_carlo": (
        {
            "formula": "cases * minutes / 60",
            "inputs": [
                {"name": "cases", "distribution": "triangular", "low": 180, "mode": 220, "high": 300},
                {"name": "minutes", "distribution": "normal", "mean": 12, "sd": 2},
            ],
            "usl": 60,
            "draws": 20000,
            "seed": 1,
        },
    ),
    "quality_cost": (
        {
            "items": [
                {"category": "prevention", "name": "Training", "amount": 8000},
                {"category": "appraisal", "name": "Checks", "amount": 15000},
                {"category": "internal", "name": "Rework", "quantity": 420, "unit_cost": 65},
                {"category": "external", "name": "Complaints", "quantity": 90, "unit_cost": 240},
            ],
            "revenue": 1200000,
        },
    ),
    "flow": (
        {
            "steps": [
                {"name": "Receive", "value": "BNVA", "touch_time": 5, "wait_time": 240},
                {"name": "Check", "value": "NVA", "touch_time": 12, "wait_time": 480, "yield": 0.92},
                {"name": "Decide", "value": "VA", "touch_time": 20, "wait_time": 960, "yield": 0.97},
                {"name": "Answer", "value": "VA", "touch_time": 8, "wait_time": 120, "yield": 0.99},
            ],
            "available_time": 450,
            "demand": 20,
        },
    ),
    "gage_rr": (
        {
            "layout": "expanded",
            "values": [5.1, 5.2, 5.3, 5.2, 6.0, 6.1, 6.2, 6.1, 4.2, 4.3, 4.1, 4.4, 5.6, 5.5, 5.8, 5.7],
            "factors": {
                "part": [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4],
                "operator": ["A", "A", "B", "B"] * 4,
            },
            "tolerance": 4,
        },
    ),
    "gage_plan": ({"parts": 10, "appraisers": ["Ana", "Ben", "Cem"], "trials": 2},),
    "bias_linearity": (
        {"kind": "stability", "readings": [[6.0, 6.1], [5.9, 6.0], [6.1, 6.0], [6.0, 5.9], [6.2, 6.1], [6.0, 6.0]],
         "reference": 6.0},
    ),
    "stability": (
        {"readings": [[6.0, 6.1], [5.9, 6.0], [6.1, 6.0], [6.0, 5.9], [6.2, 6.1], [6.0, 6.0]], "reference": 6.0},
    ),
    "agreement_plan": ({"items": 30, "appraisers": ["Ana", "Ben"], "trials": 2},),
    "data_audit": ({"findings": ["right"] * 46 + ["wrong", "missing", "wrong", "duplicate"]},),
    "audit_sample": ({"population": 1200, "records": 20},),
    "doe_designs": ({"kind": "fractional_factorial", "base_factors": 3, "generators": ["D=ABC"]},),
    "doe_run_sheet": (
        {"kind": "full_factorial", "levels": [2, 2], "factors": ["Heat", "Time"],
         "factor_levels": {"Heat": [180, 200], "Time": [20, 30]}, "replicates": 2},
        {"kind": "fractional_factorial", "k": 5, "runs": 8},
        {"kind": "plackett_burman", "runs": 12},
        _AREA,
        {"kind": "box_behnken", "k": 3},
    ),
    "equivalence": ({"x": _DAYS, "y": [round(value + 0.1, 1) for value in reversed(_DAYS)], "margin": 1, "unit": "days"},),
    "correlation": ({"x": _DAYS, "y": _AFTER, "names": ["before", "after"]},),
    "games_howell": (_OFFICES,),
    "dunn": (_OFFICES,),
    "mood_median": (_OFFICES,),
    "holm": ({"p_values": [0.004, 0.03, 0.012, 0.4], "names": ["North", "South", "West", "East"]},),
    "regression": (
        {"model": "polynomial", "degree": 2, "y": [4.2, 6.1, 7.4, 8.3, 8.6, 8.5, 7.9, 6.8], "x": [1, 2, 3, 4, 5, 6, 7, 8]},
        {"model": "logistic", "y": [0, 0, 1, 0, 0, 1, 1, 0, 1, 1],
         "x": {"days waited": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}},
        {"model": "poisson", "y": [1, 0, 2, 3, 2, 5, 4, 7], "x": {"load": [1, 2, 3, 4, 5, 6, 7, 8]}},
    ),
    "logistic": (
        {"y": [0, 0, 1, 0, 0, 1, 1, 0, 1, 1], "x": {"days waited": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}},
    ),
    "poisson_regression": (
        {"y": [1, 0, 2, 3, 2, 5, 4, 7], "x": {"load": [1, 2, 3, 4, 5, 6, 7, 8]}, "exposure": [8, 8, 8, 8, 9, 9, 9, 9]},
    ),
    "mix_shift": (
        {
            "strata": [
                {"name": "simple", "before": {"n": 500, "count": 25}, "after": {"n": 300, "count": 15}},
                {"name": "complex", "before": {"n": 200, "count": 40}, "after": {"n": 420, "count": 75}},
            ]
        },
    ),
    "gap_share": (
        {
            "strata": [
                {"name": "North", "n": 400, "count": 310},
                {"name": "South", "n": 250, "count": 230},
                {"name": "West", "n": 350, "count": 240},
            ],
            "target": 0.9,
        },
    ),
    "seasonality": ({"values": _BY_DAY, "at": _TWO_WEEKS, "rhythm": "weekday"},),
    "rhythms": (
        {
            "values": [value + step % 3 for step, value in enumerate(_BY_DAY * 2)],
            "at": [f"2026-{month:02d}-{day:02d}" for month, first, last in ((3, 2, 31), (4, 1, 26))
                   for day in range(first, last + 1)],
        },
    ),
    "survival": (
        {
            "times": [3, 5, 7, 8, 12, 14, 20, 21, 4, 6, 6, 9, 10, 11, 15, 16],
            "resolved": [True, True, True, False, True, True, False, False] + [True] * 6 + [False, True],
            "groups": ["North"] * 8 + ["South"] * 8,
        },
    ),
    "adviser": ({"question": "difference", "data_type": "continuous", "groups": 2, "smallest": 20},),
}  # fmt: skip
