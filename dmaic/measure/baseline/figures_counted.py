"""How often does it go wrong? Shares, rates, defects and sigma level of what is counted, each with its state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isnan

from dmaic.define.metrics import DataType, Metric
from dmaic.errors import StatisticsError
from dmaic.measure.baseline.figures import Group, Standing, in_percent
from dmaic.measure.baseline.figures_level import UNSTABLE
from dmaic.statistics.attribute_capability import (
    attribute_statistics,
    between_periods,
    binomial_capability,
    poisson_capability,
)
from dmaic.statistics.intervals import Interval
from dmaic.statistics.result import withheld
from dmaic.statistics.sigma_level import defect_level, sigma_statistics

_PASS_OR_FAIL = frozenset({DataType.PROPORTION, DataType.ORDINAL})
UNFIT = "The measurement system failed its study: repair it and count again."


def counted_groups(counts: Sequence[float], sizes: Sequence[float], metric: Metric, standing: Standing) -> list[Group]:
    """Defects or defective units against what was looked at."""
    pairs = [(count, size) for count, size in zip(counts, sizes, strict=True) if not isnan(count)]
    if not pairs:
        return []
    found = [count for count, _ in pairs]
    each = [1.0 if isnan(size) else size for _, size in pairs]
    groups = [_rate_group(found, each, metric, standing)]
    groups.append(level_group(found, each, metric, standing))
    return groups


def _rate_group(found: list[float], each: list[float], metric: Metric, standing: Standing) -> Group:
    is_share = metric.data_type == DataType.PROPORTION
    reckon = binomial_capability if is_share else poisson_capability
    if is_share:
        title, about = "Share defective", "Defective units out of all that were looked at: sum over sum."
    else:
        title = "Events per unit" if any(size != 1 for size in each) else "Events per point"
        about = "All events over all work that was looked at."
    try:
        scattered = _scattered(found, each, metric, standing)
        figures = attribute_statistics(
            reckon(found, each, rate_interval=scattered, confidence=standing.confidence),
            stable=standing.stable,
            gage=standing.gage,
        )
    except StatisticsError as refusal:
        return Group("rate", title, about, (), (str(refusal),))
    if not is_share:
        unit = metric.unit or "events a unit"
        figures = tuple(replace(one, unit=unit) if one.name == "DPU" else one for one in figures)
    elif metric.unit == "%":
        figures = tuple(in_percent(one) if one.name == "Defective" else one for one in figures)
    return Group("rate", title, about, figures)


def _scattered(found: list[float], each: list[float], metric: Metric, standing: Standing) -> Interval | None:
    """The interval that periods give which scatter more widely than chance; None where the exact one holds."""
    of_units = metric.data_type in _PASS_OR_FAIL
    return between_periods(found, each, of_units=of_units, confidence=standing.confidence)


def level_group(found: list[float], each: list[float], metric: Metric, standing: Standing) -> Group:
    title = "Defects and sigma level"
    about = (
        f"{metric.opportunities} opportunit{'y' if metric.opportunities == 1 else 'ies'} a unit, fixed by the metric's "
        f"definition. Z.st = Z.lt + {metric.shift:g}, added once."
    )
    units = sum(each)
    if any(size != int(size) for size in each):
        remark = "The amount of work is not counted in whole units, so there are no opportunities to count defects on."
        return Group("sigma", title, about, (), (remark,))
    try:
        level = defect_level(
            sum(found),
            units,
            metric.opportunities,
            pass_fail=metric.data_type in _PASS_OR_FAIL,
            rate_interval=_scattered(found, each, metric, standing),
            confidence=standing.confidence,
            shift=metric.shift,
        )
    except StatisticsError as refusal:
        return Group("sigma", title, about, (), (str(refusal),))
    figures = sigma_statistics(level)
    stop = UNSTABLE if standing.stable is False else UNFIT if standing.gage == "fail" else ""
    if stop:
        figures = tuple(
            withheld(one.name, stop, method=one.method) if one.name in {"Z.lt", "Z.st"} else one for one in figures
        )
    return Group("sigma", title, about, figures)
