"""What was given? Typed reading of a face's JSON input; each refusal names the field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import LARGEST, count


def _absent(given: Mapping[str, Any], field: str) -> bool:
    return given.get(field) is None


def need(given: Mapping[str, Any], field: str) -> Any:
    """The field's value; it has to be there."""
    if _absent(given, field):
        raise StatisticsError(f"The field {field} is missing; give it.")
    return given[field]


def number(given: Mapping[str, Any], field: str, default: float | None = None) -> float:
    """A number; missing or null takes the default, or is refused without one."""
    if _absent(given, field):
        if default is None:
            raise StatisticsError(f"The field {field} is missing; give a number.")
        return default
    value = given[field]
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        raise StatisticsError(f"The field {field} must be a finite number; {value!r} is not.")
    return value


def optional_number(given: Mapping[str, Any], field: str) -> float | None:
    """A number, or None when missing or null."""
    return None if _absent(given, field) else number(given, field)


def numbers(given: Mapping[str, Any], field: str) -> list[float]:
    """A list; its entries are checked where they are used."""
    if _absent(given, field):
        raise StatisticsError(f"The field {field} is missing; it must be a list of numbers.")
    value = given[field]
    if not isinstance(value, list | tuple):
        raise StatisticsError(f"The field {field} must be a list of numbers.")
    return list(value)


def rows(given: Mapping[str, Any], field: str) -> list[list[Any]]:
    """A list of lists."""
    value = given.get(field)
    if not isinstance(value, list | tuple) or not all(isinstance(row, list | tuple) for row in value):
        raise StatisticsError(f"The field {field} must be a list of rows, each a list.")
    return [list(row) for row in value]


def records(given: Mapping[str, Any], field: str) -> list[Mapping[str, Any]]:
    """A list of objects."""
    value = given.get(field)
    if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
        raise StatisticsError(f"The field {field} must be a list of objects.")
    return list(value)


def mapping(given: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    """An object."""
    value = given.get(field)
    if not isinstance(value, Mapping):
        raise StatisticsError(f"The field {field} must be an object.")
    return value


def word(given: Mapping[str, Any], field: str, known: Sequence[str], default: str | None = None) -> str:
    """One of the known words."""
    if _absent(given, field):
        if default is None:
            raise StatisticsError(f"The field {field} is missing; it is one of {', '.join(known)}.")
        return default
    value = given[field]
    if not isinstance(value, str) or value not in known:
        raise StatisticsError(f"The field {field} must be one of {', '.join(known)}; {value!r} is not.")
    return str(value)


def choice(given: Mapping[str, Any], field: str, names: Mapping[str, str], default: str | None = None) -> str:
    """One of the names, by the spellings that ``names`` maps to the package's own; the default is the package's."""
    if _absent(given, field) and default is not None:
        return default
    return names[word(given, field, tuple(names))]


def flag(given: Mapping[str, Any], field: str, *, default: bool = False) -> bool:
    """True or false; missing is the default."""
    value = given.get(field)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise StatisticsError(f"The field {field} must be true or false; {value!r} is neither.")
    return value


def optional_flag(given: Mapping[str, Any], field: str) -> bool | None:
    """True, false, or None when missing or null."""
    return None if _absent(given, field) else flag(given, field)


def count_or_names(given: Mapping[str, Any], field: str) -> int | list[str]:
    """The count, or the list of names as text."""
    names = optional_names(given, field) if isinstance(given.get(field), list | tuple) else None
    return whole(given, field) if names is None else names


def whole(given: Mapping[str, Any], field: str, default: int | None = None) -> int:
    """A whole number; missing or null takes the default, or is refused without one."""
    return count(number(given, field, default), name=field)


def optional_names(given: Mapping[str, Any], field: str) -> list[str] | None:
    """A list of names as text, or None when missing or null; one text stands for its letters."""
    value = given.get(field)
    if value is None:
        return None
    if not isinstance(value, list | tuple | str):
        raise StatisticsError(f"The field {field} must be a list of names; {value!r} is not.")
    return [str(name) for name in value]


def columns(given: Mapping[str, Any], field: str) -> dict[str, list[Any]]:
    """An object of columns, each a list."""
    found = mapping(given, field)
    for name, column in found.items():
        if not isinstance(column, list | tuple):
            raise StatisticsError(f"The column {name!r} of {field} must be a list; {column!r} is not.")
    return {str(name): list(column) for name, column in found.items()}
