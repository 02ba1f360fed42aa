"""Are the values normal enough? Anderson-Darling, Shapiro-Wilk, Lilliefors, Cramer-von Mises.

A test says whether a departure can be seen, not whether it matters: with thousands of values harmless departures are
seen, with ten none is. Look at the probability plot first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, mean_of, sample, share, spread_of
from dmaic.statistics.verdict import p_words


@dataclass(frozen=True, slots=True)
class NormalityTest:
    """One test of normality with mean and standard deviation estimated from the sample."""

    name: str
    statistic: float
    p: float
    n: int
    method: str


# Fewer values than this hide all but gross departures; with more than the second number trifles are seen too.
_BLIND, _SHARP = 20, 1000


def normality_words(test: NormalityTest, *, alpha: float = 0.05) -> str:
    """What a test of normality allows to say, and what its sample size does to it."""
    figures = f"({test.name}, n = {test.n}, {p_words(test.p)})"
    if test.p <= share(alpha, name="alpha"):
        many = "With so many values harmless departures are seen too. " if test.n > _SHARP else ""
        return (
            f"The values depart from a normal curve {figures}. {many}See in the probability plot where, and whether it "
            "matters."
        )
    few = f" With {test.n} values only a gross one would be." if test.n < _BLIND else ""
    return f"No departure from a normal curve is shown {figures}; that is no proof of one.{few}"


def _standardised(values: Sequence[float] | Floats, least: int, test: str) -> Floats:
    data = sample(values)
    if data.size < least:
        raise StatisticsError(f"{test} needs at least {least} values; {data.size} were given. Collect more first.")
    sd = spread_of(data)
    return np.sort((data - mean_of(data)) / sd)


def _p_by_piece(x: float, pieces: Sequence[tuple[float, bool, tuple[float, ...]]], beyond: float) -> float:
    """Piecewise exp(polynomial); ``True`` pieces give the lower tail."""
    for end, lower_tail, coefficients in pieces:
        if x < end:
            p = math.exp(sum(c * x**power for power, c in enumerate(coefficients)))
            return 1 - p if lower_tail else p
    return beyond


_ANDERSON_DARLING = (
    (0.2, True, (-13.436, 101.14, -223.73)),
    (0.34, True, (-8.318, 42.796, -59.938)),
    (0.6, False, (0.9177, -4.279, -1.38)),
    (10.0, False, (1.2937, -5.709, 0.0186)),
)
_CRAMER_VON_MISES = (
    (0.0275, True, (-13.953, 775.5, -12542.61)),
    (0.051, True, (-5.903, 179.546, -1515.29)),
    (0.092, False, (0.886, -31.62, 10.897)),
    (1.1, False, (1.111, -34.242, 12.832)),
)
_LILLIEFORS = (
    (0.302, (1.0,)),
    (0.5, (2.76773, -19.828315, 80.709644, -138.55152, 81.218052)),
    (0.9, (-4.901232, 40.662806, -97.490286, 94.029866, -32.355711)),
    (1.31, (6.198765, -19.558097, 23.186922, -12.234627, 2.423045)),
)


def anderson_darling_statistic(log_cdf: Floats, log_survival: Floats) -> float:
    """A^2 = -n - mean((2i - 1) (ln F(x_(i)) + ln(1 - F(x_(n+1-i))))) from logarithms of a sorted sample."""
    n = log_cdf.size
    weights = 2.0 * np.arange(1, n + 1) - 1
    return float(-n - np.mean(weights * (log_cdf + log_survival[::-1])))


def anderson_darling(values: Sequence[float] | Floats) -> NormalityTest:
    """A^2 with Stephens' p on A^2 (1 + 0.75/n + 2.25/n^2) (D'Agostino & Stephens 1986). From 8 values."""
    from scipy.special import log_ndtr

    z = _standardised(values, 8, "Anderson-Darling")
    n = z.size
    statistic = anderson_darling_statistic(log_ndtr(z), log_ndtr(-z))
    modified = statistic * (1 + 0.75 / n + 2.25 / n**2)
    p = _p_by_piece(modified, _ANDERSON_DARLING, 3.7e-24)
    return NormalityTest("Anderson-Darling", statistic, p, n, "p after Stephens (1986)")


def cramer_von_mises(values: Sequence[float] | Floats) -> NormalityTest:
    """W^2 = 1/(12n) + sum(F(x_(i)) - (2i-1)/(2n))^2, p after Stephens (1986) on W^2 (1 + 0.5/n). At least 8 values."""
    from scipy.special import ndtr

    z = _standardised(values, 8, "Cramer-von Mises")
    n = z.size
    steps = (2.0 * np.arange(1, n + 1) - 1) / (2 * n)
    statistic = 1 / (12 * n) + float(np.sum((ndtr(z) - steps) ** 2))
    p = _p_by_piece(statistic * (1 + 0.5 / n), _CRAMER_VON_MISES, 7.37e-10)
    return NormalityTest("Cramer-von Mises", statistic, p, n, "p after Stephens (1986)")


def lilliefors(values: Sequence[float] | Floats) -> NormalityTest:
    """Kolmogorov's D with estimated parameters; p of Dallal & Wilkinson (1986), above 0.1 of Stephens (1974)."""
    from scipy.special import ndtr

    z = _standardised(values, 5, "Lilliefors")
    n = z.size
    cdf, rank = ndtr(z), np.arange(1, n + 1)
    statistic = float(max(np.max(rank / n - cdf), np.max(cdf - (rank - 1) / n)))
    size, scaled = (n, statistic) if n <= 100 else (100, statistic * (n / 100) ** 0.49)
    p = math.exp(
        -7.01256 * scaled**2 * (size + 2.78019)
        + 2.99587 * scaled * math.sqrt(size + 2.78019)
        - 0.122119
        + 0.974598 / math.sqrt(size)
        + 1.67997 / size
    )
    if p > 0.1:
        x = (math.sqrt(n) - 0.01 + 0.85 / math.sqrt(n)) * statistic
        p = 0.0
        for end, coefficients in _LILLIEFORS:
            if x <= end:
                p = sum(c * x**power for power, c in enumerate(coefficients))
                break
    return NormalityTest("Lilliefors", statistic, p, n, "p after Dallal & Wilkinson (1986) and Stephens (1974)")


def shapiro_wilk(values: Sequence[float] | Floats) -> NormalityTest:
    """W with p of Royston (1995). 3 to 5000 values, the range his approximation was made for."""
    from scipy.stats import shapiro

    z = _standardised(values, 3, "Shapiro-Wilk")
    if z.size > 5000:
        raise StatisticsError(
            f"Shapiro-Wilk's p value holds up to 5000 values; {z.size} were given. Use Anderson-Darling and the plot."
        )
    found = shapiro(z)
    return NormalityTest("Shapiro-Wilk", float(found.statistic), float(found.pvalue), z.size, "Royston (1995)")
