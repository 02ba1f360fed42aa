"""Which numbers are to be judged? Values are checked once, refused with a sentence, never dropped in silence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dmaic.errors import StatisticsError

Floats: TypeAlias = NDArray[np.float64]

# Squares of larger numbers leave the range of a double; nothing measured is that large.
LARGEST = 1e150
# Up to here a double holds every whole number.
LARGEST_COUNT = 2**53


def sample(values: Any, *, name: str = "values", least: int = 1) -> Floats:
    """The values as a flat float array.

    Raises StatisticsError when fewer than ``least`` are given, when one is missing, infinite or no number: what to
    leave out is the person's decision, and it is kept with a reason.
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise StatisticsError(f"The {name} must be a list of numbers.")
    array = _as_floats(values, name)
    if array.ndim != 1:
        raise StatisticsError(f"The {name} must be one plain list of numbers.")
    bad = np.flatnonzero(~np.isfinite(array))
    if bad.size:
        raise StatisticsError(
            f"The {name} hold {bad.size} missing or infinite entries, the first at position {int(bad[0]) + 1}. "
            "Leave them out with a reason, or correct them."
        )
    if array.size and float(np.max(np.abs(array))) > LARGEST:
        raise StatisticsError(f"The {name} hold a number beyond 1e150; check the unit.")
    if array.size < least:
        raise StatisticsError(
            f"The {name} hold {array.size} {'number' if array.size == 1 else 'numbers'}; at least {least} are needed."
        )
    return array


def _as_floats(values: Iterable[Any], name: str) -> Floats:
    taken = values if isinstance(values, np.ndarray) else list(values)
    try:
        raw = np.asarray(taken)
        text = raw.dtype.kind in "USb" or (raw.dtype.kind == "O" and any(isinstance(v, str | bool) for v in taken))
        if not text:
            return np.asarray(raw, dtype=float)
    except (TypeError, ValueError):
        pass
    raise StatisticsError(f"The {name} must all be numbers; remove or correct the cells that hold something else.")


def spread_of(values: Floats, *, name: str = "values") -> float:
    """Standard deviation (n - 1) of a checked sample of at least two; refuses values that are all equal."""
    sd = standard_deviation(values)
    if sd == 0:
        raise StatisticsError(
            f"The {name} are all equal, so they show no spread to judge by; record them with a finer resolution."
        )
    return sd


def mean_of(values: Floats) -> float:
    """Arithmetic mean in two passes: the second takes up what rounding left (passes NIST NumAcc 1-4)."""
    first = float(np.mean(values))
    return first + float(np.mean(values - first))


def standard_deviation(values: Floats) -> float:
    """Standard deviation (n - 1), two-pass with the correction term of Chan, Golub and LeVeque (1983).

    Deviations are scaled by their largest, so that neither huge offsets nor tiny units lose it.
    """
    if values.size < 2:
        raise StatisticsError("A standard deviation needs at least 2 values.")
    if bool(np.all(values == values[0])):
        return 0.0
    deviations = values - mean_of(values)
    scale = float(np.max(np.abs(deviations)))
    if scale == 0:
        return 0.0
    deviations = deviations / scale
    squares = float(np.sum(deviations * deviations)) - float(np.sum(deviations)) ** 2 / values.size
    return scale * float(np.sqrt(squares / (values.size - 1)))


def count(value: float, *, name: str, least: int = 0) -> int:
    """A whole number of at least ``least``; booleans, fractions and missing values are refused."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise StatisticsError(f"The {name} must be a whole number.")
    if not abs(value) <= LARGEST or float(value) != int(value):
        raise StatisticsError(f"The {name} must be a whole number; {value!r} is not.")
    if value < least:
        raise StatisticsError(f"The {name} must be at least {least}; {int(value)} was given.")
    if value > LARGEST_COUNT:
        raise StatisticsError(f"The {name} is {float(value):g}, too large to be counted one by one. Check the entry.")
    return int(value)


def finite(value: float, *, name: str) -> float:
    """One finite number, or a sentence."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise StatisticsError(f"The {name} must be a number.")
    if not abs(value) <= LARGEST:
        raise StatisticsError(f"The {name} must be a finite number.")
    return float(value)


def positive(value: float, *, name: str) -> float:
    """One finite number above 0, or a sentence."""
    number = finite(value, name=name)
    if number <= 0:
        raise StatisticsError(f"The {name} must be above 0; {number:g} was given.")
    return number


def share(value: float, *, name: str, closed: bool = False) -> float:
    """A number between 0 and 1 (the ends only when ``closed``), or a sentence that guards against percent."""
    number = finite(value, name=name)
    inside = 0 <= number <= 1 if closed else 0 < number < 1
    if not inside:
        hint = f" Write {number:g} % as {number / 100:g}." if 1 < number <= 100 else ""
        raise StatisticsError(f"The {name} must lie between 0 and 1; {number:g} was given.{hint}")
    return number


def subgroups_of(rows: Any, *, name: str = "subgroups") -> tuple[Floats, ...]:
    """Subgroups as arrays; an empty cell (None) makes a subgroup smaller, an empty subgroup is refused."""
    if isinstance(rows, str) or not isinstance(rows, Iterable):
        raise StatisticsError(f"The {name} must be a list of lists of numbers.")
    groups: list[Floats] = []
    for number, row in enumerate(rows, start=1):
        if isinstance(row, str) or not isinstance(row, Iterable):
            raise StatisticsError(f"Each of the {name} must be a list of numbers; number {number} is not.")
        cells = [cell for cell in row if cell is not None]
        groups.append(sample(cells, name=f"values of subgroup {number}", least=1))
    if not groups:
        raise StatisticsError(f"There are no {name}; give at least 2.")
    return tuple(groups)
