"""What do counts say that were added up elsewhere: so many cases in a period, so many of them wrong?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dmaic.measure.service.calendars import Flags, Floats
from dmaic.measure.service.fields import Field
from dmaic.measure.service.observing.base import UNKNOWN, Observed, Way, days_of, judged
from dmaic.measure.service.spans import grain_of, next_start, starts_of
from dmaic.measure.service.tickets import Tickets

IMPOSSIBLE = "rows with more cases wrong than there were"
NO_CASES = "rows without a case"


def wrong_of(tickets: Tickets) -> Floats:
    """How many cases of each row went wrong: as counted, or what the good ones leave."""
    if tickets.has(Field.DEFECTS):
        return tickets.numbers(Field.DEFECTS)
    return np.asarray(tickets.numbers(Field.TOTAL) - tickets.numbers(Field.GOOD))


def _share_wrong(tickets: Tickets, _chosen: Mapping[str, Any], _paused: bool) -> Observed:
    total, wrong = tickets.numbers(Field.TOTAL), wrong_of(tickets)
    known = np.isfinite(total) & np.isfinite(wrong)
    some = known & (total > 0)
    possible = some & (wrong >= 0) & (wrong <= total)
    left_out = {UNKNOWN: ~known, NO_CASES: known & (total == 0), IMPOSSIBLE: some & ~possible}
    found = _counts(tickets, possible, left_out)
    found.defects, found.size = wrong[found.row], total[found.row]
    return found


def _counted(tickets: Tickets, _chosen: Mapping[str, Any], _paused: bool) -> Observed:
    total = tickets.numbers(Field.TOTAL)
    known = np.isfinite(total) & (total >= 0)
    found = _counts(tickets, known, {UNKNOWN: ~known})
    found.defects, found.size = total[found.row], None
    return found


def _counts(tickets: Tickets, counts: Flags, left_out: Mapping[str, Flags]) -> Observed:
    """The rows that count. A period is known in full when it was over as the newest file was taken in."""
    found = judged(tickets, counts, counts, left_out)
    if not len(found):
        return found
    found.given_by = grain_of(found.day)
    starts = starts_of(found.day, found.given_by)
    found.begins = int(starts.min())
    found.ends = min(next_start(int(starts.max()), found.given_by), days_of(tickets)[1])
    return found


WAYS: dict[str, Way] = {"share_wrong": _share_wrong, "counted": _counted}
