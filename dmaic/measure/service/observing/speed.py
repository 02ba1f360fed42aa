"""How long did each ticket take, and was that within what was promised?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from dmaic.errors import BadInput
from dmaic.measure.service.calendars import DAY, NO_MOMENT, Flags, Floats, Wholes
from dmaic.measure.service.fields import Field, Rows
from dmaic.measure.service.observing.base import (
    HOUR,
    MINUTE,
    REVERSED,
    STILL_OPEN,
    UNDECIDED,
    UNKNOWN,
    Combined,
    Observed,
    Way,
    days_of,
    judged,
)
from dmaic.measure.service.tickets import Tickets


def durations(tickets: Tickets, *, minus_paused: bool = True) -> tuple[Floats, Flags]:
    """Seconds on the clock from creation to resolution, or as long as it is known; and whether it is resolved.

    For event logs as the rules of reopening say; else less the time on hold (see `held`), never below 0.
    """
    created, resolved = tickets.moments(Field.CREATED), tickets.resolved
    done = resolved != NO_MOMENT
    if tickets.worked is not None:
        spent = tickets.worked if minus_paused else tickets.worked + tickets.numbers(Field.PAUSED)
        return spent, done
    ends = np.where(done, resolved, np.maximum(tickets.until, created))
    spent = tickets.clock().between(created, ends)
    if minus_paused:
        outside = np.maximum(ends - created - np.nan_to_num(spent), 0)
        spent = np.where(spent < 0, spent, np.maximum(spent - held(tickets, outside), 0))
    return spent, done


AROUND_THE_CLOCK = (
    "The export tells the time on hold around the clock, and this clock runs in opening hours: only what must lie "
    "within them is taken out, so a time with a pause over a night or a weekend can be too long. A column of the time "
    "on hold within opening hours, or the events themselves, make it exact."
)


def held(tickets: Tickets, outside: Floats) -> Floats:
    """Seconds on hold that the clock of these tickets can take out; ``outside`` are those in which it stood still.

    Hold around the clock may lie in the night. Out of opening hours only that part is taken which has no room outside
    them: at least so much of it was within.
    """
    if not tickets.calendar.is_always_open and not tickets.has(Field.PAUSED_OPEN):
        return np.maximum(np.nan_to_num(tickets.numbers(Field.PAUSED)) - outside, 0)
    within = Field.PAUSED_OPEN if not tickets.calendar.is_always_open or not tickets.has(Field.PAUSED) else Field.PAUSED
    return np.nan_to_num(tickets.numbers(within))


def hold_remark(tickets: Tickets, *, minus_paused: bool) -> list[str]:
    """What to know of the time on hold that is taken out; nothing where it is exact."""
    loose = minus_paused and tickets.worked is None and not tickets.calendar.is_always_open
    return [AROUND_THE_CLOCK] if loose and tickets.has(Field.PAUSED) and not tickets.has(Field.PAUSED_OPEN) else []


def responses(tickets: Tickets) -> tuple[Floats, Flags]:
    """Seconds on the clock until the first response, or as long as it is known; and whether there was one."""
    created, responded = tickets.moments(Field.CREATED), tickets.moments(Field.RESPONDED)
    if not tickets.has(Field.RESPONDED) and tickets.has(Field.WAIT):
        wait, gone = tickets.numbers(Field.WAIT), tickets.numbers(Field.ABANDONED) == 1
        return wait, np.isfinite(wait) & ~gone
    done = responded != NO_MOMENT
    return tickets.clock().between(created, np.where(done, responded, np.maximum(tickets.until, created))), done


def read_targets(text: str) -> tuple[float, dict[str, float]]:
    """Hours promised: one figure, or one a priority with “else” for the rest."""
    rest, named = None, {}
    for part in re.split(r"[;\n]", text):
        if not part.strip():
            continue
        found = re.fullmatch(r"\s*(.*?)\s*[:=]?\s*(\d+(?:[.,]\d+)?)\s*h?\s*", part)
        if not found:
            raise BadInput(f"“{part.strip()}” is no target. Write hours, or “Urgent 4; High 8; else 24”.")
        hours = float(found[2].replace(",", "."))
        if hours <= 0:
            raise BadInput("A target is longer than 0 hours.")
        if found[1].lower() in ("", "else", "*", "other"):
            rest = hours
        else:
            named[found[1].lower()] = hours
    if rest is None:
        if not named:
            raise BadInput("Give the target in hours.")
        rest = max(named.values())
    return rest, named


def unknown_targets(tickets: Tickets, text: str) -> list[str]:
    """Targets of priorities that no ticket has: written otherwise in the export, they would count as the rest."""
    words = {word.lower() for word in tickets.words(Field.PRIORITY).words}
    lacking = [f"“{name}”" for name in read_targets(text)[1] if name not in words]
    if not lacking:
        return []
    there = ", ".join(tickets.words(Field.PRIORITY).words[:8]) or "none at all"
    return [f"No ticket has the priority {' or '.join(lacking)}, which a target is given for; there is {there}."]


def targets_of(tickets: Tickets, text: str) -> Floats:
    """The target of each ticket in seconds, by its priority."""
    rest, named = read_targets(text)
    priority = tickets.words(Field.PRIORITY)
    each = [*(named.get(word.lower(), rest) for word in priority.words), rest]
    return np.array(each)[priority.codes] * HOUR


def _times(tickets: Tickets, spent: Floats, done: Flags, at: Wholes, unit: float) -> Observed:
    """One value for each finished ticket, on the day it finished."""
    early = done & (spent < 0)
    keep = done & (spent >= 0)
    rows = np.flatnonzero(keep)
    begins, ends = days_of(tickets)
    still = int((~done).sum())
    return Observed(
        row=rows,
        wall=tickets.walls(at[rows]),
        begins=begins,
        ends=ends,
        value=spent[rows] / unit,
        left_out={REVERSED: int(early.sum()), STILL_OPEN: still},
        open=still,
        remarks=_start_remark(spent[rows] / DAY),
        combined=Combined.MEDIAN,
    )


def _start_remark(days: Floats) -> list[str]:
    """An export chosen by creation date lacks what was created before and finished in it."""
    if days.size < 2:
        return []
    most = float(np.quantile(days, 0.9))
    if most < 1:
        return []
    said = f"Times look short at first: nine of ten take up to {most:.0f} days"
    return [f"{said}, and tickets created before the export begins that ended in its first days are not in it."]


def _within(tickets: Tickets, spent: Floats, done: Flags, limit: Floats | float, ended: Wholes) -> Observed:
    """Whether each ticket made its limit: late is late even while it is open, and early is not decided.

    A ticket whose time was not over when the export was made counts as neither, closed or open: kept, the quick ones
    of an age would stand for all of that age.
    """
    late = spent > limit
    since = tickets.clock().between(ended, tickets.until)
    age = np.where(done, spent + np.maximum(since, 0), spent)
    undecided = age <= limit
    early = done & (spent < 0)
    return judged(
        tickets, late, ~undecided & ~early, {REVERSED: early, UNDECIDED: undecided & ~early}, undecided & ~early
    )


def _resolution_time(tickets: Tickets, _chosen: Mapping[str, Any], minus_paused: bool) -> Observed:
    spent, done = durations(tickets, minus_paused=minus_paused)
    found = _times(tickets, spent, done, tickets.resolved, HOUR)
    found.remarks = [*found.remarks, *hold_remark(tickets, minus_paused=minus_paused)]
    return found


def _response_time(tickets: Tickets, _chosen: Mapping[str, Any], _paused: bool) -> Observed:
    spent, done = responses(tickets)
    responded = tickets.moments(Field.RESPONDED)
    at = np.where(responded == NO_MOMENT, tickets.moments(Field.CREATED), responded)
    return _times(tickets, spent, done, at, HOUR)


def _speed_of_answer(tickets: Tickets, _chosen: Mapping[str, Any], _paused: bool) -> Observed:
    wait, done = responses(tickets)
    found = _times(tickets, wait, done, tickets.moments(Field.CREATED), 1.0)
    found.combined, found.open, found.remarks = Combined.MEAN, 0, []
    found.left_out = {"abandoned or without a time": int((~done).sum())}
    return found


def _not_answered_within(tickets: Tickets, chosen: Mapping[str, Any], _paused: bool) -> Observed:
    spent, done = responses(tickets)
    if tickets.rows == Rows.CALLS:
        known = np.isfinite(spent)
        return judged(tickets, (spent > chosen["within"] * MINUTE) | ~done, known, {UNKNOWN: ~known})
    return _within(tickets, spent, done, chosen["within"] * MINUTE, tickets.moments(Field.RESPONDED))


def _sla(tickets: Tickets, chosen: Mapping[str, Any], minus_paused: bool) -> Observed:
    spent, done = durations(tickets, minus_paused=minus_paused)
    found = _within(tickets, spent, done, targets_of(tickets, chosen["targets"]), tickets.resolved)
    found.remarks = [
        *found.remarks,
        *hold_remark(tickets, minus_paused=minus_paused),
        *unknown_targets(tickets, chosen["targets"]),
    ]
    return found


def _marked(name: Field, *, bad: float) -> Way:
    def how(tickets: Tickets, _chosen: Mapping[str, Any], _paused: bool) -> Observed:
        marks = tickets.numbers(name)
        known = np.isfinite(marks)
        return judged(tickets, marks == bad, known, {UNKNOWN: ~known})

    return how


def _promise_broken(tickets: Tickets, _chosen: Mapping[str, Any], _paused: bool) -> Observed:
    due, resolved = tickets.moments(Field.DUE), tickets.resolved
    known = due != NO_MOMENT
    midnight = known & (tickets.walls(due) % DAY == 0)
    due = np.where(midnight, due + DAY - 1, due)
    over = due <= tickets.until
    late = np.where(resolved == NO_MOMENT, over, resolved > due)
    return judged(tickets, late, known & over, {UNKNOWN: ~known, UNDECIDED: known & ~over}, at=due)


WAYS: dict[str, Way] = {
    "response_time": _response_time,
    "resolution_time": _resolution_time,
    "speed_of_answer": _speed_of_answer,
    "not_answered_within": _not_answered_within,
    "sla_customer": _sla,
    "sla_internal": _sla,
    "sla_marked": _marked(Field.MADE_SLA, bad=0.0),
    "promise_broken": _promise_broken,
    "abandoned": _marked(Field.ABANDONED, bad=1.0),
}
