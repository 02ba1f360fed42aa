"""Where does a day, a week or a month begin and end, and by which of them are these counts given?"""

from __future__ import annotations

import numpy as np

from dmaic.measure.service.calendars import Wholes
from dmaic.measure.service.measures.measure import Grain

COARSER = (Grain.DAY, Grain.WEEK, Grain.MONTH)
"""From the shortest period to the longest."""
_SHORTEST_MONTH = 28


def starts_of(days: Wholes, grain: Grain) -> Wholes:
    """The first day of the period of each day, as a number since 1970; weeks begin on Monday."""
    if grain == Grain.WEEK:
        return np.asarray((days + 3) // 7 * 7 - 3)
    if grain == Grain.MONTH:
        return days.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return days


def next_start(start: int, grain: Grain) -> int:
    """The first day of the period after the one that begins on this day."""
    if grain == Grain.MONTH:
        month = np.datetime64(start, "D").astype("datetime64[M]") + 1
        return int(month.astype("datetime64[D]").astype(np.int64))
    return start + (7 if grain == Grain.WEEK else 1)


def whole_periods(begins: int, ends: int, grain: Grain) -> int:
    """How many periods lie between two days in full."""
    if ends <= begins:
        return 0
    starts = np.unique(starts_of(np.arange(begins, ends, dtype=np.int64), grain))
    return sum(1 for start in starts.tolist() if start >= begins and next_start(start, grain) <= ends)


def grain_of(days: Wholes) -> Grain:
    """By which period counts dated on these days (since 1970) are given: the longest that holds each date alone.

    A single date is a month where it is the first of one, else a day.
    """
    dates = np.unique(days)
    gaps = np.diff(dates)
    if dates.size < 2:
        return Grain.MONTH if bool((starts_of(dates, Grain.MONTH) == dates).all()) else Grain.DAY
    if float(np.median(gaps)) >= _SHORTEST_MONTH and np.unique(starts_of(dates, Grain.MONTH)).size == dates.size:
        return Grain.MONTH
    return Grain.WEEK if bool((gaps % 7 == 0).all()) else Grain.DAY
