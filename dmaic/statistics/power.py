"""Would the test see the difference that matters? Power of each test, by its own distribution.

Each function gives the chance to reject at ``alpha`` for a sample size ``n`` (per group where there are groups; it
need not be whole, so that a size can be solved for). Effects are taken without their sign; ``tails`` is 2, or 1 for a
directed claim. R's power functions leave out the far tail of a two-sided test (below 1e-4 at useful powers); so do the
t and proportion tests here unless ``strict``.
"""

from __future__ import annotations

import math

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import count, finite, positive, share
from dmaic.statistics.figures import entered

# Beyond this many degrees of freedom the noncentral chi-square has no table.
_MOST_DF = 1e6


def _tails(tails: int) -> int:
    if tails not in {1, 2}:
        raise StatisticsError("A test has 1 tail (a directed claim) or 2.")
    return tails


def _freedom(df: float, what: str) -> float:
    """Degrees of freedom of an error; without any, no test is made and no power can be given."""
    if df <= 0:
        raise StatisticsError(f"{what} shows no spread, so no test can be made of it. Take a larger n.")
    return df


def _z(tail: float) -> float:
    from scipy.special import ndtri

    return -float(ndtri(tail))


def _phi(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))


def _t_power(df: float, noncentrality: float, alpha: float, tails: int, *, strict: bool) -> float:
    from scipy.special import stdtrit
    from scipy.stats import nct

    critical = -float(stdtrit(df, alpha / tails))
    power = float(nct.sf(critical, df, noncentrality))
    if strict and tails == 2:
        # The mirror image: the library's lower tail is NaN for large noncentralities.
        power += float(nct.sf(critical, df, -noncentrality))
    return power


def power_of_two_means(
    n: float, delta: float, *, sd: float = 1.0, ratio: float = 1.0, alpha: float = 0.05, tails: int = 2,
    strict: bool = False,
) -> float:  # fmt: skip
    """Two independent samples, n in the first and ratio n in the second: noncentral t, n + ratio n - 2 df."""
    n, ratio = positive(n, name="n"), positive(ratio, name="ratio of the sizes")
    effect = abs(finite(delta, name="delta")) / positive(sd, name="sd")
    noncentrality = effect * math.sqrt(n * ratio / (1 + ratio))
    df = _freedom(n * (1 + ratio) - 2, "One value in each group")
    return _t_power(df, noncentrality, share(alpha, name="alpha"), _tails(tails), strict=strict)


def power_of_one_mean(
    n: float, delta: float, *, sd: float = 1.0, alpha: float = 0.05, tails: int = 2, strict: bool = False
) -> float:
    """One sample against a value, or n pairs (sd of the differences): noncentral t, n - 1 df."""
    n, effect = positive(n, name="n"), abs(finite(delta, name="delta")) / positive(sd, name="sd")
    df = _freedom(n - 1, "One value")
    return _t_power(df, math.sqrt(n) * effect, share(alpha, name="alpha"), _tails(tails), strict=strict)


def power_of_two_proportions(
    n: float, p1: float, p2: float, *, ratio: float = 1.0, alpha: float = 0.05, tails: int = 2, strict: bool = False
) -> float:
    """Pooled z test of two proportions, normal approximation (R power.prop.test; Fleiss for unequal sizes)."""
    n, ratio = positive(n, name="n"), positive(ratio, name="ratio of the sizes")
    p1, p2 = share(p1, name="p1", closed=True), share(p2, name="p2", closed=True)
    pooled = (p1 + ratio * p2) / (1 + ratio)
    under_null = math.sqrt(pooled * (1 - pooled) * (1 + 1 / ratio))
    error = math.sqrt(p1 * (1 - p1) + p2 * (1 - p2) / ratio)
    critical = _z(share(alpha, name="alpha") / _tails(tails)) * under_null
    if error == 0:
        return 1.0 if math.sqrt(n) * abs(p1 - p2) > critical else 0.0
    power = _phi((math.sqrt(n) * abs(p1 - p2) - critical) / error)
    if strict and tails == 2:
        power += _phi((-math.sqrt(n) * abs(p1 - p2) - critical) / error)
    return power


def arcsine_effect(p1: float, p2: float) -> float:
    """Cohen's h = 2 asin sqrt(p1) - 2 asin sqrt(p2)."""
    p1, p2 = share(p1, name="p1", closed=True), share(p2, name="p2", closed=True)
    return 2 * math.asin(math.sqrt(p1)) - 2 * math.asin(math.sqrt(p2))


def _normal_power(shift: float, alpha: float, tails: int) -> float:
    critical = _z(share(alpha, name="alpha") / _tails(tails))
    power = _phi(abs(shift) - critical)
    return power + _phi(-abs(shift) - critical) if tails == 2 else power


def power_of_two_proportions_arcsine(
    n: float, h: float, *, ratio: float = 1.0, alpha: float = 0.05, tails: int = 2
) -> float:
    """Two proportions through Cohen's h (pwr.2p.test, pwr.2p2n.test); both tails count."""
    n, ratio = positive(n, name="n"), positive(ratio, name="ratio of the sizes")
    return _normal_power(finite(h, name="h") * math.sqrt(n * ratio / (1 + ratio)), alpha, tails)


def power_of_one_proportion(n: float, h: float, *, alpha: float = 0.05, tails: int = 2) -> float:
    """One proportion against a value through Cohen's h (pwr.p.test)."""
    return _normal_power(finite(h, name="h") * math.sqrt(positive(n, name="n")), alpha, tails)


