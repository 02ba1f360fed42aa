"""How is the JSON form of a chart read and shown? Its stages and interruptions; its lines, and the points beyond."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import ControlChart, Floats, StageSpec
from dmaic.statistics.faces.given import choice, optional_number, whole
from dmaic.statistics.false_alarm import false_alarm
from dmaic.statistics.rule_sets import rule_set_named
from dmaic.statistics.rules import evaluate, in_sigmas


def stages(given: Mapping[str, Any], *, estimated: bool = True) -> list[StageSpec]:
    """The stages of a chart: field ``stages``, or one stage from ``baseline``, ``center`` and ``sigma``.

    ``estimated`` is False for charts that read ``sigma`` as something else than a number.
    """
    listed = given.get("stages")
    if listed is None:
        sigma = optional_number(given, "sigma") if estimated else None
        return [StageSpec("All", 0, _baseline(given), optional_number(given, "center"), sigma)]
    if not isinstance(listed, list | tuple) or not all(isinstance(one, Mapping) for one in listed) or not listed:
        raise StatisticsError('"stages" has to be a list of objects with "name" and "start".')
    return [
        StageSpec(
            str(one.get("name", f"Stage {number_ + 1}")),
            whole(one, "start", 0),
            _baseline(one),
            optional_number(one, "center"),
            optional_number(one, "sigma"),
            str(one.get("reason") or ""),
        )
        for number_, one in enumerate(listed)
    ]


def _baseline(given: Mapping[str, Any]) -> int | None:
    return None if given.get("baseline") is None else whole(given, "baseline")


def positions(given: Mapping[str, Any], field: str) -> list[int]:
    """A list of positions, empty when the field is absent."""
    listed = given.get(field) or []
    if not isinstance(listed, list | tuple):
        raise StatisticsError(f'"{field}" has to be a list of positions, not {listed!r}.')
    return list(listed)


def layout(given: Mapping[str, Any], *, estimated: bool = True) -> dict[str, Any]:
    """Stages, exclusions, gaps and the treatment of missing values, as the chart functions take them."""
    return {
        "stages": stages(given, estimated=estimated),
        "excluded": positions(given, "excluded"),
        "gaps": positions(given, "gaps"),
        "missing": choice(given, "missing", {"refuse": "refuse", "gap": "gap"}, "refuse"),
    }


def level(line: Floats, *, varying: bool = False) -> float | list[Any] | None:
    """A line of the chart as the faces give it: one number when it holds for all points, else one per point.

    ``varying`` asks for one per point even when they happen to be the same (sizes differ, all limits are cut at 0).
    """
    unknown = np.isnan(line)
    if not varying and line.size and (unknown.all() or bool((line == line[0]).all())):
        return None if unknown[0] else float(line[0])
    return [None if math.isnan(value) else value for value in line.tolist()]


def beyond_limits(chart: ControlChart, panel: int = 0) -> list[int]:
    """Positions of the counted points strictly beyond a limit."""
    drawn = chart.panels[panel]
    return beyond(drawn.points, drawn.center, drawn.lcl, drawn.ucl, chart.excluded)


def beyond(points: Floats, center: Floats, lcl: Floats, ucl: Floats, excluded: Sequence[int] = ()) -> list[int]:
    """Positions strictly beyond the limits; a point within rounding dust of a limit is on it."""
    above = in_sigmas(points, center, np.maximum(ucl - center, 0.0)) > 1.0
    below = in_sigmas(points, center, np.maximum(center - lcl, 0.0)) < -1.0
    found = above | below
    found[list(excluded)] = False
    return [int(position) for position in np.flatnonzero(found)]


def judged(given: Mapping[str, Any], chart: ControlChart) -> dict[str, Any]:
    """The signals of the set named by ``rule_set``, each with its points, and the chance that any of them is false.

    Without that field nothing is added. The chance is that of at least one signal of the set on a stable individuals
    chart of as many points, limits from the same data or, for given centre and sigma, known.
    """
    named = given.get("rule_set")
    if named is None:
        return {}
    ruleset = rule_set_named(str(named))
    n = int(np.count_nonzero(~np.isnan(chart.panels[0].points))) - len(chart.excluded)
    known = all(stage.pre_specified for stage in chart.stages)
    chance = false_alarm(ruleset, max(n, 2), limits="known" if known else "same data")
    return {"rule_set": ruleset.title, "signals": evaluate(chart, ruleset), "false_alarm": chance}
