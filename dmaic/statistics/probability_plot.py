"""Do the points follow the line? Coordinates of a normal probability plot with pointwise bounds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, mean_of, sample, share, spread_of

POSITIONS = {
    "benard": "median rank, (i - 0.3) / (n + 0.4)",
    "hazen": "(i - 0.5) / n",
    "mean_rank": "i / (n + 1)",
    "blom": "(i - 3/8) / (n + 1/4)",
}
_OFFSETS = {"benard": 0.3, "hazen": 0.5, "mean_rank": 0.0, "blom": 0.375}


@dataclass(frozen=True, slots=True)
class ProbabilityPlot:
    """Sorted values against normal scores. ``line``, ``low``, ``high`` are values at the same scores.

    ``straightness`` is the correlation of values and scores (1 = a straight line); ``outside`` counts the points
    beyond the bounds, which hold point by point, not for all points at once.
    """

    values: tuple[float, ...]
    fractions: tuple[float, ...]
    scores: tuple[float, ...]
    line: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    mean: float
    sd: float
    straightness: float
    outside: int
    confidence: float
    positions: str


def probability_plot(
    values: Sequence[float] | Floats, *, confidence: float = 0.95, positions: str = "benard"
) -> ProbabilityPlot:
    """Coordinates of the plot; the line is mean + z sd.

    Bounds of the percentile at score z: mean + z sd -/+ z_c sd sqrt(1/n + z^2 / (2n)), the large-sample interval of a
    normal percentile. At least 3 values with some spread.
    """
    from scipy.special import ndtri

    data = np.sort(sample(values, least=3))
    if positions not in POSITIONS:
        raise StatisticsError(f"Plotting positions must be one of {', '.join(POSITIONS)}; {positions!r} is not.")
    sd, mean, n = spread_of(data), mean_of(data), data.size
    offset = _OFFSETS[positions]
    fractions = (np.arange(1, n + 1) - offset) / (n + 1 - 2 * offset)
    scores = ndtri(fractions)
    critical = float(ndtri(0.5 + share(confidence, name="confidence") / 2))
    half = critical * sd * np.sqrt(1 / n + scores**2 / (2 * n))
    line = mean + scores * sd
    deviations = (data - mean) / sd
    straightness = float(deviations @ scores) / math.sqrt(float(deviations @ deviations) * float(scores @ scores))
    return ProbabilityPlot(
        values=tuple(data.tolist()),
        fractions=tuple(fractions.tolist()),
        scores=tuple(scores.tolist()),
        line=tuple(line.tolist()),
        low=tuple((line - half).tolist()),
        high=tuple((line + half).tolist()),
        mean=mean,
        sd=sd,
        straightness=straightness,
        outside=int(np.sum((data < line - half) | (data > line + half))),
        confidence=confidence,
        positions=POSITIONS[positions],
    )
