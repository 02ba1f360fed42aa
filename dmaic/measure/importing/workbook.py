"""Which rows stand in this workbook? Read row by row, with caps on everything that a file could lie about."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from dmaic.errors import BadInput

MAX_COLUMNS = 200
MAX_BLANK_ROWS = 10_000
MAX_UNPACKED = 400_000_000
MAX_WORDS_UNPACKED = 50_000_000  # shared strings of a workbook are held in memory
MAX_OTHERS_UNPACKED = 20_000_000  # styles and the like are read in one piece
MAX_ROW_BYTES = 1_000_000  # a row of a sheet is built in memory before it is handed on
_PIECE = 1_000
_ROW = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?row[\s/>]")

Cell: TypeAlias = str | float | datetime
Rows: TypeAlias = tuple[list[int], list[list[Any]]]


def check_workbook(path: Path) -> None:
    """Refuse what only looks like a workbook, and one that would unpack to more than memory should hold."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError):
        raise BadInput("The workbook is damaged. Open it in your spreadsheet and save it again.") from None
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise BadInput("This archive is not an Excel workbook. Unpack it, or save the table as .xlsx.")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise BadInput("The workbook unpacks to more than this installation reads. Save the sheet as CSV.")
    words = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
    sheets = [part for part in parts if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")]
    read_whole = ("xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml")
    others = sum(part.file_size for part in parts if part.filename in read_whole or part.filename.endswith(".rels"))
    if words > MAX_WORDS_UNPACKED or others > MAX_OTHERS_UNPACKED:
        raise BadInput("The workbook holds too much beside its cells. Save the sheet with only your columns as CSV.")
    with zipfile.ZipFile(path) as archive:
        for sheet in sheets:
            _check_sheet(archive, sheet.filename)


def _check_sheet(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse a sheet with a row too long to hold, and markup that spreadsheets never write."""
    since_row, end = 0, b""
    with archive.open(name) as sheet:
        while chunk := sheet.read(262_144):
            window = end + chunk
            if b"<!" in window:
                raise BadInput("The workbook holds markup that spreadsheets do not write. Save the sheet as CSV.")
            since_row = 0 if _ROW.search(window) else since_row + len(chunk)
            if since_row > MAX_ROW_BYTES and b"</sheetData>" not in window:
                raise BadInput("A row of the workbook is too long to be read. Save the sheet as CSV.")
            end = window[-64:]


def sheets_of(path: Path) -> list[str]:
    """The names of a workbook's sheets that hold cells."""
    with opened(path) as book:
        return [sheet.title for sheet in book.worksheets]


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """A workbook that was checked before."""
    from openpyxl import load_workbook  # loads in half a second: only who brings a workbook waits for it

    with path.open("rb") as file:  # by its content: given a path, the library judges by the name
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # openpyxl raises whatever its parsers raise
            raise BadInput("The workbook can't be read. Open it in your spreadsheet and save it again.") from error
        try:
            yield book
        finally:
            book.close()


def sheet_rows(book: Any, sheet: str, *, at: list[Callable[[], int]] | None = None) -> Iterator[Rows]:
    """The rows of a sheet (the first one if there is none of this name), some at a time; blank ones passed over."""
    names = [one.title for one in book.worksheets]
    if not names:
        raise BadInput("The workbook has no sheet with cells.")
    page = book[sheet] if sheet in names else book.worksheets[0]
    page.reset_dimensions()  # what the sheet says about its own size is not trusted
    reached = [0]
    if at is not None:
        at.append(lambda: reached[0])
    numbers: list[int] = []
    rows: list[list[Any]] = []
    for number, row in _numbered(page):
        reached[0] = number
        if len(row) > MAX_COLUMNS and any(cell is not None for cell in row[MAX_COLUMNS:]):
            raise BadInput(
                f"Row {number} has cells to the right of column {MAX_COLUMNS}. Delete what does not belong to the "
                "table, and save it again."
            )
        numbers.append(number)
        rows.append([_plain(cell) for cell in row[:MAX_COLUMNS]])
        if len(rows) == _PIECE:
            yield numbers, rows
            numbers, rows = [], []
    if rows:
        yield numbers, rows


def _numbered(page: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows that hold something, with their numbers."""
    rows, number, blank = page.iter_rows(values_only=True), 0, 0
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception as error:  # openpyxl raises whatever its parsers raise
            raise BadInput(f"The sheet can't be read on after row {number - 1}. Save it again, or as CSV.") from error
        if any(cell is not None and cell != "" for cell in row):
            blank = 0
            yield number, row
            continue
        blank += 1
        if blank > MAX_BLANK_ROWS:
            raise BadInput(
                f"The sheet has more than {MAX_BLANK_ROWS:,} blank rows above row {number}. "
                "Delete what stands far below the table, and save it again."
            )


def _plain(cell: Any) -> Cell:
    """A workbook's cell as text, number or moment."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return float(cell)
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a wall clock without a zone
    if isinstance(cell, time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(cell.total_seconds(), 60)
        return f"{int(minutes // 60)}:{int(minutes % 60):02}:{seconds:06.3f}"
    return str(cell)
