"""Can these numbers be used? Missing, infinite or absurdly large values are refused by position, never dropped."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats

# Squares and sums of squares of larger values overflow double precision.
LARGEST = 1e140


def sample(values: Any, name: str, *, least: int = 1) -> Floats:
    """One sample as a float64 vector of at least ``least`` finite values; StatisticsError names the first bad row."""
    if isinstance(values, str | bytes) or not hasattr(values, "__len__"):
        raise StatisticsError(f"{name} must be a list of numbers.")
    if isinstance(values, np.ndarray) and values.dtype.kind in "fiu" and values.ndim == 1:
        numbers = values.astype(np.float64)
    else:
        numbers = np.array([_number(value, name, row) for row, value in enumerate(values)], dtype=np.float64)
    bad = np.flatnonzero(~np.isfinite(numbers))
    if bad.size:
        raise StatisticsError(
            f"{name} holds no finite number in row {bad[0] + 1}. Remove that row, or give the value that belongs there."
        )
    if numbers.size and float(np.max(np.abs(numbers))) > LARGEST:
        raise StatisticsError(f"{name} holds values beyond {LARGEST:g}. Give them in a larger unit.")
    if numbers.size < least:
        have = f"{numbers.size} value" + ("" if numbers.size == 1 else "s")
        raise StatisticsError(f"{name} has {have}; this needs at least {least}. Collect {least - numbers.size} more.")
    return numbers


def pairs(x: Any, y: Any, names: tuple[str, str], *, least: int = 2) -> tuple[Floats, Floats]:
    """Two samples whose rows belong together, or StatisticsError when their lengths differ."""
    first, second = sample(x, names[0], least=least), sample(y, names[1], least=least)
    if first.size != second.size:
        raise StatisticsError(
            f"{names[0]} has {first.size} values and {names[1]} has {second.size}. Pairs need one of each per row."
        )
    return first, second


def samples(groups: Any, names: Sequence[str] | None, *, least: int = 1, fewest: int = 2) -> dict[str, Floats]:
    """Named groups, at least ``fewest`` of them, each of at least ``least`` values; unnamed ones are numbered."""
    if isinstance(groups, str | bytes) or not hasattr(groups, "__len__"):
        raise StatisticsError("groups must be a list of lists of numbers.")
    labels = [str(name) for name in names] if names is not None else [str(i + 1) for i in range(len(groups))]
    if len(labels) != len(groups):
        raise StatisticsError(f"There are {len(groups)} groups but {len(labels)} names. Give one name per group.")
    if len(set(labels)) != len(labels):
        raise StatisticsError("Two groups have the same name. Rename one.")
    if len(labels) < fewest:
        raise StatisticsError(f"There are {len(labels)} groups; a comparison needs at least {fewest}.")
    return {label: sample(group, f"group {label}", least=least) for label, group in zip(labels, groups, strict=True)}


def is_constant(values: Floats) -> bool:
    """Do all values agree up to what rounding in their size explains?"""
    spread = float(np.ptp(values)) if values.size else 0.0
    return spread <= 4 * float(np.finfo(np.float64).eps) * float(np.max(np.abs(values), initial=0.0))


def _number(value: Any, name: str, row: int) -> float:
    if value is None or value == "":
        raise StatisticsError(
            f"{name} is empty in row {row + 1}. Remove that row, or give the value that belongs there."
        )
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise StatisticsError(f"{name} holds {value!r} in row {row + 1}, which is not a number. Correct or remove it.")
    try:
        return float(value)
    except OverflowError:
        raise StatisticsError(f"{name} holds values beyond {LARGEST:g}. Give them in a larger unit.") from None
