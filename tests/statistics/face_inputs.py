"""One good input, or several, for every analysis of the registry: what the sweeps start from and then spoil."""

from typing import Any

from tests.statistics.gage_data import AIAG

VALUES = [5, 7, 4, 9, 6, 8, 3, 7, 6, 5, 9, 4]
SPREAD = [4.1, 5.2, 6.3, 5.8, 4.9, 5.5, 6.1, 5.0]
OTHER = [5.1, 6.0, 5.9, 6.8, 5.7, 6.4, 7.2, 5.6]
GROUPS = [[4.1, 5.2, 6.3], [5.1, 6.9], [4.5, 6, 5.5]]
LONG = {"part": [1, 1, 2, 2] * 2, "appraiser": ["a"] * 4 + ["b"] * 4, "value": [1, 2, 3, 4, 5, 6, 7, 9.5]}
TWO_LEVEL = {"A": [-1, 1, -1, 1, 0, 0], "B": [-1, -1, 1, 1, 0, 0]}

CHARTS: list[tuple[str, dict[str, Any]]] = [
    ("constants", {"n": 5, "g": 2}),
    ("imr", {"values": VALUES, "rule_set": "nelson"}),
    (
        "imr",
        {"values": VALUES, "baseline": 8, "sigma_method": "mr", "screen_moving_ranges": True},
    ),
    ("xbar", {"subgroups": [[1, 2, 3], [2, 4, None], [3, 3, 5]], "baseline": 2, "sigma": "pooled"}),
    ("attribute", {"chart": "p", "counts": VALUES, "sizes": [50] * 12, "baseline": None}),
    ("overdispersion", {"chart": "u", "counts": VALUES, "sizes": [50] * 12}),
    ("time_weighted", {"chart": "ewma", "values": VALUES, "center": 6, "sigma": 2, "lambda": 0.2, "L": 3}),
    ("time_weighted", {"chart": "cusum", "values": VALUES, "k": 0.5, "h": 5, "fir": 2.5, "units": "data"}),
    ("rare_events", {"chart": "t", "values": VALUES, "zeros": "drop"}),
    ("rare_events", {"chart": "g", "values": VALUES, "kind": "benneyan"}),
    ("hotelling_t2", {"layout": "individuals", "rows": [[1, 2], [2, 5], [4, 3], [3, 3], [5, 1]], "confidence": 0.99}),
    ("run_chart", {"values": VALUES}),
    ("rules", {"values": VALUES, "center": 6.0, "sigma": 2.0, "rule_set": "nelson"}),
    ("short_run", {"values": VALUES, "products": ["a", "b"] * 6, "targets": {"a": 6}, "method": "deviation"}),
    ("levey_jennings", {"values": VALUES, "center": 6, "sigma": 2}),
    ("false_alarm", {"rule_set": "nelson", "n": 20, "limits": "known"}),
    ("false_alarm", {"rule_set": "limits_only", "lengths": [20, 30], "limits": "known"}),
]

