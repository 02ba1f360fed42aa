"""Which numbers are to be judged? Values are checked once, refused with a sentence, never dropped in silence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from numbers import Real
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dmaic.errors import StatisticsError
from dmaic.statistics.figures import entered

Floats: TypeAlias = NDArray[np.float64]

# Sums of squares of larger numbers leave the range of a double; nothing measured is that large.
LARGEST = 1e140
_PLAIN = frozenset({int, float, np.float64, np.int64})
# Up to here a double holds every whole number.
LARGEST_COUNT = 2**53


def entry(value: Any, where: str) -> float:
    """One finite number, or a sentence that begins with where it stands ("Row 3 of x").

    Blanks are never dropped in silence: what to leave out is the person's decision, and it is kept with a reason.
    """
    place = where[:1].upper() + where[1:]
    if value is None or (isinstance(value, str) and not value.strip()):
        raise StatisticsError(f"{place} is empty. Give the number, or leave the row out and say why.")
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise StatisticsError(f"{place} holds {value!r}, which is not a number. Correct it.")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if math.isnan(number):
        raise StatisticsError(f"{place} is empty. Give the number, or leave the row out and say why.")
    if abs(number) > LARGEST:
        size = entered(number) if math.isfinite(number) else "infinite"
        raise StatisticsError(f"{place} is {size}, larger than anything measured. Check the entry and its unit.")
    return number


def sample(values: Any, name: str = "the values", *, least: int = 1, each: str = "row") -> Floats:
    """The values as a flat float64 array of at least ``least`` finite numbers.

    ``name`` is how a sentence calls them (a label such as x, or the readings), ``each`` what one of them is called.
    StatisticsError names the first, counted from 1, that is empty, no number, infinite or too large.
    """
    title = name[:1].upper() + name[1:] if name.startswith("the ") else name
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        raise StatisticsError(f"{title} must be a list of numbers.")
    if isinstance(values, np.ndarray) and values.ndim != 1:
        raise StatisticsError(f"{title} must be one plain list of numbers.")
    array = _as_floats(values, f"of {name}", each)
    if array.size < least:
        found = f"is {array.size} value" if array.size == 1 else f"are {array.size} values"
        where = "" if name == "the values" else f" in {name}"
        raise StatisticsError(
            f"There {found}{where}; at least {least} {'is' if least == 1 else 'are'} needed. "
            f"Collect {least - array.size} more."
        )
    return array


def _as_floats(values: Iterable[Any], owner: str, each: str) -> Floats:
    """All at once where every value is plainly a number of usable size, else one by one up to the first that is not."""
    taken = values if isinstance(values, np.ndarray) else list(values)
    plainly = taken.dtype.kind in "fiu" if isinstance(taken, np.ndarray) else set(map(type, taken)) <= _PLAIN
    if plainly:
        try:
            array = np.asarray(taken, dtype=np.float64)
        except OverflowError:
            array = np.array([math.inf])
        if bool((np.abs(array) <= LARGEST).all()):
            return array
    return np.array([entry(value, f"{each} {at} {owner}") for at, value in enumerate(taken, start=1)], dtype=np.float64)


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
        raise StatisticsError(f"The {name} must be at least {least}; {entered(int(value))} was given.")
    if value > LARGEST_COUNT:
        raise StatisticsError(
            f"The {name} is {entered(float(value))}, too large to be counted one by one. Check the entry."
        )
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
        raise StatisticsError(f"The {name} must be above 0; {entered(number)} was given.")
    return number


def share(value: float, *, name: str, closed: bool = False) -> float:
    """A number between 0 and 1 (the ends only when ``closed``), or a sentence that guards against percent."""
    number = finite(value, name=name)
    inside = 0 <= number <= 1 if closed else 0 < number < 1
    if not inside:
        hint = f" Write {entered(number)} % as {number / 100:.12g}." if 5 <= number <= 100 else ""
        raise StatisticsError(f"The {name} must lie between 0 and 1; {entered(number)} was given.{hint}")
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
        groups.append(sample(cells, name=f"subgroup {number}", least=1, each="value"))
    if not groups:
        raise StatisticsError(f"There are no {name}; give at least 2.")
    return tuple(groups)
