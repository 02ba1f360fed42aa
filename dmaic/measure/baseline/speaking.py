"""Which figure is the baseline, and how does each reading add to it? The arithmetic that strata and mix share."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from dmaic.define.metrics import DataType, Direction, Metric
from dmaic.measure.datasets import Readings
from dmaic.measure.ratings import boxed
from dmaic.statistics.individuals import skewness_of
from dmaic.statistics.mix_shift import Period
from dmaic.statistics.series import ENOUGH


class Figure(StrEnum):
    """Which figure is the baseline, the one the goal speaks of."""

    AUTO = "auto"
    MEAN = "mean"
    MEDIAN = "median"
    P90 = "p90"
    P95 = "p95"
    OUTSIDE = "outside"
    RATE = "rate"

    @property
    def words(self) -> str:
        return _FIGURES[self]


_FIGURES = {
    Figure.AUTO: "chosen from the metric",
    Figure.MEAN: "the mean",
    Figure.MEDIAN: "the median",
    Figure.P90: "the 90th percentile",
    Figure.P95: "the 95th percentile",
    Figure.OUTSIDE: "the share outside the specification",
    Figure.RATE: "the rate, sum over sum",
}
NAMES = {Figure.MEAN: "Mean", Figure.MEDIAN: "Median (p50)", Figure.P90: "p90", Figure.P95: "p95"}
RATES = frozenset({DataType.PROPORTION, DataType.COUNT, DataType.RATE})
_TIMES = frozenset({"s", "min", "h", "d", "seconds", "minutes", "hours", "days"})
SKEWED = 1.0
"""The skewness from which on a median speaks for times: an exponential has 2, an even spread 0."""
_PERCENTILES = frozenset({Figure.MEDIAN, Figure.P90, Figure.P95})


class Kind(StrEnum):
    """What one unit brings: yes or no, events, or a measured value."""

    SHARE = "share"
    RATE = "rate"
    MEASURED = "measured"


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """Readings that count, as amounts of units: ``amount / units`` summed over a group is the group's value / factor.

    ``adds_up`` is False where the baseline is a percentile: amounts then stand for the mean, which does.
    ``readings`` are the same readings, row by row.
    """

    readings: Readings
    amount: Any
    units: Any
    kind: Kind
    factor: float
    unit: str
    adds_up: bool
    direction: Direction

    def __len__(self) -> int:
        return len(self.readings)

    def kept(self, chosen: Any) -> Cases:
        """The chosen rows."""
        return replace(self, readings=self.readings.kept(chosen), amount=self.amount[chosen], units=self.units[chosen])

    def value(self, chosen: Any) -> float:
        """The value of the chosen rows, in the unit people read."""
        return self.factor * float(self.amount[chosen].sum() / self.units[chosen].sum())

    def period(self, chosen: Any) -> Period:
        """The chosen rows as units with their value and the variance of one unit."""
        units = float(self.units[chosen].sum())
        if not units:
            return Period(0, None)
        mean = float(self.amount[chosen].sum() / units)
        if self.kind is Kind.SHARE:
            variance: float | None = max(mean * (1 - mean), 0.0)
        elif self.kind is Kind.RATE:
            variance = mean
        else:
            own = self.amount[chosen]
            variance = float(own.var(ddof=1)) if len(own) > 1 else None
        return Period(units, self.factor * mean, None if variance is None else self.factor**2 * variance)


def figure_for(metric: Metric, values: Any = None) -> Figure:
    """The figure a metric speaks of: its rate where it is counted, else what its own name and description say.

    Where they say nothing, the mean; of times with a long upper tail the median (``values``: those that count), for a
    few very long ones move a mean that no customer lives through.
    """
    if metric.data_type in RATES or metric.data_type == DataType.ORDINAL:
        return Figure.RATE
    words = f"{metric.name} {metric.description or ''}".lower()
    for figure, signs in (
        (Figure.MEDIAN, ("median",)),
        (Figure.P90, ("90th", "p90")),
        (Figure.P95, ("95th", "p95")),
        (Figure.MEAN, ("mean", "average")),
    ):
        if any(re.search(rf"\b{sign}\b", words) for sign in signs):
            return figure
    return Figure.MEDIAN if _is_long_tailed(metric, values) else Figure.MEAN


def _is_long_tailed(metric: Metric, values: Any) -> bool:
    """Whether these are enough times with a long upper tail."""
    if metric.data_type != DataType.CONTINUOUS or metric.unit not in _TIMES or values is None:
        return False
    own = values[np.isfinite(values)]
    return len(own) >= ENOUGH and skewness_of(own) > SKEWED


def cases_of(readings: Readings, metric: Metric, figure: Figure) -> Cases:
    """The readings that count, as the figure sees them: events over units, cases outside, or values."""
    own = readings.kept(readings.counted)
    ordinal = metric.data_type == DataType.ORDINAL
    if ordinal and len(own):
        own = boxed(own, metric)
        figure = Figure.RATE
    one = np.ones(len(own))
    if figure == Figure.RATE and bool(np.isfinite(own.defects).any()):
        own = own.kept(np.isfinite(own.defects))
        units = np.where(np.isfinite(own.size), own.size, 1.0)
        looked_at = units > 0
        own, units = own.kept(looked_at), units[looked_at]
        share = ordinal or metric.data_type == DataType.PROPORTION
        unit = "%" if ordinal else metric.unit
        return Cases(
            own,
            own.defects,
            units,
            Kind.SHARE if share else Kind.RATE,
            100.0 if share and unit == "%" else 1.0,
            unit,
            adds_up=True,
            direction=Direction.UP if ordinal else metric.direction,
        )
    lower, upper = metric.specification
    if figure == Figure.OUTSIDE and (lower is not None or upper is not None):
        outside = np.zeros(len(own), dtype=bool)
        if lower is not None:
            outside |= own.value < lower
        if upper is not None:
            outside |= own.value > upper
        down = Direction.DOWN
        return Cases(own, outside.astype(float), one, Kind.SHARE, 100.0, "%", adds_up=True, direction=down)
    adds_up = figure not in _PERCENTILES
    return Cases(own, own.value, one, Kind.MEASURED, 1.0, metric.unit, adds_up=adds_up, direction=metric.direction)
