"""Is the proportion another one than it should be, and do proportions differ?

Exact binomial, score (Wilson) and continuity-corrected answers stand side by side: they differ for small counts, and
a result that names its method can be compared with any other tool.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dmaic.errors import StatisticsError
from dmaic.statistics.alternatives import checked_alternative, directed_interval, directed_p
from dmaic.statistics.checked import count, share
from dmaic.statistics.fisher_exact import fisher_p
from dmaic.statistics.intervals import Interval, clopper_pearson, wilson
from dmaic.statistics.verdict import Alternative


@dataclass(frozen=True, slots=True)
class ScoreTest:
    """Chi-square (1 df) = z squared with its p and the interval that belongs to it; None where it is undefined."""

    z: float | None
    chi_square: float | None
    p: float | None
    interval: Interval


@dataclass(frozen=True, slots=True)
class OneProportion:
    """k of n against p0. ``exact_p`` sums the outcomes no more likely than the one seen (two-sided)."""

    k: int
    n: int
    estimate: float
    p0: float | None
    alternative: str
    exact_p: float | None
    exact_less_p: float | None
    exact_greater_p: float | None
    exact_interval: Interval
    score: ScoreTest
    corrected: ScoreTest


@dataclass(frozen=True, slots=True)
class TwoProportions:
    """First minus second. ``newcombe`` is the interval to show; Wald is kept for comparison with other tools."""

    first: float
    second: float
    difference: float
    alternative: str
    z: float | None
    p: float | None
    wald: Interval
    newcombe: Interval
    corrected: ScoreTest
    fisher_p: float | None
    risk_ratio: float | None
    risk_ratio_interval: Interval | None


@dataclass(frozen=True, slots=True)
class ManyProportions:
    """Chi-square of equal proportions over k groups; ``smallest_expected`` below 5 makes it rough."""

    estimates: tuple[float, ...]
    pooled: float
    chi_square: float
    df: int
    p: float
    smallest_expected: float


def _tail(z: float) -> float:
    return 0.5 * math.erfc(z / math.sqrt(2))


def _z_of(confidence: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + confidence / 2))


def _hits(k: float, n: float) -> tuple[int, int]:
    hits, trials = count(k, name="count"), count(n, name="number of units", least=1)
    if hits > trials:
        raise StatisticsError(f"The count ({hits}) is larger than the number of units ({trials}); check both.")
    return hits, trials


def one_proportion(
    k: float, n: float, *, p0: float | None = None, alternative: str = "two-sided", confidence: float = 0.95
) -> OneProportion:
    """k of n against p0 (None: intervals only): exact test, score test without and with continuity correction.

    Score: (k - n p0)^2 / (n p0 (1 - p0)); corrected by min(1/2, |k - n p0|) as in R's prop.test.
    """
    from scipy.stats import binomtest

    hits, trials = _hits(k, n)
    side = checked_alternative(alternative)
    reference = None if p0 is None else share(p0, name="reference proportion p0")
    p_values: dict[str, float | None] = dict.fromkeys(("two-sided", "less", "greater"))
    if reference is not None:
        for word in p_values:
            p_values[word] = float(binomtest(hits, trials, reference, alternative=word).pvalue)
    shift = 0.5 if reference is None else min(0.5, abs(hits - trials * reference))
    return OneProportion(
        k=hits,
        n=trials,
        estimate=hits / trials,
        p0=reference,
        alternative=side,
        exact_p=p_values[side],
        exact_less_p=p_values["less"],
        exact_greater_p=p_values["greater"],
        exact_interval=directed_interval(
            lambda c: clopper_pearson(hits, trials, confidence=c), confidence, side, floor=0.0, ceiling=1.0
        ),
        score=_one_score(hits, trials, reference, correction=0.0, side=side, confidence=confidence),
        corrected=_one_score(hits, trials, reference, correction=shift, side=side, confidence=confidence),
    )


def _one_score(
    hits: int, trials: int, p0: float | None, *, correction: float, side: str, confidence: float
) -> ScoreTest:
    interval = directed_interval(
        lambda c: wilson(hits, trials, confidence=c, correction=correction), confidence, side, floor=0.0, ceiling=1.0
    )
    if p0 is None:
        return ScoreTest(None, None, None, interval)
    off = hits - trials * p0
    z = math.copysign(max(0.0, abs(off) - correction), off) / math.sqrt(trials * p0 * (1 - p0))
    return ScoreTest(z, z * z, directed_p(_tail(-z), _tail(z), side), interval)


def newcombe(k: Sequence[float], n: Sequence[float], *, confidence: float = 0.95) -> Interval:
    """Hybrid score interval of a difference (Newcombe 1998, method 10): Wilson limits of each, combined."""
    (a, m), (b, q) = _hits(k[0], n[0]), _hits(k[1], n[1])
    first, second = wilson(a, m, confidence=confidence), wilson(b, q, confidence=confidence)
    assert first.low is not None and first.high is not None and second.low is not None and second.high is not None  # noqa: PT018
    p1, p2 = a / m, b / q
    low = p1 - p2 - math.hypot(p1 - first.low, second.high - p2)
    high = p1 - p2 + math.hypot(first.high - p1, p2 - second.low)
    return Interval(low, high, confidence, "Newcombe hybrid score")


def two_proportions(
    k: Sequence[float], n: Sequence[float], *, alternative: str = "two-sided", confidence: float = 0.95
) -> TwoProportions:
    """Do two independent proportions differ? Pooled z, Wald and Newcombe intervals, correction, Fisher's exact p.

    z = (p1 - p2) / sqrt(p (1 - p) (1/n1 + 1/n2)), p the pooled share; None when all or none of the units count. The
    correction is min(1/2, |p1 - p2| / (1/n1 + 1/n2)) as in R's prop.test.
    """
    if len(k) != 2 or len(n) != 2:
        raise StatisticsError("Give two counts and two numbers of units.")
    (a, m), (b, q) = _hits(k[0], n[0]), _hits(k[1], n[1])
    side, confidence = checked_alternative(alternative), share(confidence, name="confidence")
    p1, p2, inverse = a / m, b / q, 1 / m + 1 / q
    difference, pooled = p1 - p2, (a + b) / (m + q)
    error = math.sqrt(p1 * (1 - p1) / m + p2 * (1 - p2) / q)
    correction = min(0.5, abs(difference) / inverse)

    def wald(extra: float, name: str) -> Interval:
        def at(level: float) -> Interval:
            half = _z_of(level) * error + extra
            return Interval(max(-1.0, difference - half), min(1.0, difference + half), level, name)

        return directed_interval(at, confidence, side, floor=-1.0, ceiling=1.0)

    z = corrected_z = None
    if 0 < pooled < 1:
        scale = math.sqrt(pooled * (1 - pooled) * inverse)
        z = difference / scale
        corrected_z = math.copysign(max(0.0, abs(difference) - correction * inverse), difference) / scale
    ratio_interval = None
    if a and b:
        # Katz, Baptista, Azen & Pike (1978): normal on the logarithm of the ratio.
        log_error = math.sqrt(1 / a - 1 / m + 1 / b - 1 / q)
        ends = [p1 / p2 * math.exp(sign * _z_of(confidence) * log_error) for sign in (-1, 1)]
        ratio_interval = Interval(ends[0], ends[1], confidence, "Katz log")
    return TwoProportions(
        first=p1,
        second=p2,
        difference=difference,
        alternative=side,
        z=z,
        p=None if z is None else directed_p(_tail(-z), _tail(z), side),
        wald=wald(0.0, "Wald"),
        newcombe=directed_interval(
            lambda c: newcombe((a, b), (m, q), confidence=c), confidence, side, floor=-1.0, ceiling=1.0
        ),
        corrected=ScoreTest(
            corrected_z,
            None if corrected_z is None else corrected_z**2,
            None if corrected_z is None else directed_p(_tail(-corrected_z), _tail(corrected_z), side),
            wald(correction * inverse, "Wald with continuity correction"),
        ),
        fisher_p=_fisher_p(a, m, b, q, side),
        risk_ratio=p1 / p2 if b else None,
        risk_ratio_interval=ratio_interval,
    )


def _fisher_p(a: int, m: int, b: int, q: int, side: str) -> float | None:
    """Fisher's exact p; None where the counts are too large to list all tables (the z test is as good there)."""
    if a + b in {0, m + q}:
        return 1.0
    try:
        return fisher_p([[a, m - a], [b, q - b]], alternative=Alternative(side))
    except StatisticsError:
        return None


def many_proportions(k: Sequence[float], n: Sequence[float]) -> ManyProportions:
    """Are k proportions equal? Pearson's chi-square with k - 1 df."""
    from scipy.special import chdtrc

    if len(k) != len(n) or len(k) < 2:
        raise StatisticsError("Give as many numbers of units as counts, for at least 2 groups.")
    pairs = [_hits(hits, trials) for hits, trials in zip(k, n, strict=True)]
    pooled = sum(hits for hits, _ in pairs) / sum(trials for _, trials in pairs)
    if not 0 < pooled < 1:
        raise StatisticsError("All units fall on one side in every group, so there is no difference to test.")
    statistic = math.fsum((hits - trials * pooled) ** 2 / (trials * pooled * (1 - pooled)) for hits, trials in pairs)
    df = len(pairs) - 1
    return ManyProportions(
        estimates=tuple(hits / trials for hits, trials in pairs),
        pooled=pooled,
        chi_square=statistic,
        df=df,
        p=float(chdtrc(df, statistic)),
        smallest_expected=min(trials for _, trials in pairs) * min(pooled, 1 - pooled),
    )
