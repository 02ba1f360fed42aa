"""Of which parts is an answer made? Figures with their intervals, tables, and lists point by point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dmaic.analyses.labels import POSITIONS, ROWS, label
from dmaic.web.written import number

_MOST_ROWS = 300
# Told in the conclusion.
_WORDS = frozenset({"sentence", "words", "method"})
_STATISTIC = frozenset({"name", "value", "low", "high", "state", "note"})
_CHECKS = frozenset({"question", "method", "conclusion", "sentence", "assumptions"})


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its words, and its interval as "low to high" where it has one; ``note`` says why it is withheld."""

    name: str
    value: str
    interval: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its title, column heads, rows of text; ``left_out`` rows that a page has no room for."""

    title: str
    heads: tuple[str, ...]
    rows: list[tuple[str, ...]]
    left_out: int = 0


@dataclass(slots=True)
class Parts:
    """Figures, tables of figures, and long lists."""

    figures: list[Figure] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    points: list[Grid] = field(default_factory=list)


def parts_of(answer: Mapping[str, Any], *, without: frozenset[str] = frozenset()) -> Parts:
    """Everything an answer holds, less the fields told elsewhere."""
    parts = Parts()
    columns: dict[str, Sequence[Any]] = {}
    told = _told_with_passport(answer)
    for name, value in answer.items():
        if name in without or value is None or value in ([], {}) or _is_interval_of(name, answer):
            continue
        if isinstance(value, float) and value in told:
            continue
        if name in POSITIONS:
            parts.figures.append(Figure(POSITIONS[name], _places(value)))
        elif _is_single(value):
            parts.figures.append(_figure(name, value, answer.get(f"{name}_ci")))
        elif isinstance(value, Mapping):
            _add_mapping(parts, name, value, answer.get(f"{name}_ci"))
        elif _is_bounds(value) and _is_interval(name):
            parts.figures.append(Figure(label(name.removesuffix("_ci")), bounds(value)))
        elif all(isinstance(one, Mapping) for one in value):
            _add_records(parts, name, value)
        elif any(isinstance(one, Sequence) and not isinstance(one, str) for one in value):
            _add_rows(parts, name, value)
        elif len(value) <= 12:
            parts.figures.append(Figure(label(name), ", ".join(said(one) for one in value)))
        else:
            columns[name] = value
    parts.points += _side_by_side(columns)
    return parts


def _told_with_passport(answer: Mapping[str, Any]) -> frozenset[float]:
    """Values that stand among the statistics with their method and note: the bare field would say them again."""
    held = answer.get("statistics")
    records = held if isinstance(held, list) else []
    return frozenset(one["value"] for one in records if set(one) >= _STATISTIC and isinstance(one["value"], float))


def without_common_notes(parts: Parts) -> list[str]:
    """Take the notes that three or more shown figures share out of them, to be said once for all."""
    counts = Counter(one.note for one in parts.figures if one.note and one.value != "Withheld")
    common = [note for note, times in counts.items() if times >= 3]
    parts.figures = [
        replace(one, note="") if one.note in common and one.value != "Withheld" else one for one in parts.figures
    ]
    return common


def said(value: Any) -> str:
    """A value as text: numbers to four digits (six from 10 on: a mean of 74.0012), yes and no, lists with commas."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return {"inf": "without bound", "-inf": "without bound below"}.get(value, value)
    if isinstance(value, int | float):
        return number(value, 6 if isinstance(value, int) or abs(value) >= 10 else 4)
    if isinstance(value, Mapping):
        return ", ".join(f"{label(key)} {_named(key, one)}" for key, one in value.items() if one is not None)
    return ", ".join(said(one) for one in value) if value else "none"


def bounds(pair: Sequence[Any]) -> str:
    """An interval as low to high, or its one bound."""
    low, high = pair
    if low in (None, "-inf"):
        return "not known" if high in (None, "inf") else f"at most {said(high)}"
    return f"at least {said(low)}" if high in (None, "inf") else f"{said(low)} to {said(high)}"


def _named(name: str, value: Any) -> str:
    return bounds(value) if _is_interval(name) and _is_bounds(value) else said(value)


def _is_interval(name: str) -> bool:
    return name == "ci" or name.endswith(("_ci", "_interval"))


def _places(value: Any) -> str:
    """Places in the series, counted from 1."""
    listed = value if isinstance(value, list) else [value]
    return ", ".join(str(one + 1) for one in listed) or "none"


def _is_single(value: Any) -> bool:
    return isinstance(value, bool | int | float | str)


