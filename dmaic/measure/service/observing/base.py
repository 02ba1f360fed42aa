"""What does each ticket add to a measure? Whether it counts, as what, on which day, and what could not be judged yet.

A ticket that is not decided (still inside its time, too young for a repeat contact) counts as neither good nor bad: the
days from the first undecided one on are not final, and no reading is made of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np

from dmaic.measure.service.calendars import DAY, NO_MOMENT, Flags, Floats, Wholes
from dmaic.measure.service.fields import Field
from dmaic.measure.service.measures.measure import Grain
from dmaic.measure.service.tickets import Tickets

HOUR = 3_600.0
MINUTE = 60.0
REVERSED = "ends before it begins"
STILL_OPEN = "still open"
UNDECIDED = "too young to judge"
UNKNOWN = "says nothing about it"
LOST = "not decided when last seen, and in no newer file"
BEFORE = "from before the export holds all tickets"


class Combined(StrEnum):
    """How the observations of a period become one figure."""

    SUM = "sum over sum"
    MEDIAN = "median"
    MEAN = "mean"
    RATIO = "total over total"
    MIDDLE = "middle day"


@dataclass(slots=True, eq=False)
class Observed:
    """The observations of a measure, one after the other.

    ``row`` is the ticket (or shift) each comes from, ``wall`` the second on the desk's clock that it belongs to.
    Counted measures have ``defects`` and ``size``, measured ones ``value``. What happened on days from ``begins`` up
    to ``ends`` (days since 1970, the last exclusive) is known in full. ``open`` tickets will give a value one day.
    ``fills`` says that a period without observations is a 0 where the desk was open. ``given_by`` is the period by
    which the counts of an export come that was added up elsewhere.
    """

    row: Wholes
    wall: Wholes
    begins: int
    ends: int
    value: Floats | None = None
    defects: Floats | None = None
    size: Floats | None = None
    left_out: dict[str, int] = field(default_factory=dict)
    open: int = 0
    remarks: list[str] = field(default_factory=list)
    given_by: Grain | None = None
    combined: Combined = Combined.SUM
    fills: bool = False

    def __len__(self) -> int:
        return len(self.row)

    @property
    def day(self) -> Wholes:
        return np.floor_divide(self.wall, DAY)


Way: TypeAlias = Callable[[Tickets, Mapping[str, Any], bool], Observed]


def days_of(tickets: Tickets) -> tuple[int, int]:
    """The first day of the export, and the day of its last moment: that one is not over."""
    edges = tickets.walls(np.array([tickets.begin, tickets.horizon], dtype=np.int64)) // DAY
    return int(edges[0]), int(edges[1])


def judged(
    tickets: Tickets,
    bad: Flags,
    counts: Flags,
    left_out: Mapping[str, Flags],
    undecided: Flags | None = None,
    *,
    at: Wholes | None = None,
) -> Observed:
    """Good or bad for each ticket that counts, on the day it was created (or ``at``).

    Days from the first ``undecided`` ticket on are not final; one that no newer file holds will never be decided, and
    keeps nothing back. Of what came before the export holds all tickets, only the slow ones are in it: left out.
    """
    moments = tickets.moments(Field.CREATED) if at is None else at
    before = (moments != NO_MOMENT) & (moments < tickets.begin)
    lost = tickets.until < tickets.horizon
    told = {reason: flags & ~before for reason, flags in left_out.items()}
    if UNDECIDED in told and (told[UNDECIDED] & lost).any():
        told |= {UNDECIDED: told[UNDECIDED] & ~lost, LOST: told[UNDECIDED] & lost}
    if (counts & before).any():
        told[BEFORE] = counts & before
    rows = np.flatnonzero(counts & ~before)
    walls = tickets.walls(moments)
    begins, ends = days_of(tickets)
    if undecided is not None and (waiting := undecided & ~lost & ~before).any():
        ends = min(ends, int(walls[waiting].min()) // DAY)
    return Observed(
        row=rows,
        wall=walls[rows],
        begins=begins,
        ends=ends,
        defects=bad[rows].astype(float),
        size=np.ones(rows.size),
        left_out={reason: int(flags.sum()) for reason, flags in told.items()},
        remarks=[tickets.began] if BEFORE in told else [],
    )


def old_enough(tickets: Tickets, days: float) -> Flags:
    return np.asarray(tickets.moments(Field.CREATED) + days * DAY <= tickets.horizon)
