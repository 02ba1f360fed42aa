"""Does one value belong to another world? Grubbs' test and the fences of the box plot.

A test only says that a value is unlike the others. It is left out for a reason found in the process, never because a
test pointed at it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, mean_of, positive, sample, share, spread_of
from dmaic.statistics.figures import figure
from dmaic.statistics.summary import quantile
from dmaic.statistics.verdict import p_words

SIDES = ("both", "low", "high")


@dataclass(frozen=True, slots=True)
class GrubbsTest:
    """Largest deviation in standard deviations; ``index`` is the 0-based position of the value tested."""

    n: int
    side: str
    index: int
    value: float
    g: float
    critical: float
    p: float
    is_outlier: bool
    alpha: float


@dataclass(frozen=True, slots=True)
class Fences:
    """Tukey's fences q1 - k iqr and q3 + k iqr with the positions of the values beyond them."""

    low: float
    high: float
    beyond: tuple[int, ...]


def _critical(n: int, tail: float) -> float:
    from scipy.special import stdtrit

    t = -float(stdtrit(n - 2, tail))
    return (n - 1) / math.sqrt(n) * math.sqrt(t * t / (n - 2 + t * t))


def grubbs(values: Sequence[float] | Floats, *, alpha: float = 0.05, side: str = "both") -> GrubbsTest:
    """G = max |x - mean| / s (Grubbs 1969), critical value and p from Student's t with n - 2 df, Bonferroni over n.

    For one outlier at a time in otherwise normal values; at least 3 values.
    """
    from scipy.special import stdtr

    data = sample(values, least=3)
    if side not in SIDES:
        raise StatisticsError(f"The side must be one of {', '.join(SIDES)}; {side!r} is not.")
    alpha, n = share(alpha, name="alpha"), data.size
    z = (data - mean_of(data)) / spread_of(data)
    index = int({"both": np.argmax(np.abs(z)), "low": np.argmin(z), "high": np.argmax(z)}[side])
    g = float(abs(z[index]))
    tests = 2 * n if side == "both" else n
    room = (n - 1) ** 2 / n - g * g
    # At its largest possible value G leaves no spread among the others, and p is 0.
    t = math.inf if room <= 0 else math.sqrt(g * g * (n - 2) / room)
    p = 0.0 if math.isinf(t) else min(1.0, tests * float(stdtr(n - 2, -t)))
    critical = _critical(n, alpha / tests)
    return GrubbsTest(n, side, index, float(data[index]), g, critical, p, g > critical, alpha)


def grubbs_words(found: GrubbsTest) -> str:
    """What Grubbs' test allows to say: it points at a value, it never leaves one out."""
    figures = f"(Grubbs' G {found.g:.3g}, critical {found.critical:.3g} for n = {found.n}, {p_words(found.p)})"
    far = f"{figure(found.value)}, number {found.index + 1} of {found.n}"
    if found.is_outlier:
        return (
            f"The value {far}, lies further out than chance explains {figures}. Look for its cause; leave it out only "
            "for a reason found in the process."
        )
    return f"No value lies further out than chance explains; the furthest is {far} {figures}."


def fences(values: Sequence[float] | Floats, *, reach: float = 1.5) -> Fences:
    """Tukey (1977): values more than ``reach`` interquartile ranges beyond a quartile; 3 for far out."""
    data = sample(values, least=4)
    q1, q3 = quantile(data, 0.25), quantile(data, 0.75)
    step = positive(reach, name="reach") * (q3 - q1)
    low, high = q1 - step, q3 + step
    return Fences(low, high, tuple(int(i) for i in np.flatnonzero((data < low) | (data > high))))
