"""Since when, and until when, do the files of a source know a ticket?

An export holds the tickets that were created, or closed, or changed in some time; what happened to others is not in
it. A ticket that a newer file does not hold again was last seen in an older one, and nobody knows it since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from dmaic.charts.text import called
from dmaic.measure.service.calendars import DAY, NO_MOMENT, Wholes

_ENOUGH = 30
"""Tickets below which nothing is said of how an export was chosen."""
_FEW = 3
_STRAY_SHARE = 0.005
_STRAY_DAYS = 30
_STRAY_PART = 0.1


@dataclass(frozen=True, slots=True)
class Beginning:
    """From which moment on an export holds all tickets, how many it holds from before, and why they stand alone."""

    at: int
    before: int = 0
    why: str = ""


def known_until(created: Wholes, spans: Sequence[tuple[int, int]]) -> Wholes:
    """The moment until which each ticket is known: the last one of the newest file that reaches back to its creation.

    ``spans`` are the first and last moments of the files that count. A file of February alone says nothing of what
    became of January's open tickets.
    """
    ordered = sorted(spans)
    firsts = np.array([first for first, _ in ordered], dtype=np.int64)
    reach = np.maximum.accumulate(np.array([last for _, last in ordered], dtype=np.int64))
    return np.asarray(reach[np.maximum(np.searchsorted(firsts, created, side="right") - 1, 0)], dtype=np.int64)


def beginning(created: Wholes, ended: Wholes, begin: int, until: Wholes) -> Beginning:
    """Where the export begins to hold all tickets. ``ended`` is NO_MOMENT for open ones, ``begin`` its first moment,
    ``until`` how long each is known.

    An export chosen by the day of the closing, or of the last change, holds of earlier tickets the slow ones only: no
    ticket of it ended before the choice begins. A few stray old tickets far before all others begin nothing either.
    """
    done = ended != NO_MOMENT
    if int(done.sum()) < _ENOUGH:
        return Beginning(begin)
    first_end = int(ended[done].min())
    usual = float(np.median(np.maximum(ended[done] - created[done], 0)))
    before = created < first_end
    if (
        first_end - begin > usual + DAY
        and _waited_for(created, np.where(done, ended, until), first_end)
        and int(before.sum()) >= _FEW
    ):
        day = called(datetime.fromtimestamp(first_end, UTC).date())
        return Beginning(
            first_end,
            int(before.sum()),
            f"No ticket ended before {day}, and many were created before: the export was chosen by when tickets were "
            "closed or changed. Of earlier ones only the slow are in it, so periods before that day are left out.",
        )
    return _after_strays(created, begin)


def _waited_for(created: Wholes, ended: Wholes, first_end: int) -> bool:
    """Whether most tickets from before the first end took longer than the later ones: chosen because they lasted."""
    early = created < first_end
    if not early.any() or int((~early).sum()) < _ENOUGH:
        return False
    return bool(np.median((ended - created)[early]) > 2 * np.median((ended - created)[~early]))


def _after_strays(created: Wholes, begin: int) -> Beginning:
    """The beginning without a few tickets far before all others: a year typed wrong, an old ticket touched again."""
    ordered = np.sort(created)
    most = min(len(ordered) - 1, max(_FEW, int(_STRAY_SHARE * len(ordered))))
    gaps = np.diff(ordered[: most + 1])
    if not gaps.size:
        return Beginning(begin)
    at = int(gaps.argmax()) + 1
    rest = int(ordered[-1] - ordered[at])
    if gaps[at - 1] <= max(_STRAY_DAYS * DAY, _STRAY_PART * rest):
        return Beginning(begin)
    start = int(ordered[at])
    day = called(datetime.fromtimestamp(start, UTC).date())
    tickets = "1 ticket lies" if at == 1 else f"{at} tickets lie"
    return Beginning(
        start, at, f"{tickets} long before all others, which begin on {day}: periods before that day are left out."
    )
