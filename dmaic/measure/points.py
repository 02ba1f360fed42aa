"""What is one point of the chart? One reading, or the readings of a rational subgroup, a day, a week or a month.

Readings keep their order; a subgroup as recorded is a stretch of neighbours with one label, a period gathers all
readings of its days. An excluded reading makes a smaller subgroup; a point is excluded when all its readings are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import fsum, isnan, nan
from typing import Any

from dmaic.charts.text import called
from dmaic.define.metrics import DataType, Metric
from dmaic.errors import BadInput
from dmaic.measure.datasets import Readings
from dmaic.measure.ratings import boxed

_DAY_US = 86_400_000_000
_RATINGS_A_POINT = 20
_EPOCH_MONDAY = 3  # 1 January 1970 was a Thursday: days + 3, in whole sevens, change on Mondays


class Grouping(StrEnum):
    """Which readings make one point."""

    AUTO = "auto"
    SINGLE = "single"
    SUBGROUP = "subgroup"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def words(self) -> str:
        return _GROUPING_WORDS[self]


_GROUPING_WORDS = {
    Grouping.AUTO: "chosen from the data",
    Grouping.SINGLE: "each reading by itself",
    Grouping.SUBGROUP: "subgroups as recorded",
    Grouping.DAY: "one point a day",
    Grouping.WEEK: "one point a week (from Monday)",
    Grouping.MONTH: "one point a month",
}
_MONTH = re.compile(r"\d{4}-\d{2}")
_PERIODS = frozenset({Grouping.DAY, Grouping.WEEK, Grouping.MONTH})


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """The points of a chart, each with the positions of its readings.

    ``members`` are None where every reading is its own point. ``labels`` are ISO days or moments, else words; a
    subgroup is labelled by the moment it began where that tells subgroups apart.
    """

    readings: Readings
    grouping: Grouping
    labels: tuple[str, ...]
    members: tuple[tuple[int, ...], ...] | None

    def __len__(self) -> int:
        return len(self.readings) if self.members is None else len(self.members)

    @property
    def largest(self) -> int:
        """The most readings in one point."""
        return 1 if self.members is None else max((len(one) for one in self.members), default=0)

    def seqs(self, point: int) -> tuple[int, int]:
        """First and last seq of the point's readings."""
        seq = self.readings.seq
        if self.members is None:
            return int(seq[point]), int(seq[point])
        own = [int(seq[i]) for i in self.members[point]]
        return min(own), max(own)

    def first_seqs(self) -> list[int]:
        """The first seq of each point."""
        if self.members is None:
            return [int(one) for one in self.readings.seq.tolist()]
        return [self.seqs(point)[0] for point in range(len(self))]

    def position_of(self, seq: int) -> int | None:
        """The point that holds the reading with this seq."""
        at = int(self.readings.seq.searchsorted(seq))
        if at >= len(self.readings) or int(self.readings.seq[at]) != seq:
            return None
        if self.members is None:
            return at
        return next((point for point, own in enumerate(self.members) if at in own), None)

    @property
    def excluded(self) -> tuple[int, ...]:
        """Points all of whose readings are excluded."""
        out = self.readings.excluded
        if self.members is None:
            return tuple(out.nonzero()[0].tolist())
        return tuple(point for point, own in enumerate(self.members) if all(out[i] for i in own))

    def called(self, point: int) -> str:
        """A point's name in the middle of a sentence: 4 Mar 2026, sample 12, reading 7."""
        label = self.labels[point]
        if label.isdigit():
            return f"{'reading' if self.readings.subgroup is None else 'sample'} {label}"
        return spoken(label)

    def values(self) -> Any:
        """The value of each point: its reading, or the mean of its counted readings; NaN where there is none."""
        if self.members is None:
            return self.readings.value
        means = []
        for row in self.rows():
            there = [value for value in row if not isnan(value)]
            means.append(fsum(there) / len(there) if there else nan)
        return means

    def rows(self) -> list[list[float]]:
        """The readings of each point, those that count; all of them where the whole point is excluded."""
        value = self.readings.value.tolist()
        return [[value[i] for i in self._counting(point)] for point in range(len(self))]

    def counts(self) -> tuple[list[float], list[float]]:
        """Defects and sizes of each point, summed over the readings that count; NaN where nothing was counted.

        A count without a size has size NaN: equal areas of opportunity.
        """
        defects, size = self.readings.defects.tolist(), self.readings.size.tolist()
        value = self.readings.value.tolist()
        found: tuple[list[float], list[float]] = ([], [])
        for point in range(len(self)):
            counted, looked_at = [], []
            for i in self._counting(point):
                count = _from_share(value[i], size[i]) if isnan(defects[i]) else defects[i]
                if not isnan(count):
                    counted.append(count)
                    looked_at.append(size[i])
            found[0].append(fsum(counted) if counted else nan)
            found[1].append(fsum(looked_at) if counted else nan)
        return found

    def _counting(self, point: int) -> Sequence[int]:
        own = (point,) if self.members is None else self.members[point]
        counting = [i for i in own if not self.readings.excluded[i]]
        return counting or own


def _from_share(value: float, size: float) -> float:
    """The count behind a share that was recorded with its size, or the value itself where there is no size."""
    if isnan(value) or isnan(size):
        return value
    return float(round(value * size))


