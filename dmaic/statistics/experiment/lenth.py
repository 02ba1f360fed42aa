"""Which effects stand out when nothing was repeated? Lenth's pseudo standard error, and the half-normal plot.

Sources: Lenth (1989), Quick and easy analysis of unreplicated factorials, Technometrics 31; Daniel (1959) for the plot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import share


@dataclass(frozen=True, slots=True)
class HalfNormalPoint:
    """One effect of the half-normal plot, smallest first: its size against the quantile expected of noise."""

    term: str
    size: float
    quantile: float


@dataclass(frozen=True, slots=True)
class Lenth:
    """``pse`` is the pseudo standard error of an effect; ``me`` and ``sme`` are the margins of error for one effect and
    for all at once. ``active`` are beyond ``me``, ``surely_active`` beyond ``sme``."""

    pse: float
    me: float
    sme: float
    df: float
    alpha: float
    active: tuple[str, ...]
    surely_active: tuple[str, ...]
    half_normal: tuple[HalfNormalPoint, ...]


def lenth(effects: Mapping[str, float], *, alpha: float = 0.05) -> Lenth:
    """Lenth's method for effects of equal variance: s0 = 1.5 median |c|, PSE = 1.5 median of |c| < 2.5 s0.

    ME = t(1 - alpha/2; m/3) PSE; SME = t((1 + (1 - alpha)^(1/m)) / 2; m/3) PSE, m the number of effects.
    """
    from scipy.special import ndtri, stdtrit

    alpha = share(alpha, name="alpha")
    m = len(effects)
    if m < 3:
        raise StatisticsError(f"Lenth's method needs at least 3 effects; there are {m}. Repeat runs instead.")
    sizes = np.abs(np.array(list(effects.values()), dtype=np.float64))
    start = 1.5 * float(np.median(sizes))
    small = sizes[sizes < 2.5 * start]
    pse = 1.5 * float(np.median(small)) if small.size else start
    df = m / 3
    me = float(stdtrit(df, 1 - alpha / 2)) * pse
    sme = float(stdtrit(df, (1 + (1 - alpha) ** (1 / m)) / 2)) * pse
    ranked = sorted(effects.items(), key=lambda entry: abs(entry[1]))
    quantiles = ndtri(0.5 + 0.5 * (np.arange(m) + 0.5) / m)
    points = tuple(
        HalfNormalPoint(name, abs(value), float(at)) for (name, value), at in zip(ranked, quantiles, strict=True)
    )
    return Lenth(
        pse,
        me,
        sme,
        df,
        alpha,
        tuple(name for name, value in effects.items() if abs(value) > me),
        tuple(name for name, value in effects.items() if abs(value) > sme),
        points,
    )
