"""Does the instrument stay as it is? Readings of one master over time, against control limits and for drift.

Source: AIAG, Measurement Systems Analysis, 4th ed., chapter III-A (stability).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, finite, mean_of, sample, share
from dmaic.statistics.constants import d2, d3


@dataclass(frozen=True, slots=True, eq=False)
class Stability:
    """Repeated readings of one master over time: does the instrument stay as it is?

    ``points`` are the subgroup means (or single readings); ``spreads`` the subgroup ranges (or moving ranges, one
    fewer). ``signals`` are positions of points beyond the limits, ``spread_signals`` those of the spreads.
    """

    points: tuple[float, ...]
    center: float
    sigma: float
    lcl: float
    ucl: float
    spreads: tuple[float, ...]
    spread_ucl: float
    signals: tuple[int, ...]
    spread_signals: tuple[int, ...]
    slope_p: float | None
    bias: float | None
    stable: bool
    words: str
    method: dict[str, str] = field(default_factory=dict)
    cautions: tuple[str, ...] = ()


def stability(readings: Sequence[Any], *, reference: float | None = None, alpha: float = 0.05) -> Stability:
    """Limits for readings of a master in order of time: subgroups of equal size, or single readings.

    Sigma of a reading is mean range / d2(n) (moving ranges of 2 for single readings); limits are center +- 3 sigma /
    sqrt(n). A drift is tested by the slope of the points over their order at ``alpha``.
    """
    from scipy.special import stdtr

    groups = _in_time(readings)
    k, n = groups.shape
    points = groups.mean(axis=1)
    spreads = np.abs(np.diff(points)) if n == 1 else groups.max(axis=1) - groups.min(axis=1)
    size = max(n, 2)
    sigma = float(spreads.mean()) / d2(size)
    center = mean_of(points)
    reach = 3 * sigma / math.sqrt(n)
    upper = float(spreads.mean()) * (1 + 3 * d3(size) / d2(size))
    slack = 1e-12 * float(np.max(np.abs(points)))
    signals = tuple(int(i) for i in np.flatnonzero(np.abs(points - center) > reach + slack))
    spread_signals = tuple(int(i) for i in np.flatnonzero(spreads > upper + slack))
    order = np.arange(k) - (k - 1) / 2
    slope = float(order @ points) / float(order @ order)
    left = points - center - slope * order
    rest = float(left @ left) / (k - 2)
    p = None if rest <= slack**2 else 2 * float(stdtr(k - 2, -abs(slope) / math.sqrt(rest / float(order @ order))))
    drifts = p is not None and p < share(alpha, name="alpha")
    stable = not signals and not spread_signals and not drifts
    off = None if reference is None else center - finite(reference, name="reference value")
    words = _words(len(signals), len(spread_signals), slope if drifts else None)
    cautions = [f"{k} points in time are few; 20 or more are customary."] if k < 20 else []
    method = {"sigma": "mean moving range / d2" if n == 1 else "mean range / d2", "subgroup size": str(n)}
    return Stability(
        tuple(points.tolist()),
        center,
        sigma,
        center - reach,
        center + reach,
        tuple(spreads.tolist()),
        upper,
        signals,
        spread_signals,
        p,
        off,
        stable,
        words,
        method,
        tuple(cautions),
    )


def _words(points: int, spreads: int, drift: float | None) -> str:
    said = []
    if points:
        said.append(f"{points} point{'' if points == 1 else 's'} beyond the limits")
    if spreads:
        said.append(f"{spreads} spread{'' if spreads == 1 else 's'} beyond the limit")
    if drift is not None:
        said.append(f"a drift of {drift:+.3g} from point to point")
    if not said:
        return "No signal: the instrument stays as it is over this time."
    return (
        f"The instrument does not stay as it is: {', '.join(said)}. Find what changed (wear, temperature, calibration, "
        "person) before measuring on."
    )


def _in_time(readings: Sequence[Any]) -> Floats:
    listed = list(readings)
    if not listed or not isinstance(listed[0], list | tuple | np.ndarray):
        return sample(listed, name="the readings over time", least=3)[:, None]
    rows = [sample(row, name=f"the readings at time {at}", each="reading") for at, row in enumerate(listed, 1)]
    if len({len(row) for row in rows}) != 1:
        raise StatisticsError("Every time needs the same number of readings; fill up or leave out the short ones.")
    if len(rows) < 3:
        raise StatisticsError(f"There are {len(rows)} points in time; at least 3 are needed, 20 are customary.")
    return np.array(rows)
