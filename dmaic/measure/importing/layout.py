"""How is the text of a table laid out? Delimiter, quotation marks, the row of the column names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from dmaic.errors import BadInput
from dmaic.measure.importing.dates import looks_like_date
from dmaic.measure.importing.figures import is_missing, looks_like_number
from dmaic.measure.importing.problems import shown_cell
from dmaic.measure.importing.sources import Line, lines_of, text_rows

_LINES = 60
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d{1,12},\d+\s*%?\s*")


def guess_delimiter(text: str) -> tuple[str, bool]:
    """The delimiter under which most rows have the same number of cells, and whether quotation marks enclose cells."""
    lines = text.splitlines(keepends=True)
    best, found = 0.0, (",", True)
    body = [line for line in lines[1:_LINES] if line.strip()] or lines
    if body and all(_DECIMAL_COMMA.fullmatch(line) for line in body) and "," not in lines[0].strip(",0123456789 "):
        return ";", True
    for delimiter in "\t;|,":
        for quoted in (True, False):
            try:
                widths = _widths(lines, delimiter, quoted=quoted)
            except BadInput:
                continue
            if widths:
                width, times = Counter(widths).most_common(1)[0]
                score = times / len(widths) if width > 1 else 0.0
                if score > best:
                    best, found = score, (delimiter, quoted)
            break
    return found


def _widths(lines: Sequence[str], delimiter: str, *, quoted: bool) -> list[int]:
    """How many cells the first rows have. The last one may be cut in the middle and does not count."""
    found: list[int] = []
    rows = lines_of(text_rows(lines, delimiter, quoted=quoted, piece=1))
    while len(found) < _LINES:
        try:
            found.append(len(next(rows)[1]))
        except StopIteration:
            return found
        except BadInput:
            if len(found) < 3:
                raise
            return found
    return found


def guess_header(lines: Sequence[Line]) -> int:
    """The row that names the columns: the first full one, unless it already holds numbers or dates. 0: none."""
    if not lines:
        return 0
    widths = Counter(sum(1 for cell in cells if cell != "") for _, cells in lines[:_LINES])
    usual = max(width for width, times in widths.items() if times == max(widths.values()))
    for number, cells in lines[:20]:
        filled = [cell for cell in cells if cell != ""]
        if len(filled) < usual / 2 or (usual > 1 and len(filled) == 1):
            continue  # a title above the table
        figures = [cell for cell in filled if looks_like_number(cell) or looks_like_date(cell) or is_missing(cell)]
        return 0 if figures else number
    return 0


def column_names(head: Sequence[Any] | None, width: int) -> list[str]:
    """A name for every column: from the head where it gives one, unique, short enough for a page."""
    names: list[str] = []
    for at in range(width):
        given = shown_cell(head[at]) if head is not None and at < len(head) else ""
        name = given.replace("\0", "") or f"Column {at + 1}"
        seen = names.count(name)
        names.append(name if not seen else f"{name} ({seen + 1})")
    return names
