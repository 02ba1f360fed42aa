"""How long did it take, on the clock that counts? Elapsed and business time, pauses, reopenings, clock changes.

All moments are seconds of UTC in arrays, NO_MOMENT where there is none; durations are seconds, NaN where an end is
missing. Opening hours become stretches of UTC once, so a change of the clocks inside them needs no thought later, and
each ticket costs two searches in a sorted table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np

from dmaic.errors import BadInput
from dmaic.measure.service.calendars import DAY, NO_MOMENT, Calendar, Flags, Floats, Wholes, utc_of_wall

MOST_DAYS = 60_000


class Clock:
    """Counts open seconds of a calendar between moments that lie between ``first`` and ``last``."""

    def __init__(self, calendar: Calendar, first: int, last: int) -> None:
        self.calendar = calendar
        self._opens = self._closes = self._before = np.zeros(0, dtype=np.int64)
        if calendar.is_always_open:
            return
        low, high = first // DAY - 2, last // DAY + 2
        if high - low > MOST_DAYS:
            raise BadInput("The dates spread over too many years. Is the order of day and month right?")
        walls = np.array(
            [
                (day * DAY + start * 60, day * DAY + end * 60)
                for day in range(low, high + 1)
                for start, end in calendar.spans_on(day)
            ],
            dtype=np.int64,
        ).reshape(-1, 2)
        self._opens, self._closes = (utc_of_wall(walls[:, side], calendar.zone) for side in (0, 1))
        lengths = self._closes - self._opens
        self._before = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)[:-1]])[: lengths.size]

    @classmethod
    def covering(cls, calendar: Calendar, *columns: Wholes) -> Clock:
        """A clock for all moments of these columns."""
        there = [column[column != NO_MOMENT] for column in columns]
        ends = [(int(one.min()), int(one.max())) for one in there if one.size]
        return cls(calendar, min((a for a, _ in ends), default=0), max((b for _, b in ends), default=0))

    def reading(self, moments: Wholes) -> Wholes:
        """Open seconds since the table began; the difference of two readings is the time between them."""
        if self.calendar.is_always_open:
            return moments
        if not self._opens.size:
            return np.zeros(moments.shape, dtype=np.int64)
        at = np.maximum(np.searchsorted(self._opens, moments, side="right") - 1, 0)
        inside = np.minimum(np.maximum(moments - self._opens[at], 0), self._closes[at] - self._opens[at])
        return np.asarray(self._before[at] + inside, dtype=np.int64)

    def between(self, starts: Wholes, ends: Wholes) -> Floats:
        """Counted seconds from start to end; NaN where one is missing, negative where the end comes first."""
        missing = (starts == NO_MOMENT) | (ends == NO_MOMENT)
        spent = (self.reading(np.where(missing, 0, ends)) - self.reading(np.where(missing, 0, starts))).astype(float)
        spent[missing] = np.nan
        return spent

    def paused(self, owner: Wholes, begins: Wholes, stops: Wholes, starts: Wholes, ends: Wholes) -> Floats:
        """Counted seconds that each ticket was paused between its start and end.

        ``owner`` says whose pause each (begins, stops) is, by position in ``starts`` and ``ends``. A pause reaching
        over start or end counts up to it, one without an end runs on to the ticket's, and overlapping pauses count
        once.
        """
        spent = np.zeros(starts.size)
        if not owner.size:
            return spent
        begin = np.maximum(begins, starts[owner])
        stop = np.where(stops == NO_MOMENT, ends[owner], np.minimum(stops, ends[owner]))
        known = (begins != NO_MOMENT) & (starts[owner] != NO_MOMENT) & (ends[owner] != NO_MOMENT) & (stop > begin)
        owner, begin, stop = owner[known], begin[known], stop[known]
        order = np.lexsort((begin, owner))
        owner, begin, stop = owner[order], begin[order], stop[order]
        if not owner.size:
            return spent
        # Each owner gets a stretch of his own on one line, so that one running maximum serves all of them.
        low = begin.min()
        room = int(stop.max() - low) + 1
        from_, to = begin - low + owner * room, stop - low + owner * room
        reached = np.concatenate([[0], np.maximum.accumulate(to)[:-1]])
        begin = begin + np.maximum(reached - from_, 0)
        alive = begin < stop
        figures = self.reading(stop[alive]) - self.reading(begin[alive])
        np.add.at(spent, owner[alive], figures)
        return spent


class Reopening(StrEnum):
    """Which stretch is the resolution time of a ticket that was reopened."""

    LAST = "until the last resolution"
    FIRST = "until the first resolution"
    OPEN = "only while it was open"


class Did(IntEnum):
    """What an event does to a ticket."""

    NOTHING = 0
    OPENED = 1
    RESPONDED = 2
    PAUSED = 3
    RESUMED = 4
    RESOLVED = 5


@dataclass(frozen=True, slots=True, eq=False)
class Lives:
    """One line a ticket: who it is (position in the log's tickets), its moments, and seconds on the clock.

    ``part`` numbers the lives of one ticket: a reopening after the limit begins a new one. ``resolved`` is the last
    resolution, NO_MOMENT while it is open; ``worked`` follows the rule of reopening, without pauses, and runs to the
    horizon for an open ticket (``is_open``). ``paused`` is what was left out of it.
    """

    owner: Wholes
    part: Wholes
    created: Wholes
    responded: Wholes
    first_resolved: Wholes
    resolved: Wholes
    reopened: Wholes
    events: Wholes
    worked: Floats
    paused: Floats
    is_open: Flags

    def __len__(self) -> int:
        return len(self.owner)


def lives_of(
    owner: Wholes,
    moment: Wholes,
    did: Wholes,
    clock: Clock,
    *,
    horizon: int,
    rule: Reopening = Reopening.LAST,
    same_ticket_days: float | None = None,
) -> Lives:
    """Turn an event log into tickets.

    ``owner`` is the ticket of each event, ``did`` a Did. The first event opens a ticket whatever it is called. After
    each event the ticket is open, paused or resolved until its next one; any sign of life after a resolution other
    than another resolution reopens it, and where more than ``same_ticket_days`` have passed it is a new ticket.
    Events at one moment keep the order of the file.
    """
    there = moment != NO_MOMENT
    owner, moment, did = owner[there], moment[there], did[there]
    order = np.lexsort((np.arange(owner.size), moment, owner))
    owner, moment, did = owner[order], moment[order], did[order]
    first_of_ticket = np.concatenate([[True], owner[1:] != owner[:-1]])[: owner.size]
    state = _states(did, first_of_ticket)
    was_resolved = np.concatenate([[False], state[:-1] == Did.RESOLVED])[: owner.size] & ~first_of_ticket
    reopens = was_resolved & (did != Did.RESOLVED) & (did != Did.NOTHING)
    begins = first_of_ticket.copy()
    if same_ticket_days is not None:
        since = np.concatenate([[0], np.diff(moment)])[: owner.size]
        begins |= reopens & (since > same_ticket_days * DAY)
    reopens &= ~begins
    life = np.cumsum(begins) - 1
    count = int(life[-1]) + 1 if life.size else 0
    starts = np.flatnonzero(begins)
    lasts = np.concatenate([starts[1:] - 1, [owner.size - 1]])[:count] if count else starts
    created, last_state = moment[starts], state[lasts]
    is_open = last_state != Did.RESOLVED

    def edge(mask: Flags, *, last: bool = False) -> Wholes:
        found = np.full(count, NO_MOMENT, dtype=np.int64)
        chosen = np.flatnonzero(mask)
        if not last:
            chosen = chosen[::-1]
        found[life[chosen]] = moment[chosen]  # later assignments win
        return found

    done = (did == Did.RESOLVED) & ~was_resolved
    first_resolved, last_resolved = edge(done), edge(done, last=True)
    resolved = np.where(is_open, NO_MOMENT, last_resolved)
    end_of_stretch = np.concatenate([moment[1:], [horizon]])[: owner.size]
    end_of_stretch[lasts] = np.where(is_open, np.maximum(horizon, moment[lasts]), moment[lasts])
    length = (clock.reading(end_of_stretch) - clock.reading(moment)).astype(float)
    never = np.iinfo(np.int64).max
    counts = state != Did.PAUSED
    if rule is Reopening.OPEN:
        counts &= state != Did.RESOLVED
    stops = first_resolved if rule is Reopening.FIRST else resolved
    inside = moment < np.where(stops == NO_MOMENT, never, stops)[life]
    worked = np.bincount(life, weights=np.where(counts & inside, length, 0.0), minlength=count)
    paused = np.bincount(life, weights=np.where((state == Did.PAUSED) & inside, length, 0.0), minlength=count)
    part = np.arange(count) - np.repeat(*_firsts(owner[starts])) if count else np.zeros(0, dtype=np.int64)
    return Lives(
        owner=owner[starts],
        part=part,
        created=created,
        responded=edge((did == Did.RESPONDED) & ~begins),
        first_resolved=first_resolved,
        resolved=resolved,
        reopened=np.bincount(life, weights=reopens, minlength=count).astype(np.int64),
        events=np.bincount(life, minlength=count).astype(np.int64),
        worked=worked.astype(float),
        paused=paused.astype(float),
        is_open=is_open,
    )


def _states(did: Wholes, first: Flags) -> Wholes:
    """Open, paused or resolved after each event: the last event that changed the state says so."""
    state = np.where((did == Did.OPENED) | (did == Did.RESUMED), int(Did.OPENED), did)
    state = np.where((did == Did.NOTHING) & first, int(Did.OPENED), state)
    state = np.where((did == Did.RESPONDED) & first, int(Did.OPENED), state)
    # A word that changes nothing leaves the ticket paused; after a resolution a response shows that it lives again.
    carries = state == Did.NOTHING
    settled = np.maximum.accumulate(np.where(carries | (state == Did.RESPONDED), -1, np.arange(did.size)))
    before = state[np.maximum(settled, 0)]
    answered = state == Did.RESPONDED
    state = np.where(answered, np.where(before == Did.PAUSED, int(Did.PAUSED), int(Did.OPENED)), state)
    settled = np.maximum.accumulate(np.where(carries, -1, np.arange(did.size)))
    return np.asarray(state[np.maximum(settled, 0)], dtype=np.int64)


def _firsts(owner: Wholes) -> tuple[Wholes, Wholes]:
    """For each run of one owner: the position of its first line, and how many lines it has."""
    starts = np.flatnonzero(np.concatenate([[True], owner[1:] != owner[:-1]]))
    return starts, np.diff(np.concatenate([starts, [owner.size]]))
