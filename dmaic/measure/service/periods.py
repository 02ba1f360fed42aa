"""Which readings come of the observations? One a ticket, a day, a week or a month; whole periods only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from dmaic.errors import BadInput
from dmaic.measure.datasets import BLOCK, Batch
from dmaic.measure.service.calendars import DAY, Calendar, Flags, Floats, Wholes
from dmaic.measure.service.columns import Coded
from dmaic.measure.service.measures import Grain, Measure
from dmaic.measure.service.observing.base import Combined, Observed
from dmaic.measure.service.spans import COARSER, next_start, starts_of, whole_periods

MOST_SINGLE = 20_000
ENOUGH = 20
FEW_GATHERED = 5
_MICRO = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """Readings in their order: when each begins (seconds on the desk's clock) and what it says.

    ``partial`` are the first days of periods that are not known in full and left out, ``empty`` counts whole periods
    without anything to judge. ``row`` is the ticket of each reading where there is one reading a ticket.
    """

    grain: Grain
    wall: Wholes
    value: Floats | None = None
    defects: Floats | None = None
    size: Floats | None = None
    row: Wholes | None = None
    partial: tuple[int, ...] = ()
    empty: int = 0
    strata: Mapping[str, Coded] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.wall)

    def since(self, wall: int) -> Figures:
        """The readings from a moment on."""
        return self.kept(np.flatnonzero(self.wall >= wall))

    def kept(self, chosen: Wholes) -> Figures:
        row = None if self.row is None else self.row[chosen]
        strata = {name: one.kept(chosen) for name, one in self.strata.items()}
        columns = _cut(self.value, chosen), _cut(self.defects, chosen), _cut(self.size, chosen)
        return Figures(self.grain, self.wall[chosen], *columns, row, self.partial, self.empty, strata)

    def batches(self) -> Iterator[Batch]:
        """The readings as a series takes them."""
        for start in range(0, len(self), BLOCK):
            part = slice(start, start + BLOCK)
            yield Batch(
                value=None if self.value is None else self.value[part].tolist(),
                time=(self.wall[part] * _MICRO).tolist(),
                size=None if self.size is None else self.size[part].tolist(),
                defects=None if self.defects is None else self.defects[part].tolist(),
                strata={name: one.kept(np.arange(len(self))[part]).texts() for name, one in self.strata.items()},
            )


@dataclass(frozen=True, slots=True)
class Plan:
    """What one reading is, in which periods it becomes final (``by``), and whether the chart gathers these periods.

    ``by_size``: the limits of each point follow the number of values in it.
    """

    grain: Grain
    by: Grain
    gathered: bool = False
    by_size: bool = False


def plan_for(observed: Observed, measure: Measure, grain: Grain = Grain.AUTO) -> Plan:
    """What a reading should be, and what a point of the chart.

    Single values are kept while there are not too many, so that their spread and their strata stay known, and the
    chart gathers them by the week or day, by the month where weeks hold too few: single skewed times on a chart signal
    all the time. Weeks hide the rhythm of the weekdays, so they come first where 20 of them are whole. Periods that
    would hold fewer than 5 values leave each by itself.
    """
    if observed.given_by is not None:
        return _plan_of_counts(observed, observed.given_by, grain)
    if measure.grains == (Grain.EACH,):
        return Plan(Grain.EACH, _gathering(observed), gathered=True, by_size=True)
    if grain.is_of_events:
        return Plan(grain, Grain.DAY)
    if grain not in (Grain.AUTO, Grain.EACH):
        return Plan(grain, grain)
    if grain == Grain.AUTO and Grain.BETWEEN in measure.choices and _is_rare(observed):
        return Plan(Grain.BETWEEN, Grain.DAY)
    period = _period_for(observed, measure)
    if Grain.EACH in measure.grains and (grain == Grain.EACH or len(observed) <= MOST_SINGLE):
        for wide in dict.fromkeys([period, Grain.MONTH]):
            many = whole_periods(observed.begins, observed.ends, wide)
            if many >= ENOUGH and len(observed) >= FEW_GATHERED * many:
                return Plan(Grain.EACH, wide, gathered=True)
        return Plan(Grain.EACH, Grain.DAY)
    return Plan(period, period)


def _gathering(observed: Observed) -> Grain:
    """The period of a point where single values say nothing: with five or more to a point, and enough points."""
    few = ((Grain.WEEK, ENOUGH // 2), (Grain.MONTH, ENOUGH // 2), (Grain.DAY, 1), (Grain.WEEK, 1))
    for period, least in few:
        many = whole_periods(observed.begins, observed.ends, period)
        if many >= least and len(observed) >= FEW_GATHERED * many:
            return period
    return Grain.MONTH


def _plan_of_counts(observed: Observed, given_by: Grain, grain: Grain) -> Plan:
    """Counts are charted by the period they are given by, daily ones by the week where 20 weeks are whole.

    Where a period has several rows (a site, a class), each stays a reading, so that its strata are known, and the
    chart adds them up.
    """
    if grain in COARSER and COARSER.index(grain) < COARSER.index(given_by):
        raise BadInput(f"The counts are given by the {given_by.value}: there is no reading for each {grain.value}.")
    by = grain if grain in COARSER else given_by
    weeks = whole_periods(observed.begins, observed.ends, Grain.WEEK)
    if grain not in COARSER and given_by == Grain.DAY and weeks >= ENOUGH:
        by = Grain.WEEK
    several = np.unique(observed.day).size < len(observed)
    if grain == Grain.EACH or (grain == Grain.AUTO and several and len(observed) <= MOST_SINGLE):
        return Plan(Grain.EACH, by, gathered=True)
    return Plan(by, by)


def _period_for(observed: Observed, measure: Measure) -> Grain:
    periods = [one for one in measure.grains if one != Grain.EACH]
    counts: dict[Grain, int] = {one: whole_periods(observed.begins, observed.ends, one) for one in periods}
    weeks = counts.get(Grain.WEEK, 0)
    if observed.defects is not None and not observed.fills:
        return _period_of_events(observed, counts)
    if weeks >= ENOUGH:
        return Grain.WEEK
    if measure.grains[0] == Grain.WEEK and weeks >= ENOUGH // 2:
        return Grain.WEEK
    return Grain.DAY if Grain.DAY in counts else measure.grains[0]


def _period_of_events(observed: Observed, counts: Mapping[Grain, int]) -> Grain:
    """The shortest period with five events to a point; where none has, the widest of which ten are whole.

    Limits of counts rest on the events and not on the tickets. Weeks come first where 20 of them are whole.
    """
    usual = (Grain.WEEK, Grain.MONTH) if counts.get(Grain.WEEK, 0) >= ENOUGH else (Grain.DAY, Grain.WEEK, Grain.MONTH)
    there = [one for one in usual if counts.get(one, 0) >= ENOUGH // 2]
    found = next((one for one in there if _events(observed) >= FEW_GATHERED * counts[one]), None)
    return found or (there[-1] if there else Grain.DAY if Grain.DAY in counts else next(iter(counts)))


def _is_rare(observed: Observed) -> bool:
    """Whether even months hold less than one event on average, and there are enough events to chart what lies between
    them."""
    months = whole_periods(observed.begins, observed.ends, Grain.MONTH)
    return months >= ENOUGH // 2 and ENOUGH // 2 <= _events(observed) < months


def why_period(figures: Figures) -> list[str]:
    """Why the points of a counted measure are as wide as they are, and what to do where they still hold too little."""
    if figures.defects is None or figures.size is None or not len(figures) or figures.grain == Grain.EACH:
        return []
    per_point = float(figures.defects.mean())
    held = f"A {figures.grain.value} holds {per_point:.2g} events on average"
    if per_point >= FEW_GATHERED:
        shorter = "" if figures.grain == Grain.DAY else " Shorter periods may hold too few for limits."
        return [f"{held}, enough for limits.{shorter}"]
    said = (
        f"{held}, fewer than the 5 that limits need: gather more, or adopt it with one reading an event, the cases or "
        "days since the one before (g or t chart)."
    )
    return [said]


def _events(observed: Observed) -> float:
    """What the limits of a chart rest on: defects where they are counted, else observations."""
    return float(len(observed) if observed.defects is None else observed.defects.sum())


def figures_of(
    observed: Observed,
    grain: Grain,
    calendar: Calendar,
    strata: Mapping[str, Coded] | None = None,
    *,
    by: Grain = Grain.DAY,
) -> Figures:
    """The readings of these observations; periods that are not whole are named and left out.

    ``by`` says in which periods single readings become final: a week that is gathered on a chart waits for its end.
    """
    if grain == Grain.EACH:
        return _each(observed, strata or {}, by)
    if grain.is_of_events:
        return _between(observed, strata or {}, grain)
    rows = np.arange(len(observed))
    if observed.combined == Combined.MIDDLE:
        rows = _middle_days(observed, starts_of(observed.day, grain))
    starts, where = np.unique(starts_of(observed.day[rows], grain), return_inverse=True)
    found, value, defects, size = _gathered(observed, rows, starts, where)
    whole = _whole(found, observed, grain)
    partial = tuple(found[~whole].tolist())
    line = Figures(grain, found * DAY, value, defects, size, partial=partial).kept(np.flatnonzero(whole))
    if observed.fills:
        return _filled(line, observed, grain, calendar)
    there = whole_periods(observed.begins, observed.ends, grain)
    return Figures(grain, line.wall, line.value, line.defects, line.size, None, partial, max(0, there - len(line)))


def _middle_days(observed: Observed, starts: Wholes) -> Wholes:
    """The row of the day of each period whose share is the middle one: a real count out of a real number."""
    assert observed.defects is not None
    assert observed.size is not None
    order = np.lexsort((observed.defects / observed.size, starts))
    _, first, many = np.unique(starts[order], return_index=True, return_counts=True)
    return np.asarray(order[first + (many - 1) // 2])


def _whole(starts: Wholes, observed: Observed, grain: Grain) -> Flags:
    """Which periods are known in full."""
    found = [one >= observed.begins and next_start(one, grain) <= observed.ends for one in starts.tolist()]
    return np.array(found, dtype=bool)


def _each(observed: Observed, strata: Mapping[str, Coded], by: Grain) -> Figures:
    """One reading a ticket or row, oldest first; those of periods that are not whole are left out."""
    starts, where = np.unique(starts_of(observed.day, by), return_inverse=True)
    whole = _whole(starts, observed, by)
    inside = np.flatnonzero(whole[where])
    order = inside[np.argsort(observed.wall[inside], kind="stable")]
    partial = tuple(starts[~whole].tolist())
    kept = {name: one.kept(observed.row[order]) for name, one in strata.items()}
    wall, row = observed.wall[order], observed.row[order]
    value, defects, size = (_cut(one, order) for one in (observed.value, observed.defects, observed.size))
    return Figures(Grain.EACH, wall, value, defects, size, row, partial, 0, kept)


def _between(observed: Observed, strata: Mapping[str, Coded], grain: Grain) -> Figures:
    """What lies between two events: cases that went well, or days. The first event has none before it."""
    assert observed.defects is not None
    known = np.flatnonzero((observed.day >= observed.begins) & (observed.day < observed.ends))
    order = known[np.argsort(observed.wall[known], kind="stable")]
    events = np.flatnonzero(observed.defects[order] > 0)
    at = order[events[1:]]
    days = np.diff(observed.wall[order[events]]) / DAY
    value = np.diff(events).astype(float) - 1 if grain == Grain.BETWEEN else days
    kept = {name: one.kept(observed.row[at]) for name, one in strata.items()}
    return Figures(grain, observed.wall[at], value, None, None, observed.row[at], (), 0, kept)


def _cut(column: Floats | None, chosen: Wholes) -> Floats | None:
    return None if column is None else column[chosen]


def _gathered(
    observed: Observed, rows: Wholes, starts: Wholes, where: Wholes
) -> tuple[Wholes, Floats | None, Floats | None, Floats | None]:
    """Value, defects and size of each period."""

    def summed(one: Floats) -> Floats:
        return np.bincount(where, weights=one, minlength=starts.size).astype(float)

    def total(one: Floats | None) -> Floats | None:
        return None if one is None else summed(one[rows])

    count = np.bincount(where, minlength=starts.size).astype(float)
    if observed.value is None:
        return starts, None, total(observed.defects), total(observed.size)
    value = observed.value[rows]
    if observed.combined == Combined.RATIO:
        assert observed.size is not None
        return starts, summed(value) / summed(observed.size[rows]), None, None
    if observed.combined == Combined.MEDIAN:
        order = np.lexsort((value, where))
        edges = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
        ordered = value[order]
        low, high = edges[:-1] + (np.diff(edges) - 1) // 2, edges[:-1] + np.diff(edges) // 2
        return starts, (ordered[low] + ordered[high]) / 2, None, count
    return starts, summed(value) / count, None, count


def _filled(line: Figures, observed: Observed, grain: Grain, calendar: Calendar) -> Figures:
    """Whole periods in which nothing came: a 0 where the desk was open on any of their days, else no reading."""
    assert line.defects is not None
    if observed.ends <= observed.begins:
        return line
    days = np.arange(observed.begins, observed.ends, dtype=np.int64)
    starts = np.unique(starts_of(days, grain))
    found = dict(zip((line.wall // DAY).tolist(), line.defects.tolist(), strict=True))
    kept: list[tuple[int, float]] = []
    for start in starts.tolist():
        end = next_start(start, grain)
        if start < observed.begins or end > observed.ends:
            continue
        if start in found:
            kept.append((start, found[start]))
        elif any(calendar.opens_on(day) for day in range(start, end)):
            kept.append((start, 0.0))
    walls = np.array([start for start, _ in kept], dtype=np.int64) * DAY
    return Figures(grain, walls, None, np.array([count for _, count in kept]), None, None, line.partial)
