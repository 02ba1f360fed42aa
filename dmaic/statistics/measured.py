"""Can this cell of a study be computed with? The number, or a sentence naming the cell; and what is only rounding."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import LARGEST, Floats

# Sums of squares below this many rounding errors of the data are rounding errors themselves.
_ROUNDING = 64.0


def number(value: Any, cell: str) -> float:
    """One finite number, or a sentence that begins with the name of its cell.

    Blanks are never dropped in silence: a study that lost a reading is another study.
    """
    if value is None or value == "" or (isinstance(value, float | np.floating) and math.isnan(value)):
        raise StatisticsError(f"{cell} is blank. Enter the number, or leave the whole row out and say why.")
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.number):
        raise StatisticsError(f"{cell} is {value!r}, not a number. Correct it.")
    result = float(value)
    if math.isinf(result) or abs(result) > LARGEST:
        raise StatisticsError(f"{cell} is {result:g}, which no instrument reads. Check the entry and the unit.")
    return result


def rounding_floor(values: Floats) -> float:
    """The sum of squares that rounding alone can leave in these values."""
    if values.size == 0:
        return 0.0
    step = float(np.finfo(np.float64).eps) * float(np.max(np.abs(values)))
    return _ROUNDING * values.size * step * step


def without_rounding(sum_of_squares: float, floor: float) -> float:
    """0 when a sum of squares is no more than rounding, so that equal readings have no variation at all."""
    return 0.0 if sum_of_squares <= floor else float(sum_of_squares)


def labels(values: Sequence[Any], name: str) -> tuple[str, ...]:
    """Names of levels as text, none of them blank; 3.0 and 3 are one name."""
    found = tuple(_label(value) for value in values)
    for place, label in enumerate(found, 1):
        if not label or label.lower() == "nan":
            raise StatisticsError(f"{name} is blank in row {place}. Enter the name, or leave the whole row out.")
    return found


def _label(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()
