"""Which samples are compared? Pairs whose rows belong together, and named groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, sample


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
