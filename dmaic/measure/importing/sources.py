"""Which rows stand in this file? Text and workbooks, told apart by their content, read as a stream.

Nothing here trusts a file name or a size that the file states about itself.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from dmaic.errors import BadInput
from dmaic.measure.datasets.packing import BLOCK
from dmaic.measure.importing.settings import Settings
from dmaic.measure.importing.workbook import MAX_COLUMNS, Rows, check_workbook, opened, sheet_rows

MAX_ROWS = 20_000_000
MAX_FIELD = 100_000
_HEAD = 65_536

Line: TypeAlias = tuple[int, list[Any]]


class Kind(StrEnum):
    """What kind of file it is."""

    TEXT = "text"
    WORKBOOK = "workbook"


_KNOWN_OTHERS = (
    (b"%PDF", "This is a PDF. Export the table from its source as CSV or XLSX."),
    (
        b"\xd0\xcf\x11\xe0",
        "This is an old Excel file (.xls) or a workbook with a password. Save it as .xlsx without a password.",
    ),
    (b"\x89PNG", "This is a picture. Export the table from its source as CSV or XLSX."),
    (b"\xff\xd8\xff", "This is a picture. Export the table from its source as CSV or XLSX."),
    (b"\x1f\x8b", "This is a compressed file. Unpack it first."),
    (b"{\\rtf", "This is a text document. Save the table as CSV or XLSX."),
)


def kind_of(path: Path) -> Kind:
    """Text or workbook, by content. Raises BadInput with a sentence for anything else."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise BadInput("The file is empty.")
    for start, sentence in _KNOWN_OTHERS:
        if head.startswith(start):
            raise BadInput(sentence)
    if head.startswith(b"PK"):
        check_workbook(path)
        return Kind.WORKBOOK
    if b"\0" in head and not _utf16(head):
        raise BadInput("This is not a table of text. Save it as CSV or XLSX and send that.")
    return Kind.TEXT


def guess_encoding(path: Path) -> str:
    """The encoding of a text file: by its mark, else UTF-8 where every byte fits, else Windows-1252."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        if odd := _utf16(head):
            return odd
        file.seek(0)
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        try:
            while text.read(1 << 20):
                pass
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


@contextmanager
def open_rows(
    path: Path, kind: Kind, settings: Settings, *, at: list[Callable[[], int]] | None = None
) -> Iterator[Iterator[Rows]]:
    """The rows of the file, some thousands at a time, with their numbers as a spreadsheet counts; no blank ones.

    ``at`` receives a function that tells how many bytes (rows, for a workbook) have been read so far.
    Raises BadInput, with the row, where the file can't be read on.
    """
    if kind == Kind.WORKBOOK:
        with opened(path) as book:
            yield sheet_rows(book, settings.sheet, at=at)
        return
    with path.open("rb") as raw:
        if at is not None:
            at.append(raw.tell)
        encoding = "utf-8-sig" if settings.encoding == "utf-8" else settings.encoding
        text = io.TextIOWrapper(raw, encoding=encoding, newline="")
        yield text_rows(text, settings.delimiter, quoted=settings.quoted)


def text_rows(text: Iterable[str], delimiter: str, *, quoted: bool = True, piece: int = BLOCK) -> Iterator[Rows]:
    """The rows of a text table. A quotation mark that is never closed is refused, not swallowed."""
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(
        text,
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=True,
        skipinitialspace=delimiter != "\t",
    )
    before = 0
    while True:
        rows: list[list[Any]] = []
        try:
            rows.extend(islice(reader, piece))
        except csv.Error as error:
            raise BadInput(f"Row {before + len(rows) + 1} can't be read: {_said(str(error))}") from None
        except UnicodeError:
            raise BadInput(
                f"Row {before + len(rows) + 1} or one soon after it holds bytes that are no text in this encoding. "
                "Choose another."
            ) from None
        if not rows:
            return
        numbers = list(range(before + 1, before + len(rows) + 1))
        before += len(rows)
        if max(map(len, rows)) > MAX_COLUMNS:
            wide = next(number for number, cells in zip(numbers, rows, strict=True) if len(cells) > MAX_COLUMNS)
            raise BadInput(f"Row {wide} has more than {MAX_COLUMNS} columns. Is the delimiter right?")
        if before > MAX_ROWS:
            raise BadInput(f"The file has more than {MAX_ROWS:,} rows. Split it.")
        if all(map(_starts, rows)):
            yield numbers, rows
        elif kept := [at for at, cells in enumerate(rows) if any(map(str.strip, cells))]:
            yield [numbers[at] for at in kept], [rows[at] for at in kept]


def _starts(cells: list[str]) -> bool:
    """Whether the first cell holds something: the quick way to see that a row is not blank."""
    return bool(cells) and bool(cells[0]) and not cells[0].isspace()


def lines_of(rows: Iterable[Rows]) -> Iterator[Line]:
    """The same rows one by one."""
    for numbers, cells in rows:
        yield from zip(numbers, cells, strict=True)


def rows_of(lines: Sequence[Line]) -> Iterator[Rows]:
    """Lines that are at hand, as rows some thousands at a time."""
    for start in range(0, len(lines), BLOCK):
        part = lines[start : start + BLOCK]
        yield [number for number, _ in part], [cells for _, cells in part]


def _said(error: str) -> str:
    if "field larger" in error or "unexpected end" in error:
        return "a quotation mark is opened and never closed. Close it, or choose “no quotation marks”."
    if "expected after" in error:
        return "there is text after a closing quotation mark. Mend it, or choose “no quotation marks”."
    return f"{error}."


def _utf16(head: bytes) -> str:
    """UTF-16 without a mark shows as every other byte being zero."""
    pairs = max(1, len(head) // 2)
    if head[1::2].count(0) > 0.6 * pairs and head[0::2].count(0) < 0.1 * pairs:
        return "utf-16-le"
    if head[0::2].count(0) > 0.6 * pairs and head[1::2].count(0) < 0.1 * pairs:
        return "utf-16-be"
    return ""
