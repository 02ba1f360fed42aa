"""How large is an effect, free of units, and between which bounds does it lie?

Intervals pivot the noncentral distribution of the test statistic (Steiger & Fouladi 1997; Cumming & Finch 2001): the
bounds are the noncentralities under which the statistic seen would stand at the edge of the upper or lower tail.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from dmaic.statistics.distributions import normal_quantile
from dmaic.statistics.result import State, Statistic

# Beyond this noncentrality the series of the noncentral t lose their digits; its normal limit is then better.
_LARGE_SUM = 1e6
_LARGE_NONCENTRALITY = 1000.0


def hedges_correction(df: float) -> float:
    """The factor that removes the small-sample bias of d: Gamma(df/2) / (sqrt(df/2) Gamma((df-1)/2)) (Hedges 1981)."""
    if df <= 1:
        return 1.0
    return math.exp(math.lgamma(df / 2) - 0.5 * math.log(df / 2) - math.lgamma((df - 1) / 2))


def noncentral_t_bounds(t: float, df: float, confidence: float) -> tuple[float, float]:
    """The two noncentralities between which the one behind ``t`` lies."""
    from scipy.special import nctdtr

    tail = (1 - confidence) / 2
    if not math.isfinite(t):
        return t, t
    if abs(t) > _LARGE_NONCENTRALITY:
        z = normal_quantile(1 - tail)
        spread = math.sqrt(1 + t * t / (2 * df))  # var of t under noncentrality t, to first order
        return t - z * spread, t + z * spread

    def below(noncentrality: float) -> float:
        return float(nctdtr(df, noncentrality, t))

    return _solve(below, 1 - tail, t - 1, step=-1), _solve(below, tail, t + 1, step=1)


def variance_explained(f: float, df1: float, df2: float, confidence: float) -> Statistic:
    """Eta squared = SS between / SS total from F, its interval from the noncentral F (Smithson 2003).

    Bounds are lambda / (lambda + df1 + df2 + 1). The interval is two-sided; a lower bound of 0 means that no effect is
    within the bounds.
    """
    from scipy.special import gammaincinv, ncfdtr

    value = df1 * f / (df1 * f + df2) if math.isfinite(f) else 1.0
    name, method = "eta squared", "noncentral F pivot (Smithson 2003)"
    if not math.isfinite(f):
        return Statistic(name, value, method=method, state=State.CAUTION, note="No spread within the groups.")
    total = df1 + df2 + 1
    if df1 * f > _LARGE_SUM:  # the series of the noncentral F grows with F; only the error's spread is left to matter
        tail = (1 - confidence) / 2
        bounds: tuple[float, float] | None = (
            df1 * f * 2 * float(gammaincinv(df2 / 2, tail)) / df2,
            df1 * f * 2 * float(gammaincinv(df2 / 2, 1 - tail)) / df2,
        )
    else:
        bounds = _from_zero(lambda ncp: float(ncfdtr(df1, df2, ncp, f)), confidence, df1 * f)
    if bounds is None:
        return Statistic(name, value, method=method, state=State.CAUTION, note="Too extreme for an interval.")
    low, high = (bound / (bound + total) for bound in bounds)
    # An F far below 1 pivots to the interval 0..0; the estimate itself is then the upper bound.
    return Statistic(name, value, low, max(high, value), confidence, method)


def chi_square_bounds(statistic: float, df: float, confidence: float) -> tuple[float, float]:
    """The noncentralities between which the one behind a chi-square statistic lies (Smithson 2003)."""
    from scipy.special import chndtr

    if statistic > _LARGE_SUM:  # the series grows with the statistic; its normal limit serves
        z = normal_quantile(0.5 + confidence / 2)
        centre = max(statistic - df, 0.0)
        spread = math.sqrt(2 * (df + 2 * centre))
        return max(centre - z * spread, 0.0), centre + z * spread
    bounds = _from_zero(lambda ncp: float(chndtr(statistic, df, ncp)), confidence, statistic)
    return bounds if bounds is not None else (0.0, math.inf)


def superiority(share: float, n1: int, n2: int, confidence: float) -> tuple[float, float]:
    """Bounds of P(X > Y) + P(X = Y)/2 by Newcombe's score-like method 5 (Statistics in Medicine 2006; 25: 559).

    Solves (share - theta)^2 = z^2 theta (1-theta) [1 + m (1-theta)/(2-theta) + m theta/(1+theta)] / (n1 n2) with
    m = (n1+n2)/2 - 1; bounds stay inside 0..1 also when one sample lies wholly above the other.
    """
    z, m = normal_quantile(0.5 + confidence / 2), (n1 + n2) / 2 - 1

    def excess(theta: float) -> float:
        spread = 1 + m * (1 - theta) / (2 - theta) + m * theta / (1 + theta)
        return (share - theta) ** 2 - z * z * theta * (1 - theta) * spread / (n1 * n2)

    # theta = 0 and theta = 1 are roots without meaning: start a hair inside them
    low = 0.0 if share <= 0 else _bisect(excess, 0.0, min(share, 1 - 1e-12))
    high = 1.0 if share >= 1 else _bisect(excess, 1.0, max(share, 1e-12))
    return low, high


def fisher_z_bounds(r: float, spread: float, confidence: float) -> tuple[float, float]:
    """Bounds of a correlation-like number by Fisher's z with standard error ``spread``; +-1 has none beyond itself."""
    if abs(r) >= 1:
        return r, r
    z = normal_quantile(0.5 + confidence / 2)
    return math.tanh(math.atanh(r) - z * spread), math.tanh(math.atanh(r) + z * spread)


def _from_zero(below: Callable[[float], float], confidence: float, scale: float) -> tuple[float, float] | None:
    """Both bounds of a noncentrality that starts at 0; ``below`` falls as it grows."""
    tail = (1 - confidence) / 2
    bounds = []
    for share in (1 - tail, tail):
        if below(0.0) <= share:
            bounds.append(0.0)
            continue
        reach = max(scale, 1.0)
        while below(reach) > share:
            reach *= 2
            if reach > 1e8:
                return None
        if math.isnan(below(reach)):
            return None
        bounds.append(_bisect(lambda ncp, s=share: s - below(ncp), 0.0, reach))  # type: ignore[misc]  # s binds the loop value
    return bounds[0], bounds[1]


def _solve(below: Callable[[float], float], share: float, start: float, *, step: int) -> float:
    """The noncentrality at which ``below`` equals ``share``, sought outward from ``start``."""
    reach, edge = 1.0, start
    while (below(edge) - share) * step > 0:
        edge += step * reach
        reach *= 2
    return _bisect(lambda ncp: share - below(ncp), edge - step * max(reach, 2.0), edge)


def _bisect(function: Callable[[float], float], a: float, b: float) -> float:
    """Root of a function that changes sign between a and b, to full precision."""
    from scipy.optimize import brentq

    fa, fb = function(a), function(b)
    if fa == 0:
        return a
    if fb == 0:
        return b
    return float(brentq(function, a, b, xtol=1e-14, rtol=1e-14, maxiter=500))
