"""Faces of the p, np, c, u, p' and u' charts and of the overdispersion diagnostic."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.attribute import c_chart, laney_p, laney_u, np_chart, p_chart, sigma_z, u_chart
from dmaic.statistics.control_chart import ControlChart, Floats
from dmaic.statistics.counts import CountKind
from dmaic.statistics.faces.given import choice, flag, numbers
from dmaic.statistics.faces.reading import beyond_limits, judged, layout, level, positions
from dmaic.statistics.overdispersion import overdispersion as dispersion_of

_PLAIN = {"p": p_chart, "np": np_chart, "u": u_chart}
_PRIMED = {"laney_p": laney_p, "laney_u": laney_u}
_CHARTS = {name: name for name in ("p", "np", "c", "u", "laney_p", "laney_u")} | {
    "p'": "laney_p",
    "u'": "laney_u",
    "p_prime": "laney_p",
    "u_prime": "laney_u",
}


def answer(given: Mapping[str, Any]) -> dict[str, Any]:
    """Limits and points beyond them of the chart named by ``chart``.

    ``se`` is the uncut standard error of each point; p' and u' also give ``sigma_z`` (which ``sigma`` may prescribe).
    """
    chart = _chart(given)
    panel = chart.panels[0]
    sizes = chart.sizes
    varying = sizes is not None and bool((sizes != sizes[0]).any())
    found: dict[str, Any] = {
        "points": panel.points,
        "center": level(panel.center),
        "se": level(panel.sigma, varying=varying),
        "lcl": level(panel.lcl, varying=varying),
        "ucl": level(panel.ucl, varying=varying),
        "beyond_limits": beyond_limits(chart),
        "stages": chart.stages,
        "method": chart.method,
        "cautions": chart.cautions,
        **judged(given, chart),
    }
    if chart.kind in _PRIMED:
        each = sigma_z(chart)
        widths = [_first(each[stage.start : stage.stop]) for stage in chart.stages]
        found["sigma_z"] = widths[0] if len(widths) == 1 else widths
    return found


def _first(line: Floats) -> float:
    """The figure that a line holds wherever it is known."""
    known = line[~np.isnan(line)]
    return float(known[0]) if known.size else math.nan


def _chart(given: Mapping[str, Any]) -> ControlChart:
    kind = choice(given, "chart", _CHARTS)
    counts = numbers(given, "counts")
    options = layout(given)
    if kind in _PRIMED:
        return _PRIMED[kind](counts, _sizes(given), screen=flag(given, "screen_moving_ranges"), **options)
    if kind == "c":
        sizes = given.get("sizes")
        if isinstance(sizes, list) and len(set(sizes)) > 1:
            raise StatisticsError("A c chart needs equal areas of opportunity. Use a u chart for these sizes.")
        return c_chart(counts, **options)
    return _PLAIN[kind](counts, _sizes(given), **options)


def _sizes(given: Mapping[str, Any]) -> Any:
    sizes = given.get("sizes")
    if isinstance(sizes, int | float) and not isinstance(sizes, bool):
        return float(sizes)
    return numbers(given, "sizes")


def overdispersion(given: Mapping[str, Any]) -> dict[str, Any]:
    """Sigma Z, dispersion ratio and the verdict in words."""
    kind = cast("CountKind", choice(given, "chart", {name: name for name in ("p", "np", "c", "u")}, "p"))
    found = dispersion_of(
        numbers(given, "counts"),
        None if given.get("sizes") is None else _sizes(given),
        kind=kind,
        excluded=positions(given, "excluded"),
        gaps=positions(given, "gaps"),
        missing=layout(given)["missing"],
    )
    return {name: getattr(found, name) for name in found.__slots__}
