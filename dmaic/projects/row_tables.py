"""How do the rows of a tool leave as a table, and how is a pasted table read back?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from dmaic.spreadsheet import MARK, restored
from dmaic.web.conflict import shown
from dmaic.web.forms import NumberField, WholeNumberField


def table_of(form: Any, rows: Iterable[object]) -> list[list[str]]:
    """A line of column names and one for each row, as `typed_lines` reads them back."""
    fields = _fields(form)
    lines = ([_cell(one, getattr(row, one.name)) for one in fields] for row in rows)
    return [
        [str(one.label.text) for one in fields],
        *(["" if cell == "–" else cell for cell in line] for line in lines),
    ]


def typed_lines(form: Any, text: str) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """The lines of a table below the column names, each with its number and what it types into the form.

    Columns are parted by tab, semicolon or comma, whichever the first line has most of, and are named by the label of
    a field or by its name. The second part of the answer says what is wrong with them; then there are no lines.
    """
    text = text.removeprefix(MARK).strip()
    if not text:
        return [], ["Paste a table, or choose a CSV file. Its first line names the columns as the download does."]
    delimiter = max("\t;,", key=text.splitlines()[0].count)
    heads, *lines = csv.reader(io.StringIO(text), delimiter=delimiter)
    fields = _fields(form)
    known = {str(one.label.text).lower(): one for one in fields} | {one.name: one for one in fields}
    heads = [head.strip().lower() for head in heads]
    named = ", ".join(str(one.label.text) for one in fields)
    problems = [f"The column “{head}” is not known. Known are: {named}." for head in heads if head not in known]
    if problems:
        return [], problems
    columns = [known[head] for head in heads]
    return [
        (at, {one.name: _typed(one, cell.strip()) for one, cell in zip(columns, cells, strict=False)})
        for at, cells in enumerate(lines, start=2)
        if any(cell.strip() for cell in cells)
    ], []


def _fields(form: Any) -> list[Any]:
    return [one for one in form if one.name != "version"]


def _cell(one: Any, value: Any) -> str:
    """A value as the way in reads it back: a figure never in a writing that the form would ask about, a day in ISO."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(one, NumberField | WholeNumberField) and value is not None:
        return one.as_typed(value) if isinstance(one, NumberField) else str(value)
    return shown(one, value)


def _typed(one: Any, cell: str) -> str:
    """What a cell types into its field: of a choice the value, whether its label or its value was written."""
    text = restored(cell)
    for key, label, *_ in getattr(one, "choices", None) or ():
        if text.lower() in (str(label).lower(), str(key).lower()):
            return str(key)
    return text
