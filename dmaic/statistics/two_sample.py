"""Does a mean differ from a target, from another mean, or before from after? Student's family of t tests.

Welch's form, which does not assume equal spread, is the default for two independent samples.
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics.assumptions import equal_spread_check, independence_check, normality_check
from dmaic.statistics.checked import Floats, sample
from dmaic.statistics.distributions import directed, t_quantile, t_tail
from dmaic.statistics.effect_size import hedges_correction, noncentral_t_bounds
from dmaic.statistics.figures import entered
from dmaic.statistics.moments import Moments, from_origin, mean_difference, moments
from dmaic.statistics.result import Statistic
from dmaic.statistics.samples import pairs
from dmaic.statistics.verdict import DEFAULT, Alternative, Check, Claim, Terms, TestResult, verdict


class Spread(StrEnum):
    """What a two-sample t test assumes of the spreads."""

    WELCH = "welch"
    POOLED = "pooled"


def one_sample_t(x: Any, *, mu0: float = 0.0, terms: Terms = DEFAULT, name: str = "x") -> TestResult:
    """Does the mean of x differ from ``mu0``? Student (1908): t = (mean - mu0) / (s / sqrt n), df = n - 1.

    The estimate is the mean in the unit of x with its t interval; the practical threshold is held against mean - mu0.
    Needs 2 values that are not all equal.
    """
    values = sample(x, name, least=2)
    if not math.isfinite(mu0):
        raise StatisticsError("mu0 must be a finite number: the mean to compare with.")
    shifted = moments(from_origin(values, mu0))
    return _on_differences(
        shifted,
        Statistic(f"mean of {name}", mu0 + shifted.mean),
        mu0,
        method="one-sample t test",
        subject=f"the mean of {name}",
        other=entered(mu0),
        checks=(normality_check(values, name), independence_check()),
        terms=terms,
    )


def paired_t(x: Any, y: Any, *, terms: Terms = DEFAULT, names: tuple[str, str] = ("x", "y")) -> TestResult:
    """Do pairs differ on average? One-sample t test of the differences x - y against 0. Needs 2 pairs."""
    first, second = pairs(x, y, names)
    differences: Floats = first - second
    found = moments(differences)
    return _on_differences(
        found,
        Statistic("mean difference", found.mean),
        0.0,
        method="paired t test",
        subject=f"the mean of {names[0]}",
        other=f"its pair in {names[1]}",
        checks=(normality_check(differences, "the differences"), independence_check()),
        terms=terms,
    )


def two_sample_t(
    x: Any,
    y: Any,
    *,
    spread: Spread = Spread.WELCH,
    terms: Terms = DEFAULT,
    names: tuple[str, str] = ("x", "y"),
) -> TestResult:
    """Do two means differ? t = (mean x - mean y) / se.

    *welch* (default): se^2 = sx^2/nx + sy^2/ny with Satterthwaite's df (Welch 1947); effect is Hedges' g on the average
    variance, which needs no equal spread (Delacre et al. 2021). *pooled*: one common variance, df = nx + ny - 2; effect
    is Hedges' g on the pooled spread. Each sample needs 2 values; at least one must vary.
    """
    first, second = sample(x, names[0], least=2), sample(y, names[1], least=2)
    a, b = moments(first), moments(second)
    if a.ss == 0 and b.ss == 0:
        raise StatisticsError(
            f"All values of {names[0]} are equal, and all of {names[1]} are. Without spread no t test."
        )
    difference = mean_difference(first, second)
    error, df = standard_error(a, b, spread)
    t = difference / error
    low, high = bounds(difference, error, df, terms)
    estimate = Statistic(
        "difference of means", difference, low, high, terms.confidence, f"{spread.value} t", unit=terms.unit
    )
    checks: list[Check] = [normality_check(first, names[0]), normality_check(second, names[1]), independence_check()]
    if spread is Spread.POOLED:
        checks.insert(2, equal_spread_check({names[0]: first, names[1]: second}))
    method = "Welch's t test" if spread is Spread.WELCH else "t test with pooled spread"
    shown, unshown = claims(f"the mean of {names[0]}", f"the mean of {names[1]}", terms.alternative, difference)
    return verdict(
        question=f"Do the means of {names[0]} and {names[1]} differ?",
        method=method,
        statistic=("t", t),
        df=[df],
        p=directed(lambda value: t_tail(value, df), t, terms.alternative),
        claim=Claim(shown, unshown, estimate),
        sizes=[a.n, b.n],
        terms=terms,
        estimate=estimate,
        effect=_hedges_g(t, a, b, spread, terms.confidence),
        assumptions=checks,
    )


def standard_error(a: Moments, b: Moments, spread: Spread) -> tuple[float, float]:
    """Standard error of a difference of means and its degrees of freedom, Welch's or pooled."""
    if spread is Spread.POOLED:
        df = float(a.n + b.n - 2)
        return math.sqrt((a.ss + b.ss) / df * (1 / a.n + 1 / b.n)), df
    u, v = a.variance / a.n, b.variance / b.n
    share = u / (u + v)
    # Satterthwaite's df written in shares, so that tiny or huge units neither underflow nor overflow.
    return math.sqrt(u + v), 1 / (share**2 / (a.n - 1) + (1 - share) ** 2 / (b.n - 1))


