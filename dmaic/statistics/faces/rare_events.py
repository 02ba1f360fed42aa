"""Face of the g and t charts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dmaic.statistics.control_chart import ControlChart
from dmaic.statistics.faces.given import choice, flag, numbers
from dmaic.statistics.faces.reading import beyond_limits, judged, layout, level
from dmaic.statistics.individuals import ESTIMATORS
from dmaic.statistics.rare_events import G_KINDS, g_chart, g_limits, t_chart

_ESTIMATORS = {name: name for name in ESTIMATORS} | {"mr": "mean_mr"}
_ZEROS = {name: name for name in ("keep", "drop", "half", "refuse")}


def answer(given: Mapping[str, Any]) -> dict[str, Any]:
    """The chart named by ``chart``; a g chart after ``kind``, a t chart treating ``zeros`` as asked."""
    if choice(given, "chart", {"g": "g", "t": "t"}) == "g":
        return _opportunities(given)
    return _times(given)


def _opportunities(given: Mapping[str, Any]) -> dict[str, Any]:
    kind = choice(given, "kind", {name: name for name in G_KINDS}, "benneyan")
    chart = g_chart(numbers(given, "values"), kind=kind, **layout(given))  # type: ignore[arg-type]  # choice() allows these words only
    panel, means = chart.panels[0], [stage.center for stage in chart.stages]
    _, low, high = g_limits(means[-1], kind="percentiles" if kind == "benneyan" else kind)  # type: ignore[arg-type]  # choice() allows these words only
    return {
        "mean": means[0] if len(means) == 1 else means,
        "median": level(panel.center),
        "sigma": level(panel.sigma),
        "lcl": level(panel.lcl),
        "ucl": level(panel.ucl),
        "probability_limits": {"lcl": low, "ucl": high} if kind != "including" else None,
        "beyond_limits": beyond_limits(chart),
        **_rest(given, chart),
    }


def _times(given: Mapping[str, Any]) -> dict[str, Any]:
    chart = t_chart(
        numbers(given, "values"),
        zeros=choice(given, "zeros", _ZEROS, "keep"),  # type: ignore[arg-type]  # choice() allows these words only
        estimator=choice(given, "sigma_method", _ESTIMATORS, "mean_mr"),  # type: ignore[arg-type]  # choice() allows these words only
        screen=flag(given, "screen_moving_ranges"),
        **layout(given),
    )
    panel = chart.panels[0]
    center = np.array([stage.center for stage in chart.stages])
    sigma = np.array([stage.sigma for stage in chart.stages])
    return {
        "center": level(panel.center),
        "lcl": level(panel.lcl),
        "ucl": level(panel.ucl),
        "transformed": {
            "center": level(center),
            "sigma": level(sigma),
            "lcl": level(center - 3.0 * sigma),
            "ucl": level(center + 3.0 * sigma),
        },
        "beyond_limits": beyond_limits(chart),
        **_rest(given, chart),
    }


def _rest(given: Mapping[str, Any], chart: ControlChart) -> dict[str, Any]:
    return {"stages": chart.stages, "method": chart.method, "cautions": chart.cautions, **judged(given, chart)}
