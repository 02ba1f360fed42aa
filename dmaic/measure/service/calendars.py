"""When is the desk open? Weekly hours, holidays, the time zone, and what a wall clock says in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from dmaic.errors import BadInput

Floats: TypeAlias = NDArray[np.float64]
Wholes: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Span: TypeAlias = tuple[int, int]

NO_MOMENT = -(2**63)
DAY = 86_400
DAY_MINUTES = 1_440
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EVERY_DAY: tuple[tuple[Span, ...], ...] = (((0, DAY_MINUTES),),) * 7
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock without a zone
_DAYS = re.compile(r"([a-z]{3})[a-z]*(?:\s*(?:-|–|to)\s*([a-z]{3})[a-z]*)?", re.IGNORECASE)
_HOURS = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|to)\s*(\d{1,2})(?:[:.](\d{2}))?")
_LINE = re.compile(r"^([a-z ,–-]+?)\s*:?\s*(\d.*|closed|always|24\s*h)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Opening hours by weekday (Monday first, minutes since midnight), days on which the desk is closed, and where.

    ``hours`` is None for a clock that never stops. Hours are wall-clock hours: where the clocks change inside them,
    that day is an hour shorter or longer, as it is for the people who work it.
    """

    zone: str = "UTC"
    hours: tuple[tuple[Span, ...], ...] | None = None
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        zone_of(self.zone)
        if self.hours is None:
            return
        if len(self.hours) != 7:
            raise BadInput("A calendar has seven weekdays.")
        for spans in self.hours:
            ends = [0, *(edge for span in spans for edge in span), DAY_MINUTES]
            if any(later < earlier for earlier, later in pairwise(ends)) or any(a == b for a, b in spans):
                raise BadInput("Opening hours of a day must lie between 0:00 and 24:00, one after the other.")
        if not any(self.hours):
            raise BadInput("The desk is never open. Give the hours of at least one weekday.")

    @property
    def is_always_open(self) -> bool:
        return self.hours is None

    def spans_on(self, day: int) -> tuple[Span, ...]:
        """The opening hours of a day, numbered from 1 January 1970."""
        if self.hours is None:
            return EVERY_DAY[0]
        if self.holidays and date.fromordinal(day + _EPOCH_DAY) in self.holidays:
            return ()
        return self.hours[(day + 3) % 7]  # 1 January 1970 was a Thursday

    def opens_on(self, day: int) -> bool:
        """Whether the desk is open at all on a day, numbered from 1 January 1970."""
        return bool(self.spans_on(day))

    @property
    def words(self) -> str:
        """The calendar as a definition of a metric says it."""
        if self.hours is None:
            return f"Calendar time: the clock never stops. Time zone {self.zone}."
        closed = f", closed on {len(self.holidays)} named days" if self.holidays else ""
        return f"Business time: {hours_text(self.hours)}{closed}. Time zone {self.zone}."


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name; BadInput says what a name looks like."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(f"“{name}” is no time zone. Write it like Europe/Lisbon, America/New_York or UTC.") from None


def read_hours(text: str) -> tuple[tuple[Span, ...], ...] | None:
    """Opening hours as people write them: “Mon-Fri 9:00-17:30; Sat 10-14”. Empty, “always” or “24 h”: never closed.

    Hours over midnight (“Fri 22-6”) run on into the next day.
    """
    compact = text.strip()
    if not compact or compact.lower().replace(" ", "") in ("always", "24h", "24/7"):
        return None
    week: list[list[Span]] = [[] for _ in range(7)]
    for part in re.split(r"[;\n]", compact):
        if not part.strip():
            continue
        found = _LINE.match(part.strip())
        if not found:
            raise BadInput(f"“{part.strip()}” is not a weekday with hours. Write it like “Mon-Fri 9:00-17:30”.")
        for weekday in _weekdays(found[1]):
            for start, end in _spans(found[2]):
                if start < end:
                    week[weekday].append((start, end))
                else:
                    week[weekday].append((start, DAY_MINUTES))
                    if end:
                        week[(weekday + 1) % 7].append((0, end))
    return tuple(_merged(spans) for spans in week)


def hours_text(hours: tuple[tuple[Span, ...], ...] | None) -> str:
    """Opening hours as ``read_hours`` reads them, equal days in a row put together."""
    if hours is None:
        return ""
    parts, start = [], 0
    for at in range(1, 8):
        if at < 7 and hours[at] == hours[start]:
            continue
        if hours[start]:
            days = WEEKDAYS[start] if at - 1 == start else f"{WEEKDAYS[start]}-{WEEKDAYS[at - 1]}"
            parts.append(f"{days} {', '.join(f'{_clock(a)}-{_clock(b)}' for a, b in hours[start])}")
        start = at
    return "; ".join(parts)


