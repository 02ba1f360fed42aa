"""Was each ticket done right the first time, and what did the customer say of it?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from dmaic.errors import BadInput
from dmaic.measure.service.calendars import DAY, Flags, Floats
from dmaic.measure.service.columns import NO_WORD
from dmaic.measure.service.fields import Field
from dmaic.measure.service.observing.base import (
    STILL_OPEN,
    UNDECIDED,
    UNKNOWN,
    Combined,
    Observed,
    Way,
    judged,
    old_enough,
)
from dmaic.measure.service.tickets import Tickets


def repeats(tickets: Tickets, days: float, *, same_category: bool) -> tuple[Flags, Flags]:
    """Whether the same customer came again within so many days, and whether the customer is known."""
    customer, created = tickets.words(Field.CUSTOMER).codes, tickets.moments(Field.CREATED)
    category = tickets.words(Field.CATEGORY).codes if same_category else np.zeros(len(tickets), dtype=np.int32)
    order = np.lexsort((created, category, customer))
    again = np.zeros(len(tickets), dtype=bool)
    a, b = order[:-1], order[1:]
    again[a] = (customer[a] == customer[b]) & (category[a] == category[b]) & (created[b] - created[a] <= days * DAY)
    known = customer != NO_WORD
    return again & known, known


def _repeated(tickets: Tickets, chosen: Mapping[str, Any], _paused: bool) -> Observed:
    same = "same" in chosen["same"].lower() and tickets.has(Field.CATEGORY)
    again, known = repeats(tickets, chosen["days"], same_category=same)
    young = known & ~old_enough(tickets, chosen["days"])
    return judged(tickets, again, known & ~young, {UNKNOWN: ~known, UNDECIDED: young}, young)


def _not_at_first(tickets: Tickets, chosen: Mapping[str, Any], _paused: bool) -> Observed:
    marks = tickets.numbers(Field.AT_FIRST)
    ends = tickets.has(Field.RESOLVED) or tickets.has(Field.CLOSED)
    done = ~tickets.is_open if ends else np.ones(len(tickets), dtype=bool)
    # By the day of creation the newest days would hold the quick ones only, and look better than they are.
    at = tickets.resolved if ends else None
    if np.isfinite(marks).any():
        known = np.isfinite(marks)
        return judged(tickets, marks == 0, known & done, {STILL_OPEN: ~done, UNKNOWN: done & ~known}, at=at)
    more = (tickets.numbers(Field.CONTACTS) > 1) | (tickets.numbers(Field.REOPENS) > 0)
    if not tickets.has(Field.CUSTOMER):
        return judged(tickets, more, done, {STILL_OPEN: ~done}, at=at)
    again, _ = repeats(tickets, chosen["days"], same_category=tickets.has(Field.CATEGORY))
    bad = more | again
    young = done & ~old_enough(tickets, chosen["days"])
    return judged(tickets, bad, done & ~young, {STILL_OPEN: ~done, UNDECIDED: young}, young, at=at)


def _reopened(tickets: Tickets, chosen: Mapping[str, Any], _paused: bool) -> Observed:
    times = tickets.numbers(Field.REOPENS)
    bad = times > 0
    never = tickets.is_open & ~bad
    touched = np.where(tickets.is_open, tickets.moments(Field.CREATED), tickets.resolved)
    young = ~never & (touched + chosen["days"] * DAY > tickets.until)
    unknown = ~np.isfinite(times)
    counts = ~never & ~young & ~unknown
    return judged(tickets, bad, counts, {STILL_OPEN: never, UNDECIDED: young, UNKNOWN: unknown}, young)


def _says(words: str) -> re.Pattern[str]:
    parts = [re.escape(part.strip()) for part in words.split(",") if part.strip()]
    if not parts:
        raise BadInput("Give at least one word to look for.")
    return re.compile("|".join(parts), re.IGNORECASE)


def _saying(tickets: Tickets, name: Field, words: str) -> Flags:
    """Which tickets have one of these words in a column."""
    pattern, column = _says(words), tickets.words(name)
    codes = [code for code, word in enumerate(column.words) if pattern.search(word)]
    return np.isin(column.codes, codes)


def _went_up(tickets: Tickets) -> Flags:
    if tickets.has(Field.ESCALATED):
        return np.asarray(tickets.numbers(Field.ESCALATED) == 1)
    return np.asarray(tickets.words(Field.ESCALATION).codes != NO_WORD)


def _escalated(*, wrongly: bool | None) -> Way:
    def how(tickets: Tickets, chosen: Mapping[str, Any], _paused: bool) -> Observed:
        bad = _went_up(tickets)
        if wrongly is None:
            return judged(tickets, bad, np.ones(len(tickets), dtype=bool), {})
        silent = bad & (tickets.words(Field.ESCALATION).codes == NO_WORD)
        bad &= _saying(tickets, Field.ESCALATION, chosen["words"]) == wrongly
        return judged(tickets, bad & ~silent, ~silent, {"escalated without a reason": silent})

    return how


def _complaints(tickets: Tickets, chosen: Mapping[str, Any], _paused: bool) -> Observed:
    bad = _saying(tickets, Field.KIND, chosen["words"]) | _saying(tickets, Field.CATEGORY, chosen["words"])
    found = judged(tickets, bad, np.ones(len(tickets), dtype=bool), {})
    assert found.size is not None
    found.size = found.size / 1_000
    return found


def _scores(tickets: Tickets) -> tuple[Floats, Flags]:
    scores = tickets.numbers(Field.SCORE)
    return scores, np.isfinite(scores)


def _below(tickets: Tickets, chosen: Mapping[str, Any], _paused: bool) -> Observed:
    scores, known = _scores(tickets)
    return judged(tickets, scores < chosen["least"], known, {"did not answer": ~known})


def _nps(tickets: Tickets, _chosen: Mapping[str, Any], _paused: bool) -> Observed:
    scores, known = _scores(tickets)
    whole = known & (scores >= 0) & (scores <= 10) & (scores == np.round(np.nan_to_num(scores)))
    found = judged(tickets, known, whole, {"did not answer": ~known, "off the scale 0 to 10": known & ~whole})
    points = np.where(scores >= 9, 100.0, np.where(scores <= 6, -100.0, 0.0))
    found.value, found.defects, found.combined = points[found.row], None, Combined.MEAN
    return found


def _score(tickets: Tickets, _chosen: Mapping[str, Any], _paused: bool) -> Observed:
    scores, known = _scores(tickets)
    found = judged(tickets, known, known, {UNKNOWN: ~known})
    found.value, found.defects, found.size, found.combined = scores[found.row], None, None, Combined.MEAN
    return found


WAYS: dict[str, Way] = {
    "not_at_first": _not_at_first,
    "repeated": _repeated,
    "reopened": _reopened,
    "escalated": _escalated(wrongly=None),
    "escalated_wrongly": _escalated(wrongly=True),
    "escalated_rightly": _escalated(wrongly=False),
    "complaints": _complaints,
    "nps": _nps,
    "csat": _below,
    "ces": _below,
    "call_quality": _score,
}
