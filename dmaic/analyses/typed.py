"""How does what a person typed become the JSON of a field, and how is a JSON value shown to be typed over?"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dmaic.analyses import cells
from dmaic.errors import BadInput
from dmaic.measure.importing.figures import is_missing, looks_like_number
from dmaic.statistics.fields.declared import Field, Kind
from dmaic.statistics.strict_json import parsed
from dmaic.web.forms import parse_number


def read(field: Field, text: str) -> Any:
    """The value of a field from its text, None when nothing was typed; BadInput with a sentence."""
    if not text.strip():
        return None
    if text.lstrip()[:1] in "[{" and field.kind not in {Kind.TEXT, Kind.CHOICE}:
        return parsed(text, field.label)
    return _READERS[field.kind](field, text.strip("\r\n") if "\t" in text else text.strip())


def write(field: Field, value: Any) -> str:
    """The text that is read as this value again."""
    if value is None:
        return ""
    return _WRITERS[field.kind](field, value) if field.kind in _WRITERS else _cell(value)


def _number(_field: Field, text: str) -> float | int:
    number = parse_number(text)
    if number is None:
        raise BadInput(f"“{text}” is not a number. Write it like 12.5 or 12,5.")
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _whole(field: Field, text: str) -> int:
    number = _number(field, text)
    if isinstance(number, float):
        raise BadInput(f"“{text}” is not a whole number.")
    return number


def _share(field: Field, text: str) -> float:
    number = _number(field, text)
    return number / 100 if text.rstrip().endswith("%") else number


def _numbers(_field: Field, text: str) -> list[Any]:
    return list(cells.numbers_of(cells.without_heading(cells.column_of(text))))


def _groups(_field: Field, text: str) -> list[list[Any]]:
    rows = cells.rows_of(text)
    rows = rows[1:] if cells.has_heading(rows) else rows
    width = max(len(row) for row in rows)
    columns = [[row[k] if k < len(row) else "" for row in rows] for k in range(width)]
    read = [list(cells.numbers_of(column)) for column in columns]
    for column in read:
        while column and column[-1] is None:
            column.pop()
    return read


def group_names(text: str) -> list[str]:
    """The names in the first row of pasted groups; empty where there are none."""
    rows = cells.rows_of(text) if text.strip() else []
    return list(rows[0]) if cells.has_heading(rows) else []


def _rows(_field: Field, text: str) -> list[list[Any]]:
    return cells.table_of(cells.rows_of(text))


def _columns(_field: Field, text: str) -> dict[str, list[Any]]:
    rows = cells.rows_of(text)
    if not cells.has_heading(rows):
        raise BadInput("Begin with a row that names the columns.")
    names, body = rows[0], rows[1:]
    if len(set(names)) < len(names) or "" in names:
        raise BadInput("Each column needs a name of its own in the first row.")
    return {name: cells.mixed_of([row[k] if k < len(row) else "" for row in body]) for k, name in enumerate(names)}


def _amounts(_field: Field, text: str) -> dict[str, Any]:
    rows = [row for row in _pairs(text) if any(row)]
    if len(rows) > 1 and not looks_like_number(rows[0][1]) and looks_like_number(rows[1][1]):
        rows = rows[1:]
    return dict(zip([row[0] for row in rows], cells.numbers_of([row[1] for row in rows]), strict=True))


def _pairs(text: str) -> list[tuple[str, str]]:
    pairs = []
    for at, line in enumerate(text.splitlines()):
        sign = next((sign for sign in ("\t", ";", ":") if sign in line), None)
        name, _, amount = line.rpartition(sign) if sign else line.rstrip().rpartition(" ")
        if not name.strip():
            raise BadInput(f"Row {at + 1}: “{line.strip()}” needs a name and a number.")
        pairs.append((name.strip(), amount.strip()))
    return pairs


def _records(field: Field, text: str) -> list[dict[str, Any]]:
    rows = cells.rows_of(text)
    parts = [_part(field, name) for name in rows[0]]
    records = []
    for at, row in enumerate(rows[1:]):
        record: dict[str, Any] = {}
        for part, cell in zip(parts, row, strict=False):
            try:
                value = None if is_missing(cell) else read(part, cell)
            except BadInput as refusal:
                raise BadInput(f"Row {at + 2}, {part.label}: {refusal}") from None
            if value is not None:
                _put(record, part.name, value)
        records.append(record)
    return records


def _part(field: Field, name: str) -> Field:
    for part in field.parts:
        if name.strip().lower() in {part.name.lower(), part.label.lower()}:
            return part
    known = ", ".join(part.name for part in field.parts)
    raise BadInput(f"Begin with a row that names the columns. “{name}” is none of {known}.")


def _put(record: dict[str, Any], path: str, value: Any) -> None:
    *outer, last = path.split(".")
    for key in outer:
        record = record.setdefault(key, {})
    record[last] = value


def _words(_field: Field, text: str) -> list[Any]:
    return cells.words_of(text)


def _number_or_numbers(field: Field, text: str) -> Any:
    numbers = _numbers(field, text)
    return numbers[0] if len(numbers) == 1 else numbers


def _number_or_words(_field: Field, text: str) -> Any:
    words = cells.words_of(text)
    return words[0] if len(words) == 1 and isinstance(words[0], int) else [str(word) for word in words]


def _number_or_word(field: Field, text: str) -> Any:
    by_label = {label.lower(): value for value, label in field.choices} | {value: value for value, _ in field.choices}
    if text.lower() in by_label:
        return by_label[text.lower()]
    number = parse_number(text)
    if number is None:
        raise BadInput(f"“{text}” is neither a number nor one of {', '.join(value for value, _ in field.choices)}.")
    return number


_READERS: dict[Kind, Callable[[Field, str], Any]] = {
    Kind.NUMBER: _number,
    Kind.WHOLE: _whole,
    Kind.SHARE: _share,
    Kind.TEXT: lambda _field, text: text,
    Kind.CHOICE: lambda _field, text: text,
    Kind.FLAG: lambda _field, text: cells.flags_of([text])[0],
    Kind.NUMBERS: _numbers,
    Kind.FLAGS: lambda _field, text: cells.flags_of(cells.column_of(text)),
    Kind.WORDS: _words,
    Kind.GROUPS: _groups,
    Kind.ROWS: _rows,
    Kind.COLUMNS: _columns,
    Kind.AMOUNTS: _amounts,
    Kind.RECORDS: _records,
    Kind.NUMBER_OR_NUMBERS: _number_or_numbers,
    Kind.NUMBER_OR_WORDS: _number_or_words,
    Kind.NUMBER_OR_WORD: _number_or_word,
    Kind.STRUCTURE: lambda field, text: parsed(text, field.label),
}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(_cell(one) for one in value)
    return format(value, ".15g") if isinstance(value, float) else str(value)


def _lines(values: Sequence[Any]) -> str:
    return "\n".join(_cell(value) for value in values)


def _table(rows: Sequence[Any]) -> str:
    return "\n".join("\t".join(_cell(one) for one in row) if isinstance(row, list) else _cell(row) for row in rows)


def _groups_text(_field: Field, groups: Sequence[Sequence[Any]]) -> str:
    height = max((len(group) for group in groups), default=0)
    return _table([[group[k] if k < len(group) else None for group in groups] for k in range(height)])


def _columns_text(_field: Field, columns: Mapping[str, Sequence[Any]]) -> str:
    height = max((len(column) for column in columns.values()), default=0)
    body = [[column[k] if k < len(column) else None for column in columns.values()] for k in range(height)]
    return _table([list(columns), *body])


def _records_text(field: Field, records: Sequence[Mapping[str, Any]]) -> str:
    used = [part for part in field.parts if any(_get(one, part.name) is not None for one in records)]
    return _table([[part.name for part in used], *[[_get(one, part.name) for part in used] for one in records]])


def _get(record: Mapping[str, Any], path: str) -> Any:
    found: Any = record
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


_WRITERS: dict[Kind, Callable[[Field, Any], str]] = {
    Kind.NUMBERS: lambda _field, value: _lines(value),
    Kind.FLAGS: lambda _field, value: _lines(value),
    Kind.WORDS: lambda _field, value: _lines(value),
    Kind.GROUPS: _groups_text,
    Kind.ROWS: lambda _field, value: _table(value),
    Kind.COLUMNS: _columns_text,
    Kind.AMOUNTS: lambda _field, value: "\n".join(f"{name}\t{_cell(one)}" for name, one in value.items()),
    Kind.RECORDS: _records_text,
    Kind.NUMBER_OR_NUMBERS: lambda _field, value: _lines(value) if isinstance(value, list) else _cell(value),
    Kind.NUMBER_OR_WORDS: lambda _field, value: _lines(value) if isinstance(value, list) else _cell(value),
    Kind.STRUCTURE: lambda _field, value: json.dumps(value, ensure_ascii=False),
}