def read_holidays(text: str) -> frozenset[date]:
    """Days on which the desk is closed: one ISO day a line, a name after it is allowed."""
    days = set()
    for line in text.replace(",", "\n").splitlines():
        word = line.strip().split(" ", 1)[0].rstrip(":;")
        if not word:
            continue
        try:
            days.add(date.fromisoformat(word))
        except ValueError:
            if not any(sign.isdigit() for sign in line):
                continue  # the name of a day, after a comma
            raise BadInput(f"“{line.strip()}” does not begin with a day. Write it like 2026-12-25.") from None
    return frozenset(days)


def _weekdays(text: str) -> list[int]:
    found = []
    for part in text.split(","):
        match = _DAYS.fullmatch(part.strip())
        names = [name.title() for name in match.groups() if name] if match else []
        if not names or any(name not in WEEKDAYS for name in names):
            raise BadInput(f"“{part.strip()}” is no weekday. Write Mon, Tue, Wed, Thu, Fri, Sat or Sun.")
        first, last = WEEKDAYS.index(names[0]), WEEKDAYS.index(names[-1])
        found += [at % 7 for at in range(first, (last if last >= first else last + 7) + 1)]
    return found


def _spans(text: str) -> list[Span]:
    lower = text.strip().lower()
    if lower == "closed":
        return []
    if lower == "always" or lower.startswith("24"):
        return [(0, DAY_MINUTES)]
    spans = []
    for part in re.split(r",|\band\b", text):
        found = _HOURS.fullmatch(part.strip())
        if not found:
            raise BadInput(f"“{part.strip()}” are no hours. Write them like 9:00-17:30.")
        start, end = (int(found[at]) * 60 + int(found[at + 1] or 0) for at in (1, 3))
        if start >= DAY_MINUTES or end > DAY_MINUTES or start == end:
            raise BadInput(f"“{part.strip()}” are no hours of a day. Write them like 9:00-17:30.")
        spans.append((start, end))
    return spans


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


@lru_cache(maxsize=16_384)
def offset_at(wall: int, zone: ZoneInfo, *, fold: int = 0) -> int:
    """Seconds that this zone is ahead of UTC when its clock says ``wall`` (seconds since 1970 on that clock)."""
    at = (_EPOCH + timedelta(seconds=int(wall))).replace(tzinfo=zone, fold=fold)
    offset = at.utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def utc_of_wall(walls: Wholes, zone_name: str, *, fold: int = 0) -> Wholes:
    """UTC of what a wall clock says, in seconds; NO_MOMENT stays.

    An hour that comes twice in autumn is taken as the first (``fold`` 0) or the second; one that spring leaves out is
    read with the offset before the change, so 2:30 becomes 3:30. Each day is looked up once: only on the days of a
    change single moments are.
    """
    return walls - _offsets(walls, zone_name, fold)


def wall_of_utc(moments: Wholes, zone_name: str) -> Wholes:
    """What the wall clock of a zone says at a moment of UTC, in seconds; NO_MOMENT stays."""
    zone = zone_of(zone_name)

    def ahead(moment: int) -> int:
        at = (_EPOCH + timedelta(seconds=int(moment))).replace(tzinfo=_UTC).astimezone(zone).utcoffset()
        assert at is not None
        return int(at.total_seconds())

    return moments + _by_day(moments, ahead)


_UTC = ZoneInfo("UTC")


def _offsets(walls: Wholes, zone_name: str, fold: int) -> Wholes:
    zone = zone_of(zone_name)
    return _by_day(walls, lambda wall: offset_at(wall, zone, fold=fold))


def _by_day(seconds: Wholes, offset: Callable[[int], int]) -> Wholes:
    """The offset of each second: one look-up a day where the offset is the same at both ends of it."""
    found = np.zeros(seconds.shape, dtype=np.int64)
    there = seconds != NO_MOMENT
    days, where = np.unique(np.floor_divide(seconds[there], DAY), return_inverse=True)
    starts = np.array([offset(int(day) * DAY) for day in days.tolist()], dtype=np.int64)
    ends = np.array([offset(int(day) * DAY + DAY - 1) for day in days.tolist()], dtype=np.int64)
    of_each = starts[where] if days.size else np.zeros(0, dtype=np.int64)
    changing = (starts != ends)[where] if days.size else np.zeros(0, dtype=bool)
    if changing.any():
        own = seconds[there][changing]
        of_each[changing] = [offset(int(one)) for one in own.tolist()]
    found[there] = of_each
    return found
