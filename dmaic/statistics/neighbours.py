"""Do neighbouring points of a control chart lean on each other, so that its run rules cry wolf?

Lag-1 correlation of the standardised points that set the limits, with its limit of chance. Charts that mix old values
into each point (EWMA, CUSUM, moving average) are not judged: their points lean on each other by construction.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats
from dmaic.statistics.control_chart import ControlChart, RuleSet
from dmaic.statistics.distributions import normal_quantile

FEWEST = 20
NOTABLE = 0.2
"""The least correlation that is cautioned about: of many points weaker ones are seen too, and do no harm."""
_SIDE = 5
"""Points that a level on either side of a step needs at least."""
_CLEAR = 4.0
"""Least t of a step that is told: the largest of some hundred t of noise exceeds 3.2 in one series of twenty."""
RESEMBLING = "Neighbouring points resemble each other"
JUDGED = frozenset({"imr", "xbar_r", "xbar_s", "p", "np", "c", "u", "laney_p", "laney_u", "t", "g", "run"})
_BY_RANGES = ("mean_mr", "median_mr", "mssd")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Lag-1 correlation ``r`` over ``pairs`` of following points, of ``n`` points; chance stays within +- ``bound``.

    ``step_at`` is the position at which the level steps, where such a step alone makes the neighbours alike: about it
    the correlation ``r_about`` stays within chance.
    """

    r: float
    bound: float
    n: int
    pairs: int
    confidence: float
    step_at: int | None = None
    r_about: float | None = None

    @property
    def is_significant(self) -> bool:
        return abs(self.r) > self.bound

    @property
    def is_notable(self) -> bool:
        """Whether it does harm to the rules: beyond chance and large enough."""
        return self.is_significant and abs(self.r) >= NOTABLE

    @property
    def sentence(self) -> str:
        """What was found, in words."""
        said = f"Lag-1 correlation {self.r:.2f}; chance stays within ±{self.bound:.2f} ({self.n} points)."
        if not self.is_significant:
            return f"{said} Neighbouring points do not lean on each other."
        if self.step_at is not None:
            return (
                f"{said} A step of the level explains it: about the step the correlation is {self.r_about:.2f}, within "
                "chance."
            )
        weak = " a little, too little to harm" if abs(self.r) < NOTABLE else ""
        return f"{said} Neighbours {'resemble each other' if self.r > 0 else 'alternate'}{weak}."


def neighbours(chart: ControlChart, *, confidence: float = 0.95) -> Neighbours:
    """r_1 = sum z_t z_(t-1) / sum z_t^2 of the points that set the present limits; bound z/sqrt(n) (Bartlett 1946).

    Points are taken in units of their own sigma, so that varying sizes do not feign a pattern. No pair crosses a gap,
    an excluded or a missing point. Raises StatisticsError below 20 points and for charts that are not judged.
    """
    if chart.kind not in JUDGED:
        raise StatisticsError("The points of this chart hold older values, so they lean on each other by construction.")
    stage, panel = chart.stages[-1], chart.panels[0]
    here = slice(stage.start, max(stage.baseline_stop, stage.start))
    z = _standard(panel.points[here], panel.center[here], panel.sigma[here])
    counted = ~np.isnan(z)
    counted[[at - stage.start for at in chart.excluded if here.start <= at < here.stop]] = False
    n = int(counted.sum())
    if n < FEWEST:
        raise StatisticsError(f"{n} points set the limits: {FEWEST} are needed to see whether they lean on each other.")
    away = np.where(counted, z - z[counted].mean(), 0.0)
    largest = float(np.abs(away).max())
    if largest == 0:
        raise StatisticsError("All points are equal, so nothing can be seen of how they follow each other.")
    away /= largest
    follows = counted[1:] & counted[:-1]
    follows[[at - stage.start - 1 for at in chart.gaps if here.start < at < here.stop]] = False
    r = _lag_one(away, follows)
    bound = normal_quantile(0.5 + confidence / 2) / math.sqrt(n)
    found = Neighbours(r, bound, n, int(follows.sum()), confidence)
    step = _step(away, counted) if r > bound else None
    if step is None:
        return found
    about = away.copy()
    for part in (slice(None, step), slice(step, None)):
        about[part] = np.where(counted[part], away[part] - away[part][counted[part]].mean(), 0.0)
    left = _lag_one(about, follows)
    return replace(found, step_at=stage.start + step, r_about=left) if abs(left) <= bound else found