CAPABILITY: list[tuple[str, dict[str, Any]]] = [
    ("summary", {"values": VALUES, "confidence": 0.9, "percentiles": [0.5, 0.9], "bins": 3}),
    ("percentile", {"values": VALUES, "fraction": 0.9, "confidence": 0.9}),
    ("autocorrelation", {"values": VALUES, "lags": 2, "confidence": 0.95}),
    ("probability_plot", {"values": VALUES, "confidence": 0.95}),
    ("normality", {"values": VALUES}),
    ("sigma_level", {"units": 100, "opportunities": 2, "defects": 3, "confidence": 0.95, "shift": 1.5}),
    ("sigma_level", {"dpmo": 233, "tails": 1}),
    ("sigma_level", {"sigma": 4.5}),
    ("sigma_level", {"step_yields": [0.9, 0.8]}),
    ("sigma_level", {"z": 3.2, "long_term": False, "shift": 1.5}),
    ("sigma_level", {"processes": [{"defects": 3, "units": 90}, {"defects": 1, "units": 20, "opportunities": 4}]}),
    ("capability", {"values": SPREAD, "sigma": "mr", "lsl": 2, "usl": 9, "target": 5, "confidence": 0.95}),
    ("capability", {"subgroups": [[1, 2, 3.5], [2, 4, 3]], "sigma": "rbar", "lsl": None, "usl": 9}),
    ("pareto", {"amounts": {"a": 30, "b": 12, "c": 3}, "threshold": 0.8, "alpha": 0.05}),
    ("proportions", {"kind": "one", "k": 3, "n": 20, "p0": 0.1, "confidence": 0.95}),
    ("proportions", {"kind": "two", "k": [3, 6], "n": [20, 25]}),
    ("proportions", {"kind": "k", "k": [3, 6, 7], "n": [20, 25, 22]}),
    ("proportions", {"kind": "rate", "count": 5, "exposure": 2.5, "rate0": 1}),
    ("proportions", {"kind": "rates", "counts": [5, 9], "exposures": [10, 12]}),
    ("proportions", {"kind": "variance", "values": SPREAD, "sigma0": 1}),
    ("nps", {"promoters": 60, "passives": 26, "detractors": 14, "invited": 300, "confidence": 0.95}),
    ("power", {"test": "t_two_sample", "delta": 1, "sd": 1, "n": 20, "alpha": 0.05}),
    ("power", {"test": "two_proportions", "p1": 0.5, "p2": 0.75, "power": 0.9}),
    ("power", {"test": "anova", "groups": 4, "between_var": 1, "within_var": 3, "power": 0.8}),
    ("power", {"test": "chi_square", "w": 0.3, "N": 120, "df": 3}),
    ("sample_size", {"for": "mean", "margin": 1, "sd": 4, "population": 500, "confidence": 0.95}),
    ("sample_size", {"for": "proportion", "margin": 0.05, "p": 0.3, "population": 900, "response_rate": 0.3}),
    ("sample_size", {"for": "capability", "margin": 0.2, "index": 1.33}),
    ("capability_nonnormal", {"method": "percentile", "distribution": "weibull", "values": SPREAD, "usl": 9}),
    ("capability_nonnormal", {"method": "box_cox", "values": SPREAD, "lambda": 0.5, "lsl": 2, "usl": 9}),
    ("capability_nonnormal", {"method": "box_cox_lambda", "values": SPREAD}),
    ("capability_nonnormal", {"method": "johnson", "family": "SU", "gamma": -1, "delta": 1.6, "xi": 10, "lambda": 3,
                              "lsl": 2, "usl": 40}),
    ("distribution_choice", {"values": SPREAD, "distributions": ["normal", "weibull"]}),
    ("attribute_capability", {"kind": "binomial", "defectives": [1, 2, 0, 3], "sizes": [50, 50, 40, 60]}),
    ("attribute_capability", {"kind": "poisson", "defects": [1, 2, 0, 3], "sizes": 10, "confidence": 0.9}),
    ("service_level", {"values": VALUES, "limit": 8, "at_least": False}),
    ("outliers", {"values": [*SPREAD, 19], "alpha": 0.05, "side": "both", "reach": 1.5}),
    ("monte_carlo", {"formula": "a * b", "inputs": [
        {"name": "a", "distribution": "normal", "mean": 5, "sd": 1},
        {"name": "b", "distribution": "uniform", "low": 1, "high": 2}], "usl": 12, "draws": 1000, "seed": 3}),
    ("quality_cost", {"items": [{"category": "internal", "name": "rework", "amount": 100}], "revenue": 5000}),
    ("flow", {"steps": [{"name": "cut", "value": "VA", "touch_time": 3, "wait_time": 9, "yield": 0.9},
                        {"name": "check", "value": "NVA", "touch_time": 1}], "demand": 20, "available_time": 400}),
]  # fmt: skip

