"""Is the rate of events another one than it should be, and do rates differ? Exact Poisson answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dmaic.errors import StatisticsError
from dmaic.statistics.alternatives import checked_alternative, directed_interval
from dmaic.statistics.checked import count, positive
from dmaic.statistics.intervals import Interval, clopper_pearson, poisson_exact

# R's tolerance for "no more likely": guards ties against rounding.
_RELATIVE = 1 + 1e-7


@dataclass(frozen=True, slots=True)
class OneRate:
    """Events per exposure against rate0 (None: interval only)."""

    count: int
    exposure: float
    rate: float
    rate0: float | None
    p: float | None
    interval: Interval


@dataclass(frozen=True, slots=True)
class TwoRates:
    """First rate over second, conditional on the sum of the counts. The ratio is None when the second count is 0."""

    first: float
    second: float
    ratio: float | None
    p: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class ManyRates:
    """Chi-square of equal rates over k groups (index of dispersion with exposures)."""

    rates: tuple[float, ...]
    pooled: float
    chi_square: float
    df: int
    p: float


def _first_not_above(limit: float, start: int, stop: int, mass: Callable[[int], float]) -> int:
    """Smallest x in start .. stop with mass(x) <= limit, for a mass that falls over that range."""
    low, high = start, stop
    while low < high:
        middle = (low + high) // 2
        if mass(middle) <= limit:
            high = middle
        else:
            low = middle + 1
    return low


def exact_poisson_p(seen: int, mean: float, alternative: str = "two-sided") -> float:
    """Exact p of a Poisson count; two-sided sums the outcomes no more likely than the one seen (R poisson.test)."""
    from scipy.special import pdtr, pdtrc, xlogy

    side = checked_alternative(alternative)

    def mass(x: int) -> float:
        return math.exp(float(xlogy(x, mean)) - mean - math.lgamma(x + 1))

    at_most = float(pdtr(seen, mean))
    at_least = 1.0 if seen == 0 else float(pdtrc(seen - 1, mean))
    if side != "two-sided":
        return at_most if side == "less" else at_least
    if seen == mean:
        return 1.0
    limit = mass(seen) * _RELATIVE
    if seen < mean:
        far = max(1, math.ceil(2 * mean - seen))
        while mass(far) > limit:
            far *= 2
        start = _first_not_above(limit, math.floor(mean) + 1, far, mass)
        return min(1.0, at_most + float(pdtrc(start - 1, mean)))
    # Below the mean the mass rises with x: search the mirror image.
    top = math.floor(mean)
    if mass(0) > limit:
        return at_least
    steps = _first_not_above(limit, 0, top, lambda step: mass(top - step))
    return min(1.0, float(pdtr(top - steps, mean)) + at_least)


def one_rate(
    events: float,
    exposure: float = 1.0,
    *,
    rate0: float | None = None,
    alternative: str = "two-sided",
    confidence: float = 0.95,
) -> OneRate:
    """Events in an exposure (units, hours, calls) against rate0: exact Poisson test and Garwood interval."""
    seen, size = count(events, name="count"), positive(exposure, name="exposure")
    side = checked_alternative(alternative)
    reference = None if rate0 is None else positive(rate0, name="reference rate rate0")
    interval = directed_interval(
        lambda c: poisson_exact(seen, size, confidence=c), confidence, side, floor=0.0, ceiling=None
    )
    p = None if reference is None else exact_poisson_p(seen, reference * size, side)
    return OneRate(seen, size, seen / size, reference, p, interval)


def two_rates(
    counts: Sequence[float],
    exposures: Sequence[float],
    *,
    ratio0: float = 1.0,
    alternative: str = "two-sided",
    confidence: float = 0.95,
) -> TwoRates:
    """Do two Poisson rates differ? Given the sum, the first count is binomial (Przyborowski & Wilenski 1940).

    The interval of the ratio carries the Clopper-Pearson bounds p of that binomial through p/(1-p) t2/t1.
    """
    from scipy.stats import binomtest

    if len(counts) != 2 or len(exposures) != 2:
        raise StatisticsError("Give two counts and two exposures.")
    first, second = (count(value, name="count") for value in counts)
    t1, t2 = (positive(value, name="exposure") for value in exposures)
    side, ratio0 = checked_alternative(alternative), positive(ratio0, name="ratio under test")
    total = first + second
    if total == 0:
        raise StatisticsError("No event was seen in either group, so the rates can't be compared; observe longer.")
    p = binomtest(first, total, ratio0 * t1 / (ratio0 * t1 + t2), alternative=side).pvalue

    def carried(level: float) -> Interval:
        bounds = clopper_pearson(first, total, confidence=level)
        low, high = (
            None if bound is None or bound == 1 else bound / (1 - bound) * t2 / t1
            for bound in (bounds.low, bounds.high)
        )
        return Interval(low, high, level, "conditional binomial (exact)")

    interval = directed_interval(carried, confidence, side, floor=0.0, ceiling=None)
    ratio = (first / t1) / (second / t2) if second else None
    return TwoRates(first / t1, second / t2, ratio, float(p), interval)


def many_rates(counts: Sequence[float], exposures: Sequence[float]) -> ManyRates:
    """Are k Poisson rates equal? Chi-square with k - 1 df, expected counts by exposure."""
    from scipy.special import chdtrc

    if len(counts) != len(exposures) or len(counts) < 2:
        raise StatisticsError("Give as many exposures as counts, for at least 2 groups.")
    seen = [count(value, name="count") for value in counts]
    sizes = [positive(value, name="exposure") for value in exposures]
    if sum(seen) == 0:
        raise StatisticsError("No event was seen in any group, so the rates can't be compared; observe longer.")
    pooled = sum(seen) / math.fsum(sizes)
    statistic = math.fsum((c - pooled * t) ** 2 / (pooled * t) for c, t in zip(seen, sizes, strict=True))
    df = len(seen) - 1
    rates = tuple(c / t for c, t in zip(seen, sizes, strict=True))
    return ManyRates(rates, pooled, statistic, df, float(chdtrc(df, statistic)))