def _lag_one(away: Floats, follows: NDArray[np.bool_]) -> float:
    """The correlation of neighbours; 0 where nothing is left that could differ (a clean step taken out)."""
    whole = float(away @ away)
    return float((away[1:] * away[:-1])[follows].sum()) / whole if whole else 0.0


def _step(away: Floats, counted: NDArray[np.bool_]) -> int | None:
    """Where one step of the level fits best by least squares, if it is clear beside the scatter about it."""
    where = np.flatnonzero(counted)
    own, n = away[where], len(where)
    before = np.arange(_SIDE, n - _SIDE + 1)
    sums = np.cumsum(own)
    low, high = sums[before - 1] / before, (sums[-1] - sums[before - 1]) / (n - before)
    gained = before * (n - before) / n * (low - high) ** 2
    best = int(np.argmax(gained))
    whole = float(((own - own.mean()) ** 2).sum())
    rest = whole - float(gained[best])
    if rest > 0 and gained[best] * (n - 2) / rest < _CLEAR**2:
        return None
    return int(where[before[best]])


def _standard(points: Floats, center: Floats, sigma: Floats) -> Floats:
    """Points in units of their own sigma; as they are where a chart has none (run chart)."""
    if bool(np.isnan(sigma).all()) or not bool((sigma[~np.isnan(sigma)] > 0).all()):
        return np.array(points, dtype=float)
    return np.asarray((points - center) / sigma, dtype=float)


def caution_of(
    found: Neighbours, chart: ControlChart, rules: RuleSet, *, called: Callable[[int], str] | None = None
) -> str:
    """What it means for this chart and these rules; empty where it means nothing. ``called`` names a position."""
    if not found.is_notable:
        return ""
    ranged = chart.kind in {"imr", "t"} and chart.stages[-1].estimator in _BY_RANGES
    runs = [rule.title for rule in rules.rules if rule.kind != "beyond"]
    if found.step_at is not None:
        where = called(found.step_at) if called else f"point {found.step_at + 1}"
        return (
            f"{RESEMBLING} (lag-1 correlation {found.r:.2f}, chance: ±{found.bound:.2f}) because the level steps at "
            f"{where}: about the step it is {found.r_about:.2f}, within chance. Find out what changed there. Wider "
            "limits would only hide it; where the change was made for good, begin new limits at that point."
        )
    if found.r > 0:
        said = f"{RESEMBLING} (lag-1 correlation {found.r:.2f}, chance: ±{found.bound:.2f})"
        parts = []
        if runs or chart.kind == "run":
            parts.append(f"run rules ({_few(runs)}) fire too often" if runs else "long runs come too easily")
        if ranged and found.r < 1:
            parts.append(f"limits from moving ranges are about {100 * (1 - math.sqrt(1 - found.r)):.0f} % too narrow")
        consequence = f": {', and '.join(parts)}." if parts else "."
        wider = (
            ", or take sigma from the standard deviation of all points instead of moving ranges and read single points "
            "only"
            if chart.kind == "imr"
            else ""
        )
        return (
            f"{said}{consequence} Signals, those of single points too, are no proof of a special cause yet. Look for a "
            "drift or a rhythm first. Where one value carries over into the next by nature, chart a longer period for "
            f"each point{wider}."
        )
    said = f"Neighbouring points alternate (lag-1 correlation {found.r:.2f}, chance: ±{found.bound:.2f})"
    return f"{said}: look for overcorrection, or two sources (shifts, machines) taken in turn."


def _few(titles: Sequence[str]) -> str:
    shown = ", ".join(title[:1].lower() + title[1:] for title in titles[:2])
    return shown if len(titles) <= 2 else f"{shown} and {len(titles) - 2} more"