MEASUREMENT: list[tuple[str, dict[str, Any]]] = [
    ("gage_rr", {"measurements": [[row[0][:2], row[1][:2]] for row in AIAG[:3]], "tolerance": 8, "alpha": 0.25}),
    ("gage_rr", {"layout": "nested", "measurements": [AIAG[0], AIAG[1]], "study_var_multiplier": 5.15}),
    ("gage_rr", {"table": LONG, "method": "average_range", "part_column": "part", "ev_constant": "d2"}),
    (
        "gage_rr",
        {"layout": "expanded", "values": LONG["value"], "factors": {"part": LONG["part"], "who": list("aaaabbbb")}},
    ),
    ("gage_plan", {"parts": 3, "appraisers": ["x", "y"], "trials": 2, "seed": 1, "nested": True}),
    ("bias_linearity", {"kind": "bias", "readings": [1, 2, 3.5], "reference": 2, "confidence": 0.9}),
    ("bias_linearity", {"kind": "type1", "readings": [1, 2, 3.5], "reference": 2, "tolerance": 9, "K": 20, "L": 6}),
    ("bias_linearity", {"kind": "linearity", "reference": [1, 1, 2, 2], "readings": [1.1, 1.2, 2.2, 2.1]}),
    ("stability", {"readings": [[1, 2], [2, 3], [3, 4.5]], "reference": 2, "alpha": 0.05}),
    ("attribute_agreement", {"kind": "cohen_table", "table": [[5, 1], [2, 9]], "weights": "none"}),
    ("attribute_agreement", {"kind": "cohen", "ratings_a": [1, 2, 3], "ratings_b": [1, 2, 2], "weights": "linear"}),
    ("attribute_agreement", {"kind": "fleiss", "ratings": [["a", "b"], ["a", "a"], ["b", "b"]]}),
    ("attribute_agreement", {"kind": "kendall_w", "ratings": [[1, 2], [2, 1], [3, 3], [4, 5]]}),
    (
        "attribute_agreement",
        {
            "kind": "study",
            "ratings": {"A": {"1": ["g", "g"], "2": ["b", "b"]}, "B": {"1": ["g", "b"], "2": ["b", "b"]}},
            "reference": {"1": "g", "2": "b"},
            "positive": "g",
        },
    ),
    ("agreement_plan", {"items": 5, "appraisers": 2, "trials": 2, "seed": 1}),
    ("data_audit", {"findings": ["right", "wrong", "right"], "allowed": 0.05, "confidence": 0.95}),
    ("audit_sample", {"records": 3, "population": 20, "seed": 1}),
    (
        "doe_anova",
        {"formula": "y ~ C(a)*C(b)", "data": {"y": [1, 2, 3, 5, 4, 4.5], "a": list("xxyyxy"), "b": list("pqpqpq")}},
    ),
    ("doe_designs", {"kind": "full_factorial", "levels": [2, 3]}),
    ("doe_designs", {"kind": "plackett_burman", "runs": 12}),
    (
        "doe_designs",
        {"kind": "central_composite", "k": 2, "factorial_runs": 4, "centre_points": 5, "alpha": "rotatable"},
    ),
    ("doe_designs", {"kind": "box_behnken", "k": 3, "centre_points": 3}),
    (
        "doe_run_sheet",
        {"kind": "fractional_factorial", "base_factors": 3, "generators": ["D=AB"], "seed": 1, "blocks": 2},
    ),
    (
        "doe_run_sheet",
        {
            "kind": "full_factorial",
            "levels": [2, 2],
            "factors": ["H", "T"],
            "factor_levels": {"H": [1, 2], "T": ["a", "b"]},
        },
    ),
    ("doe_factorial", {"factors": "AB", "design": TWO_LEVEL, "y": [1, 2, 3, 5, 2, 2.5], "reduced_terms": ["A", "AB"]}),
    ("doe_fractions", {"base_factors": 2, "generators": ["C=AB"], "y": [1, 2, 3, 5]}),
    ("doe_rsm", {"x": [[-1], [0], [1], [0], [2]], "y": [1, 2, 1.5, 2.2, 0]}),
]