def points_of(readings: Readings, metric: Metric, grouping: Grouping = Grouping.AUTO) -> Points:
    """Gather readings into points. A period needs the time of every reading; BadInput says so.

    Ratings become units in the top box or not; StatisticsError where no top box is named.
    """
    if metric.data_type == DataType.ORDINAL:
        readings = boxed(readings, metric)
    chosen = _chosen(readings, metric) if grouping == Grouping.AUTO else grouping
    if chosen in _PERIODS:
        if not readings.has_times:
            raise BadInput("Not every reading has a time, so there is no point a day, week or month. Chart each one.")
        return _by_period(readings, chosen)
    if chosen == Grouping.SUBGROUP and readings.subgroup is not None:
        return _by_label(readings)
    return Points(readings, Grouping.SINGLE, tuple(labels_of(readings)), None)


def _chosen(readings: Readings, metric: Metric) -> Grouping:
    """Subgroups where they were recorded; units recorded one by one are counted by the day."""
    if has_subgroups(readings):
        return Grouping.SUBGROUP
    if metric.data_type == DataType.ORDINAL:
        return _of_ratings(readings)
    one_by_one = metric.is_counted and len(readings) > 1 and bool((readings.size == 1).all())
    return Grouping.DAY if one_by_one and readings.has_times else Grouping.SINGLE


def _of_ratings(readings: Readings) -> Grouping:
    """The shortest period that holds enough ratings to show a share; single ones say nothing."""
    if not readings.has_times:
        raise BadInput(
            "Ratings one by one show no share: bring in their time, or a subgroup for each batch of answers."
        )
    days = readings.time.astype("datetime64[D]").astype("int64")
    for grouping, keys in ((Grouping.DAY, days), (Grouping.WEEK, (days + _EPOCH_MONDAY) // 7)):
        if len(readings) >= _RATINGS_A_POINT * len(set(keys.tolist())):
            return grouping
    return Grouping.MONTH


def has_subgroups(readings: Readings) -> bool:
    """Whether neighbours share a label, one and a half to a label or more."""
    if readings.subgroup is None or len(readings) < 2:
        return False
    words = readings.subgroup
    borders = 1 + int((words[1:] != words[:-1]).sum())
    return bool((words != "").all()) and len(readings) >= 1.5 * borders


def _by_label(readings: Readings) -> Points:
    words = readings.subgroup
    assert words is not None
    edges = [0, *((words[1:] != words[:-1]).nonzero()[0] + 1).tolist(), len(readings)]
    members = tuple(tuple(range(start, stop)) for start, stop in pairwise(edges))
    names = [str(words[start]) for start in edges[:-1]]
    return Points(readings, Grouping.SUBGROUP, tuple(_moments_of(readings, edges[:-1]) or names), members)


def _moments_of(readings: Readings, firsts: Sequence[int]) -> list[str]:
    """When each subgroup began, where that tells them all apart: a date says more than a code such as 11-20 14h."""
    if not readings.has_times:
        return []
    first = readings.excluded & False
    first[list(firsts)] = True
    begun = labels_of(readings.kept(first))
    return begun if len(set(begun)) == len(begun) else []


def _by_period(readings: Readings, grouping: Grouping) -> Points:
    keys = _period_keys(readings, grouping)
    gathered: dict[int, list[int]] = {}
    for i, key in enumerate(keys):
        gathered.setdefault(key, []).append(i)
    ordered = sorted(gathered)
    return Points(
        readings,
        grouping,
        tuple(_period_label(key, grouping) for key in ordered),
        tuple(tuple(gathered[key]) for key in ordered),
    )


def _period_keys(readings: Readings, grouping: Grouping) -> list[int]:
    if grouping == Grouping.MONTH:
        return [int(one) for one in readings.time.astype("datetime64[M]").astype("int64").tolist()]
    days = readings.time.astype("datetime64[D]").astype("int64")
    return [int(one) for one in (days if grouping == Grouping.DAY else (days + _EPOCH_MONDAY) // 7).tolist()]


def _period_label(key: int, grouping: Grouping) -> str:
    if grouping == Grouping.MONTH:
        return f"{1970 + key // 12:04d}-{key % 12 + 1:02d}"
    days = key if grouping == Grouping.DAY else 7 * key - _EPOCH_MONDAY
    return (date(1970, 1, 1) + timedelta(days=days)).isoformat()


def labels_of(readings: Readings) -> list[str]:
    """What each reading is called on an axis: its day or moment, its subgroup where there is no time, its number."""
    if not len(readings):
        return []
    if readings.has_times:
        whole = bool((readings.time.astype("int64") % _DAY_US == 0).all())
        unit = "datetime64[D]" if whole else "datetime64[m]"
        return [str(one).replace("T", " ") for one in readings.time.astype(unit).astype(str).tolist()]
    return [readings.labels(i) for i in range(len(readings))]


def spoken(label: str) -> str:
    """A label as it is said: 4 Mar 2026, 4 Mar 2026 08:15, Mar 2026, or the words themselves."""
    try:
        if _MONTH.fullmatch(label):
            return called(date.fromisoformat(f"{label}-01")).removeprefix("1 ")
        return called(date.fromisoformat(label) if len(label) == 10 else datetime.fromisoformat(label))
    except ValueError:
        return label


def out_of_order(readings: Readings) -> int:
    """How many readings are earlier than the one before them."""
    if not readings.has_times or len(readings) < 2:
        return 0
    ticks = readings.time.astype("int64")
    return int((ticks[1:] < ticks[:-1]).sum())
