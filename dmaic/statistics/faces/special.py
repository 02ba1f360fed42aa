"""Faces of the short-run chart, the Levey-Jennings chart and the chance of false alarms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import count
from dmaic.statistics.control_chart import ControlChart
from dmaic.statistics.faces.given import choice, number, numbers, whole
from dmaic.statistics.faces.reading import beyond_limits, layout, level
from dmaic.statistics.false_alarm import LimitsFrom, expected_signals
from dmaic.statistics.false_alarm import false_alarm as chance_of
from dmaic.statistics.levey_jennings import levey_jennings as control_material
from dmaic.statistics.rule_sets import DEFAULT, WESTGARD, rule_set_named
from dmaic.statistics.rules import evaluate
from dmaic.statistics.short_run import short_run as across_products


def short_run(given: Mapping[str, Any]) -> dict[str, Any]:
    """Deviations from target, or standardised ones, of ``values`` by ``products``."""
    method = choice(given, "method", {"deviation": "deviation", "standardised": "standardised"}, "deviation")
    chart = across_products(
        numbers(given, "values"),
        [str(name) for name in numbers(given, "products")],
        method=method,  # type: ignore[arg-type]  # choice() allows these words only
        targets=_figures(given, "targets"),
        sigmas=_figures(given, "sigmas"),
        **layout(given),
    )
    return {"points": chart.panels[0].points, **_individual(chart), "mr_ucl": level(chart.panels[1].ucl)}


def levey_jennings(given: Mapping[str, Any]) -> dict[str, Any]:
    """Limits and the signals of Westgard's rules."""
    chart = control_material(numbers(given, "values"), **layout(given))
    return {**_individual(chart), "signals": evaluate(chart, WESTGARD)}


def false_alarm(given: Mapping[str, Any]) -> dict[str, Any]:
    """Chance of at least one false signal of ``rule_set`` in ``n`` points; ``limits`` same data or known.

    ``lengths``, the points of several charts, give how many of these charts would signal by chance.
    """
    ruleset = DEFAULT if given.get("rule_set") is None else rule_set_named(str(given["rule_set"]))
    limits = choice(given, "limits", {"same data": "same data", "known": "known"}, "same data")
    if given.get("lengths") is not None:
        lengths = [count(length, name="length of a chart", least=2) for length in numbers(given, "lengths")]
        expected = expected_signals(ruleset, lengths, limits=cast("LimitsFrom", limits))
        return {"expected": expected, "charts": len(lengths), "ruleset": ruleset.code, "limits": limits}
    found = chance_of(ruleset, whole(given, "n"), limits=cast("LimitsFrom", limits))
    return {name: getattr(found, name) for name in found.__slots__}


def _individual(chart: ControlChart) -> dict[str, Any]:
    panel = chart.panels[0]
    return {
        "center": level(panel.center),
        "sigma": level(panel.sigma),
        "lcl": level(panel.lcl),
        "ucl": level(panel.ucl),
        "beyond_limits": beyond_limits(chart),
        "stages": chart.stages,
        "method": chart.method,
        "cautions": chart.cautions,
    }


def _figures(given: Mapping[str, Any], field: str) -> dict[str, float] | None:
    figures = given.get(field)
    if figures is None:
        return None
    if not isinstance(figures, Mapping):
        raise StatisticsError(f'"{field}" has to be an object with a number for each product, not {figures!r}.')
    return {str(name): number(figures, name) for name in figures}
