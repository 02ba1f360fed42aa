"""How do small samples summarise? Sizes, means, ranges and standard deviations of subgroups, and the sigma within.

Sources: Montgomery, Introduction to Statistical Quality Control, sections 6.2-6.3; Burr (1969) and Nelson (1989) for
the minimum-variance weights with unequal sizes (Minitab's Rbar and Sbar).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dmaic.errors import StatisticsError
from dmaic.statistics import constants
from dmaic.statistics.checked import LARGEST
from dmaic.statistics.control_chart import Floats
from dmaic.statistics.series import Bools, Missing, refuse_text

WithinSigma: TypeAlias = Literal["rbar", "sbar", "mvlue_r", "mvlue_s", "pooled", "pooled_c4"]

WITHIN_ESTIMATORS: dict[str, str] = {
    "rbar": "mean of R / d2(n)",
    "sbar": "mean of S / c4(n)",
    "mvlue_r": "R / d2(n) weighted by d2^2 / d3^2",
    "mvlue_s": "S / c4(n) weighted by c4^2 / (1 - c4^2)",
    "pooled": "pooled standard deviation, sqrt(sum (n-1) S^2 / sum (n-1))",
    "pooled_c4": "pooled standard deviation / c4(1 + sum (n-1))",
}
"""Estimators of the sigma within subgroups, by name, as they are printed."""


@dataclass(frozen=True, slots=True, eq=False)
class Subgroups:
    """One entry a subgroup: size, mean, range and standard deviation (divisor n - 1).

    Mean is NaN for an empty subgroup; range and standard deviation are NaN below two values.
    """

    sizes: NDArray[np.int64]
    means: Floats
    ranges: Floats
    sds: Floats

    def __len__(self) -> int:
        return len(self.sizes)

    def only(self, counted: Bools) -> Subgroups:
        """The subgroups where ``counted`` is True."""
        if counted.all():
            return self
        return Subgroups(self.sizes[counted], self.means[counted], self.ranges[counted], self.sds[counted])

    def within(self, where: slice) -> Subgroups:
        """The subgroups of a stretch."""
        return Subgroups(self.sizes[where], self.means[where], self.ranges[where], self.sds[where])

    @property
    def one_size(self) -> bool:
        """Whether all subgroups have the same size."""
        return bool(self.sizes.min() == self.sizes.max())


def read_subgroups(rows: Iterable[Any], *, missing: Missing = "refuse") -> Subgroups:
    """Summarise subgroups given as a matrix or as lists of any length; a missing cell makes a smaller subgroup.

    Raises StatisticsError for text and infinities, naming the subgroup; and for a subgroup without a value unless
    missing ones are a gap.
    """
    table = rows.astype(float) if isinstance(rows, np.ndarray) else _table(list(rows))
    if table.ndim != 2 or 0 in table.shape:
        raise StatisticsError("Subgroups are rows of measurements: give at least two rows of two values each.")
    largest = np.abs(table)
    if (largest <= LARGEST).all():
        return _complete(table)
    bad = largest > LARGEST
    if bad.any():
        row = int(np.argmax(bad.any(axis=1)))
        raise StatisticsError(
            f"Subgroup {row + 1} holds a number that is not finite or too large to square. Correct it."
        )
    found = _with_holes(table)
    if missing == "refuse" and not found.sizes.all():
        row = int(np.argmin(found.sizes))
        raise StatisticsError(f"Subgroup {row + 1} holds no value. Leave it out, or have it treated as a gap.")
    return found


def _table(rows: list[Any]) -> Floats:
    widest = 0
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, list | tuple | np.ndarray):
            raise StatisticsError(f"Subgroup {number} is {row!r}: give a list of measurements for each subgroup.")
        refuse_text(list(row), f"subgroup {number}")
        widest = max(widest, len(row))
    table: Floats = np.full((len(rows), widest), math.nan)
    for number, row in enumerate(rows, start=1):
        try:
            table[number - 1, : len(row)] = np.asarray(row, dtype=float)
        except (TypeError, ValueError):
            raise StatisticsError(f"Subgroup {number} does not hold numbers only. Correct it.") from None
    return table


def _complete(table: Floats) -> Subgroups:
    """No cell missing: column by column, several times faster than reducing short rows."""
    count, size = table.shape
    columns = np.ascontiguousarray(table.T)
    low, high = columns.min(axis=0), columns.max(axis=0)
    means = columns.sum(axis=0)
    means /= size
    ranges = high - low
    if size < 2:
        return Subgroups(np.full(count, size), means, np.full(count, math.nan), np.full(count, math.nan))
    columns -= means
    columns *= columns
    sds = columns.sum(axis=0)
    sds /= size - 1
    np.sqrt(sds, out=sds)
    constant = ranges == 0
    if constant.any():  # rounding in the mean must not make a constant subgroup vary
        means[constant] = low[constant]
        sds[constant] = 0.0
    return Subgroups(np.full(count, size), means, ranges, sds)


def _with_holes(table: Floats) -> Subgroups:
    present = ~np.isnan(table)
    sizes = present.sum(axis=1)
    filled = np.where(present, table, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = filled.sum(axis=1) / sizes
        low = np.where(present, table, math.inf).min(axis=1)
        high = np.where(present, table, -math.inf).max(axis=1)
        ranges = np.where(sizes > 1, high - low, math.nan)
        deviation = np.where(present, table - means[:, None], 0.0)
        sds = np.sqrt((deviation * deviation).sum(axis=1) / (sizes - 1))
    constant = (low == high) & (sizes > 0)
    means[constant] = low[constant]
    sds[constant] = 0.0
    sds[sizes < 2] = math.nan
    return Subgroups(sizes, means, ranges, sds)


def factor(constant: Callable[[int], float], sizes: NDArray[np.int64]) -> Floats | float:
    """A constant for each size; one number when all sizes are the same, so that equal subgroups cost nothing."""
    if sizes.size and sizes.min() == sizes.max():
        return constant(int(sizes[0])) if sizes[0] > 1 else math.nan
    return constants.per_size(constant, sizes)


def within_sigma(found: Subgroups, estimator: str) -> float:
    """Sigma within subgroups after one of `WITHIN_ESTIMATORS`; NaN when no subgroup has two values.

    With equal sizes the weighted forms equal the simple means.
    """
    if estimator not in WITHIN_ESTIMATORS:
        raise StatisticsError(f"There is no sigma estimator {estimator!r}. Known are: {', '.join(WITHIN_ESTIMATORS)}.")
    found = found.only(found.sizes > 1)
    if len(found) == 0:
        return math.nan
    sizes = found.sizes
    if estimator == "rbar":
        return float(np.mean(found.ranges / factor(constants.d2, sizes)))
    if estimator == "sbar":
        return float(np.mean(found.sds / factor(constants.c4, sizes)))
    if estimator == "mvlue_r":
        d2 = np.broadcast_to(factor(constants.d2, sizes), sizes.shape)
        return _weighted(found.ranges / d2, (d2 / factor(constants.d3, sizes)) ** 2)
    if estimator == "mvlue_s":
        c4 = np.broadcast_to(factor(constants.c4, sizes), sizes.shape)
        return _weighted(found.sds / c4, c4**2 / (1.0 - c4**2))
    freedom = int((sizes - 1).sum())
    pooled = math.sqrt(float(((sizes - 1) * found.sds**2).sum()) / freedom)
    return pooled / constants.c4(1 + freedom) if estimator == "pooled_c4" else pooled


def _weighted(parts: Floats, weights: Floats) -> float:
    return float((parts * weights).sum() / weights.sum())


def grand_mean(found: Subgroups) -> float:
    """The mean of all values, so that larger subgroups weigh more (Montgomery 6.30); exact when all means are equal."""
    means, sizes = found.means, found.sizes
    low, high = float(means.min()), float(means.max())
    if low == high:
        return low
    return float(means.mean()) if found.one_size else float((means * sizes).sum() / sizes.sum())
