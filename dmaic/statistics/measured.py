"""What of a study is only rounding, and what are its levels called?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats

# Sums of squares below this many rounding errors of the data are rounding errors themselves.
_ROUNDING = 64.0


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
