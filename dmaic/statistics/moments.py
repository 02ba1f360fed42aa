"""Where do the values lie and how far do they spread, without losing digits to a large offset?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Context, Decimal

import numpy as np

from dmaic.statistics.checked import Floats
from dmaic.statistics.samples import is_constant

# Beyond this ratio of offset to range a plain subtraction loses more than five digits to binary rounding of the input.
_FAR = 1e5
_MOST_DECIMALS = 200_000
_DIGITS = Context(prec=60)


@dataclass(frozen=True, slots=True)
class Moments:
    """Size, mean, and sum of squared deviations from the mean (unit squared) of one sample."""

    n: int
    mean: float
    ss: float

    @property
    def variance(self) -> float:
        """Sample variance, dividing by n - 1; NaN for a single value."""
        return self.ss / (self.n - 1) if self.n > 1 else math.nan

    @property
    def sd(self) -> float:
        """Sample standard deviation, dividing by n - 1; NaN for a single value."""
        return math.sqrt(self.variance) if self.n > 1 else math.nan


def moments(values: Floats) -> Moments:
    """Mean and sum of squares in two passes about a centre (Chan, Golub & LeVeque 1983), summed without rounding.

    The textbook formula, sum of squares minus n times mean squared, fails NIST's NumAcc4 and SmLs07: the digits that
    matter are lost before the subtraction. A sample whose spread is rounding dust has a sum of squares of exactly 0.
    """
    deviations, mean = centred(values)
    if is_constant(values):
        return Moments(values.size, mean, 0.0)
    ss = math.fsum(deviations * deviations) - math.fsum(deviations) ** 2 / values.size
    return Moments(values.size, mean, max(ss, 0.0))


def centred(values: Floats) -> tuple[Floats, float]:
    """Deviations from the mean, and the mean; shifted by the first value so that a large offset cancels exactly."""
    shifted = from_origin(values, float(values[0]))
    offset = math.fsum(shifted) / values.size
    return shifted - offset, float(values[0] + offset)


def mean_difference(first: Floats, second: Floats) -> float:
    """Mean of the first less mean of the second, free of a common offset."""
    origin = float(second[0])
    return moments(from_origin(first, origin)).mean - moments(from_origin(second, origin)).mean


def from_origin(values: Floats, origin: float) -> Floats:
    """Values less ``origin``. Far from 0 they are subtracted as the decimals people typed, not as binary neighbours.

    1000000000000.4 - 1000000000000.3 is 0.1 here, and 0.0999 in plain double arithmetic (NIST StRD SmLs07-09).
    """
    plain: Floats = values - origin
    if not values.size or values.size > _MOST_DECIMALS or abs(origin) <= _FAR * float(np.max(np.abs(plain))):
        return plain
    start = Decimal(repr(origin))
    return np.array([float(_DIGITS.subtract(Decimal(repr(value)), start)) for value in values.tolist()])


def rank(values: Floats) -> Floats:
    """Ranks from 1, ties sharing the mean of the ranks they occupy."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    mid: Floats = ends - (counts - 1) / 2.0
    return mid[inverse]


def tie_term(values: Floats) -> float:
    """Sum of t^3 - t over the sizes t of the sets of tied values; 0 without ties."""
    _, counts = np.unique(values, return_counts=True)
    sizes = counts.astype(np.float64)
    return float(np.sum(sizes**3 - sizes))
