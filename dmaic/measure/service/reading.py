"""Can the cells of a column be read as what its name says? Looked at in the first rows, so that a name alone misleads
nobody: a “Start time” that holds clock times only is no moment, a “Wrap-up” in words is no duration."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from dmaic.measure.importing.dates import is_compact_date, looks_like_date
from dmaic.measure.importing.figures import NO, YES, is_missing, looks_like_number
from dmaic.measure.service.answers import marks_of, scores_of
from dmaic.measure.service.fields import DURATIONS, FIGURES, MARKS, MOMENTS, YES_COUNTS, Field
from dmaic.measure.service.moments import is_spelled, looks_like_moment
from dmaic.measure.service.synonyms import CLOCKS, norm

_LOOKED_AT = 200
_ENOUGH = 0.5
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d)(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?", re.IGNORECASE)


def readable(rows: Sequence[Sequence[Any]]) -> Callable[[int, Field], bool]:
    """Whether at least half of the filled cells of a column (by its position) can be read as a field."""
    filled: dict[int, list[Any]] = {}

    def fits(at: int, to: Field) -> bool:
        cells = filled.get(at)
        if cells is None:
            cells = filled[at] = _filled(rows, at)
        return not cells or sum(_reads(cell, to) for cell in cells) >= _ENOUGH * len(cells)

    return fits


def _filled(rows: Sequence[Sequence[Any]], at: int) -> list[Any]:
    found = (row[at] for row in rows if at < len(row) and row[at] is not None and not is_missing(row[at]))
    return [cell for _, cell in zip(range(_LOOKED_AT), found, strict=False)]


def _reads(cell: Any, to: Field) -> bool:
    if to in MOMENTS:
        return isinstance(cell, float) or looks_like_date(cell) or is_compact_date(cell) or looks_like_moment(cell)
    if to in DURATIONS:
        return looks_like_number(cell) or (isinstance(cell, str) and is_spelled(cell))
    if to in MARKS:
        return not marks_of([cell])[1]
    if to == Field.SCORE:
        return not scores_of([cell])[1]
    if to in FIGURES:
        return looks_like_number(cell) or (to in YES_COUNTS and str(cell).strip().lower() in YES | NO)
    return True


def clock_beside(start: int, headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> int | None:
    """The position of the column that holds the clock time of a date without one; None where there is none."""
    dates = _filled(rows, start)
    if not dates or any(isinstance(cell, str) and ":" in cell for cell in dates):
        return None
    for at, header in enumerate(headers):
        cells = _filled(rows, at) if at != start and norm(header) in CLOCKS else []
        if cells and sum(map(is_clock, cells)) >= _ENOUGH * len(cells):
            return at
    return None


def is_clock(cell: Any) -> bool:
    """Whether a cell holds a clock time and no day; a workbook may have it as a part of a day."""
    return _seconds(cell) is not None


def with_clock(day: Any, clock: Any) -> Any:
    """A day and the clock time beside it as one cell; the day alone where there is no clock time."""
    seconds = _seconds(clock)
    if seconds is None or day == "":
        return day
    if isinstance(day, float):
        return day + seconds / 86_400
    if isinstance(day, datetime):
        return day.replace(hour=0, minute=0, second=0) + timedelta(seconds=seconds)
    return f"{day.strip()} {seconds // 3_600:02d}:{seconds % 3_600 // 60:02d}:{seconds % 60:02d}"


def _seconds(cell: Any) -> int | None:
    """Seconds since midnight; None where it is no clock time."""
    if isinstance(cell, float):
        return round(cell * 86_400) if 0 <= cell < 1 else None
    found = _CLOCK.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        return None
    hours, minutes, seconds, half = found.groups()
    hour = int(hours) % 12 + (12 if half.lower().startswith("p") else 0) if half else int(hours)
    return hour * 3_600 + int(minutes) * 60 + int(seconds or 0) if hour < 24 else None
