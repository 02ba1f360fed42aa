"""How is a judged series drawn? The control chart behind the answer, computed anew from the same input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np

from dmaic.charts.control import control_chart
from dmaic.charts.drawing import Drawing
from dmaic.charts.run import RunTest, run_chart
from dmaic.statistics import attribute, levey_jennings, multivariate, rare_events, short_run, time_weighted
from dmaic.statistics import run_chart as runs
from dmaic.statistics.control_chart import ControlChart, Panel, RuleSet, Stage
from dmaic.statistics.faces import given as g
from dmaic.statistics.faces.reading import layout
from dmaic.statistics.individuals import imr
from dmaic.statistics.rule_sets import DEFAULT, LIMITS_ONLY, WESTGARD, rule_set_named
from dmaic.statistics.rules import evaluate
from dmaic.statistics.subgroups import read_subgroups
from dmaic.statistics.xbar import xbar_of_summaries

Given = Mapping[str, Any]
_ESTIMATORS = {"mr": "mean_mr", "sd_c4": "sd"}
_PLAIN = {"p": attribute.p_chart, "np": attribute.np_chart, "u": attribute.u_chart}
_PRIMED = {
    name: chart
    for names, chart in (
        (("laney_p", "p'", "p_prime"), attribute.laney_p),
        (("laney_u", "u'", "u_prime"), attribute.laney_u),
    )
    for name in names
}


def judged(name: str, given: Given) -> list[Drawing]:
    """The chart of an analysis that judges a series, with the signals of the rules asked for."""
    chart, title = _CHARTS[name](given)
    rules = WESTGARD if name == "levey_jennings" else _rules(given)
    return [control_chart(chart, evaluate(chart, rules), title=title, rules=rules.title)]


def medians(given: Given, answer: Mapping[str, Any]) -> list[Drawing]:
    """The run chart with Anhøj's two tests."""
    if len(answer["stages"]) > 1:
        chart = runs.run_chart(g.numbers(given, "values"), **layout(given))
        return [control_chart(chart, evaluate(chart, DEFAULT), title="Run chart", show_zones=False)]
    known = None not in (answer["longest_run_max"], answer["crossings_min"])
    test = (
        RunTest(answer["longest_run"], answer["longest_run_max"], answer["crossings"], answer["crossings_min"])
        if known
        else None
    )
    values = [np.nan if value is None else value for value in g.numbers(given, "values")]
    return [run_chart(values, median=answer["median"], test=test)]


def ruled(given: Given, answer: Mapping[str, Any]) -> list[Drawing]:
    """The points against the centre and sigma given."""
    values = np.asarray(g.numbers(given, "values"), dtype=float)
    if not values.size:
        return []
    center, sigma = (
        np.broadcast_to(np.asarray(given[field], dtype=float), values.shape) for field in ("center", "sigma")
    )
    panel = Panel("Value", values, center, sigma, center - 3 * sigma, center + 3 * sigma)
    stage = Stage("", 0, values.size, 0, float(center[0]), float(sigma[0]), "given", 0, pre_specified=True)
    chart = ControlChart("imr", (panel,), (stage,))
    rules = rule_set_named(str(given["rule_set"])) if given.get("rule_set") else rule_set_named("nelson")
    del answer
    return [control_chart(chart, evaluate(chart, rules), title="Run rules", rules=rules.title)]


def _rules(given: Given) -> RuleSet:
    return rule_set_named(str(given["rule_set"])) if given.get("rule_set") else LIMITS_ONLY


def _imr(given: Given) -> tuple[ControlChart, str]:
    method = str(given.get("sigma_method") or "mean_mr")
    estimator: Any = _ESTIMATORS.get(method, method)
    chart = imr(
        g.numbers(given, "values"), estimator=estimator, screen=g.flag(given, "screen_moving_ranges"), **layout(given)
    )
    return chart, "Individuals and moving ranges"


