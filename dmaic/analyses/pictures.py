"""Which picture says it best? Drawn from an input and its answer by the chart kit."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dmaic.analyses.pictures_charts import JUDGED, judged, medians, ruled
from dmaic.analyses.pictures_experiments import factorial, fractions, surface, terms
from dmaic.charts.bars import Amount, bar_chart
from dmaic.charts.distribution.boxes import box_plot
from dmaic.charts.distribution.capability import Index, capability_plot
from dmaic.charts.distribution.histogram import histogram
from dmaic.charts.distribution.probability import Bound, probability_plot
from dmaic.charts.drawing import Drawing, Specs
from dmaic.charts.gage import gage_by_part, gage_components
from dmaic.charts.interval import Interval, interval_chart
from dmaic.charts.pareto import Bar, pareto_chart
from dmaic.charts.scatter import Fit, scatter_plot
from dmaic.errors import BadInput
from dmaic.statistics.checked import subgroups_of

Given = Mapping[str, Any]
_MOST_GROUPS = 12
_MOST_APPRAISERS = 6
_TIMES = ("wait_time", "touch_time")


def pictures_of(name: str, given: Given, answer: Given) -> list[Drawing]:
    """The drawings of an answer; none where a table says it better, or where the data allow none."""
    try:
        if name in JUDGED:
            return judged(name, given)
        return _PICTURES[name](given, answer) if name in _PICTURES else []
    except BadInput:
        return []


def _values(given: Given) -> list[float]:
    return [float(value) for value in given.get("values") or []]


def _summary(given: Given, _answer: Given) -> list[Drawing]:
    return [histogram(_values(given), bins=given.get("bins"))] if given.get("values") else []


def _normality(given: Given, answer: Given) -> list[Drawing]:
    found = answer.get("anderson_darling")
    words = f"Anderson-Darling p = {found['p']:.3g}." if found and found.get("p") is not None else None
    return [probability_plot(_values(given), summary=words), histogram(_values(given))]


def _probability(given: Given, answer: Given) -> list[Drawing]:
    bounds = [Bound(*three) for three in zip(answer["fractions"], answer["low"], answer["high"], strict=True)]
    return [probability_plot(_values(given), bounds=bounds)]


def _capability(given: Given, answer: Given) -> list[Drawing]:
    subgroups = given.get("subgroups")
    values = [float(v) for group in subgroups_of(subgroups) for v in group] if subgroups is not None else _values(given)
    specs = Specs(given.get("lsl"), given.get("target"), given.get("usl"))
    mean, within, overall = answer["mean"], answer["sd_within"], answer["sd_overall"]
    drawn = histogram(
        values,
        title="Values against the specification",
        specs=specs if specs.named() else None,
        curve=_normal(mean, overall),
        curve_name="Long run",
        second=_normal(mean, within),
        second_name="Short run",
    )
    indices = [
        Index(one["name"], one["value"], one["low"], one["high"], one["note"] or "")
        for one in answer["statistics"]
        if one["name"] in {"Cp", "Cpk", "Pp", "Ppk", "Cpm"}
    ]
    return [drawn, capability_plot(indices, title="Indices")] if indices else [drawn]


def _normal(mean: float, sd: float) -> Callable[[float], float] | None:
    if not sd > 0:
        return None
    return lambda value: math.exp(-0.5 * ((value - mean) / sd) ** 2) / (sd * math.sqrt(2 * math.pi))


def _specified(given: Given, _answer: Given) -> list[Drawing]:
    limit = given.get("limit")
    low, high = (limit, None) if given.get("at_least") else (None, limit)
    specs = Specs(given.get("lsl", low), None, given.get("usl", high))
    values = _values(given)
    return [histogram(values, specs=specs if specs.named() else None)] if values else []


def _pareto(given: Given, answer: Given) -> list[Drawing]:
    bars = [Bar(row["category"], row["amount"]) for row in answer["rows"]]
    name = {"cost": "Cost", "time": "Time", "weighted": "Cost"}.get(str(given.get("measure")), "Count")
    line = 100 * float(given.get("threshold") or 0.8)
    return [pareto_chart(bars, name=name, line=line, vital=answer["vital"], most=25)]


def _lags(_given: Given, answer: Given) -> list[Drawing]:
    items = [Interval(f"Lag {one['lag']}", one["r"]) for one in answer["lags"][:20]]
    return [interval_chart(items, title="Autocorrelation by lag", reference=0.0, reference_name="none", summary="")]


def _outliers(given: Given, _answer: Given) -> list[Drawing]:
    return [box_plot([("Values", _values(given))])]


def _groups(given: Given, _answer: Given) -> list[Drawing]:
    groups = given.get("groups") or given.get("values") or []
    names = given.get("names") or [str(k + 1) for k in range(len(groups))]
    return _boxes([(str(name), group) for name, group in zip(names, groups, strict=False)])


def _pair(given: Given, _answer: Given) -> list[Drawing]:
    names = _names(given)
    x, y = given["x"], given.get("y")
    if y is None:
        return [histogram([float(value) for value in x], name=names[0])]
    boxes = _boxes([(names[0], x), (names[1], y)])
    if given.get("paired") and len(x) == len(y):
        differences = [float(a) - float(b) for a, b in zip(x, y, strict=True)]
        return [*boxes, histogram(differences, title="Differences, pair by pair")]
    return boxes


def _boxes(groups: Sequence[tuple[str, Sequence[Any]]]) -> list[Drawing]:
    return (
        [box_plot([(name, [float(v) for v in values]) for name, values in groups])]
        if len(groups) <= _MOST_GROUPS
        else []
    )


def _names(given: Given) -> tuple[str, str]:
    listed = given.get("names")
    return (str(listed[0]), str(listed[1])) if isinstance(listed, list) and len(listed) == 2 else ("x", "y")


def _scatter(given: Given, _answer: Given) -> list[Drawing]:
    names = _names(given)
    return [scatter_plot(given["x"], given["y"], x_name=names[0], y_name=names[1])]


def _regression(given: Given, answer: Given) -> list[Drawing]:
    """The cases with the fitted curve where there is one predictor; else fitted against residual."""
    if "odds_ratios" in answer or "rate_ratios" in answer:
        return _ratios(answer)
    x = given["x"]
    names = answer["names"]
    predictor = x if isinstance(x, list) and not isinstance(x[0], list) else None
    label = "x"
    if isinstance(x, Mapping) and len(x) == 1:
        label, predictor = next(iter(x.items()))
    if predictor is None:
        return []
    powers = [k + (names[0] != "const") for k in range(len(names))]
    low, high = min(predictor), max(predictor)
    at = [low + (high - low) * k / 60 for k in range(61)]
    curve = [sum(c * v**p for c, p in zip(answer["coefficients"], powers, strict=True)) for v in at]
    return [scatter_plot(predictor, given["y"], x_name=str(label), fit=Fit(at, curve), summary=answer["sentence"])]


def _ratios(answer: Given) -> list[Drawing]:
    kind = "odds_ratios" if "odds_ratios" in answer else "rate_ratios"
    rows = zip(answer["names"], answer[kind], answer[f"{kind}_ci"], strict=True)
    items = [Interval(name, value, *bounds) for name, value, bounds in rows if name != "const" and value and bounds[0]]
    if not items:
        return []
    title = "Odds ratios" if kind == "odds_ratios" else "Rate ratios"
    return [interval_chart(items, title=title, reference=1.0, reference_name="no effect", ratio=True)]


def _pairs(_given: Given, answer: Given) -> list[Drawing]:
    pairs = answer["pairs"]
    items = [Interval(name, one["diff"], one["lwr"], one["upr"]) for name, one in pairs.items()]
    return [interval_chart(items, title="Differences between groups", reference=0.0, reference_name="no difference")]


def _k_sample(given: Given, answer: Given) -> list[Drawing]:
    boxes = _groups(given, answer)
    return [*boxes, *_pairs(given, {"pairs": answer["tukey"]})] if answer.get("tukey") else boxes


def _shares(given: Given, answer: Given) -> list[Drawing]:
    if "estimates" in answer and "estimate_cis" in answer:
        names = given.get("names") or [f"Group {k + 1}" for k in range(len(answer["estimates"]))]
        rows = zip(names, answer["estimates"], answer["estimate_cis"], given["n"], strict=True)
        items = [Interval(str(name), value, low, high, int(n)) for name, value, (low, high), n in rows]
        return [interval_chart(items, title="Shares", reference=answer["pooled"], reference_name="all together")]
    return []


def _equivalence(_given: Given, answer: Given) -> list[Drawing]:
    low, high = answer["ci"]
    item = Interval("Difference", answer["difference"], low, high)
    return [
        interval_chart(
            [item], title="Difference", confidence=answer["ci_confidence"], reference=0.0, summary=answer["sentence"]
        )
    ]


def _gage(given: Given, answer: Given) -> list[Drawing]:
    model = answer.get(answer.get("use") or "", answer)
    names = {
        "gage_rr": "Gage R&R",
        "repeatability": "Repeatability",
        "reproducibility": "Reproducibility",
        "part": "Part to part",
    }
    figures = ("pct_contribution", "pct_study_var", "pct_tolerance")
    rows = [
        (words, [model["components"][key].get(figure) for figure in figures])
        for key, words in names.items()
        if key in model["components"]
    ]
    return [gage_components(rows), *_by_part(given)]


def _by_part(given: Given) -> list[Drawing]:
    table = given.get("table")
    if not isinstance(table, Mapping) or (given.get("layout") or "crossed") != "crossed":
        return []
    parts = [str(one) for one in dict.fromkeys(table["part"])]
    people = [str(one) for one in dict.fromkeys(table["appraiser"])]
    if len(people) > _MOST_APPRAISERS:
        return []
    readings: list[list[list[float]]] = [[[] for _ in parts] for _ in people]
    for part, person, value in zip(table["part"], table["appraiser"], table["value"], strict=True):
        readings[people.index(str(person))][parts.index(str(part))].append(float(value))
    return [gage_by_part(parts, people, readings)]


def _linearity(given: Given, answer: Given) -> list[Drawing]:
    if given.get("kind") == "linearity":
        xs = [float(one) for one in given["reference"]]
        biases = [float(read) - ref for read, ref in zip(given["readings"], xs, strict=True)]
        at = [min(xs), max(xs)]
        fit = Fit(at, [answer["intercept"] + answer["slope"] * one for one in at])
        return [
            scatter_plot(
                xs, biases, x_name="Reference", y_name="Bias", fit=fit, zero_line=True, title="Bias over the range"
            )
        ]
    if given.get("kind") == "stability":
        return []
    return [histogram([float(one) for one in given["readings"]], specs=Specs(None, given.get("reference"), None))]


def _simulated(_given: Given, answer: Given) -> list[Drawing]:
    items = [Amount(one["name"], 100 * one["share"]) for one in answer["sensitivity"] if one.get("share") is not None]
    return [bar_chart(items, title="What drives the output", name="Share", unit="%")] if items else []


def _costs(_given: Given, answer: Given) -> list[Drawing]:
    return [
        pareto_chart([Bar(one["name"], one["amount"]) for one in answer["lines"]], name="Cost", title="Cost of quality")
    ]


def _flow(given: Given, _answer: Given) -> list[Drawing]:
    steps = given["steps"]
    waits = [
        Amount(str(one["name"]), float(one.get("wait_time") or 0) + float(one.get("touch_time") or 0)) for one in steps
    ]
    return [bar_chart(waits, title="Time by step, waiting and work", name="Time")]


def _profile(_given: Given, answer: Given) -> list[Drawing]:
    items = [Amount(str(one["name"]), one["mean"]) for one in answer["profile"] if one["mean"] is not None]
    return [bar_chart(items, title="Mean by season", name="Mean", summary=answer["sentence"])]


def _gaps(_given: Given, answer: Given) -> list[Drawing]:
    items = [
        Interval(one["name"], one["share"], one["share_low"], one["share_high"])
        for one in answer["parts"]
        if one["share"] is not None
    ]
    return [interval_chart(items, title="Share of the gap", reference=0.0, summary=answer["sentence"])]


_PICTURES: dict[str, Callable[[Given, Given], list[Drawing]]] = {
    "run_chart": medians,
    "rules": ruled,
    "summary": _summary,
    "nist_univariate": _summary,
    "percentile": _summary,
    "autocorrelation": _lags,
    "probability_plot": _probability,
    "normality": _normality,
    "capability": _capability,
    "capability_nonnormal": _specified,
    "service_level": _specified,
    "distribution_choice": _specified,
    "outliers": _outliers,
    "pareto": _pareto,
    "proportions": _shares,
    "monte_carlo": _simulated,
    "quality_cost": _costs,
    "flow": _flow,
    "gage_rr": _gage,
    "bias_linearity": _linearity,
    "two_sample": _pair,
    "equivalence": _equivalence,
    "correlation": _scatter,
    "k_sample": _k_sample,
    "games_howell": _pairs,
    "mood_median": _groups,
    "dunn": _groups,
    "nist_anova": _groups,
    "regression": _regression,
    "logistic": _regression,
    "poisson_regression": _regression,
    "seasonality": _profile,
    "gap_share": _gaps,
    "doe_factorial": factorial,
    "doe_fractions": fractions,
    "doe_anova": terms,
    "doe_rsm": surface,
}
