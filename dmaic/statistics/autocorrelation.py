"""Does each value lean on the one before? Lag correlations with a bound, and the runs test about the median."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, mean_of, sample, share, spread_of
from dmaic.statistics.verdict import p_words

FEWEST_FOR_RUNS = 10


@dataclass(frozen=True, slots=True)
class LagCorrelation:
    """Autocorrelation at one lag; ``bound`` is what chance alone stays within at ``confidence``."""

    lag: int
    r: float
    bound: float
    significant: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class RunsTest:
    """Wald-Wolfowitz runs about the median; values on the median are left out. Normal approximation."""

    n: int
    above: int
    below: int
    runs: int
    expected: float
    z: float
    p: float
    median: float


def lag_correlation(values: Sequence[float] | Floats, lag: int = 1) -> float:
    """r_k = sum (x_t - mean)(x_t+k - mean) / sum (x_t - mean)^2 (Box & Jenkins; NIST StRD univariate)."""
    data = sample(values, least=2)
    if not 1 <= lag < data.size:
        raise StatisticsError(f"The lag must lie between 1 and {data.size - 1}; {lag} was given.")
    spread = spread_of(data)
    deviations = (data - mean_of(data)) / spread
    return float(np.sum(deviations[:-lag] * deviations[lag:]) / np.sum(deviations * deviations))


def autocorrelation(
    values: Sequence[float] | Floats, *, lags: int | None = None, confidence: float = 0.95
) -> tuple[LagCorrelation, ...]:
    """Correlations of lag 1 .. ``lags`` (default n/4, at most 20) with Bartlett's bounds (1946).

    The bound of lag k is z sqrt((1 + 2 sum r_j^2, j < k) / n): for lag 1 about 2/sqrt(n).
    """
    from scipy.special import ndtri

    data = sample(values, least=4)
    most = lags if lags is not None else max(1, min(20, data.size // 4))
    z = float(ndtri(0.5 + share(confidence, name="confidence") / 2))
    found: list[LagCorrelation] = []
    before = 0.0
    for lag in range(1, most + 1):
        r = lag_correlation(data, lag)
        bound = z * math.sqrt((1 + 2 * before) / data.size)
        found.append(LagCorrelation(lag, r, bound, abs(r) > bound, confidence))
        before += r * r
    return tuple(found)


def lag1(values: Sequence[float] | Floats, *, confidence: float = 0.95) -> LagCorrelation:
    """Correlation of each value with the one before, and whether chance explains it."""
    return autocorrelation(values, lags=1, confidence=confidence)[0]


def runs_about_median(values: Sequence[float] | Floats) -> RunsTest:
    """Are there too few (shift, trend) or too many (alternation) runs about the median? Two-sided.

    With a above and b below: E = 2ab/(a+b) + 1, Var = 2ab(2ab - a - b) / ((a+b)^2 (a+b-1)) (Wald & Wolfowitz 1940).
    """
    data = sample(values, least=FEWEST_FOR_RUNS)
    median = float(np.median(data))
    sides = np.sign(data - median)
    sides = sides[sides != 0]
    above, below = int(np.sum(sides > 0)), int(np.sum(sides < 0))
    if above < 2 or below < 2:
        raise StatisticsError("Too many values equal the median for a runs test; record them with a finer resolution.")
    runs = 1 + int(np.sum(sides[1:] != sides[:-1]))
    n, product = above + below, 2.0 * above * below
    expected = product / n + 1
    variance = product * (product - n) / (n**2 * (n - 1))
    z = (runs - expected) / math.sqrt(variance)
    return RunsTest(n, above, below, runs, expected, z, math.erfc(abs(z) / math.sqrt(2)), median)


def neighbour_words(first: LagCorrelation, runs: RunsTest | None) -> str:
    """What the lag-1 correlation and the runs allow to say."""
    bound = f"r1 = {first.r:.2f}, chance up to {first.bound:.2f} either way"
    if first.significant:
        way = "resembles" if first.r > 0 else "swings against"
        said = f"Each value {way} the one before ({bound}): limits and tests that take them as independent mislead."
    else:
        said = f"No link between neighbouring values is shown ({bound})."
    if runs is None:
        return said
    if runs.p > 1 - first.confidence:
        return f"{said} Their {runs.runs} runs about the median are what chance gives ({p_words(runs.p)})."
    why = "too few, as after a shift or in a trend" if runs.runs < runs.expected else "too many, as in an alternation"
    return (
        f"{said} Their {runs.runs} runs about the median are {why} ({runs.expected:.0f} expected, {p_words(runs.p)})."
    )
