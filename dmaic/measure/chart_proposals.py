"""Does another chart fit these readings better? Proposals with their reason; nobody is switched without asking."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, sqrt
from typing import Any, cast

from dmaic.define.metrics import DataType, Metric
from dmaic.errors import StatisticsError
from dmaic.measure.chart_kinds import FITTING, KINDS
from dmaic.measure.points import Grouping, Points
from dmaic.statistics import individuals
from dmaic.statistics.box_cox import transformed
from dmaic.statistics.control_chart import ControlChart
from dmaic.statistics.overdispersion import overdispersion
from dmaic.statistics.series import ENOUGH, ENOUGH_ATTRIBUTE

_PRIMED = {"p": "laney_p", "np": "laney_p", "u": "laney_u", "c": "laney_u"}
_BETWEEN_TOO_WIDE = 1.5
_SKEWED = 1.0


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another chart that fits these data better, and why; taken only when somebody takes it."""

    kind: str
    title: str
    reason: str
    figure: str


def proposals_for(points: Points, metric: Metric, kind: str, chart: ControlChart) -> list[Proposal]:
    """What would fit better, judged on the present stage of the chart."""
    start, stop = chart.stages[-1].start, chart.stages[-1].stop
    if stop - start < ENOUGH_ATTRIBUTE:
        return []
    try:
        if kind in _PRIMED:
            return _overdispersed(points, metric, kind, chart)
        if kind in {"xbar_r", "xbar_s"}:
            return _wide_between(points, chart)
        if kind == "imr" and metric.data_type in {DataType.CONTINUOUS, DataType.TIME_BETWEEN}:
            return _skewed(chart)
    except StatisticsError:
        return []  # a proposal that can't be judged is not made
    return []


def _overdispersed(points: Points, metric: Metric, kind: str, chart: ControlChart) -> list[Proposal]:
    counts, sizes = points.counts()
    start = chart.stages[-1].start
    out = [at - start for at in chart.excluded if at >= start]
    looked_at = None if kind == "c" else [1.0 if isnan(size) else size for size in sizes[start:]]
    found = overdispersion(counts[start:], looked_at, kind=cast("Any", kind), excluded=out, missing="gap")
    if found.verdict != "overdispersed" or _PRIMED[kind] not in FITTING[metric.data_type]:
        return []
    return [Proposal(_PRIMED[kind], KINDS[_PRIMED[kind]], found.words, f"sigma Z {found.sigma_z:.2f}")]


def _wide_between(points: Points, chart: ControlChart) -> list[Proposal]:
    """Do the averages vary more from subgroup to subgroup than the scatter within them explains?"""
    stage = chart.stages[-1]
    means = chart.panels[0].points[stage.start : stage.stop]
    out = [at - stage.start for at in chart.excluded if at >= stage.start]
    # the median, so that one odd average is a signal and not a reason for another chart
    between = individuals.imr(means, excluded=out, missing="gap", estimator="median_mr").stages[0].sigma
    assert chart.sizes is not None
    within = stage.sigma / sqrt(float(chart.sizes[stage.start : stage.stop].mean()))
    if not within > 0 or between / within < _BETWEEN_TOO_WIDE:
        return []
    what = "subgroup" if points.grouping == Grouping.SUBGROUP else points.grouping.value
    return [
        Proposal(
            "imr",
            "Averages as single values (I-MR of the averages)",
            f"The averages scatter {between / within:.1f} times as widely from {what} to {what} as the scatter within "
            "explains: limits from within will signal falsely. Chart the averages as single values.",
            f"between / within {between / within:.2f}",
        )
    ]


def _skewed(chart: ControlChart) -> list[Proposal]:
    stage = chart.stages[-1]
    out = set(chart.excluded)
    values = chart.panels[0].points
    kept = [at for at in range(stage.start, stage.stop) if at not in out and not isnan(values[at])]
    own = values[kept]
    if len(kept) < ENOUGH or own.min() <= 0:
        return []
    plain, logged = individuals.skewness_of(own), individuals.skewness_of(transformed(own, 0))
    leans = plain >= _SKEWED and individuals.is_skewed(own, stage.center, stage.sigma)
    if not leans or abs(logged) > individuals.even_within(len(own)):
        return []
    return [
        Proposal(
            "imr_log",
            KINDS["imr_log"],
            f"The values have a long upper tail (skewness {plain:.1f}): limits for a normal process signal falsely up "
            f"there. Their logarithms are nearly even ({logged:.1f}).",
            f"skewness {plain:.2f}, of the logarithms {logged:.2f}",
        )
    ]
