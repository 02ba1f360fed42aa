"""Does the process vary more or less than it should? Chi-square test of one standard deviation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dmaic.statistics.alternatives import checked_alternative, directed_interval, directed_p
from dmaic.statistics.checked import Floats, count, positive, sample, spread_of
from dmaic.statistics.intervals import Interval


@dataclass(frozen=True, slots=True)
class OneVariance:
    """Statistic (n - 1) s^2 / sigma0^2 and intervals of variance and standard deviation (normal values)."""

    n: int
    sd: float
    sigma0: float | None
    chi_square: float | None
    df: int
    p: float | None
    variance_interval: Interval
    sd_interval: Interval


def one_variance(
    values: Sequence[float] | Floats,
    *,
    sigma0: float | None = None,
    alternative: str = "two-sided",
    confidence: float = 0.95,
) -> OneVariance:
    """Test and interval from the values themselves; at least 2 with some spread."""
    data = sample(values, least=2)
    return variance_of_sd(spread_of(data), data.size, sigma0=sigma0, alternative=alternative, confidence=confidence)


def variance_of_sd(
    sd: float, n: float, *, sigma0: float | None = None, alternative: str = "two-sided", confidence: float = 0.95
) -> OneVariance:
    """The same from a standard deviation that is known already. Two-sided p doubles the smaller tail."""
    from scipy.special import chdtr, chdtrc, chdtri

    sd, size = positive(sd, name="standard deviation"), count(n, name="number of values", least=2)
    side, df = checked_alternative(alternative), size - 1

    def variance(level: float) -> Interval:
        low, high = (df * sd**2 / float(chdtri(df, tail)) for tail in ((1 - level) / 2, 0.5 + level / 2))
        return Interval(low, high, level, "chi-square")

    bounds = directed_interval(variance, confidence, side, floor=0.0, ceiling=None)
    low, high = (None if end is None else math.sqrt(end) for end in (bounds.low, bounds.high))
    statistic = p = None
    if sigma0 is not None:
        statistic = df * (sd / positive(sigma0, name="reference sigma0")) ** 2
        p = directed_p(float(chdtr(df, statistic)), float(chdtrc(df, statistic)), side)
    return OneVariance(
        size, sd, sigma0, statistic, df, p, bounds, Interval(low, high, bounds.confidence, bounds.method)
    )
