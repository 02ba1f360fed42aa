"""Does a series wander about its median more than chance allows? Run charts, before there are limits.

Sources: Anhøj and Olesen, PLoS ONE 9 (2014) e113825 for the longest run and the crossings; Provost and Murray, The
Health Care Data Guide (2011), as taught by the Institute for Healthcare Improvement (IHI), for shift, trend and the
number of runs; Swed and Eisenhart (1943) for the chances of that number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import ControlChart, Floats, Panel, StageSpec
from dmaic.statistics.rules import linked_points
from dmaic.statistics.series import Bools, Missing, judged_stage, lay_out, read_values

_ENOUGH = 10
"""Useful points below which the run tests say little."""
_IHI_SHIFT, _IHI_TREND = 6, 5


@dataclass(frozen=True, slots=True)
class RunTest:
    """Anhøj's two tests of one stretch about its median.

    ``useful`` are the points not on the median; points on it are skipped, they neither break nor lengthen a run.
    ``longest_run_max`` is None when no point is useful. ``shift`` (6 on one side) and ``trend`` (5) are IHI's;
    ``runs_min`` and ``runs_max`` bound the number of runs after Swed and Eisenhart.
    """

    median: float
    useful: int
    longest_run: int
    longest_run_max: int | None
    crossings: int
    crossings_min: int
    signal: bool
    shift: bool
    trend: bool
    runs: int
    runs_min: int | None
    runs_max: int | None


def run_chart(
    values: Iterable[Any],
    *,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
    missing: Missing = "refuse",
) -> ControlChart:
    """The series about the median of each stage's baseline (or its given ``center``), without limits."""
    points = read_values(values, missing=missing)
    series = lay_out(len(points), stages=stages, excluded=excluded, gaps=gaps, present=~np.isnan(points))
    judged = []
    for span in series.spans:
        own = points[span.baseline][series.counted[span.baseline]]
        if span.spec.center is None and own.size == 0:
            raise StatisticsError(
                f"The baseline of stage {span.spec.name!r} has no point left for a median. Take back an exclusion."
            )
        median = float(np.median(own)) if span.spec.center is None else span.spec.center
        given = span.spec.center is not None
        judged.append(judged_stage(span, median, math.nan, "none", own.size, enough=_ENOUGH, given=given))
    nothing = np.full(len(points), math.nan)
    center = series.spread([stage.center for stage in judged])
    return ControlChart(
        kind="run",
        panels=(Panel("Values", points, center, nothing, nothing, nothing, zones=False),),
        stages=tuple(judged),
        excluded=series.excluded,
        gaps=series.gaps,
        method={"center": "median of the baseline", "limits": "none"},
        cautions=tuple(
            f"Only {stage.used} points in stage {stage.name!r}: run tests need {_ENOUGH} or more."
            for stage in judged
            if stage.provisional
        ),
    )


def run_tests(chart: ControlChart) -> tuple[RunTest, ...]:
    """The tests of each stage of a run chart, about its median; no run crosses a gap, an excluded or missing point."""
    points = chart.panels[0].points
    counted = ~np.isnan(points)
    counted[list(chart.excluded)] = False
    stretch = np.cumsum(~linked_points(chart), dtype=np.intp)
    found = []
    for stage in chart.stages:
        own = counted[stage.start : stage.stop]
        found.append(
            run_test(
                points[stage.start : stage.stop][own],
                stage.center,
                stretches=stretch[stage.start : stage.stop][own],
            )
        )
    return tuple(found)


def run_test(points: Floats, median: float, *, stretches: NDArray[np.intp] | None = None) -> RunTest:
    """Longest run and crossings about the given median; ``stretches`` numbers the uninterrupted part of each point.

    A signal is a run longer than round(log2(useful)) + 3 or fewer crossings than the 5 % quantile of
    Binomial(useful - 1, 0.5).
    """
    parts = np.zeros(len(points), dtype=np.intp) if stretches is None else stretches
    useful = points != median
    n = int(useful.sum())
    above, parts_useful = (points > median)[useful], parts[useful]
    crossed = (above[1:] != above[:-1]) & (parts_useful[1:] == parts_useful[:-1])
    lengths = _run_lengths(above, parts_useful)
    longest, crossings = int(lengths.max(initial=0)), int(crossed.sum())
    longest_max = round(math.log2(n)) + 3 if n else None
    crossings_min = _binomial_quantile(n - 1) if n else 0
    runs_min, runs_max = runs_bounds(n)
    return RunTest(
        median=float(median),
        useful=n,
        longest_run=longest,
        longest_run_max=longest_max,
        crossings=crossings,
        crossings_min=crossings_min,
        signal=longest_max is not None and (longest > longest_max or crossings < crossings_min),
        shift=longest >= _IHI_SHIFT,
        trend=_longest_trend(points, parts) >= _IHI_TREND,
        runs=len(lengths),
        runs_min=runs_min,
        runs_max=runs_max,
    )


def _run_lengths(claims: Bools, parts: NDArray[np.intp]) -> NDArray[np.intp]:
    if claims.size == 0:
        return np.zeros(0, dtype=np.intp)
    edges = np.flatnonzero((claims[1:] != claims[:-1]) | (parts[1:] != parts[:-1])) + 1
    return np.diff(np.concatenate(([0], edges, [claims.size])))


def _longest_trend(points: Floats, parts: NDArray[np.intp]) -> int:
    """Points in the longest steady rise or fall; equal neighbours count as one point (IHI)."""
    steps = np.diff(points)
    steps[parts[1:] != parts[:-1]] = math.nan
    steps = steps[steps != 0]
    moving = ~np.isnan(steps)
    inside = np.cumsum(~moving)
    return int(_run_lengths(steps[moving] > 0, inside[moving]).max(initial=0)) + 1


def _binomial_quantile(n: int) -> int:
    """The smallest count that Binomial(n, 0.5) reaches or stays under with a chance of 5 % or more."""
    from scipy.stats import binom

    return int(binom.ppf(0.05, n, 0.5))


def runs_bounds(useful: int) -> tuple[int | None, int | None]:
    """The fewest and the most runs that chance explains (2.5 % a side), half the points on each side of the median.

    None below 10 useful points. Printed tables (IHI) allow one run more on either side at some sizes.
    """
    if useful < _ENOUGH:
        return None, None
    from scipy.special import gammaln

    low, high = useful // 2, useful - useful // 2

    def log_choose(n: NDArray[np.intp] | int, k: NDArray[np.intp]) -> Floats:
        return np.asarray(gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(np.maximum(n - k, 0) + 1.0))

    def ways(first: NDArray[np.intp], second: NDArray[np.intp]) -> Floats:
        possible = (first <= low) & (second <= high) & (first >= 1) & (second >= 1)
        log_ways = log_choose(low - 1, np.minimum(first, low) - 1) + log_choose(high - 1, np.minimum(second, high) - 1)
        return np.where(possible, np.exp(log_ways - total), 0.0)

    total = float(log_choose(useful, np.array(low)))
    runs = np.arange(2, useful + 1)
    half = runs // 2
    chance = np.where(runs % 2 == 0, 2.0 * ways(half, half), ways(half, half + 1) + ways(half + 1, half))
    below = np.cumsum(chance)
    above = np.cumsum(chance[::-1])[::-1]
    fewest = int(runs[np.argmax(below > 0.025)])
    most = int(runs[len(runs) - 1 - np.argmax((above > 0.025)[::-1])])
    return fewest, most
