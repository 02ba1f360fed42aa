"""Which counts can be charted, and how far would chance alone scatter them?

Counts of defective units (p, np: binomial) or of defects (c, u: Poisson), with the sizes they were counted in.
Source: Montgomery, Introduction to Statistical Quality Control, chapter 7.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import Floats
from dmaic.statistics.figures import entered
from dmaic.statistics.rules import in_sigmas
from dmaic.statistics.series import Bools, Missing, read_values

CountKind: TypeAlias = Literal["p", "np", "c", "u"]


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Counts with their sizes; ``present`` is False where nothing was inspected."""

    kind: CountKind
    counts: Floats
    sizes: Floats
    present: Bools

    @property
    def rates(self) -> Floats:
        """Count / size; NaN where nothing was inspected."""
        rates: Floats = np.full(len(self.counts), math.nan)
        np.divide(self.counts, self.sizes, out=rates, where=self.present)
        return rates

    @property
    def binomial(self) -> bool:
        return self.kind in {"p", "np"}


def read_counts(
    kind: CountKind, counts: Iterable[Any], sizes: Iterable[Any] | float | None, *, missing: Missing = "refuse"
) -> Counts:
    """Counts and sizes of one length, checked for what the chart needs.

    ``sizes`` may be one number for all, and None on a c chart. Raises StatisticsError for a count that is negative,
    not whole, or above its size on a p or np chart; for a size that is not positive unless missing ones are a gap.
    """
    counted = read_values(counts, missing=missing, name="counts")
    if sizes is None:
        if kind != "c":
            raise StatisticsError(f"A {kind} chart needs the size in which each count was made. Give the sizes.")
        inspected = np.ones(len(counted))
    elif isinstance(sizes, int | float):
        inspected = read_values([sizes] * len(counted), missing=missing, name="sizes")
    else:
        inspected = read_values(sizes, missing=missing, name="sizes")
    if len(inspected) != len(counted):
        raise StatisticsError(f"There are {len(counted)} counts and {len(inspected)} sizes. Give one size for each.")
    _refuse(counted < 0, "The count in row {0} is negative. Correct it.")
    _refuse(inspected < 0, "The size in row {0} is negative. Correct it.")
    if missing == "refuse":
        _refuse(
            inspected == 0,
            "The size in row {0} is 0: nothing was inspected. Leave it out or have it treated as a gap.",
        )
    present = ~np.isnan(counted) & (inspected > 0)
    whole = "The count in row {0} is not a whole number. Give counts, not proportions or percentages."
    _refuse(present & (counted != np.floor(counted)), whole)
    found = Counts(kind, counted, inspected, present)
    if found.binomial:
        _refuse(
            present & (counted > inspected),
            "Row {0} counts more defective units than were inspected. Correct the count or the size.",
        )
    if kind in {"np", "c"}:
        _equal_sizes(found)
    return found


def _refuse(bad: Bools, sentence: str) -> None:
    if bad.any():
        raise StatisticsError(sentence.format(int(np.argmax(bad)) + 1))


def _equal_sizes(found: Counts) -> None:
    sizes = found.sizes[found.present]
    if sizes.size and sizes.min() != sizes.max():
        other = "p" if found.kind == "np" else "u"
        low, high = (entered(float(size)) for size in (sizes.min(), sizes.max()))
        raise StatisticsError(
            f"The sizes run from {low} to {high}: an {found.kind} chart needs equal ones. Use a {other} chart."
        )


def pooled_rate(counts: Floats, sizes: Floats) -> float:
    """All counts over all sizes, never the mean of the rates."""
    return float(counts.sum()) / float(sizes.sum())


def standard_error(found: Counts, rate: Floats) -> Floats:
    """Standard error of each rate by chance alone: sqrt(p(1-p)/n) for units, sqrt(u/n) for defects."""
    variance = rate * (1.0 - rate) if found.binomial else rate
    error: Floats = np.full(len(found.counts), math.nan)
    np.divide(variance, found.sizes, out=error, where=found.present)
    return np.sqrt(error)


def standardised(found: Counts, rate: Floats) -> Floats:
    """(rate_i - centre) / standard error, 0 on the centre; NaN where chance alone leaves no scatter (rate 0 or 1)."""
    error = standard_error(found, rate)
    z = in_sigmas(found.rates, rate, error)
    z[error == 0] = math.nan
    return z
