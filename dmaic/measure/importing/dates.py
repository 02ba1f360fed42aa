"""Which moment does this cell say? Day and month are told apart by whole columns, never by one cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from dmaic.measure.datasets.packing import NO_TIME, time_us
from dmaic.measure.importing.figures import is_missing
from dmaic.measure.importing.problems import shown_cell

DAY_US = 86_400_000_000
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_SERIAL_DAY = date(1899, 12, 30)
_THREE = re.compile(r"(\d{1,4})[-/.\s]\s*(\d{1,2})[-/.\s]\s*(\d{1,4})\.?")
_NAMED = re.compile(r"(\d{1,2})[-\s./]*([^\W\d_]{3,})\.?[-\s./,]*(\d{2,4})", re.UNICODE)
_NAME_FIRST = re.compile(r"([^\W\d_]{3,})\.?[-\s./]*(\d{1,2})(?:st|nd|rd|th)?[\s,./-]+(\d{2,4})", re.UNICODE)
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})|(\d{1,2})[-/](\d{4})|([^\W\d_]{3,})\.?[-\s./]*(\d{4})", re.UNICODE)
_COMPACT = re.compile(r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_WEEK = re.compile(r"(\d{4})-?W(\d{2})(?:-?([1-7]))?", re.IGNORECASE)
_CLOCK = re.compile(
    r"(\d{1,2})(?::(\d{2}))?(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\.?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)[a-z]*\.?,?\s+", re.IGNORECASE)
_NAMES = (
    "jan januar january janvier enero gennaio",
    "feb februar february février fevrier febrero febbraio",
    "mar mär mrz märz maerz march mars marzo",
    "apr april avril abril aprile",
    "may mai mayo maggio",
    "jun juni june juin junio giugno",
    "jul juli july juillet julio luglio",
    "aug august août aout agosto",
    "sep sept september septembre septiembre settembre",
    "oct okt oktober october octobre octubre ottobre",
    "nov november novembre noviembre",
    "dec dez dezember december décembre decembre diciembre dicembre",
)
MONTHS = {name: at for at, names in enumerate(_NAMES, start=1) for name in names.split()}
_CACHE = 50_000


@dataclass(frozen=True, slots=True)
class Order:
    """The order of day, month and year in a file, why, and whether every cell fits another order as well."""

    dates: str
    ambiguous: tuple[str, ...] = ()
    why: str = ""


def looks_like_date(cell: Any) -> bool:
    """Whether a cell would be a date under some order of day and month."""
    if isinstance(cell, datetime):
        return True
    if not isinstance(cell, str) or not any(sign in cell for sign in "-/.: WTt") or len(cell) > 60:
        return False
    return any(_read(cell, order) is not None for order in ("ymd", "dmy", "mdy"))


def is_compact_date(cell: Any) -> bool:
    """Whether a cell is a date without signs, as 20260304; only its column's name tells it from a number."""
    return bool(_COMPACT.fullmatch(f"{cell:.0f}" if isinstance(cell, float) else str(cell)))


def guess_order(columns: Mapping[str, Iterable[Any]]) -> Order:
    """Day before month or month before day, from every date-like cell of every column."""
    votes: Counter[str] = Counter()
    witness: dict[str, str] = {}
    unsure: dict[str, list[tuple[int, int, int]]] = {}
    signs: Counter[str] = Counter()
    for name, cells in columns.items():
        days = dict.fromkeys(cell.strip().partition(" ")[0] for cell in cells if isinstance(cell, str))
        for cell in days:
            found = _THREE.match(cell)
            if not found:
                continue
            first, second, third = (int(part) for part in found.groups())
            if len(found[1]) > 2:
                order = "ymd"
            elif first > 12 >= second:
                order = "dmy"
            elif second > 12 >= first:
                order = "mdy"
            else:
                unsure.setdefault(name, []).append((first, second, third))
                signs[re.sub(r"[\d\s]", "", found[0])[:1]] += 1
                continue
            votes[order] += 1
            witness.setdefault(order, shown_cell(cell))
    if votes:
        order = votes.most_common(1)[0][0]
        if order != "ymd" or not unsure:
            return Order(order, (), f"“{witness[order]}” can only be read this way.")
        order = max(("dmy", "mdy"), key=lambda one: votes[one])
        if votes[order]:
            return Order(order, (), f"“{witness[order]}” can only be read this way.")
    if not unsure:
        return Order("ymd")
    if signs.most_common(1)[0][0] == ".":
        return Order("dmy", (), "Dates with points are written day first.")
    steps = {order: sum(_restlessness(dates, order) for dates in unsure.values()) for order in ("dmy", "mdy")}
    return Order(min(steps, key=lambda one: steps[one]), tuple(unsure))


def _restlessness(dates: Sequence[tuple[int, int, int]], order: str) -> int:
    """How far the dates jump from row to row when read in this order: the right order jumps least."""
    days = [
        date(2000 + year % 100, month, day).toordinal()
        for first, second, year in dates
        for day, month in [(first, second) if order == "dmy" else (second, first)]
        if 1 <= month <= 12 and 1 <= day <= 28
    ]
    return sum(abs(later - earlier) for earlier, later in pairwise(days))


