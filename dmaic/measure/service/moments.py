"""At which moment, in UTC? Dates in several formats and zones in one file, and durations as systems write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import numpy as np

from dmaic.measure.datasets.packing import NO_TIME
from dmaic.measure.importing.dates import TimeReader, guess_order
from dmaic.measure.importing.figures import NumberReader, is_missing
from dmaic.measure.importing.problems import shown_cell
from dmaic.measure.service.calendars import DAY, NO_MOMENT, Floats, Wholes, utc_of_wall, wall_of_utc, zone_of

SECONDS = {"seconds": 1.0, "minutes": 60.0, "hours": 3_600.0, "days": 86_400.0}
_MICRO = 1_000_000
_HOURS_AHEAD = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "HST": -10, "JST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_NAMED_ZONES = {name: 3_600 * hours for name, hours in _HOURS_AHEAD.items()}
_ZONE = re.compile(r"\s*\(?(?<![A-Za-z])([A-Z]{1,4})\)?$")
_FROM_UTC = re.compile(r"\s*\(?(?:GMT|UTC)\s?([+-])(\d{1,2})(?::?(\d{2}))?\)?$", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:\s+(?:at|um|à|às)|,)\s*$", re.IGNORECASE)
_BEHIND = re.compile(r"\s*(?:uhr|hrs?|h)\.?$", re.IGNORECASE)
_FRENCH = re.compile(r"\b(\d{1,2})h(\d{2})\b")
_WITHOUT_SIGNS = re.compile(r"(\d{4})(\d{2})(\d{2})[T ]?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{4})?")
_OFFSET = re.compile(r"[+-]\d{2}:?\d{2}$|[+-]\d{2}$")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]+)\.?", re.IGNORECASE)
_WORD_SECONDS = {
    "w": 604_800, "week": 604_800, "weeks": 604_800, "d": 86_400, "day": 86_400, "days": 86_400, "h": 3_600,
    "hr": 3_600, "hrs": 3_600, "hour": 3_600, "hours": 3_600, "m": 60, "min": 60, "mins": 60, "minute": 60,
    "minutes": 60, "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1,
}  # fmt: skip
_CACHE = 100_000
_SOME_DAY = "2000-01-01 "
_SOME_DAY_US = 946_684_800 * _MICRO
_NO_DATES = tuple(
    int((datetime(*day, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) // DAY
    for day in ((1, 1, 1), (1753, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1970, 1, 1))
)
"""Days that databases write where there is no date, and those from 2900 on: 9999-12-31."""
_NEVER = int(datetime(2900, 1, 1, tzinfo=UTC).timestamp())
_ZEROS = re.compile(r"0{4}-00-00(?:[ T][0:.]*)?|00[/.]00[/.]0000.*")


def order_of(columns: dict[str, list[Any]]) -> tuple[dict[str, str], list[str]]:
    """Day before month or month before day, for each column of dates by itself; which of them stay a guess.

    A column that does not settle it follows the file's other columns.
    """
    everything = guess_order(columns)
    orders, unsure = {}, []
    for name, cells in columns.items():
        own = guess_order({name: cells})
        settled = not own.ambiguous
        orders[name] = own.dates if settled and own.dates != "ymd" else everything.dates
        if not settled and everything.ambiguous:
            unsure.append(name)
    return orders, unsure


@dataclass(slots=True)
class MomentReader:
    """Reads a column of dates as seconds of UTC.

    A cell that names its zone (Z, +02:00, CEST) is taken at its word, any other is a wall clock of ``zone``. Dates and
    clock times repeat, so each text is read once.
    """

    order: str
    zone: str
    _reader: TimeReader = field(init=False)
    _days: dict[str, int] = field(default_factory=dict)
    _clocks: dict[str, int] = field(default_factory=dict)
    _zoned: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._reader = TimeReader(self.order)

    def column(self, cells: Sequence[Any]) -> tuple[Wholes, dict[int, str]]:
        """The moments (NO_MOMENT where blank) and, by position, a sentence for each cell that is no date."""
        quick = _iso(cells)
        if quick is not None:
            quick = _without_placeholders(quick)
            return (utc_of_wall(quick, self.zone) if self.zone != "UTC" else quick), {}
        seconds: list[int] = []
        absolute: list[int] = []
        bad: dict[int, str] = {}
        days, clocks, zoned = self._days, self._clocks, self._zoned
        for at, cell in enumerate(cells):
            if not cell:
                seconds.append(NO_MOMENT)
                continue
            if isinstance(cell, str):
                colon = cell.find(":")
                split = max(cell.rfind(" ", 0, colon), cell.rfind("T", 0, colon))
                day, clock = (cell, "") if colon < 0 else (cell[:split], cell[split + 1 :])
                found = days.get(day)
                if found is not None:
                    rest = clocks.get(clock)
                    if rest is not None:
                        seconds.append(found + rest)
                        continue
                    rest = zoned.get(clock)
                    if rest is not None:
                        seconds.append(found + rest)
                        absolute.append(at)
                        continue
            try:
                moment, says_zone = self._read(cell)
            except ValueError as error:
                moment, says_zone = NO_MOMENT, False
                bad[at] = str(error)
            seconds.append(moment)
            if says_zone:
                absolute.append(at)
        walls = _without_placeholders(np.array(seconds, dtype=np.int64))
        if self.zone == "UTC" or len(absolute) == len(walls):
            return walls, bad
        moments = utc_of_wall(walls, self.zone)
        moments[absolute] = walls[absolute]
        return moments, bad

    def _read(self, cell: Any) -> tuple[int, bool]:
        """Seconds and whether the cell named its zone; ValueError with a sentence where it is no date."""
        if not isinstance(cell, str):
            return _whole(self._reader.read(cell)), False
        if is_missing(cell) or _ZEROS.fullmatch(cell.strip()):
            return NO_MOMENT, False
        text = " ".join(cell.split())
        if plain := _WITHOUT_SIGNS.fullmatch(text):
            year, month, day_of, hour, minute, second, zone = plain.groups()
            text = cell = f"{year}-{month}-{day_of} {hour}:{minute}:{second or '00'}{zone or ''}"
        elif ":" not in text and _FRENCH.search(text):
            text = cell = _FRENCH.sub(r"\1:\2", text)
        colon = text.find(":")
        if colon < 0:
            day = _whole(self._reader.read(text))
            self._remember(self._days, cell, day)
            self._clocks.setdefault("", 0)
            return day, False
        split = max(text.rfind(" ", 0, colon), text.rfind("T", 0, colon))
        if split < 0:
            raise ValueError(f"“{shown_cell(cell)}” has no date.")
        raw = cell.find(":")
        raw_split = max(cell.rfind(" ", 0, raw), cell.rfind("T", 0, raw))
        known = self._days.get(cell[:raw_split])
        day = self._day(text, split) if known is None else known
        self._remember(self._days, cell[:raw_split], day)
        clock, says_zone = self._clock(text[split + 1 :], cell)
        self._remember(self._zoned if says_zone else self._clocks, cell[raw_split + 1 :], clock)
        return day + clock, says_zone

    def _day(self, text: str, split: int) -> int:
        try:
            return _whole(self._reader.read(_BETWEEN.sub("", text[:split])))
        except ValueError:
            self._reader.read(text)  # its own sentence quotes the whole cell
            raise

    def _clock(self, text: str, cell: str) -> tuple[int, bool]:
        """Seconds since midnight of UTC, or of the wall where no zone is named."""
        plain = _CLOCK.fullmatch(text)
        if plain:  # most cells: the long way costs ten times as much
            return int(plain[1]) * 3_600 + int(plain[2]) * 60 + int(plain[3] or 0), False
        text = _FROM_UTC.sub(lambda found: f"{found[1]}{int(found[2]):02d}:{found[3] or '00'}", text)
        ahead, says_zone = 0, bool(_OFFSET.search(text))
        named = _ZONE.search(text)
        if not says_zone and named and named[1] not in ("AM", "PM"):
            known = {**_NAMED_ZONES, **_abbreviations(self.zone)}
            if named[1] not in known:
                raise ValueError(
                    f"“{named[1]}” is no time zone that every reader knows. Export with UTC offsets, or choose the "
                    "zone whose clocks are called so."
                )
            ahead, says_zone = known[named[1]], True
            text = text[: named.start()]
        try:
            return (self._reader.read(_SOME_DAY + _BEHIND.sub("", text)) - _SOME_DAY_US) // _MICRO - ahead, says_zone
        except ValueError:
            raise ValueError(f"“{shown_cell(cell)}” has no hour and minute that can be read.") from None

    @staticmethod
    def _remember(known: dict[str, int], text: str, seconds: int) -> None:
        if len(known) > _CACHE:
            known.clear()
        known[text] = seconds


def looks_like_moment(cell: Any) -> bool:
    """Whether a cell would be a moment under some order of day and month."""
    for order in ("ymd", "dmy", "mdy"):
        _, bad = MomentReader(order, "UTC").column([cell])
        if not bad:
            return True
    return False


@lru_cache(maxsize=64)
def _abbreviations(zone: str) -> Mapping[str, int]:
    """What a zone calls its own clocks, in seconds ahead of UTC: BST in London, IST in Kolkata and not in Dublin."""
    found = {}
    for year in range(datetime.now(UTC).year - 20, datetime.now(UTC).year + 2):
        for month in (1, 7):
            at = datetime(year, month, 1, tzinfo=zone_of(zone))
            name, ahead = at.tzname(), at.utcoffset()
            if name and name.isalpha() and ahead is not None:
                found[name] = int(ahead.total_seconds())
    return found


def _without_placeholders(walls: Wholes) -> Wholes:
    """The moments, none where a database wrote a day that stands for no date."""
    there = walls != NO_MOMENT
    none = there & (np.isin(walls // DAY, _NO_DATES) | (walls >= _NEVER))
    return np.where(none, NO_MOMENT, walls) if none.any() else walls


_ISO = (
    ((0, 1000), (1, 100), (2, 10), (3, 1)),
    ((5, 10), (6, 1)),
    ((8, 10), (9, 1)),
    ((11, 10), (12, 1)),
    (
        (14, 10),
        (15, 1),
    ),
)
_MOST = (9999, 12, 31, 23, 59, 59)


def _iso(cells: Sequence[Any]) -> Wholes | None:
    """A column of which every cell is blank or an ISO moment without a zone, all of one length; None for any other.

    Most systems write this, and digit by digit over the whole column it costs a tenth of reading each cell.
    """
    there = [at for at, cell in enumerate(cells) if cell]
    texts = [cells[at] for at in there]
    if not texts or set(map(type, texts)) != {str} or len(texts[0]) not in (16, 19):
        return None
    width = len(texts[0])
    if set(map(len, texts)) != {width}:
        return None
    signs = np.array(texts, dtype=f"U{width}").view(np.uint32).reshape(-1, width).astype(np.int64)
    between = [(4, "-/"), (7, "-/"), (10, " T"), (13, ":"), *([(16, ":")] if width == 19 else [])]
    if any(not np.isin(signs[:, at], [ord(sign) for sign in marks]).all() for at, marks in between):
        return None
    digits = signs - ord("0")
    places = [*_ISO, *([((17, 10), (18, 1))] if width == 19 else [])]
    if any(((digits[:, at] < 0) | (digits[:, at] > 9)).any() for parts in places for at, _ in parts):
        return None
    numbers = [np.sum([digits[:, at] * weight for at, weight in parts], axis=0) for parts in places]
    if any((number > most).any() for number, most in zip(numbers, _MOST, strict=False)) or (numbers[1] < 1).any():
        return None
    months = (numbers[0] - 1970) * 12 + numbers[1] - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]")
    days = first + (numbers[2] - 1)
    if (numbers[2] < 1).any() or (days.astype("datetime64[M]").astype(np.int64) != months).any():
        return None
    clock = numbers[3] * 3_600 + numbers[4] * 60 + (numbers[5] if width == 19 else 0)
    found = np.full(len(cells), NO_MOMENT, dtype=np.int64)
    found[there] = days.astype(np.int64) * 86_400 + clock
    return found


def _whole(microseconds: int) -> int:
    return NO_MOMENT if microseconds == NO_TIME else microseconds // _MICRO


def mend_repeated_hour(starts: Wholes, ends: Wholes, zone: str) -> Wholes:
    """Ends that come before their start only because the hour they lie in came twice in autumn: the second is meant."""
    wrong = (starts != NO_MOMENT) & (ends != NO_MOMENT) & (ends < starts) & (starts - ends <= 7_200)
    if zone == "UTC" or not wrong.any():
        return ends
    later = utc_of_wall(wall_of_utc(ends[wrong], zone), zone, fold=1)
    mended = ends.copy()
    mended[wrong] = np.where(later >= starts[wrong], later, ends[wrong])
    return mended


@dataclass(frozen=True, slots=True)
class DurationReader:
    """Reads a column of durations as seconds: plain figures in ``unit``, h:mm:ss, or words as “2h 30m”."""

    unit: str
    decimal: str = "."
    thousands: str = ""

    def column(self, cells: Sequence[Any]) -> tuple[Floats, dict[int, str]]:
        """The seconds (NaN where blank) and a sentence for each cell that is no duration."""
        factor = SECONDS[self.unit]
        numbers = NumberReader(self.decimal, self.thousands, seconds_per_unit=factor)
        figures, bad = numbers.column(cells)
        for at in list(bad):
            spelled = _spelled(str(cells[at]))
            if spelled is not None:
                figures[at] = spelled / factor
                del bad[at]
        return np.array(figures, dtype=np.float64) * factor, bad


_ISO_SPAN = re.compile(r"(-)?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?", re.IGNORECASE)
_DAYS_AND_CLOCK = re.compile(r"(\d+)(?:\s*d(?:ays?)?\.?,?\s+|\.)(\d{1,2}):([0-5]\d):([0-5]\d)", re.IGNORECASE)


def is_spelled(text: str) -> bool:
    """Whether a text is a duration in words."""
    return _spelled(text) is not None


def _spelled(text: str) -> float | None:
    """Seconds of “3d 4h”, “2 hours 30 minutes”, “1 day, 15:41:00”, “P1DT2H”; None where it is no such text."""
    text = text.strip()
    if (span := _ISO_SPAN.fullmatch(text)) and any(span.groups()[1:]):
        sign, *parts = span.groups()
        lengths = (604_800, DAY, 3_600, 60, 1)
        found_seconds = sum(float(part or 0) * length for part, length in zip(parts, lengths, strict=True))
        return -found_seconds if sign else found_seconds
    if clock := _DAYS_AND_CLOCK.fullmatch(text):
        days, hours, minutes, seconds = (int(part) for part in clock.groups())
        return days * DAY + hours * 3_600 + minutes * 60 + seconds
    found = _PART.findall(text)
    rest = _PART.sub("", text).replace(",", " ").replace("and", " ").strip()
    if not found or rest or any(word.lower() not in _WORD_SECONDS for _, word in found):
        return None
    return sum(float(figure.replace(",", ".")) * _WORD_SECONDS[word.lower()] for figure, word in found)
