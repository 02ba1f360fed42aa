"""What number does this cell say? Decimal sign and thousands are decided by whole columns, never by one cell."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dmaic.measure.importing.problems import shown_cell

NAN = float("nan")
MISSING = frozenset(
    {"", "na", "n/a", "#n/a", "#nv", "null", "none", "nan", "-", "–", "—", ".", "k.a.", "n.v.", "missing"}
)
YES = frozenset({"true", "yes", "y", "ja", "wahr", "oui", "vrai", "sí", "si", "x", "1"})
NO = frozenset({"false", "no", "n", "nein", "falsch", "non", "faux", "0"})
CURRENCY = "€$£¥"
_EXCEL_ERROR = re.compile(r"#(DIV/0|VALUE|REF|NAME|NUM|NULL|WERT|BEZUG|ZAHL)[!?]", re.IGNORECASE)
_CLOCK = re.compile(r"(-?)(\d{1,4}):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?")
_SHAPE = re.compile(r"[+-]?\d[\d.,' ]*(?:[eE][+-]?\d{1,3})?|[+-]?[.,]\d+")
_GROUPED = {
    "": r"\d+",
    ",": r"(?:\d{1,3}(?:,\d{3})+|\d+)",
    ".": r"(?:\d{1,3}(?:\.\d{3})+|\d+)",
    " ": r"(?:\d{1,3}(?: \d{3})+|\d+)",
    "'": r"(?:\d{1,3}(?:'\d{3})+|\d+)",
}
_SHAPES = str.maketrans("23456789", "11111111")
_CLEAN = {".": re.compile(r"[0-9.eE+-]*"), ",": re.compile(r"[0-9,eE+-]*")}


@dataclass(frozen=True, slots=True)
class Signs:
    """Decimal sign and thousands separator of a file, why, and the columns in which both readings would fit."""

    decimal: str
    thousands: str
    ambiguous: tuple[str, ...] = ()
    why: str = ""


def is_missing(cell: Any) -> bool:
    """Whether a cell says that there is no figure. A blank is missing, never 0."""
    return isinstance(cell, str) and cell.strip().lower() in MISSING


def bare(text: str) -> str:
    """A number's text without currency, percent sign and the many kinds of space and minus."""
    text = re.sub(r"[\s\u00a0\u202f\u2009]+", " ", text).strip().replace("−", "-").replace("’", "'")
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1].strip()}"
    text = text.removesuffix("%").strip().strip(CURRENCY).strip()
    if text[:1] in "+-" and text[1:2] in tuple(CURRENCY):
        text = text[0] + text[1:].strip(CURRENCY).strip()
    return f"-{text[:-1].strip()}" if text.endswith("-") and text[:1].isdigit() else text


def looks_like_number(cell: Any) -> bool:
    """Whether a cell would be a number under some decimal sign."""
    if isinstance(cell, float):
        return True
    if not isinstance(cell, str):
        return False
    text = bare(cell)
    return bool(_SHAPE.fullmatch(text) or _CLOCK.fullmatch(text))


def guess_signs(columns: Mapping[str, Iterable[Any]], *, comma_likely: bool = False) -> Signs:
    """Decimal sign and thousands separator from every number-like cell of every column.

    ``1,234`` fits both readings: it speaks only where nothing else does, and then its column is named as ambiguous.
    ``comma_likely`` then tips the scale: the file has semicolons or dates with points.
    """
    votes: Counter[tuple[str, str]] = Counter()
    witness: dict[tuple[str, str], str] = {}
    unsure: dict[str, list[str]] = {",": [], ".": []}
    for name, cells in columns.items():
        # cells of one shape (12,5 and 37,9) speak alike: each shape is heard once, with their number
        shapes: dict[str, str] = {}
        times: Counter[str] = Counter()
        for cell in cells:
            if isinstance(cell, str):
                shape = cell.translate(_SHAPES)
                times[shape] += 1
                shapes.setdefault(shape, cell)
        for shape, cell in shapes.items():
            text = bare(cell).lstrip("+-")
            if not _SHAPE.fullmatch(text):
                continue
            for vote in _votes(text):
                votes[vote] += times[shape]
                witness.setdefault(vote, shown_cell(cell))
            sign = _ambiguous(text)
            if sign and name not in unsure[sign]:
                unsure[sign].append(name)
    comma = votes["decimal", ","] + votes["thousands", "."]
    point = votes["decimal", "."] + votes["thousands", ","]
    if comma or point:
        decimal = "," if comma > point else "."
    elif unsure[","] and not unsure["."]:
        decimal = "," if comma_likely else "."
    else:
        decimal = "."
    other = "," if decimal == "." else "."
    thousands = ""
    if votes["thousands", other] or unsure[other]:
        thousands = other
    else:
        for sign in (" ", "'"):
            if votes["thousands", sign]:
                thousands = sign
    settled = votes["decimal", decimal] > 0 or votes["thousands", other] > 0
    doubtful = () if settled else tuple(dict.fromkeys([*unsure[","], *unsure["."]]))
    seen = witness.get(("decimal", decimal)) or witness.get(("thousands", other))
    why = f"“{seen}” can only be read this way." if seen else ""
    return Signs(decimal, thousands, doubtful, why)


