"""Between which bounds does a proportion or a rate lie? Exact and score intervals of counts."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import count, positive, share


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds with their confidence and the name of the method. None: no bound on that side."""

    low: float | None
    high: float | None
    confidence: float
    method: str


def _checked(k: float, n: float, confidence: float) -> tuple[int, int, float]:
    hits, trials = count(k, name="count"), count(n, name="number of units", least=1)
    if hits > trials:
        raise StatisticsError(f"The count ({hits}) is larger than the number of units ({trials}); check both.")
    return hits, trials, share(confidence, name="confidence")


def clopper_pearson(k: float, n: float, *, confidence: float = 0.95) -> Interval:
    """Exact binomial interval (Clopper & Pearson 1934) for k of n, from beta quantiles."""
    from scipy.special import betaincinv

    hits, trials, confidence = _checked(k, n, confidence)
    tail = (1 - confidence) / 2
    low = 0.0 if hits == 0 else float(betaincinv(hits, trials - hits + 1, tail))
    high = 1.0 if hits == trials else float(betaincinv(hits + 1, trials - hits, 1 - tail))
    return Interval(low, high, confidence, "Clopper-Pearson (exact)")


def exact_upper_bound(k: float, n: float, *, confidence: float = 0.95) -> Interval:
    """One-sided exact upper bound of k of n; for k = 0 it is 1 - (1 - confidence)^(1/n), about 3/n at 95 %."""
    hits, trials, confidence = _checked(k, n, confidence)
    if hits == trials:
        return Interval(0.0, 1.0, confidence, "one-sided exact upper bound")
    from scipy.special import betaincinv

    if hits == 0:
        high = -math.expm1(math.log1p(-confidence) / trials)
    else:
        high = float(betaincinv(hits + 1, trials - hits, confidence))
    return Interval(0.0, high, confidence, "one-sided exact upper bound")


def wilson(k: float, n: float, *, confidence: float = 0.95, correction: float = 0.0) -> Interval:
    """Score interval of Wilson (1927); ``correction`` (in units, at most 1/2) allows for continuity (Newcombe 1998)."""
    from scipy.special import ndtri

    hits, trials, confidence = _checked(k, n, confidence)
    z = float(ndtri(0.5 + confidence / 2))
    low, high = _score_bounds(hits / trials, trials, z, correction)
    name = "Wilson score with continuity correction" if correction else "Wilson score"
    return Interval(0.0 if hits == 0 else low, 1.0 if hits == trials else high, confidence, name)


def _score_bounds(estimate: float, trials: int, z: float, correction: float) -> tuple[float, float]:
    """Roots of |p - estimate| - correction/n = z sqrt(p(1-p)/n)."""
    half = z * z / (2 * trials)

    def root(shifted: float, sign: int) -> float:
        shifted = min(1.0, max(0.0, shifted))
        width = z * math.sqrt(shifted * (1 - shifted) / trials + half / (2 * trials))
        return (shifted + half + sign * width) / (1 + 2 * half)

    low = root(estimate - correction / trials, -1)
    high = root(estimate + correction / trials, 1)
    return max(0.0, low), min(1.0, high)


def jeffreys(k: float, n: float, *, confidence: float = 0.95) -> Interval:
    """Jeffreys interval: beta(k + 1/2, n - k + 1/2) quantiles, ends fixed at 0 and n (Brown, Cai, DasGupta 2001)."""
    from scipy.special import betaincinv

    hits, trials, confidence = _checked(k, n, confidence)
    tail = (1 - confidence) / 2
    low = 0.0 if hits == 0 else float(betaincinv(hits + 0.5, trials - hits + 0.5, tail))
    high = 1.0 if hits == trials else float(betaincinv(hits + 0.5, trials - hits + 0.5, 1 - tail))
    return Interval(low, high, confidence, "Jeffreys")


def poisson_exact(events: float, exposure: float, *, confidence: float = 0.95) -> Interval:
    """Exact interval of a Poisson rate (Garwood 1936): chi-square quantiles over twice the exposure."""
    from scipy.special import gammaincinv

    seen, size = count(events, name="count"), positive(exposure, name="exposure")
    tail = (1 - share(confidence, name="confidence")) / 2
    low = 0.0 if seen == 0 else float(gammaincinv(seen, tail)) / size
    return Interval(low, float(gammaincinv(seen + 1, 1 - tail)) / size, confidence, "Poisson (exact)")
