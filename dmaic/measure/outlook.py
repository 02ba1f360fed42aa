"""Where will the next points lie, as long as nothing changes? One sentence, only as far as the limits bear it."""

from __future__ import annotations

from math import exp

import numpy as np

from dmaic.charts.text import brief, decimals_for, fixed, with_unit
from dmaic.measure.charting import SHARES, Charted
from dmaic.statistics.checked import Floats

_OF_COUNTS = frozenset({"np", "c", "u", "laney_u", "run"})
_STEPS = 7
"""So few different whole numbers are steps of a scale rather than measurements."""


def outlook(charted: Charted) -> str:
    """The range of the next points in the unit of the readings; empty where the chart has no limits.

    A limit beyond which no reading ever lay and none can (below 0 for what never was negative, above 100 %) is left
    out. Where the limits follow the size of each point they are told for the size in the middle. Logarithms are told
    raised back; steps of a scale get no range.
    """
    at = counted_at(charted)
    panel = charted.chart.panels[0]
    at = at[np.isfinite(panel.lcl[at]) | np.isfinite(panel.ucl[at])]
    if not len(at):
        return ""
    if _steps(charted, at):
        return " The values are steps of a scale, so no range is told: chart the share of the good ones instead."
    low, high = panel.lcl[at], panel.ucl[at]
    if _level(low) and _level(high):
        said = _between(charted, float(low[-1]), float(high[-1]))
        return f" Unless something changes, the next {_what(charted)} will lie {said}." if said else ""
    sizes = _sizes(charted)[at]
    # the point whose size stands in the middle: its limits are those of a usual point
    middle = int(np.argsort(sizes, kind="stable")[(len(sizes) - 1) // 2])
    said = _between(charted, float(low[middle]), float(high[middle]))
    if not said:
        return ""
    return (
        f" The limits follow the size of each point: unless something changes, {_what(charted)} of "
        f"{brief(float(sizes[middle]))} will lie {said}, smaller ones in a wider range."
    )


def does_vary(charted: Charted) -> bool:
    """Whether the counted points of the present stage differ at all."""
    own = charted.chart.panels[0].points[counted_at(charted)]
    return bool(len(own)) and bool(own.min() < own.max())


def counted_at(charted: Charted) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Positions of the present stage that have a value and count."""
    stage, points = charted.present, charted.chart.panels[0].points
    there = np.isfinite(points)
    there[list(charted.chart.excluded)] = False
    there[: stage.start] = False
    return np.flatnonzero(there).astype(np.int64)


def _sizes(charted: Charted) -> Floats:
    sizes = charted.chart.sizes
    return np.ones(len(charted.chart)) if sizes is None else np.asarray(sizes, dtype=float)


def _level(values: Floats) -> bool:
    if not np.isfinite(values).all():
        return not np.isfinite(values).any()
    return float(np.ptp(values)) <= 1e-9 * max(1.0, float(np.abs(values).max()))


def _steps(charted: Charted, at: np.ndarray[tuple[int], np.dtype[np.int64]]) -> bool:
    if charted.kind != "imr" or charted.points.members is not None:
        return False
    own = np.unique(charted.chart.panels[0].points[at])
    return 1 < len(own) <= _STEPS and bool((own == np.floor(own)).all()) and float(np.ptp(own)) <= 10


def _between(charted: Charted, low: float, high: float) -> str:
    """The range in words: between two values, or below or above one where nature ends the other side."""
    unit = charted.unit
    if charted.kind == "imr_log":
        low, high, unit = exp(low), exp(high), charted.unit.removeprefix("ln").strip()
    else:
        low, high = low * charted.factor, high * charted.factor
    if not low < high:
        return ""
    points = charted.chart.panels[0].points
    known = points[np.isfinite(points)] * charted.factor
    decimals = decimals_for(high - low if np.isfinite(high - low) else abs(high))
    foot = np.isfinite(low) and not (low < 0 <= float(known.min()))
    roof = np.isfinite(high) and not (unit == "%" and high > 100 >= float(known.max()))
    if foot and roof:
        return f"between {fixed(low, decimals)} and {with_unit(fixed(high, decimals), unit)}"
    if roof:
        return f"below {with_unit(fixed(high, decimals), unit)}"
    return f"above {with_unit(fixed(low, decimals), unit)}" if foot else ""


def _what(charted: Charted) -> str:
    if charted.kind == "imr_log" and charted.points.members is not None:
        return "geometric means"
    if charted.kind.startswith("xbar") or (charted.kind == "imr" and charted.points.members is not None):
        return "averages"
    if charted.kind in SHARES:
        return "shares"
    return "points" if charted.kind in _OF_COUNTS else "values"