def _f_power(critical: float, df1: float, df2: float, noncentrality: float, *, alpha: float) -> float:
    from scipy.stats import ncf

    # Without an effect the library's upper tail is negative; the chance to reject is alpha by definition.
    return alpha if noncentrality == 0 else float(ncf.sf(critical, df1, df2, noncentrality))


def power_of_anova(n: float, groups: int, f: float, *, alpha: float = 0.05) -> float:
    """One-way ANOVA, n in each group, Cohen's f: noncentral F with k - 1 and k (n - 1) df, lambda = k n f^2.

    R's power.anova.test speaks of variances: f^2 = (k - 1) between.var / (k within.var).
    """
    from scipy.special import fdtri

    k, n = count(groups, name="number of groups", least=2), positive(n, name="n")
    df1, df2 = k - 1, _freedom(k * (n - 1), "One value in each group")
    critical = float(fdtri(df1, df2, 1 - share(alpha, name="alpha")))
    return _f_power(critical, df1, df2, k * n * finite(f, name="f") ** 2, alpha=alpha)


def power_of_chi_square(n: float, w: float, df: float, *, alpha: float = 0.05) -> float:
    """Chi-square test on n cases in all, Cohen's w: noncentral chi-square with lambda = n w^2 (pwr.chisq.test)."""
    from scipy.special import chdtri
    from scipy.stats import ncx2

    df = positive(df, name="df")
    if df > _MOST_DF:
        raise StatisticsError(f"A chi-square test of {entered(df)} degrees of freedom has no table. Check the entry.")
    critical = float(chdtri(df, share(alpha, name="alpha")))
    return float(ncx2.sf(critical, df, positive(n, name="N") * finite(w, name="w") ** 2))


def power_of_correlation(n: float, r: float, *, alpha: float = 0.05, tails: int = 2) -> float:
    """Correlation r against 0 by Fisher's z with its bias r / (2 (n - 1)) (pwr.r.test); n above 3."""
    from scipy.special import stdtrit

    r = abs(finite(r, name="r"))
    if r >= 1:
        raise StatisticsError("A correlation to plan for lies between -1 and 1.")
    if n <= 3:
        raise StatisticsError("A correlation needs more than 3 pairs.")
    t = -float(stdtrit(n - 2, share(alpha, name="alpha") / _tails(tails)))
    critical = math.atanh(t / math.sqrt(t * t + n - 2))
    mean, root = math.atanh(r) + r / (2 * (n - 1)), math.sqrt(n - 3)
    power = _phi((mean - critical) * root)
    return power + _phi((-mean - critical) * root) if tails == 2 else power


def power_of_regression(n: float, f2: float, predictors: int, *, alpha: float = 0.05) -> float:
    """F test of a regression with u predictors on n cases: lambda = f2 (u + v + 1) = f2 n (Cohen; pwr.f2.test)."""
    from scipy.special import fdtri

    u, n = count(predictors, name="number of predictors", least=1), positive(n, name="n")
    v = n - u - 1
    if v <= 0:
        raise StatisticsError(f"{u} predictors need more than {u + 1} cases.")
    critical = float(fdtri(u, v, 1 - share(alpha, name="alpha")))
    return _f_power(critical, u, v, abs(finite(f2, name="f2")) * n, alpha=alpha)


def power_of_one_variance(n: float, ratio: float, *, alpha: float = 0.05, tails: int = 2) -> float:
    """Chi-square test of one standard deviation; ``ratio`` = true sigma / sigma0. Exact for normal values."""
    from scipy.special import gammainc, gammaincc, gammainccinv, gammaincinv

    ratio, half = positive(ratio, name="ratio of the sigmas"), _freedom(n - 1, "One value") / 2
    tail = share(alpha, name="alpha") / _tails(tails)
    above = float(gammaincc(half, float(gammainccinv(half, tail)) / ratio**2))
    below = float(gammainc(half, float(gammaincinv(half, tail)) / ratio**2))
    if tails == 2:
        return above + below
    return above if ratio >= 1 else below


def power_of_two_variances(n: float, ratio: float, *, alpha: float = 0.05, tails: int = 2) -> float:
    """F test of two standard deviations, n in each group; ``ratio`` = sigma1 / sigma2. Exact for normal values."""
    from scipy.special import fdtr, fdtrc, fdtri

    ratio = positive(ratio, name="ratio of the sigmas")
    df = _freedom(positive(n, name="n") - 1, "One value in each group")
    tail = share(alpha, name="alpha") / _tails(tails)
    critical = float(fdtri(df, df, 1 - tail))
    above = float(fdtrc(df, df, critical / ratio**2))
    below = float(fdtr(df, df, 1 / (critical * ratio**2)))
    if tails == 2:
        return above + below
    return above if ratio >= 1 else below


def power_of_two_rates(n: float, rate1: float, rate2: float, *, alpha: float = 0.05, tails: int = 2) -> float:
    """Two Poisson rates, n exposure units in each group, square-root transformation (variance 1/4 of sqrt counts)."""
    n = positive(n, name="n")
    shift = 2 * math.sqrt(n) * (math.sqrt(positive(rate1, name="rate1")) - math.sqrt(positive(rate2, name="rate2")))
    return _normal_power(shift / math.sqrt(2), alpha, tails)
