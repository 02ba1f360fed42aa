"""How large is a range or a standard deviation of n values, when the process has sigma 1?

The factors of Shewhart's charts, computed from their definitions rather than read from rounded tables: a tool that
uses d2 = 1.128 differs from these in the fourth digit (3e-4). Accuracy is better than 1e-9 for n up to 1000.

Sources: Tippett (1925) for d2 and d3; Holtzman (1950) for c4; Duncan (1955) for d2*; Montgomery, Introduction to
Statistical Quality Control, appendix VI for the chart factors.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import Floats

LARGEST = 1000
"""Largest sample size for which d2 and d3 are given."""

MEDIAN_RANGE_OF_TWO = math.sqrt(2.0) * NormalDist().inv_cdf(0.75)
"""Median of the range of two standard normal values, 0.953872552: turns a median moving range into sigma."""

_REACH = 8.5
_WIDEST = 13.0
_NODES = 192


def _normal_cdf(x: Floats) -> Floats:
    flat = [0.5 * math.erfc(-value / math.sqrt(2.0)) for value in x.ravel().tolist()]
    return np.array(flat).reshape(x.shape)


@lru_cache(maxsize=1)
def _grid() -> tuple[Floats, Floats, Floats, Floats]:
    """Quadrature grid: widths w, their weights, weights of x with the normal density, and Phi(x + w) - Phi(x)."""
    node, weight = np.polynomial.legendre.leggauss(_NODES)
    x, x_weight = _REACH * node, _REACH * weight
    w, w_weight = 0.5 * _WIDEST * (node + 1.0), 0.5 * _WIDEST * weight
    density = x_weight * np.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)
    between = _normal_cdf(x[:, None] + w[None, :]) - _normal_cdf(x)[:, None]
    return w, w_weight, density, between


def _check(n: int, least: int = 2, most: int | None = LARGEST) -> int:
    if isinstance(n, bool) or int(n) != n:
        raise StatisticsError(f"A sample size is a whole number, not {n!r}.")
    if n < least:
        raise StatisticsError(f"A sample of {n} has no spread: give a sample size of {least} or more.")
    if most is not None and n > most:
        raise StatisticsError(f"Range constants are given up to n = {most}, not for {n}: use the standard deviation.")
    return int(n)


@lru_cache(maxsize=LARGEST)
def _range_moments(n: int) -> tuple[float, float]:
    """Mean and standard deviation of the range of n standard normal values.

    P(R <= w) = n * integral phi(x) (Phi(x + w) - Phi(x))^(n-1) dx; the moments are integrals of its complement.
    """
    w, w_weight, density, between = _grid()
    beyond = 1.0 - n * (density @ between ** (n - 1))
    mean = float(w_weight @ beyond)
    square = float(w_weight @ (2.0 * w * beyond))
    return mean, math.sqrt(square - mean * mean)


def d2(n: int) -> float:
    """Expected range of n standard normal values. Tippett (1925); d2(2) = 2 / sqrt(pi)."""
    if _check(n) == 2:
        return 2.0 / math.sqrt(math.pi)
    return _range_moments(int(n))[0]


def d3(n: int) -> float:
    """Standard deviation of the range of n standard normal values; d3(2) = sqrt(2 - 4 / pi)."""
    if _check(n) == 2:
        return math.sqrt(2.0 - 4.0 / math.pi)
    return _range_moments(int(n))[1]


@lru_cache(maxsize=4096)
def c4(n: int) -> float:
    """Expected standard deviation (divisor n - 1) of n standard normal values, for any n from 2 on.

    sqrt(2 / (n-1)) * Gamma(n/2) / Gamma((n-1)/2); past n = 300 its asymptotic series, because the difference of two
    large log-gammas loses digits.
    """
    half = (_check(n, most=None) - 1) / 2.0
    if n > 300:
        return 1.0 - 1.0 / (8.0 * half) + 1.0 / (128.0 * half**2) + 5.0 / (1024.0 * half**3) - 21.0 / (32768 * half**4)
    return math.exp(math.lgamma(half + 0.5) - math.lgamma(half)) / math.sqrt(half)


def d2_star(n: int, g: int) -> float:
    """Divisor for the mean of g ranges of n values whose square estimates sigma squared (Duncan 1955; AIAG MSA).

    sqrt(d2^2 + d3^2 / g); for g = 1 it gives the table values 1.414, 1.912, 2.239 ...
    """
    if isinstance(g, bool) or int(g) != g or g < 1:
        raise StatisticsError(f"The number of ranges is a whole number from 1 on, not {g!r}.")
    return math.sqrt(d2(n) ** 2 + d3(n) ** 2 / g)


def A2(n: int) -> float:  # noqa: N802 - the textbooks' name
    """Limits of averages from the mean range: 3 / (d2 sqrt(n))."""
    return 3.0 / (d2(n) * math.sqrt(n))


def A3(n: int) -> float:  # noqa: N802 - the textbooks' name
    """Limits of averages from the mean standard deviation: 3 / (c4 sqrt(n))."""
    return 3.0 / (c4(n) * math.sqrt(n))


def B3(n: int) -> float:  # noqa: N802 - the textbooks' name
    """Lower limit of the S chart as a factor of its centre: max(0, 1 - 3 sqrt(1 - c4^2) / c4)."""
    return max(0.0, 1.0 - 3.0 * math.sqrt(1.0 - c4(n) ** 2) / c4(n))


def B4(n: int) -> float:  # noqa: N802 - the textbooks' name
    """Upper limit of the S chart as a factor of its centre: 1 + 3 sqrt(1 - c4^2) / c4."""
    return 1.0 + 3.0 * math.sqrt(1.0 - c4(n) ** 2) / c4(n)


def D3(n: int) -> float:  # noqa: N802 - the textbooks' name
    """Lower limit of the R chart as a factor of its centre: max(0, 1 - 3 d3 / d2)."""
    return max(0.0, 1.0 - 3.0 * d3(n) / d2(n))


def D4(n: int) -> float:  # noqa: N802 - the textbooks' name
    """Upper limit of the R chart as a factor of its centre: 1 + 3 d3 / d2."""
    return 1.0 + 3.0 * d3(n) / d2(n)


def E2(n: int) -> float:  # noqa: N802 - the textbooks' name
    """Limits of individual values from a mean range of n: 3 / d2."""
    return 3.0 / d2(n)


def per_size(constant: Callable[[int], float], sizes: NDArray[np.int64]) -> Floats:
    """The constant for each of many sample sizes; NaN where a size is below 2."""
    largest = int(sizes.max(initial=1))
    table = np.full(largest + 1, math.nan)
    for n in np.flatnonzero(np.bincount(np.maximum(sizes, 0))):
        if n >= 2:
            table[n] = constant(int(n))
    return np.asarray(table[np.maximum(sizes, 0)])
