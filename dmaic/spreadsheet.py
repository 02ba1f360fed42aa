"""How does a table leave for a spreadsheet? As CSV in which no cell is run as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

MARK = "\ufeff"
"""By this mark at the beginning of a file spreadsheets know that it is UTF-8."""

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")
_PLAIN_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")


def defused(text: str) -> str:
    """The text, harmless in a spreadsheet: an apostrophe stands before what it would take for a formula.

    That is whatever begins with = + - @, a tab or the end of a line and is no plain number.
    """
    if text.lstrip(" ").startswith(_BEGINNINGS) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def restored(cell: str) -> str:
    """What `defused` was given."""
    bare = cell.removeprefix("'")
    return bare if defused(bare) == cell else cell


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV, without the mark: text defused, numbers in full, None as an empty cell."""
    out = io.StringIO()
    csv.writer(out).writerows([defused(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue()