COMPARISON: list[tuple[str, dict[str, Any]]] = [
    ("two_sample", {"x": SPREAD, "y": OTHER, "mu0": 5, "confidence": 0.9, "names": ["old", "new"]}),
    ("equivalence", {"x": SPREAD, "y": OTHER, "margin": 2, "alpha": 0.05}),
    ("correlation", {"x": SPREAD, "y": OTHER, "confidence": 0.95}),
    ("k_sample", {"groups": GROUPS, "names": ["a", "b", "c"]}),
    ("games_howell", {"groups": GROUPS, "names": ["a", "b", "c"]}),
    ("dunn", {"groups": GROUPS}),
    ("mood_median", {"groups": GROUPS, "effect_threshold": 0.2}),
    ("holm", {"p_values": [0.01, 0.2, 0.03], "names": ["a", "b", "c"], "alpha": 0.05}),
    ("contingency", {"table": [[3, 1], [1, 3]], "rows": ["a", "b"], "columns": ["x", "y"]}),
    ("contingency", {"table": [[30, 10, 5], [10, 30, 9]]}),
    ("contingency", {"counts": [16, 18, 22], "probabilities": [0.3, 0.3, 0.4]}),
    ("regression", {"y": OTHER, "x": {"a": SPREAD, "b": VALUES[:8]}, "confidence": 0.95, "predict_at": [[5, 6]]}),
    ("regression", {"y": OTHER, "x": SPREAD, "model": "polynomial", "degree": 2, "intercept": True}),
    ("logistic", {"y": [0, 0, 1, 0, 1, 1, 0, 1], "x": {"a": [1, 2, 3, 4, 5, 6, 7, 8]}}),
    ("poisson_regression", {"y": [1, 0, 2, 3, 2, 5, 4, 7], "x": {"a": [1, 2, 3, 4, 5, 6, 7, 8]}, "exposure": [1] * 8}),
    ("nist_anova", {"values": [SPREAD, OTHER]}),
    ("nist_regression", {"y": OTHER, "x": [[1, 2], [2, 1], [3, 5], [4, 4], [5, 3], [6, 9], [7, 6], [8, 1]],
                         "model": "multiple"}),
    ("nist_univariate", {"first": 1.2, "then_alternating": [1.1, 1.3], "n": 11}),
    ("nist_univariate", {"values": VALUES}),
    ("mix_shift", {"strata": [
        {"name": "a", "before": {"n": 50, "count": 5}, "after": {"n": 60, "count": 9}},
        {"name": "b", "before": {"n": 80, "value": 0.2, "sd": 0.4}, "after": {"n": 20, "value": 0.1, "sd": 0.3}}]}),
    ("gap_share", {"strata": [{"name": "a", "n": 50, "count": 5}, {"name": "b", "n": 60, "count": 9}], "target": 0.2}),
    ("rhythms", {"values": VALUES * 2, "weights": [2] * 24,
                 "at": [f"2026-03-{day:02d}T09:00" for day in range(1, 25)]}),
    ("seasonality", {"values": VALUES, "seasons": ["mo", "tu", "we"] * 4}),
    ("seasonality", {"values": VALUES[:4], "rhythm": "weekday",
                     "at": ["2026-01-05", "2026-01-06", "2026-01-12", "2026-01-13"]}),
    ("survival", {"times": VALUES, "resolved": [True, False, True] * 4, "groups": ["a", "b"] * 6, "shares": [0.5]}),
    ("adviser", {"question": "difference", "data_type": "continuous", "groups": 2, "smallest": 20, "paired": False}),
]  # fmt: skip

INPUTS = [*CHARTS, *CAPABILITY, *MEASUREMENT, *COMPARISON]
