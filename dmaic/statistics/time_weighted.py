"""Has a small shift crept in? EWMA, tabular CUSUM and moving-average charts of individual values or of averages.

Sources: Roberts (1959) and Page (1954); Lucas and Crosier (1982) for the head start; Montgomery, Introduction to
Statistical Quality Control, chapter 9 (exact EWMA limits: 9.25-9.26).

Only points beyond the limits are read as signals: neighbours on these charts share their past, so run rules mislead.
A statistic starts anew at a stage border and after a gap; an excluded or missing point leaves it where it was.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import ControlChart, Floats, Panel, Stage, StageSpec
from dmaic.statistics.individuals import imr
from dmaic.statistics.rules import in_sigmas
from dmaic.statistics.series import Missing, Series, lay_out


def ewma(
    values: Iterable[Any],
    *,
    weight: float = 0.2,
    width: float = 3.0,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
    missing: Missing = "refuse",
) -> ControlChart:
    """Exponentially weighted moving average: e_i = weight x_i + (1 - weight) e_(i-1), e_0 = centre.

    Limits centre -/+ width sigma sqrt(weight / (2 - weight) (1 - (1 - weight)^(2 i))), exact at each point. Centre
    and sigma of the values come from each stage (given, or mean and mean moving range / d2 of its baseline).
    """
    if not 0 < weight <= 1:
        raise StatisticsError(f"The weight (lambda) is {weight}: give a number above 0 and up to 1, such as 0.2.")
    points, base, series = _baseline_chart(values, stages, excluded, gaps, missing)
    center, sigma = base.panels[0].center, base.panels[0].sigma
    rest = 1.0 - weight

    def statistic(own: Floats, start: float) -> Floats:
        return np.array(list(accumulate(own.tolist(), lambda e, x: weight * x + rest * e, initial=start))[1:])

    def spread(count: int) -> Floats:
        if weight == 1:
            return np.ones(count)
        return np.asarray(np.sqrt(weight / (2.0 - weight) * -np.expm1(2.0 * np.arange(1, count + 1) * math.log(rest))))

    drawn, factor = _carried(points, center, series, statistic, spread)
    return _chart(
        "ewma",
        "EWMA",
        base,
        drawn=drawn,
        sigma=sigma * factor,
        width=_positive(width),
        method={"weight": f"{weight:g}"},
    )


def ewma_steady_limits(stage: Stage, *, weight: float = 0.2, width: float = 3.0) -> tuple[float, float]:
    """The limits that the exact ones approach: centre -/+ width sigma sqrt(weight / (2 - weight))."""
    half = width * stage.sigma * math.sqrt(weight / (2.0 - weight))
    return stage.center - half, stage.center + half


def moving_average(
    values: Iterable[Any],
    *,
    span: int = 5,
    width: float = 3.0,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
    missing: Missing = "refuse",
) -> ControlChart:
    """Mean of the last ``span`` values (fewer at the start); limits centre -/+ width sigma / sqrt(points averaged)."""
    if isinstance(span, bool) or not isinstance(span, int) or span < 1:
        raise StatisticsError(f"The span is {span!r}: give the number of points to average, such as 5.")
    points, base, series = _baseline_chart(values, stages, excluded, gaps, missing)
    center, sigma = base.panels[0].center, base.panels[0].sigma

    def statistic(own: Floats, start: float) -> Floats:
        # summed as deviations from the centre, so that a large level costs no digits
        sums = np.concatenate(([0.0], np.cumsum(own - start)))
        count = np.minimum(np.arange(1, len(own) + 1), span)
        last = np.arange(1, len(own) + 1)
        return np.asarray(start + (sums[last] - sums[last - count]) / count)

    def spread(count: int) -> Floats:
        return np.asarray(1.0 / np.sqrt(np.minimum(np.arange(1, count + 1), span)))

    drawn, factor = _carried(points, center, series, statistic, spread)
    return _chart(
        "ma",
        "Moving average",
        base,
        drawn=drawn,
        sigma=sigma * factor,
        width=_positive(width),
        method={"span": f"{span}"},
    )


@dataclass(frozen=True, slots=True, eq=False)
class Cusums:
    """The two one-sided sums in sigma units, both positive, and how many points each has been above 0 in a row."""

    plus: Floats
    minus: Floats
    n_plus: NDArray[np.int64]
    n_minus: NDArray[np.int64]


def cusums(z: Floats, *, k: float = 0.5, head_start: float = 0.0) -> Cusums:
    """Tabular CUSUM of standardised values: C+_i = max(0, z_i - k + C+_(i-1)), C-_i = max(0, -z_i - k + C-_(i-1)).

    Both start from ``head_start`` (half the decision interval for a fast initial response, 0 for none).
    """
    plus, minus = (_one_sided(sign * z, k, head_start) for sign in (1.0, -1.0))
    return Cusums(plus, minus, _since_zero(plus), _since_zero(minus))


def _one_sided(z: Floats, k: float, head_start: float) -> Floats:
    return np.array(list(accumulate(z.tolist(), lambda c, one: max(0.0, one - k + c), initial=head_start))[1:])


def _since_zero(sums: Floats) -> NDArray[np.int64]:
    positions = np.arange(1, len(sums) + 1)
    return positions - np.maximum.accumulate(np.where(sums > 0, 0, positions))


def cusum(
    values: Iterable[Any],
    *,
    k: float = 0.5,
    h: float = 5.0,
    head_start: float = 0.0,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
    missing: Missing = "refuse",
) -> ControlChart:
    """Tabular CUSUM in sigma units: panel 0 the upward sum against ``h``, panel 1 the downward one, drawn negative.

    ``k`` is the slack (half the shift to find, in sigmas), ``h`` the decision interval, ``head_start`` the fast
    initial response in sigmas. A point is a signal when its sum is beyond h.
    """
    if k < 0 or head_start < 0:
        raise StatisticsError("The slack k and the head start of a CUSUM are 0 or more, in sigmas. Correct them.")
    points, base, series = _baseline_chart(values, stages, excluded, gaps, missing)
    found = cusum_sums(points, base, series, k=k, head_start=head_start)
    zero, limit = np.zeros(len(points)), np.full(len(points), _positive(h))
    nothing = np.full(len(points), math.nan)
    ones = np.ones(len(points))
    method = {"k": f"{k:g}", "h": f"{h:g}", "head start": f"{head_start:g}", "units": "sigma"}
    return ControlChart(
        kind="cusum",
        panels=(
            Panel("CUSUM up", found.plus, zero, ones, nothing, limit, zones=False),
            Panel("CUSUM down", 0.0 - found.minus, zero, ones, -limit, nothing, zones=False),
        ),
        stages=base.stages,
        excluded=base.excluded,
        gaps=base.gaps,
        method=base.method | method,
        cautions=base.cautions,
    )


def cusum_sums(points: Floats, base: ControlChart, series: Series, *, k: float, head_start: float) -> Cusums:
    """The sums along a series: restarted at stage borders and gaps, carried over excluded and missing points."""
    panel = base.panels[0]
    if np.isnan(panel.sigma).any() or (panel.sigma == 0).any():
        raise StatisticsError("A CUSUM counts in sigmas and a stage has no sigma above 0. Give its sigma.")
    z = in_sigmas(points, panel.center, panel.sigma)
    empty = np.full(len(points), math.nan)
    plus, minus = empty.copy(), empty.copy()
    n_plus, n_minus = np.zeros(len(points), dtype=np.int64), np.zeros(len(points), dtype=np.int64)
    for positions, carried in _stretches(series):
        own = cusums(z[positions], k=k, head_start=head_start)
        where = slice(positions[0], positions[0] + len(carried))
        plus[where], minus[where] = own.plus[carried], own.minus[carried]
        n_plus[where], n_minus[where] = own.n_plus[carried], own.n_minus[carried]
    return Cusums(plus, minus, n_plus, n_minus)


def _positive(width: float) -> float:
    if not width > 0 or not math.isfinite(width):
        raise StatisticsError(f"The width of the limits is {width}: give a number of sigmas above 0.")
    return float(width)


def _baseline_chart(
    values: Iterable[Any],
    stages: Sequence[StageSpec] | None,
    excluded: Iterable[int],
    gaps: Iterable[int],
    missing: Missing,
) -> tuple[Floats, ControlChart, Series]:
    """Centre and sigma of the values, as an individuals chart sets them, and the layout."""
    left_out, interrupted = list(excluded), list(gaps)
    base = imr(values, stages=stages, excluded=left_out, gaps=interrupted, missing=missing)
    points = base.panels[0].points
    series = lay_out(len(points), stages=stages, excluded=left_out, gaps=interrupted, present=~np.isnan(points))
    return points, base, series


def _stretches(series: Series) -> Iterable[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """For each stretch the positions of its counted points, and for each position from the first of these to the last
    the index of the latest counted point: what the statistic stands at there."""
    for positions in series.stretches():
        steps = np.zeros(positions[-1] - positions[0] + 1, dtype=np.intp)
        steps[positions - positions[0]] = 1
        yield positions, np.cumsum(steps) - 1


def _carried(
    points: Floats,
    center: Floats,
    series: Series,
    statistic: Callable[[Floats, float], Floats],
    spread: Callable[[int], Floats],
) -> tuple[Floats, Floats]:
    """The statistic and the factor of its sigma at each point."""
    drawn, factor = np.full(len(points), math.nan), np.full(len(points), math.nan)
    for positions, carried in _stretches(series):
        where = slice(positions[0], positions[0] + len(carried))
        drawn[where] = statistic(points[positions], float(center[positions[0]]))[carried]
        factor[where] = spread(len(positions))[carried]
    return drawn, factor


def _chart(
    kind: str, name: str, base: ControlChart, *, drawn: Floats, sigma: Floats, width: float, method: dict[str, str]
) -> ControlChart:
    center = base.panels[0].center
    panel = Panel(name, drawn, center, sigma, center - width * sigma, center + width * sigma, zones=False)
    return ControlChart(
        kind=kind,
        panels=(panel,),
        stages=base.stages,
        excluded=base.excluded,
        gaps=base.gaps,
        method=base.method | method | {"width": f"{width:g} sigma"},
        cautions=base.cautions,
    )