def _is_bounds(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(one is None or isinstance(one, int | float) or one in ("inf", "-inf") for one in value)
    )


def _is_interval_of(name: str, answer: Mapping[str, Any]) -> bool:
    """Whether this is the interval of a figure that shows it beside itself."""
    owner = answer.get(name.removesuffix("_ci"))
    return name.endswith("_ci") and (_is_single(owner) or isinstance(owner, Mapping))


def _figure(name: str, value: Any, interval: Any) -> Figure:
    return Figure(label(name), said(value), bounds(interval) if _is_bounds(interval) else "")


def _add_mapping(parts: Parts, name: str, value: Mapping[str, Any], interval: Any = None) -> None:
    if set(value) >= _STATISTIC:
        parts.figures.append(statistic(value))
    elif all(isinstance(one, Mapping) for one in value.values()):
        _add_records(parts, name, [{"": ROWS.get(key, key), **one} for key, one in value.items()])
    elif all(_is_single(one) or one is None or _is_bounds(one) for one in value.values()):
        rows: list[tuple[str, ...]] = [
            (label(str(key)), _named(str(key), one)) for key, one in value.items() if one is not None
        ]
        if len(rows) > 4:
            parts.grids.append(Grid(label(name), ("", "Value"), rows))
        else:
            parts.figures.append(Figure(label(name), said(value), bounds(interval) if _is_bounds(interval) else ""))
    else:
        inner, owner = parts_of(value), ROWS.get(name, label(name))
        parts.figures += [Figure(f"{owner}: {one.name}", one.value, one.interval, one.note) for one in inner.figures]
        parts.grids += [Grid(f"{owner}: {one.title}", one.heads, one.rows, one.left_out) for one in inner.grids]
        parts.points += inner.points


def statistic(value: Mapping[str, Any]) -> Figure:
    """A statistic with its passport: withheld ones say why and how to earn them."""
    if value["value"] is None:
        return Figure(ROWS.get(str(value["name"]), str(value["name"])), "Withheld", note=str(value.get("note") or ""))
    unit = f" {value['unit']}" if value.get("unit") else ""
    known = value["low"] is not None or value["high"] is not None
    note = str(value.get("note") or "") if value.get("state") == "caution" else ""
    name = str(value["name"]).strip(" ,")
    return Figure(
        ROWS.get(name, name), said(value["value"]) + unit, bounds((value["low"], value["high"])) if known else "", note
    )


def _add_records(parts: Parts, name: str, records: Sequence[Mapping[str, Any]]) -> None:
    if all(set(one) >= _STATISTIC for one in records):
        parts.figures += [statistic(one) for one in records]
        return
    if any(set(one) >= _CHECKS for one in records) or (name == "stages" and len(records) == 1):
        return
    heads = list(dict.fromkeys(key for one in records for key in one if not _is_long(one[key]) and key not in _WORDS))
    heads = [key for key in heads if any(one.get(key) not in (None, [], "", {}) for one in records)]
    rows = [tuple(_named(key, one.get(key)) if key else str(one[key]) for key in heads) for one in records[:_MOST_ROWS]]
    grid = Grid(label(name), tuple(label(key) if key else "" for key in heads), rows, max(0, len(records) - _MOST_ROWS))
    (parts.points if len(records) > 40 else parts.grids).append(grid)


def _is_long(value: Any) -> bool:
    return isinstance(value, list) and (len(value) > 12 or any(isinstance(one, Mapping) for one in value))


def _add_rows(parts: Parts, name: str, rows: Sequence[Any]) -> None:
    lists = [row if isinstance(row, list) else [row] for row in rows]
    width = max(len(row) for row in lists)
    heads = ("", *(str(k + 1) for k in range(width)))
    shown = enumerate(lists[:_MOST_ROWS], 1)
    told = [(str(k), *(said(one) for one in row), *([""] * (width - len(row)))) for k, row in shown]
    grid = Grid(label(name), heads, told, max(0, len(lists) - _MOST_ROWS))
    (parts.points if len(lists) > 20 else parts.grids).append(grid)


def _side_by_side(columns: Mapping[str, Sequence[Any]]) -> list[Grid]:
    """Long lists of one length as one table, a row a point."""
    grids = []
    for length in dict.fromkeys(len(column) for column in columns.values()):
        group = {name: column for name, column in columns.items() if len(column) == length}
        rows = [(str(k + 1), *(said(column[k]) for column in group.values())) for k in range(min(length, _MOST_ROWS))]
        grids.append(Grid("Point by point", ("", *(label(name) for name in group)), rows, max(0, length - _MOST_ROWS)))
    return grids
