"""Does the process vary more or less than it should? Chi-square test of one standard deviation.

The test leans on the normal curve far more than a t test does: values with long tails look too scattered.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dmaic.statistics.alternatives import checked_alternative, directed_interval, directed_p
from dmaic.statistics.assumptions import independence_check, normality_check
from dmaic.statistics.checked import Floats, count, positive, sample, spread_of
from dmaic.statistics.figures import figure
from dmaic.statistics.intervals import Interval
from dmaic.statistics.result import Statistic
from dmaic.statistics.two_sample import claims
from dmaic.statistics.verdict import DEFAULT, Alternative, Check, Claim, Terms, TestResult, verdict


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


def one_variance_test(
    values: Sequence[float] | Floats | None = None,
    *,
    sd: float | None = None,
    n: float | None = None,
    sigma0: float,
    terms: Terms = DEFAULT,
) -> TestResult:
    """Is the standard deviation another one than sigma0? From the values, or from ``sd`` and ``n``.

    Estimate: the standard deviation with its interval. The effect is its ratio to sigma0, two-sided; the practical
    threshold is the ratio above 1 that would matter.
    """
    if values is not None:
        data = sample(values, least=2)
        sd, n, checked = spread_of(data), data.size, normality_check(data, "the values")
    else:
        checked = Check("normality of the values", "only their standard deviation was given", None)
    assert sd is not None and n is not None  # noqa: PT018
    found, without_side = (
        variance_of_sd(sd, n, sigma0=sigma0, alternative=side.value, confidence=terms.confidence)
        for side in (terms.alternative, Alternative.TWO_SIDED)
    )
    both = without_side.sd_interval
    assert found.p is not None and found.chi_square is not None  # noqa: PT018
    assert both.low is not None and both.high is not None  # noqa: PT018
    sides = (
        None if terms.alternative is Alternative.LESS else found.sd_interval.low,
        None if terms.alternative is Alternative.GREATER else found.sd_interval.high,
    )
    estimate = Statistic("standard deviation", found.sd, *sides, terms.confidence, "chi-square", terms.unit)
    ratio = found.sd / sigma0
    effect = Statistic(
        "ratio to the reference", ratio, both.low / sigma0, both.high / sigma0, terms.confidence, "chi-square"
    )
    low, high = (None if end is None else end / sigma0 for end in sides)
    judged = Statistic(effect.name, ratio, low, high, terms.confidence, "chi-square")
    shown, unshown = claims("the standard deviation", figure(sigma0, terms.unit), terms.alternative, found.sd - sigma0)
    return verdict(
        question=f"Does the standard deviation differ from {figure(sigma0, terms.unit)}?",
        method="chi-square test of one standard deviation",
        statistic=("chi-square", found.chi_square),
        df=[found.df],
        p=found.p,
        claim=Claim(shown, unshown, judged, null=1.0, ratio=True),
        sizes=[found.n],
        terms=terms,
        estimate=estimate,
        effect=effect,
        assumptions=[checked, independence_check()],
    )