def bounds(value: float, error: float, df: float, terms: Terms) -> tuple[float | None, float | None]:
    """t interval about ``value``, open on the side that the alternative leaves open."""
    reach = t_quantile(1 - terms.tail, df) * error
    low = None if terms.alternative is Alternative.LESS else value - reach
    high = None if terms.alternative is Alternative.GREATER else value + reach
    return low, high


def claims(subject: str, other: str, alternative: Alternative, difference: float) -> tuple[str, str]:
    """The sentence for an effect that is shown, in the direction of the ``difference``, and for one that is not."""
    asked = {Alternative.TWO_SIDED: "differs from", Alternative.LESS: "is below", Alternative.GREATER: "is above"}
    seen = "is above" if difference > 0 else "is below"
    shown = f"{subject} {seen if alternative is Alternative.TWO_SIDED else asked[alternative]} {other}"
    return shown[0].upper() + shown[1:], f"It is not shown that {subject} {asked[alternative]} {other}"


def _on_differences(
    found: Moments,
    estimate: Statistic,
    mu0: float,
    *,
    method: str,
    subject: str,
    other: str,
    checks: tuple[Check, ...],
    terms: Terms,
) -> TestResult:
    """The one-sample t test on values already shifted by mu0."""
    if found.ss == 0:
        raise StatisticsError(
            "All values are equal: without spread no t test. Check that the measurement resolves differences."
        )
    df, error = found.n - 1, found.sd / math.sqrt(found.n)
    t = found.mean / error
    low, high = bounds(found.mean, error, df, terms)
    seen = Statistic(
        estimate.name,
        estimate.value,
        None if low is None else low + mu0,
        None if high is None else high + mu0,
        terms.confidence,
        "t",
        unit=terms.unit,
    )
    per_unit, shrink = 1 / math.sqrt(found.n), hedges_correction(df)
    d_low, d_high = noncentral_t_bounds(t, df, terms.confidence)
    effect = Statistic(
        "Hedges' g",
        t * per_unit * shrink,
        d_low * per_unit * shrink,
        d_high * per_unit * shrink,
        terms.confidence,
        "noncentral t pivot, standardised by the spread of the values",
    )
    shown, unshown = claims(subject, other, terms.alternative, found.mean)
    return verdict(
        question=f"Does {subject} differ from {other}?",
        method=method,
        statistic=("t", t),
        df=[df],
        p=directed(lambda value: t_tail(value, df), t, terms.alternative),
        claim=Claim(shown, unshown, seen, null=mu0),
        sizes=[found.n],
        terms=terms,
        estimate=seen,
        effect=effect,
        assumptions=checks,
    )


def _hedges_g(t: float, a: Moments, b: Moments, spread: Spread, confidence: float) -> Statistic:
    if spread is Spread.POOLED:
        df, per_unit = float(a.n + b.n - 2), math.sqrt(1 / a.n + 1 / b.n)
        basis = "pooled spread"
    else:
        share = a.variance / (a.variance + b.variance)
        df = 1 / (share**2 / (a.n - 1) + (1 - share) ** 2 / (b.n - 1))
        per_unit = math.sqrt(2 * (share / a.n + (1 - share) / b.n))
        basis = "root of the average variance"
    shrink = hedges_correction(df)
    low, high = noncentral_t_bounds(t, df, confidence)
    scale = per_unit * shrink
    return Statistic(
        "Hedges' g",
        t * scale,
        low * scale,
        high * scale,
        confidence,
        f"noncentral t pivot, standardised by the {basis}",
    )
