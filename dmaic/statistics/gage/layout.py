"""Is this table a gage study? Long or nested readings arranged as a full block, or a sentence naming the hole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import LARGEST, Floats, entry
from dmaic.statistics.measured import labels

_PART_WORDS = ("part", "item", "sample", "unit", "piece", "case", "ticket", "batch", "teil")
_APPRAISER_WORDS = ("operator", "appraiser", "inspector", "rater", "analyst", "observer", "person", "prüfer")


@dataclass(frozen=True, slots=True, eq=False)
class GageTable:
    """A study as a full block of readings.

    ``layout`` is crossed (``values[part][appraiser][trial]``: everybody measured every part) or nested
    (``values[appraiser][part][trial]``: each part was measured by one appraiser only, as in destructive tests).
    ``parts`` are the names of the parts; in a nested study one row of names an appraiser, flattened in order.
    """

    layout: str
    values: Floats
    parts: tuple[str, ...]
    appraisers: tuple[str, ...]
    cautions: tuple[str, ...] = ()


def block(measurements: Any, outer: str, inner: str) -> Floats:
    """``measurements[outer][inner][trial]`` as a full block of finite numbers, shape (outer, inner, trial).

    Raises StatisticsError naming the cell that is empty, of another length, blank, text or infinite.
    """
    try:
        fast = np.asarray(measurements)
    except ValueError:  # ragged: named below
        fast = np.empty(0, dtype=object)
    if fast.ndim == 3 and fast.size and fast.dtype.kind in "fiu" and bool((np.abs(fast) <= LARGEST).all()):
        return fast.astype(np.float64)
    rows = _listed(measurements, f"The study must be a list of {outer}s")
    if not rows:
        raise StatisticsError(f"The study holds no readings. Give at least 2 {outer}s, 2 {inner}s and 2 trials.")
    cells = [
        [
            _listed(cell, f"{outer} {i}, {inner} {j} must be a list of trials")
            for j, cell in enumerate(_listed(row, f"{outer} {i} must be a list of {inner}s"), 1)
        ]
        for i, row in enumerate(rows, 1)
    ]
    widths = {len(row) for row in cells}
    if len(widths) != 1:
        short = next(i for i, row in enumerate(cells, 1) if len(row) < max(widths))
        raise StatisticsError(
            f"{outer} {short} has {len(cells[short - 1])} {inner}s where others have {max(widths)}. "
            f"Measure what is missing, or leave that {outer} out of the whole study."
        )
    trials = max((len(cell) for row in cells for cell in row), default=0)
    if trials == 0:
        raise StatisticsError(f"The study holds no readings. Give at least 2 {outer}s, 2 {inner}s and 2 trials.")
    for i, row in enumerate(cells, 1):
        for j, cell in enumerate(row, 1):
            if len(cell) != trials:
                raise StatisticsError(
                    f"{outer} {i}, {inner} {j} has {len(cell)} of {trials} readings. The formulas need equal cells: "
                    f"measure what is missing, or leave that {outer} out of the whole study."
                )
    named = [
        [
            [entry(value, f"{outer} {i}, {inner} {j}, trial {k}") for k, value in enumerate(cell, 1)]
            for j, cell in enumerate(row, 1)
        ]
        for i, row in enumerate(cells, 1)
    ]
    return np.array(named, dtype=np.float64)


def _listed(value: Any, otherwise: str) -> list[Any]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise StatisticsError(f"{otherwise}, not {value!r}.")
    return list(value)


def arrange(
    parts: Sequence[Any],
    appraisers: Sequence[Any],
    values: Sequence[Any],
    *,
    layout: str = "crossed",
    part_column: str = "part",
    appraiser_column: str = "appraiser",
) -> GageTable:
    """Arrange a long table (one reading a row) as a block, levels in order of first appearance.

    The trial of a reading is its place within its cell. Unequal cells are refused by name. Column names and level
    counts are checked first, because swapped columns compute smoothly and mean nothing.
    """
    if not len(parts) == len(appraisers) == len(values):
        raise StatisticsError(
            f"The columns have {len(parts)}, {len(appraisers)} and {len(values)} rows; each row needs a part, an "
            "appraiser and a reading."
        )
    part_of, appraiser_of = labels(parts, part_column), labels(appraisers, appraiser_column)
    numbers = [entry(value, f"The reading in row {row}") for row, value in enumerate(values, 1)]
    cautions = check_columns(part_of, appraiser_of, part_column=part_column, appraiser_column=appraiser_column)
    cells: dict[tuple[str, str], list[float]] = {}
    for part, appraiser, value in zip(part_of, appraiser_of, numbers, strict=True):
        cells.setdefault((part, appraiser), []).append(value)
    part_names, appraiser_names = tuple(dict.fromkeys(part_of)), tuple(dict.fromkeys(appraiser_of))
    if layout == "nested":
        return _nested(cells, part_names, appraiser_names, cautions)
    if layout != "crossed":
        raise StatisticsError(f"The layout {layout!r} is unknown; choose crossed or nested.")
    trials = max((len(cell) for cell in cells.values()), default=0)
    for part in part_names:
        for appraiser in appraiser_names:
            found = len(cells.get((part, appraiser), ()))
            if found != trials:
                raise StatisticsError(
                    f"Part {part} was measured {found} times by {appraiser}, other cells hold {trials}. The formulas "
                    "need equal cells: measure what is missing, or leave that part out. If each part was measured by "
                    "one appraiser only, choose the nested layout."
                )
    filled = [[cells[part, appraiser] for appraiser in appraiser_names] for part in part_names]
    return GageTable("crossed", block(filled, "part", "appraiser"), part_names, appraiser_names, cautions)


def _nested(
    cells: dict[tuple[str, str], list[float]],
    part_names: tuple[str, ...],
    appraiser_names: tuple[str, ...],
    cautions: tuple[str, ...],
) -> GageTable:
    own = {name: [part for part in part_names if (part, name) in cells] for name in appraiser_names}
    filled = [[cells[part, name] for part in own[name]] for name in appraiser_names]
    names = tuple(part for name in appraiser_names for part in own[name])
    return GageTable("nested", block(filled, "appraiser", "part"), names, appraiser_names, cautions)


def check_columns(
    parts: Sequence[Any],
    appraisers: Sequence[Any],
    *,
    part_column: str = "part",
    appraiser_column: str = "appraiser",
) -> tuple[str, ...]:
    """Cautions about names and level counts that hint at swapped or mistaken columns; empty when nothing is odd.

    Raises StatisticsError when the names say outright that the two columns are swapped.
    """
    part_name, appraiser_name = part_column.casefold(), appraiser_column.casefold()
    part_is_person = any(word in part_name for word in _APPRAISER_WORDS)
    person_is_part = any(word in appraiser_name for word in _PART_WORDS)
    if part_is_person and person_is_part:
        raise StatisticsError(
            f"The columns look swapped: {part_column!r} was given as the part and {appraiser_column!r} as the "
            "appraiser. Exchange them."
        )
    cautions = []
    if part_is_person:
        cautions.append(f"The part column is called {part_column!r}: check that it names the parts.")
    if person_is_part:
        cautions.append(f"The appraiser column is called {appraiser_column!r}: check that it names the appraisers.")
    part_count, appraiser_count = len({str(part) for part in parts}), len({str(name) for name in appraisers})
    if appraiser_count > part_count:
        cautions.append(
            f"There are more appraisers ({appraiser_count}) than parts ({part_count}): check that the two columns are "
            "not swapped."
        )
    if appraiser_count == 1:
        cautions.append("There is one appraiser only: reproducibility can't be seen.")
    if part_count == len(parts) and part_count > 1:
        cautions.append("Every row names another part: check that the part column is not a row number.")
    return tuple(cautions)
