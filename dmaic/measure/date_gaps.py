"""Where does the series pause? A stretch of time without readings, between two points that stand side by side.

A chart draws its points one step apart, whatever lay between them: a moving range or a run that crosses a pause
compares two times of the process as if they followed each other. The pause is therefore marked and said; whether the
moving range and the runs break there is the team's choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dmaic.measure.points import Grouping, Points
from dmaic.statistics.checked import Floats

FEWEST = 8
"""Points with a time below which nobody can say what the usual step is."""
TIMES_USUAL = 3.0
LEAST_DAYS = 2.0

RULE = (
    "A pause is a step more than 3 times as long as nine in ten of the steps, and 2 days at least; days of the week on "
    "which nothing is ever read do not count."
)

_DAY_US = 86_400_000_000
_THURSDAY = 3  # 1 January 1970


@dataclass(frozen=True, slots=True)
class DateGap:
    """A pause before the point at position ``at``: its calendar days, and how many of them the usual step has."""

    at: int
    days: float
    usual: float


def gaps_in(points: Points) -> tuple[DateGap, ...]:
    """The pauses of a series whose readings all have a time (none else), by `RULE`, also where a stage begins.

    The usual step is the 90th percentile of all steps, so that weekends, nights and the chance of irregular events are
    usual. Readings that are earlier than the one before them step by 0.
    """
    if len(points) < FEWEST or not points.readings.has_times:
        return ()
    moments = _moments(points)
    steps = np.maximum(np.diff(moments), 0.0)
    worked = np.maximum(np.diff(_working(moments, points.grouping)), 0.0)
    usual = float(np.quantile(worked, 0.9, method="higher"))
    if len(worked) < 20:
        # in a short series one pause alone would be the 90th percentile of its own steps
        usual = min(usual, float(np.sort(worked)[-2]))
    long = (worked > TIMES_USUAL * usual) & (worked >= LEAST_DAYS)
    return tuple(DateGap(int(at) + 1, float(steps[at]), usual) for at in np.flatnonzero(long))


def _moments(points: Points) -> Floats:
    """When each point was taken, in days since 1970: its first reading."""
    times = points.readings.time.astype("int64") / _DAY_US
    if points.members is None:
        return np.asarray(times, dtype=np.float64)
    return np.array([float(times[own[0]]) for own in points.members])


def _working(moments: Floats, grouping: Grouping) -> Floats:
    """The same on a clock that stands still on days of the week on which nothing is ever read.

    Only where five or six days of the week are used over two weeks or more: that is a week with a weekend.
    """
    days = np.floor(moments).astype(np.int64)
    used = np.unique((days + _THURSDAY) % 7)
    if grouping in {Grouping.WEEK, Grouping.MONTH} or len(used) not in {5, 6} or days.max() - days.min() < 14:
        return moments
    before: Any = np.concatenate(([0], np.cumsum(np.isin(np.arange(7), used))))
    shifted = days + _THURSDAY
    return np.asarray(shifted // 7 * len(used) + before[shifted % 7] + (moments - days), dtype=np.float64)
