"""What does R print for the odds ratio of Fisher's test? The same definition, solved to R's own tolerance.

R's fisher.test finds the odds ratio and its bounds with uniroot at tolerance eps^(1/4) = 1.2e-4 on the odds (or their
inverse above 1). For a bound of 600 that is up to a percent away from the root. Published answers carry that distance,
so a comparison with them needs the same search: Brent's zeroin (Brent 1973, chapter 4).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from dmaic.statistics.checked import Floats

_EPS = float(np.finfo(np.float64).eps)
_TOLERANCE = _EPS**0.25


def odds_as_r(support: Floats, weights: Floats, a: float, confidence: float) -> tuple[float, float, float]:
    """Odds ratio, low and high bound as R's fisher.test gives them.

    ``support`` are the possible first cells, ``weights`` their log probabilities without association, ``a`` the one
    seen. NaN, 0 and infinity where only one table is possible.
    """
    if support.size == 1:
        return math.nan, 0.0, math.inf
    tail = (1 - confidence) / 2

    def chances(odds: float) -> Floats:
        logs = weights + math.log(odds) * support
        raised: Floats = np.exp(logs - logs.max())
        shares: Floats = raised / raised.sum()
        return shares

    def mean(odds: float) -> float:
        return float(support[0]) if odds == 0 else float(chances(odds) @ support)

    def at_least(odds: float) -> float:
        return float(a <= support[0]) if odds == 0 else float(chances(odds)[support >= a].sum())

    def at_most(odds: float) -> float:
        return float(a >= support[0]) if odds == 0 else float(chances(odds)[support <= a].sum())

    lowest, highest = a == support[0], a == support[-1]
    estimate = 0.0 if lowest else math.inf if highest else _search(lambda odds: mean(odds) - a)
    low = 0.0 if lowest else _search(lambda odds: at_least(odds) - tail)
    high = math.inf if highest else _search(lambda odds: tail - at_most(odds))
    return estimate, low, high


def _search(rising: Callable[[float], float]) -> float:
    """Root of a function of the odds that rises: below 1 on the odds, above 1 on their inverse."""
    here = rising(1.0)
    if here == 0:
        return 1.0
    if here > 0:
        return zeroin(rising, 0.0, 1.0, _TOLERANCE)
    return 1 / zeroin(lambda inverse: rising(1 / inverse), _EPS, 1.0, _TOLERANCE)


def zeroin(function: Callable[[float], float], a: float, b: float, tolerance: float) -> float:
    """Brent's root finder: bisection, secant or inverse quadratic steps until the bracket is below the tolerance."""
    fa, fb = function(a), function(b)
    if fa == 0:
        return a
    c, fc = a, fa
    while True:
        last = b - a
        if abs(fc) < abs(fb):
            a, b, c = b, c, b
            fa, fb, fc = fb, fc, fb
        close = 2 * _EPS * abs(b) + tolerance / 2
        step = (c - b) / 2
        if abs(step) <= close or fb == 0:
            return b
        if abs(last) >= close and abs(fa) > abs(fb):
            step = _interpolated(a, b, c, (fa, fb, fc), last=last, close=close, otherwise=step)
        if abs(step) < close:
            step = math.copysign(close, step)
        a, fa = b, fb
        b += step
        fb = function(b)
        if (fb > 0) == (fc > 0):
            c, fc = a, fa


def _interpolated(
    a: float, b: float, c: float, f: tuple[float, float, float], *, last: float, close: float, otherwise: float
) -> float:
    fa, fb, fc = f
    wide = c - b
    if a == c:
        ratio = fb / fa
        p, q = wide * ratio, 1 - ratio
    else:
        q, r, s = fa / fc, fb / fc, fb / fa
        p = s * (wide * q * (q - r) - (b - a) * (r - 1))
        q = (q - 1) * (r - 1) * (s - 1)
    if p > 0:
        q = -q
    else:
        p = -p
    fits = p < 0.75 * wide * q - abs(close * q) / 2 and p < abs(last * q / 2)
    return p / q if fits else otherwise
