"""Which power makes the values normal? Box-Cox transformation, its lambda, and capability after it.

y = (x^lambda - 1) / lambda, ln x for lambda 0 (Box & Cox 1964). Specification limits are transformed with the values.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.capability import Indices, checked_limits, indices
from dmaic.statistics.checked import Floats, finite, mean_of, sample, share, spread_of
from dmaic.statistics.figures import entered


@dataclass(frozen=True, slots=True)
class Lambda:
    """Maximum of the profile likelihood with its interval; ``rounded`` is the nearest half, as Minitab reports it."""

    value: float
    low: float
    high: float
    confidence: float
    rounded: float


@dataclass(frozen=True, slots=True)
class TransformedCapability:
    """Performance after the transformation. Mean, sd and limits are those of y; ``indices`` have no unit of x or y."""

    power: float
    n: int
    mean: float
    sd: float
    lsl: float | None
    usl: float | None
    indices: Indices


def _positive_sample(values: Sequence[float] | Floats) -> Floats:
    data = sample(values, least=3)
    if float(data.min()) <= 0:
        raise StatisticsError(
            f"Box-Cox needs values above 0; the smallest is {entered(float(data.min()))}. Add a constant that has a "
            "meaning, or use Johnson's family."
        )
    spread_of(data)
    return data


def transformed(values: Floats, power: float) -> Floats:
    """Box-Cox of positive values; near 0 the form with expm1 keeps its digits."""
    logs = np.log(values)
    if power == 0:
        return np.asarray(logs)
    if abs(power) * float(np.max(np.abs(logs))) > 600:
        raise StatisticsError(
            f"The values are too far apart for a power of {entered(power)}; use the logarithm (lambda 0)."
        )
    return np.asarray(np.expm1(power * logs) / power)


def _geometric_mean(values: Floats) -> float:
    return math.exp(float(np.mean(np.log(values))))


def log_likelihood(values: Floats, power: float) -> float:
    """Profile log-likelihood -n/2 ln(variance of y) + (lambda - 1) sum(ln x), up to a constant."""
    scaled = values / _geometric_mean(values)
    y = transformed(scaled, power)
    return -values.size * math.log(spread_of(y)) + (power - 1) * float(np.sum(np.log(scaled)))


def best_lambda(values: Sequence[float] | Floats, *, confidence: float = 0.95, widest: float = 5.0) -> Lambda:
    """Lambda of the largest profile likelihood within -widest .. widest, with its likelihood-ratio interval.

    An end of the interval that the likelihood does not reach within that range is the end of the range.
    """
    from scipy.optimize import brentq, minimize_scalar
    from scipy.special import chdtri

    data = _positive_sample(values)
    # The likelihood is that of the values over their geometric mean; far-flung values allow no large power.
    widest = min(widest, 300 / float(np.max(np.abs(np.log(data / _geometric_mean(data))))))
    found = minimize_scalar(
        lambda power: -log_likelihood(data, power), bounds=(-widest, widest), method="bounded",
        options={"xatol": 1e-10},
    )  # fmt: skip
    value, top = float(found.x), -float(found.fun)
    drop = top - float(chdtri(1, 1 - share(confidence, name="confidence"))) / 2

    def gap(power: float) -> float:
        return log_likelihood(data, power) - drop

    low = -widest if gap(-widest) > 0 else float(brentq(gap, -widest, value))
    high = widest if gap(widest) > 0 else float(brentq(gap, value, widest))
    return Lambda(value, low, high, confidence, round(2 * value) / 2 + 0.0)


def _limit(limit: float | None, center: float, power: float, name: str) -> float | None:
    if limit is None:
        return None
    if limit <= 0:
        raise StatisticsError(
            f"The {name} limit {entered(limit)} can't be transformed: no value reaches 0 or below, so it is a "
            "boundary, not a specification. Leave it out."
        )
    return float(transformed(np.array([limit / center]), power)[0])


def box_cox_capability(
    values: Sequence[float] | Floats,
    power: float | None = None,
    *,
    lsl: float | None = None,
    usl: float | None = None,
    confidence: float = 0.95,
) -> TransformedCapability:
    """Performance after Box-Cox with the given lambda, or the best one when None: mean and sd (n - 1) of y."""
    data = _positive_sample(values)
    lsl, usl, _ = checked_limits(lsl, usl)
    chosen = best_lambda(data).value if power is None else finite(power, name="lambda")
    if abs(chosen) > 10:
        raise StatisticsError(f"A lambda of {entered(chosen)} is beyond use; it lies between -5 and 5.")
    # Worked on values over their geometric mean c, which only shifts and stretches y = c^lambda y' + (c^lambda - 1) /
    # lambda: the same indices, and no digits lost to x^lambda of a large x.
    center = _geometric_mean(data)
    low, high = _limit(lsl, center, chosen, "lower"), _limit(usl, center, chosen, "upper")
    y = transformed(data / center, chosen)
    mean, sd = mean_of(y), spread_of(y, name="transformed values")
    found = indices(mean, sd, data.size, lsl=low, usl=high, df=data.size - 1, confidence=confidence)
    shift = float(transformed(np.array([center]), chosen)[0])
    stretch = 1 + chosen * shift
    back = [None if edge is None else stretch * edge + shift for edge in (low, high)]
    return TransformedCapability(chosen, data.size, stretch * mean + shift, stretch * sd, back[0], back[1], found)
