"""How many per day, week or month? Rows of a raw export, counted into periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from dmaic.errors import BadInput
from dmaic.measure.datasets.packing import BLOCK, EPOCH, NO_TIME, Batch

DAY_US = 86_400_000_000
MOST_PERIODS = 200_000
_EPOCH_DAY = date(1970, 1, 1).toordinal()


def day_of(moment: int) -> date:
    """The day on which a moment falls, as it is written."""
    return date.fromordinal(_EPOCH_DAY + moment // DAY_US)


def first_day(day: date, period: str) -> date:
    """The first day of the period that holds this day; weeks begin on Monday."""
    if period == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if period == "month" else day


def next_period(start: date, period: str) -> date:
    """The first day of the following period."""
    if period == "month":
        return (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    return start + timedelta(days=7 if period == "week" else 1)


def period_label(moment: int, period: str) -> str:
    """What the period of a moment is called: 2026-03-04, 2026-W10, 2026-03."""
    if moment == NO_TIME:
        return ""
    day = day_of(moment)
    if period == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return day.isoformat() if period == "day" else f"{day:%Y-%m}"


@dataclass(slots=True)
class Periods:
    """Defects and what was looked at, per period. Memory grows with the periods, not with the rows."""

    period: str
    counts: dict[date, list[float]] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    only_starts: bool = True
    _starts: dict[int, date] = field(default_factory=dict)

    def add(self, moments: Sequence[int], defects: Sequence[float], sizes: Sequence[float]) -> None:
        """Count rows into their periods."""
        for moment, defect, size in zip(moments, defects, sizes, strict=True):
            number = moment // DAY_US
            start = self._starts.get(number)
            if start is None:
                start = self._new_day(number)
            line = self.counts[start]
            line[0] += defect
            line[1] += size

    def _new_day(self, number: int) -> date:
        day = date.fromordinal(_EPOCH_DAY + number)
        start = first_day(day, self.period)
        self._starts[number] = start
        self.counts.setdefault(start, [0.0, 0.0])
        if len(self.counts) > MOST_PERIODS or len(self._starts) > MOST_PERIODS:
            raise BadInput("The dates spread over too many days to be counted. Is the order of day and month right?")
        self.first = day if self.first is None else min(self.first, day)
        self.last = day if self.last is None else max(self.last, day)
        self.only_starts = self.only_starts and day == start
        return start

    def fill(self) -> int:
        """Give every period between the first and the last a line; how many were without a row."""
        if not self.counts:
            return 0
        start, end = min(self.counts), max(self.counts)
        if (end - start).days > MOST_PERIODS:
            raise BadInput("The dates spread over too many days to be counted. Is the order of day and month right?")
        before = len(self.counts)
        while start < end:
            self.counts.setdefault(start, [0.0, 0.0])
            start = next_period(start, self.period)
        return len(self.counts) - before

    def partial(self) -> list[date]:
        """The first and last period where the data do not reach the period's edge. Dates that are all first days
        of their period stand for the whole of it."""
        if self.first is None or self.last is None or self.period == "day" or self.only_starts:
            return []
        head, tail = first_day(self.first, self.period), first_day(self.last, self.period)
        cut = [head] if self.first != head else []
        return [*cut, tail] if self.last != next_period(tail, self.period) - timedelta(days=1) else cut

    def batches(self, *, sized: bool, leave_out: Sequence[date] = ()) -> list[Batch]:
        """One reading a period, in order."""
        kept = sorted(start for start in self.counts if start not in set(leave_out))
        found = []
        for at in range(0, len(kept), BLOCK):
            part = kept[at : at + BLOCK]
            found.append(
                Batch(
                    time=[_moment(start) for start in part],
                    defects=[self.counts[start][0] for start in part],
                    size=[self.counts[start][1] for start in part] if sized else None,
                )
            )
        return found


def _moment(day: date) -> int:
    return (datetime(day.year, day.month, day.day, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
