"""What would an import bring? The guesses, the first rows as read, every problem: shown before anything is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from dmaic.define.metrics import DataType
from dmaic.errors import BadInput
from dmaic.measure.datasets.packing import NO_TIME, Batch
from dmaic.measure.importing.columns import COUNTED, Column, guess_parts, look_at_columns
from dmaic.measure.importing.conversion import Conversion
from dmaic.measure.importing.dates import TimeReader, guess_order
from dmaic.measure.importing.figures import guess_signs
from dmaic.measure.importing.layout import column_names, guess_delimiter, guess_header
from dmaic.measure.importing.mapping import missing_parts
from dmaic.measure.importing.settings import Part, Settings
from dmaic.measure.importing.sources import Kind, Line, guess_encoding, lines_of, open_rows, rows_of
from dmaic.measure.importing.workbook import Rows, sheets_of

CHECKED = 20_000
CHECKED_SHEET = 5_000  # a workbook takes several times as long a row
SHOWN = 8
_SAMPLE = 262_144
_POINTS = re.compile(r"\d{1,2}\.\d{1,2}\.")
_UNITS = {
    "seconds": ("s", "sec", "second", "seconds", "sekunden"),
    "minutes": ("min", "minute", "minutes", "mins", "minuten"),
    "hours": ("h", "hr", "hrs", "hour", "hours", "stunden"),
    "days": ("d", "day", "days", "tage", "calendar days"),
    "weeks": ("w", "wk", "week", "weeks", "wochen"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the metric asks of the file."""

    kind: DataType
    name: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would be read. ``first`` holds the first rows as they stand, ``readings`` what they become.

    ``complete`` is False where only the first rows were checked; the rest is checked while it is imported.
    ``remarks`` explain the guesses, ``cautions`` ask for a second look, ``missing`` says what has to be mapped yet.
    """

    kind: Kind
    settings: Settings
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    first: tuple[Line, ...]
    readings: tuple[Batch, ...]
    result: Conversion
    complete: bool
    sheets: tuple[str, ...]
    remarks: tuple[str, ...]
    cautions: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def is_counted(self) -> bool:
        """Whether the metric is counted rather than measured."""
        return self.result.kind in COUNTED

    @property
    def counts_events(self) -> bool:
        """Whether a period without rows may mean that nothing happened."""
        return self.result.kind == DataType.COUNT

    @property
    def personal(self) -> list[Column]:
        """The columns that look like personal data."""
        return [one for one in self.columns if one.personal]

    @property
    def personal_taken(self) -> list[Column]:
        """Those of them that would be imported all the same."""
        parts = zip(self.columns, self.settings.parts, strict=True)
        return [one for one, part in parts if one.personal and part != Part.OMIT]


def preview(path: Path, kind: Kind, wanted: Wanted, settings: Settings | None = None) -> Preview:
    """Read the first rows as ``settings`` say, or as guessed. Raises BadInput where the file can't be read at all.

    Settings without ``parts`` keep their layout; the rest is guessed from it.
    """
    sheets = tuple(sheets_of(path)) if kind == Kind.WORKBOOK else ()
    layout = settings or guess_layout(path, kind)
    lines, complete = _first_lines(path, kind, layout)
    if settings is None and kind == Kind.WORKBOOK:
        layout = replace(layout, header=guess_header(lines))
    names, body = split_head(lines, layout)
    columns = look_at_columns(names, (cells for _, cells in body))
    settings, remarks, cautions = _filled(layout, columns, body, wanted)
    if len(settings.parts) != len(names):
        raise BadInput("The columns of the file changed. Read it again with these settings.")
    missing = tuple(missing_parts(settings, wanted.kind))
    result = Conversion(settings, names, wanted.kind)
    readings = [] if missing else [batch.part(0, SHOWN) for batch in result.batches(rows_of(lines))][:1]
    if result.unordered and settings.order == "file":
        cautions.append(
            f"In {result.unordered:,} places a reading is older than the one before it. A chart follows the order of "
            "the readings: choose “oldest first” unless the order of the file is meant."
        )
    return Preview(
        kind=kind,
        settings=settings,
        names=tuple(names),
        columns=tuple(columns),
        first=tuple(body[:SHOWN]),
        readings=tuple(readings),
        result=result,
        complete=complete,
        sheets=sheets,
        remarks=tuple(remarks),
        cautions=tuple(cautions),
        missing=missing,
    )


def guess_layout(path: Path, kind: Kind) -> Settings:
    """Encoding, delimiter, quotation marks and the row of the names, from the file alone."""
    if kind == Kind.WORKBOOK:
        return Settings(sheet=sheets_of(path)[0])
    encoding = guess_encoding(path)
    with path.open("rb") as file:
        raw = file.read(_SAMPLE)
    text = raw.decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="ignore")
    delimiter, quoted = guess_delimiter(text)
    layout = Settings(encoding=encoding, delimiter=delimiter, quoted=quoted, thousands="")
    try:
        with open_rows(path, kind, layout) as rows:
            return replace(layout, header=guess_header(list(islice(lines_of(rows), 100))))
    except BadInput:
        return layout  # whoever looks at the file is told why, and can change the layout


def split_head(lines: Sequence[Line], settings: Settings) -> tuple[list[str], list[Line]]:
    """The names of the columns and the rows below them."""
    head = next((cells for number, cells in lines if number == settings.header), None)
    body = [line for line in lines if line[0] > settings.header]
    if not body:
        raise BadInput("There is no row below the column names. Is the row of the names right?")
    width = len(head) if head is not None else max(len(cells) for _, cells in body[:100])
    while (
        head is not None and width > 1 and head[width - 1] == "" and all(_blank(cells, width - 1) for _, cells in body)
    ):
        width -= 1
    return column_names(head, width), body


def named_columns(path: Path, kind: Kind, settings: Settings) -> list[str]:
    """The names of the columns, from the first rows only."""
    with open_rows(path, kind, settings) as rows:
        return split_head(list(islice(lines_of(rows), settings.header + 200)), settings)[0]


def read_all(
    path: Path, kind: Kind, conversion: Conversion, *, watch: Callable[[int], None] | None = None
) -> Iterator[Batch]:
    """A stream of all readings of a file; ``conversion`` knows afterwards what was found.

    ``watch`` is told now and then how many bytes (rows, of a workbook) have been read.
    """
    at: list[Callable[[], int]] = []
    with open_rows(path, kind, conversion.settings, at=at) as rows:
        yield from conversion.batches(rows if watch is None else _watched(rows, lambda: watch(at[0]())))


def _watched(rows: Iterator[Rows], look_up: Callable[[], None]) -> Iterator[Rows]:
    for piece in rows:
        look_up()
        yield piece


def _blank(cells: Sequence[Any], at: int) -> bool:
    return at >= len(cells) or cells[at] == ""


def _first_lines(path: Path, kind: Kind, layout: Settings) -> tuple[list[Line], bool]:
    """The rows that are checked at once, and whether these are all."""
    most = CHECKED if kind == Kind.TEXT else min(CHECKED, CHECKED_SHEET)
    with open_rows(path, kind, layout) as rows:
        lines = list(islice(lines_of(rows), most + 1))
    if not lines:
        raise BadInput("There is no row in it.")
    return lines[:most], len(lines) <= most


def _filled(
    layout: Settings, columns: Sequence[Column], body: Sequence[Line], wanted: Wanted
) -> tuple[Settings, list[str], list[str]]:
    """The settings with what is not chosen yet guessed, and what there is to say about the guesses."""
    numbers = {
        one.name: [cells[at] for _, cells in body if at < len(cells)] for at, one in enumerate(columns) if one.is_number
    }
    dates = {
        one.name: [cells[at] for _, cells in body if at < len(cells)] for at, one in enumerate(columns) if one.is_date
    }
    pointed = any(_POINTS.match(cell) for cells in dates.values() for cell in cells if isinstance(cell, str))
    signs, order = guess_signs(numbers, comma_likely=layout.delimiter == ";" or pointed), guess_order(dates)
    settings = layout
    if not layout.parts:
        parts = guess_parts(columns, wanted.kind, metric_name=wanted.name)
        settings = replace(
            layout,
            decimal=signs.decimal,
            thousands=signs.thousands,
            dates=order.dates,
            parts=parts,
            unit=_unit(wanted.unit),
            period=_period(wanted.kind, parts),
        )
        settings = replace(settings, order=_order(settings, body))
    remarks = [f"Decimal sign: {signs.why}"] if signs.why and settings.decimal == signs.decimal else []
    if order.why and settings.dates == order.dates:
        remarks.append(f"Order of the date: {order.why}")
    cautions = []
    used = [one.name for one, part in zip(columns, settings.parts, strict=False) if part != Part.OMIT]
    if doubtful := [name for name in signs.ambiguous if name in used]:
        cautions.append(
            f"Every figure in {_listed(doubtful)} fits two readings: 1,234 may be one thousand two hundred and "
            "thirty-four, or a little more than one. Look at the first readings below, and change the decimal sign if "
            "they are wrong."
        )
    if doubtful := [name for name in order.ambiguous if name in used]:
        cautions.append(
            f"Every date in {_listed(doubtful)} fits day first and month first. Look at the first readings below, and "
            "change the order of the date if they are wrong."
        )
    return settings, remarks, cautions


def _unit(unit: str) -> str:
    return next((name for name, words in _UNITS.items() if unit.strip().lower() in words), "hours")


def _period(kind: DataType, parts: Sequence[Part]) -> str:
    """Rows of a raw export are counted per day, unless its columns hold counts already."""
    raw = kind in (DataType.COUNT, DataType.PROPORTION) and Part.TIME in parts
    return "day" if raw and Part.DEFECTS not in parts else ""


def _order(settings: Settings, body: Sequence[Line]) -> str:
    """Oldest first where the first rows are not in the order of time already."""
    timed = [settings.column(part) for part in (Part.TIME, Part.END, Part.START)]
    column = next((at for at in timed if at is not None), None)
    if column is None:
        return "file"
    moments, _ = TimeReader(settings.dates).column([cells[column] for _, cells in body if column < len(cells)])
    known = [moment for moment in moments if moment != NO_TIME]
    return "file" if known == sorted(known) else "time"


def _listed(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
