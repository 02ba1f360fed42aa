"""How much came, how much waits, and what did it take?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dmaic.errors import BadInput
from dmaic.measure.service.calendars import DAY, Floats, Wholes
from dmaic.measure.service.fields import Field
from dmaic.measure.service.observing.base import MINUTE, UNKNOWN, Combined, Observed, Way, days_of, judged
from dmaic.measure.service.tickets import Tickets


def _volume(tickets: Tickets, _chosen: Mapping[str, Any], _paused: bool) -> Observed:
    every = np.ones(len(tickets), dtype=bool)
    found = judged(tickets, every, every, {})
    found.size, found.fills = None, True
    return found


def _minutes(tickets: Tickets, seconds: Floats) -> Observed:
    known = np.isfinite(seconds) & (seconds > 0)
    found = judged(tickets, known, known, {"without a time above 0": ~known})
    found.value, found.defects, found.size, found.combined = seconds[found.row] / MINUTE, None, None, Combined.MEAN
    return found


def _handle_time(tickets: Tickets, _chosen: Mapping[str, Any], _paused: bool) -> Observed:
    handled = tickets.numbers(Field.HANDLE)
    if not np.isfinite(handled).any():
        parts = [np.nan_to_num(tickets.numbers(name)) for name in (Field.TALK, Field.HOLD, Field.WRAP)]
        handled = np.sum(parts, axis=0)
    return _minutes(tickets, handled)


def _after_call(tickets: Tickets, _chosen: Mapping[str, Any], _paused: bool) -> Observed:
    return _minutes(tickets, tickets.numbers(Field.WRAP))


def _transferred(tickets: Tickets, chosen: Mapping[str, Any], _paused: bool) -> Observed:
    times = tickets.numbers(Field.TRANSFERS)
    known = np.isfinite(times)
    return judged(tickets, times > chosen["free"], known, {UNKNOWN: ~known})


def _shrinkage(tickets: Tickets, _chosen: Mapping[str, Any], _paused: bool) -> Observed:
    """Sum over sum: the value of a period is its lost time over its paid time."""
    paid, lost = tickets.numbers(Field.PAID), np.nan_to_num(tickets.numbers(Field.LOST))
    known = np.isfinite(paid) & (paid > 0)
    found = judged(tickets, known, known, {UNKNOWN: ~known})
    found.value, found.size, found.defects = 100 * lost[found.row], paid[found.row], None
    found.combined = Combined.RATIO
    found.ends += 1  # a shift list has whole days
    return found


def _midnights(tickets: Tickets) -> tuple[Wholes, Wholes, Wholes, Wholes]:
    """For each whole day: its number, the end of it on the desk's clock; creations and resolutions in order.

    An open ticket that no newer file holds waits as long as it was seen.
    """
    begins, ends = days_of(tickets)
    days = np.arange(begins, max(begins, ends), dtype=np.int64)
    gone = np.where(tickets.is_lost, tickets.until, tickets.resolved)
    created, resolved = tickets.walls(tickets.moments(Field.CREATED)), tickets.walls(gone)
    return days, (days + 1) * DAY, created, resolved


def _backlog(tickets: Tickets, _chosen: Mapping[str, Any], _paused: bool) -> Observed:
    days, ends, created, resolved = _midnights(tickets)
    done = np.sort(resolved[resolved >= 0])
    waiting = np.searchsorted(np.sort(created), ends) - np.searchsorted(done, ends)
    return _daily(tickets, days, value=waiting.astype(float))


def _backlog_age(tickets: Tickets, chosen: Mapping[str, Any], _paused: bool) -> Observed:
    days, ends, created, resolved = _midnights(tickets)
    limit = int(chosen["days"] * DAY)
    done = np.sort(resolved[resolved >= 0])
    waiting = np.searchsorted(np.sort(created), ends) - np.searchsorted(done, ends)
    # Old at midnight: created before midnight less the limit, less those of them that are resolved by midnight.
    closed = resolved >= 0
    from_ = np.maximum(created[closed] + limit, resolved[closed])
    settled = np.sort(np.where(resolved[closed] >= 0, from_, 0))
    old = np.searchsorted(np.sort(created + limit), ends) - np.searchsorted(settled, ends)
    found = _daily(tickets, days, value=None)
    some = waiting > 0
    found.row, found.wall = found.row[some], found.wall[some]
    found.defects, found.size = old[some].astype(float), waiting[some].astype(float)
    found.left_out = {"days without a backlog": int((~some).sum())}
    return found


def _daily(tickets: Tickets, days: Wholes, *, value: Floats | None) -> Observed:
    begins, ends = days_of(tickets)
    found = Observed(row=np.arange(days.size), wall=days * DAY, begins=begins, ends=ends, value=value)
    found.combined = Combined.MIDDLE if value is None else Combined.MEAN
    found.remarks = ["Tickets created before the export begins are not in it: at first the backlog looks too small."]
    return found


def _turnover(tickets: Tickets, _chosen: Mapping[str, Any], _paused: bool) -> Observed:
    """Leavers of each month over those present on its first day."""
    joined, left = tickets.walls(tickets.moments(Field.CREATED)), tickets.walls(tickets.resolved)
    gone = left >= 0
    if not gone.any():
        raise BadInput("Nobody on this list has left. Ask for a list with the former employees.")
    joined_in, left_in = (one.astype("datetime64[s]").astype("datetime64[M]") for one in (joined, left))
    counts = gone & (joined_in < left_in)
    last = np.datetime64(int(tickets.walls(np.array([tickets.horizon]))[0]), "s").astype("datetime64[M]")
    months = np.arange(left_in[gone].min(), last)
    starts = months.astype("datetime64[s]").astype(np.int64)
    present = np.searchsorted(np.sort(joined), starts) - np.searchsorted(np.sort(left[gone]), starts)
    leavers = np.array([int((counts & (left_in == month)).sum()) for month in months], dtype=np.float64)
    some = present > 0
    return Observed(
        row=np.flatnonzero(some),
        wall=starts[some],
        begins=int(starts[0]) // DAY if starts.size else 0,
        ends=int(last.astype("datetime64[D]").astype(np.int64)),
        defects=leavers[some],
        size=present[some].astype(float),
        left_out={"joined and left within a month": int((gone & ~counts).sum())},
    )


WAYS: dict[str, Way] = {
    "volume": _volume,
    "backlog": _backlog,
    "backlog_age": _backlog_age,
    "handle_time": _handle_time,
    "after_call": _after_call,
    "transferred": _transferred,
    "shrinkage": _shrinkage,
    "turnover": _turnover,
}
