"""Between which bounds does the sigma level of measured values lie? The delta method for Z.bench of a normal curve."""

from __future__ import annotations

import math

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import count, finite, positive, share
from dmaic.statistics.distributions import normal_quantile
from dmaic.statistics.intervals import Interval

METHOD = "delta method, normal curve"
_FARTHEST = 8.0


def z_bench_interval(
    mean: float,
    sd: float,
    n: int,
    *,
    lsl: float | None = None,
    usl: float | None = None,
    df: float | None = None,
    confidence: float = 0.95,
) -> Interval:
    """Bounds of Z.bench = -PHI^-1(P(x < LSL) + P(x > USL)) for mean and sd estimated from n values.

    With a = (LSL - mean)/sd, b = (USL - mean)/sd and phi the normal density: var Z = [(phi(b) - phi(a))^2 / n +
    (b phi(b) - a phi(a))^2 / (2 df)] / phi(Z)^2; ``df`` are those of the sd, n - 1 unless given. With one limit this is
    three times Bissell's (1990) interval of Ppk. Raises StatisticsError without a limit, and where next to nothing or
    nearly all is expected outside.
    """
    if lsl is None and usl is None:
        raise StatisticsError("There is no specification limit, so there is no Z.bench. Set one.")
    mean, sd, n = finite(mean, name="mean"), positive(sd, name="standard deviation"), count(n, name="n", least=2)
    z = normal_quantile(0.5 + share(confidence, name="confidence") / 2)
    a = -math.inf if lsl is None else (lsl - mean) / sd
    b = math.inf if usl is None else (usl - mean) / sd
    outside = 0.5 * math.erfc(-a / math.sqrt(2)) + 0.5 * math.erfc(b / math.sqrt(2))
    if not 0 < outside < 1:
        raise StatisticsError("Nothing or everything is expected outside, so the level has no bounds.")
    level = -normal_quantile(outside)
    if abs(level) > _FARTHEST:
        raise StatisticsError("The limits lie more than 8 sigma away: no sample bounds such a level.")
    by_mean = _density(b) - _density(a)
    by_sd = _moment(b) - _moment(a)
    reach = z * math.sqrt(by_mean**2 / n + by_sd**2 / (2 * (n - 1 if df is None else df))) / _density(level)
    return Interval(level - reach, level + reach, confidence, METHOD)


def _density(x: float) -> float:
    return 0.0 if math.isinf(x) else math.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)


def _moment(x: float) -> float:
    return 0.0 if math.isinf(x) else x * _density(x)
