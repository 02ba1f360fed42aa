"""Face of the EWMA, CUSUM and moving-average charts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dmaic.statistics.control_chart import ControlChart, Floats
from dmaic.statistics.faces.given import choice, number, numbers, whole
from dmaic.statistics.faces.reading import beyond_limits, layout, level
from dmaic.statistics.individuals import imr
from dmaic.statistics.rules import in_sigmas
from dmaic.statistics.series import lay_out
from dmaic.statistics.time_weighted import cusum_sums, ewma, ewma_steady_limits, moving_average

_CHARTS = {"ewma": "ewma", "cusum": "cusum", "ma": "ma", "moving_average": "ma"}


def answer(given: Mapping[str, Any]) -> dict[str, Any]:
    """The chart named by ``chart``; centre and sigma are estimated from the baseline where they are not given."""
    kind = choice(given, "chart", _CHARTS)
    if kind == "cusum":
        return _cusum(given)
    values, options = numbers(given, "values"), layout(given)
    width = number(given, "L", 3.0)
    if kind == "ma":
        chart = moving_average(values, span=whole(given, "w", 5), width=width, **options)
        return _averaged(chart, "ma")
    weight = number(given, "lambda", 0.2)
    chart = ewma(values, weight=weight, width=width, **options)
    steady = [ewma_steady_limits(stage, weight=weight, width=width) for stage in chart.stages]
    low, high = zip(*steady, strict=True)
    found = _averaged(chart, "ewma")
    found["lcl_asymptotic"] = low[0] if len(low) == 1 else list(low)
    found["ucl_asymptotic"] = high[0] if len(high) == 1 else list(high)
    return found


def _averaged(chart: ControlChart, field: str) -> dict[str, Any]:
    panel = chart.panels[0]
    return {
        **_stage_figures(chart),
        field: panel.points,
        "lcl": level(panel.lcl, varying=True),
        "ucl": level(panel.ucl, varying=True),
        "beyond_limits": beyond_limits(chart),
        "stages": chart.stages,
        "method": chart.method,
        "cautions": chart.cautions,
    }


def _stage_figures(chart: ControlChart) -> dict[str, Any]:
    """Centre and sigma of the values: one number, or one per stage."""
    stages = chart.stages
    return {
        "center": stages[0].center if len(stages) == 1 else [stage.center for stage in stages],
        "sigma": stages[0].sigma if len(stages) == 1 else [stage.sigma for stage in stages],
    }


def _cusum(given: Mapping[str, Any]) -> dict[str, Any]:
    """Both sums as positive numbers, in sigmas, or in the unit of the data with ``units`` = data.

    ``k``, ``h`` and ``fir`` are in sigmas either way.
    """
    options = layout(given)
    base = imr(numbers(given, "values"), **options)
    points = base.panels[0].points
    series = lay_out(
        len(points), stages=options["stages"], excluded=base.excluded, gaps=base.gaps, present=~np.isnan(points)
    )
    found = cusum_sums(points, base, series, k=number(given, "k", 0.5), head_start=number(given, "fir", 0.0))
    h = number(given, "h", 5.0)
    in_data = choice(given, "units", {"sigma": "sigma", "data": "data"}, "sigma") == "data"
    unit = base.panels[0].sigma if in_data else 1.0

    def signals(sums: Floats) -> list[int]:
        over = in_sigmas(sums, 0.0, h) > 1.0
        over[list(base.excluded)] = False
        return [int(position) for position in np.flatnonzero(over)]

    return {
        **_stage_figures(base),
        "plus": found.plus * unit,
        "minus": found.minus * unit,
        "n_plus": found.n_plus,
        "n_minus": found.n_minus,
        "signals_plus": signals(found.plus),
        "signals_minus": signals(found.minus),
        "limit": h * base.stages[0].sigma if in_data and len(base.stages) == 1 else h,
        "stages": base.stages,
        "method": base.method,
        "cautions": base.cautions,
    }
