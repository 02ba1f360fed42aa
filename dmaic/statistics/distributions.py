"""How likely is a statistic this large, and where does a distribution reach a given share?

Thin typed doors to scipy.special, which loads in a fraction of the time of scipy.stats.
"""

from __future__ import annotations

import math
from collections.abc import Callable


def normal_quantile(share: float) -> float:
    """The z below which ``share`` of the standard normal lies."""
    from scipy.special import ndtri

    return float(ndtri(share))


def normal_tail(z: float) -> float:
    """P(Z > z)."""
    from scipy.special import ndtr

    return float(ndtr(-z))


def t_quantile(share: float, df: float) -> float:
    """The t below which ``share`` of Student's distribution with ``df`` degrees of freedom lies."""
    from scipy.special import stdtrit

    return float(stdtrit(df, share))


def t_tail(t: float, df: float) -> float:
    """P(T > t), by the incomplete beta function, exact in the far tail too."""
    from scipy.special import betainc

    if math.isnan(t):
        return math.nan
    half = 0.5 * float(betainc(df / 2, 0.5, df / (df + t * t))) if math.isfinite(t) else 0.0
    return half if t >= 0 else 1.0 - half


def f_quantile(share: float, df1: float, df2: float) -> float:
    """The F below which ``share`` of Fisher's distribution lies."""
    from scipy.special import fdtri

    return float(fdtri(df1, df2, share))


def f_tail(f: float, df1: float, df2: float) -> float:
    """P(F > f)."""
    from scipy.special import fdtrc

    return float(fdtrc(df1, df2, f)) if math.isfinite(f) else 0.0


def chi_square_tail(value: float, df: float) -> float:
    """P(chi-square > value)."""
    from scipy.special import chdtrc

    return float(chdtrc(df, value))


def two_sided(tail: Callable[[float], float], statistic: float) -> float:
    """Twice the smaller tail of a symmetric distribution."""
    return min(1.0, 2.0 * tail(abs(statistic)))


def directed(tail: Callable[[float], float], statistic: float, alternative: str) -> float:
    """The p value of a symmetric statistic under ``two-sided``, ``less`` or ``greater``."""
    if alternative == "two-sided":
        return two_sided(tail, statistic)
    return tail(statistic) if alternative == "greater" else tail(-statistic)
