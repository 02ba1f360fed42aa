"""How many are needed, and what could be seen with those there are? Solves a power function for n or for the effect."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import finite, share

MOST = 1e9


@dataclass(frozen=True, slots=True)
class SampleSize:
    """A size as solved (unrounded) and as to be collected (rounded up), with the power that reaches."""

    n: float
    n_rounded_up: int
    power: float
    power_reached: float


def _wanted(power: float) -> float:
    return share(power, name="power")


def round_up(n: float) -> int:
    """The next whole number; a size that is whole but for rounding stays."""
    return math.ceil(n - 1e-9 * max(1.0, n))


def size_for_power(power_at: Callable[[float], float], power: float, *, least: float = 2.0) -> SampleSize:
    """The n at which ``power_at`` reaches ``power``; refused when even a billion would not do."""
    from scipy.optimize import brentq

    target = _wanted(power)
    low, high = least, max(2 * least, 8.0)
    if math.isnan(power_at(low)):
        raise StatisticsError("The effect is so large that no test is needed to see it. Check the entry.")
    if power_at(low) >= target:
        whole = round_up(low)
        return SampleSize(low, whole, target, power_at(whole))
    while power_at(high) < target:
        low, high = high, 2 * high
        if high > MOST:
            raise StatisticsError(
                "No sample size reaches this power: the effect is 0 or next to nothing. Name a difference that matters."
            )
    n = float(brentq(lambda size: power_at(size) - target, low, high, xtol=1e-10, rtol=1e-14))
    whole = round_up(n)
    return SampleSize(n, whole, target, power_at(whole))


def effect_for_power(
    power_at: Callable[[float], float], power: float, *, low: float = 0.0, high: float = math.inf
) -> float:
    """The effect between ``low`` and ``high`` that is seen with ``power``; power must rise with the effect."""
    from scipy.optimize import brentq

    target = _wanted(power)
    finite(low, name="smallest effect")
    if power_at(low) >= target:
        raise StatisticsError("That power is reached without any effect; it must be above alpha.")
    reach = low + 1.0 if math.isinf(high) else high
    while power_at(reach) < target:
        reach = low + 2 * (reach - low)
        if reach > min(high, MOST):
            raise StatisticsError("No effect is large enough to be seen with this power at this size; take a larger n.")
    return float(brentq(lambda effect: power_at(effect) - target, low, reach, xtol=1e-12, rtol=1e-13))