@dataclass(slots=True)
class TimeReader:
    """Reads the cells of date columns in one order of day and month, as microseconds.

    What has no time zone is kept as it is written, so that no contact moves to another day; what names one is turned
    into UTC. Dates and clock times repeat, so each is read once.
    """

    dates: str
    _days: dict[str, int] = field(default_factory=dict)
    _clocks: dict[str, int] = field(default_factory=dict)

    def column(self, cells: Sequence[Any]) -> tuple[list[int], dict[int, str]]:
        """The moments (NO_TIME where blank) and, by position, a sentence for each cell that is no date."""
        moments, bad = [], {}
        days, clocks = self._days, self._clocks
        for at, cell in enumerate(cells):
            if isinstance(cell, str):
                day, _, clock = cell.partition(" ")
                try:
                    moments.append(days[day] + clocks[clock])
                    continue
                except KeyError:
                    pass
                if " " in clock or not clock:  # a date in words, or an hour with am and pm
                    day, clock = _split(cell)
                    try:
                        moments.append(days[day] + clocks[clock])
                        continue
                    except KeyError:
                        pass
            try:
                moments.append(self.read(cell))
            except ValueError as error:
                moments.append(NO_TIME)
                bad[at] = str(error)
        return moments, bad

    def read(self, cell: Any) -> int:
        """One moment; NO_TIME where the cell is blank, ValueError with a sentence where it is no date."""
        if isinstance(cell, datetime):
            return time_us(cell)
        if isinstance(cell, float) and is_compact_date(f"{cell:.0f}"):
            cell = f"{cell:.0f}"
        if isinstance(cell, float):
            if not 1 <= cell < 2_958_466:
                raise ValueError(f"“{cell:g}” is not a date.")
            moment = datetime.combine(_SERIAL_DAY, datetime.min.time()) + timedelta(days=cell)
            return round(time_us(moment), -3)
        if is_missing(cell):
            return NO_TIME
        found = _read(cell, self.dates)
        if found is None:
            others = [order for order in ("ymd", "dmy", "mdy") if order != self.dates and _read(cell, order)]
            hint = f" It would be one as {_WORDS[others[0]]}." if others else ""
            raise ValueError(f"“{shown_cell(cell)}” is not a date as {_WORDS[self.dates]}.{hint}")
        day, clock, day_text, clock_text = found
        if len(self._days) > _CACHE:
            self._days.clear()
        if len(self._clocks) > _CACHE:
            self._clocks.clear()
        self._days[day_text], self._clocks[clock_text] = day, clock
        return day + clock


_WORDS = {"ymd": "year, month, day", "dmy": "day, month, year", "mdy": "month, day, year"}


def _read(cell: str, order: str) -> tuple[int, int, str, str] | None:
    """Microseconds of the day and of the clock, and the two texts they stand in."""
    day_text, clock_text = _split(cell)
    day, clock = _day(day_text, order), _clock(clock_text)
    if day is None or clock is None:
        return None
    return (day - _EPOCH_DAY) * DAY_US, clock, day_text, clock_text


def _split(cell: str) -> tuple[str, str]:
    """The day and the clock of a moment: what stands before and after the sign in front of the hour."""
    colon = cell.find(":")
    if colon < 0:
        return cell, ""
    at = max(cell.rfind(" ", 0, colon), cell.rfind("T", 0, colon))
    return (cell[:at], cell[at + 1 :]) if at >= 0 else ("", cell)


def _day(text: str, order: str) -> int | None:
    text = _WEEKDAY.sub("", text.strip(), count=1).rstrip(",")
    try:
        return _ordinal(text, order)
    except ValueError:
        return None


def _ordinal(text: str, order: str) -> int | None:
    if found := _THREE.fullmatch(text):
        parts = found.groups()
        if len(parts[0]) > 2:
            return date(int(parts[0]), int(parts[1]), int(parts[2])).toordinal() if len(parts[0]) == 4 else None
        if order == "ymd" or len(parts[2]) in (1, 3):
            return None
        day, month = (parts[0], parts[1]) if order == "dmy" else (parts[1], parts[0])
        return date(_year(parts[2]), int(month), int(day)).toordinal()
    if found := _COMPACT.fullmatch(text):
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).toordinal()
    if found := _NAMED.fullmatch(text):
        return date(_year(found[3]), _month(found[2]), int(found[1])).toordinal()
    if found := _NAME_FIRST.fullmatch(text):
        return date(_year(found[3]), _month(found[1]), int(found[2])).toordinal()
    if found := _WEEK.fullmatch(text):
        return date.fromisocalendar(int(found[1]), int(found[2]), int(found[3] or 1)).toordinal()
    if found := _MONTH.fullmatch(text):
        year = found[1] or found[4] or found[6]
        month = int(found[2] or found[3]) if not found[5] else _month(found[5])
        return date(int(year), month, 1).toordinal()
    return None


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 70 else 1900)


def _month(name: str) -> int:
    found = MONTHS.get(name.lower())
    if found is None:
        raise ValueError(name)
    return found


def _clock(text: str) -> int | None:
    text = text.strip()
    if not text:
        return 0
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    half = (found[5] or "").lower().replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        return None
    micros = int((found[4] or "0").ljust(6, "0")[:6])
    return (hour * 3_600 + minute * 60 + second) * 1_000_000 + micros - _offset(found[6])


def _offset(zone: str | None) -> int:
    """What a zone adds to UTC, in microseconds."""
    if not zone or zone[0] not in "+-":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return (-1 if zone[0] == "-" else 1) * (int(digits[:2]) * 60 + int(digits[2:])) * 60_000_000
