"""Which cells were pasted? Rows and columns from a spreadsheet, and the numbers in them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from dmaic.errors import BadInput
from dmaic.measure.importing.figures import NO, YES, NumberReader, guess_signs, is_missing, looks_like_number

Cells = list[list[str]]


def rows_of(text: str) -> Cells:
    """The lines of a paste, cut at tabs, else at semicolons, else at spaces where that makes a table."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    for sign in ("\t", ";"):
        if any(sign in line for line in lines):
            return [[cell.strip() for cell in line.split(sign)] for line in lines]
    pieces = [re.split(r",?\s+", line.strip()) for line in lines]
    even = len({len(row) for row in pieces}) == 1
    if even or all(looks_like_number(cell) for row in pieces for cell in row):
        return pieces
    return [[line.strip()] for line in lines]


def column_of(text: str) -> list[str]:
    """One column of cells: a line each, or all of them on a single line."""
    if not text.strip():
        return []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip().split("\n")
    if len(lines) == 1:
        line = lines[0].strip()
        for sign in ("\t", ";"):
            if sign in line:
                return [cell.strip() for cell in line.split(sign) if cell.strip()]
        return re.split(r",?\s+", line)
    if any("\t" in line.strip("\t") for line in lines):
        raise BadInput("There are several columns here. Paste one column.")
    return [line.strip().removesuffix(";").strip() for line in lines]


def without_heading(cells: list[str]) -> list[str]:
    """The column without a first cell that is its name."""
    head, rest = cells[:1], cells[1:]
    if rest and head and _is_name(head[0]) and any(looks_like_number(cell) for cell in rest):
        return rest
    return cells


def has_heading(rows: Cells) -> bool:
    """Whether the first row names the columns."""
    return len(rows) > 1 and bool(rows[0]) and all(_is_name(cell) for cell in rows[0] if cell)


def numbers_of(cells: Sequence[str]) -> list[float | int | None]:
    """The numbers of one column, None where a cell is missing; whole numbers stay whole.

    Decimal sign and thousands are those that fit the whole column. Raises BadInput with the first cell that is no
    number, or where thousands and decimals can't be told apart.
    """
    signs = guess_signs({"": cells})
    doubtful = next((cell for cell in cells if re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", cell)), None)
    if signs.ambiguous and doubtful is not None:
        whole, part = doubtful.split(",")
        raise BadInput(f"“{doubtful}” may mean {whole}{part} or {whole}.{part}. Write the column in one of these ways.")
    figures, bad = NumberReader(signs.decimal, signs.thousands).column(list(cells))
    if bad:
        at = min(bad)
        raise BadInput(f"Row {at + 1}: {bad[at]}")
    return [_whole(figure) for figure in figures]


def mixed_of(cells: Sequence[str]) -> list[Any]:
    """A column of numbers where all of its cells are, else of words; None where a cell is missing."""
    known = [cell for cell in cells if not is_missing(cell)]
    if known and all(looks_like_number(cell) for cell in known):
        return list(numbers_of(cells))
    return [None if cell == "" else cell for cell in cells]


def table_of(rows: Cells) -> list[list[Any]]:
    """Rows of numbers, or of words where a cell is none; cells missing at the end of a row are dropped."""
    flat = [cell for row in rows for cell in row]
    known = [cell for cell in flat if not is_missing(cell)]
    if not (known and all(looks_like_number(cell) for cell in known)):
        return [[None if cell == "" else cell for cell in _trimmed(row)] for row in rows]
    values = iter(numbers_of(flat))
    read = [[next(values) for _ in row] for row in rows]
    return [_trimmed(row) for row in read]


def flags_of(cells: Sequence[str]) -> list[bool]:
    """Yes and no, in the words of several languages."""
    found = []
    for at, cell in enumerate(cells):
        word = cell.strip().lower()
        if word not in YES | NO:
            raise BadInput(f"Row {at + 1}: “{cell}” is neither yes nor no.")
        found.append(word in YES)
    return found


def words_of(text: str) -> list[Any]:
    """A list of words: a line each, or parted by commas or semicolons on one line. Whole numbers stay numbers."""
    lines = text.replace("\r\n", "\n").rstrip().split("\n")
    if len(lines) == 1:
        lines = re.split(r"[;\t]|,\s*", lines[0])
    words = [line.strip() for line in lines]
    if words and all(re.fullmatch(r"-?\d{1,15}", word) for word in words):
        return [int(word) for word in words]
    return words


def _trimmed(row: Sequence[Any]) -> list[Any]:
    kept = list(row)
    while kept and kept[-1] in (None, ""):
        kept.pop()
    return kept


def _whole(figure: float) -> float | int | None:
    if math.isnan(figure):
        return None
    return int(figure) if figure.is_integer() and abs(figure) < 2**53 else figure


def _is_name(cell: str) -> bool:
    return not looks_like_number(cell) and not is_missing(cell)