def _xbar(given: Given) -> tuple[ControlChart, str]:
    named = isinstance(given.get("sigma"), str)
    options = layout(given, estimated=not named)
    found = read_subgroups(g.numbers(given, "subgroups"), missing=options.pop("missing"))
    estimator: Any = given["sigma"] if named else "rbar"
    letter: Any = "r" if found.one_size and int(found.sizes[0]) <= 10 else "s"
    chart = xbar_of_summaries(found, dispersion=letter, estimator=estimator, **options)
    return chart, f"Averages and {'ranges' if letter == 'r' else 'standard deviations'}"


def _attribute(given: Given) -> tuple[ControlChart, str]:
    kind = str(given["chart"])
    counts, sizes, options = g.numbers(given, "counts"), given.get("sizes"), layout(given)
    if kind == "c":
        return attribute.c_chart(counts, **options), "c chart"
    chart = cast("Callable[..., ControlChart]", _PRIMED.get(kind) or _PLAIN[kind])
    screen = {"screen": g.flag(given, "screen_moving_ranges")} if kind in _PRIMED else {}
    name = {"laney_p": "p'", "laney_u": "u'"}.get(kind, kind)
    return chart(counts, sizes, **screen, **options), f"{name} chart"


def _time_weighted(given: Given) -> tuple[ControlChart, str]:
    kind, values, options = str(given["chart"]), g.numbers(given, "values"), layout(given)
    if kind == "cusum":
        k, h, start = (g.number(given, name, usual) for name, usual in (("k", 0.5), ("h", 5.0), ("fir", 0.0)))
        return time_weighted.cusum(values, k=k, h=h, head_start=start, **options), "CUSUM chart"
    width = g.number(given, "L", 3.0)
    if kind == "ewma":
        return time_weighted.ewma(values, weight=g.number(given, "lambda", 0.2), width=width, **options), "EWMA chart"
    return time_weighted.moving_average(values, span=g.whole(given, "w", 5), width=width, **options), "Moving averages"


def _rare_events(given: Given) -> tuple[ControlChart, str]:
    if given["chart"] == "g":
        kind: Any = given.get("kind") or "benneyan"
        return rare_events.g_chart(g.numbers(given, "values"), kind=kind, **layout(given)), "g chart"
    zeros: Any = given.get("zeros") or "keep"
    method = str(given.get("sigma_method") or "mean_mr")
    estimator: Any = _ESTIMATORS.get(method, method)
    screen = g.flag(given, "screen_moving_ranges")
    values = g.numbers(given, "values")
    return rare_events.t_chart(values, zeros=zeros, estimator=estimator, screen=screen, **layout(given)), "t chart"


def _hotelling(given: Given) -> tuple[ControlChart, str]:
    options = layout(given)
    options.pop("missing")
    options["confidence"] = g.number(given, "confidence", 0.9973)
    if (given.get("layout") or "individuals") == "individuals":
        return multivariate.t2_individuals(g.numbers(given, "rows"), **options).chart, "T² chart"
    return multivariate.t2_subgroups(g.numbers(given, "samples"), **options).chart, "T² chart"


def _short_run(given: Given) -> tuple[ControlChart, str]:
    method: Any = given.get("method") or "deviation"
    chart = short_run.short_run(
        g.numbers(given, "values"),
        [str(name) for name in g.numbers(given, "products")],
        method=method,
        targets=given.get("targets"),
        sigmas=given.get("sigmas"),
        **layout(given),
    )
    return chart, "Short-run chart"


def _levey_jennings(given: Given) -> tuple[ControlChart, str]:
    return levey_jennings.levey_jennings(g.numbers(given, "values"), **layout(given)), "Levey-Jennings chart"


_CHARTS: dict[str, Callable[[Given], tuple[ControlChart, str]]] = {
    "imr": _imr,
    "xbar": _xbar,
    "attribute": _attribute,
    "time_weighted": _time_weighted,
    "rare_events": _rare_events,
    "hotelling_t2": _hotelling,
    "short_run": _short_run,
    "levey_jennings": _levey_jennings,
}
JUDGED = frozenset(_CHARTS)