def _votes(text: str) -> list[tuple[str, str]]:
    found = [("thousands", sign) for sign in " '" if re.fullmatch(rf"\d{{1,3}}(?:{sign}\d{{3}})+(?:[.,]\d*)?", text)]
    text = text.replace(" ", "").replace("'", "")
    points, commas = text.count("."), text.count(",")
    if points and commas:
        last = "." if text.rfind(".") > text.rfind(",") else ","
        return [*found, ("decimal", last), ("thousands", "," if last == "." else ".")]
    for sign, times in ((".", points), (",", commas)):
        if times > 1:
            found.append(("thousands", sign))
        elif times == 1 and not _ambiguous(text):
            found.append(("decimal", sign))
    return found


def _ambiguous(text: str) -> str:
    """The sign in a text like 1,234 that may be a decimal sign or a thousands separator."""
    found = re.fullmatch(r"[1-9]\d{0,2}([.,])\d{3}", text)
    return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class NumberReader:
    """Reads the cells of number columns under one decimal sign and thousands separator.

    A time of day or a duration as ``h:mm:ss`` becomes a figure in ``seconds_per_unit``. Percent and currency signs
    are dropped: 95 % is 95.
    """

    decimal: str
    thousands: str
    seconds_per_unit: float = 3_600
    yes_and_no: bool = False

    def column(self, cells: Sequence[Any]) -> tuple[list[float], dict[int, str]]:
        """The figures (NaN where missing) and, by position, a sentence for each cell that is no number."""
        try:
            text = "".join(cells)
        except TypeError:
            return self._one_by_one(cells)
        if not self.thousands and _CLEAN[self.decimal].fullmatch(text):
            plain = [cell.replace(",", ".") for cell in cells] if self.decimal == "," else cells
            try:
                figures = [float(cell) if cell else NAN for cell in plain]
            except ValueError:
                return self._one_by_one(cells)
            if math.inf not in figures and -math.inf not in figures:
                return figures, {}
        return self._one_by_one(cells)

    def _one_by_one(self, cells: Sequence[Any]) -> tuple[list[float], dict[int, str]]:
        read, figures, bad = self.reader(), [], {}
        for at, cell in enumerate(cells):
            try:
                figures.append(read(cell))
            except ValueError as error:
                figures.append(NAN)
                bad[at] = str(error)
        return figures, bad

    def reader(self) -> Callable[[Any], float]:
        """A function that reads one cell: its figure, NaN where it is missing, ValueError with a sentence."""
        decimal, thousands = self.decimal, self.thousands
        fraction = rf"(?:{re.escape(decimal)}\d*)?"
        whole = _GROUPED[thousands]
        shape = re.compile(rf"[+-]?(?:{whole}{fraction}|{re.escape(decimal)}\d+)(?:[eE][+-]?\d{{1,3}})?")

        def read(cell: Any) -> float:
            if isinstance(cell, float):
                return _finite(cell, cell)
            if isinstance(cell, datetime):
                raise ValueError(f"“{shown_cell(cell)}” is a date, not a number.")  # noqa: TRY004 - a sentence
            if is_missing(cell):
                return NAN
            text = bare(cell)
            if shape.fullmatch(text):
                if thousands:
                    text = text.replace(thousands, "")
                return _finite(float(text.replace(decimal, ".")), cell)
            return self._otherwise(text, cell)

        return read

    def _otherwise(self, text: str, cell: Any) -> float:
        clock = _CLOCK.fullmatch(text)
        if clock:
            sign, hours, minutes, seconds = clock.groups()
            length = int(hours) * 3_600 + int(minutes) * 60 + float(seconds or 0)
            return (-1 if sign else 1) * length / self.seconds_per_unit
        if self.yes_and_no and text.lower() in YES | NO:
            return 1.0 if text.lower() in YES else 0.0
        if _EXCEL_ERROR.match(text):
            raise ValueError(f"“{shown_cell(cell)}” is an error of the spreadsheet. Mend the formula there.")
        if _SHAPE.fullmatch(text):
            raise ValueError(f"“{shown_cell(cell)}” is not a number with {self._in_words()}.")
        raise ValueError(f"“{shown_cell(cell)}” is not a number.")

    def _in_words(self) -> str:
        names = {",": "comma", ".": "point", " ": "space", "'": "apostrophe"}
        between = f"{names[self.thousands]} between thousands" if self.thousands else "nothing between thousands"
        return f"a decimal {names[self.decimal]} and {between}"


def _finite(figure: float, cell: Any) -> float:
    if not math.isfinite(figure):
        raise ValueError(f"“{shown_cell(cell)}” is too large for a number.")
    return figure
