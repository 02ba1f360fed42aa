"""Which kinds of cases make up the gap to the goal? The share of each stratum in the distance from the target."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dmaic.errors import StatisticsError
from dmaic.statistics.distributions import normal_quantile
from dmaic.statistics.figures import figure
from dmaic.statistics.result import Statistic


@dataclass(frozen=True, slots=True)
class Part:
    """A stratum: number of cases, their rate or mean, and the variance of a single case where it is known."""

    name: str
    n: float
    value: float
    variance: float | None = None


@dataclass(frozen=True, slots=True)
class PartOfGap:
    """A stratum's part: ``contribution`` in the unit of the value, ``share`` of the whole gap (None without a gap).

    A negative share means that the stratum is on the good side and hides part of the gap of the others. The share's
    bounds follow by the delta method; None where a variance is unknown or the gap itself may be nothing.
    """

    name: str
    n: float
    value: float
    contribution: Statistic
    share: float | None
    share_low: float | None = None
    share_high: float | None = None


@dataclass(frozen=True, slots=True)
class GapByStratum:
    """Overall value, its gap to the target, and the strata in falling order of their part.

    ``gap_low`` and ``gap_high`` bound the gap as they bound the overall value: with the shares of the strata as drawn,
    not given; None without variances.
    """

    overall: float
    target: float
    gap: float
    best: str
    parts: tuple[PartOfGap, ...]
    sentence: str
    gap_low: float | None = None
    gap_high: float | None = None

    @property
    def is_clear(self) -> bool | None:
        """Whether chance alone does not explain the gap; None where nobody can say."""
        if self.gap_low is None or self.gap_high is None:
            return None
        return self.gap_low > 0 or self.gap_high < 0


def gap_by_stratum(
    parts: Sequence[Part], *, target: float, higher_is_better: bool = True, confidence: float = 0.95, unit: str = ""
) -> GapByStratum:
    """Share of the gap between the overall value and ``target`` that each stratum carries.

    contribution = n_s/N (value_s - target); these add up to overall - target. The cases are drawn, so that other
    draws would hold other shares of the strata: with m_s = n_s/N (variance_s + (value_s - target)^2) the contribution
    has variance (m_s - contribution^2)/N, the gap (sum of m - gap^2)/N, which is that of the overall value, and the
    share p_s [(1 - p_s)^2 m_s + p_s^2 sum of the other m]/(N gap^2) (delta method), given only where the gap is clear
    of 0.
    """
    if len(parts) < 2:
        raise StatisticsError("Name at least two strata to share the gap among.")
    if not math.isfinite(target):
        raise StatisticsError("The target must be a finite number.")
    for part in parts:
        if not (part.n > 0 and math.isfinite(part.n) and math.isfinite(part.value)):
            raise StatisticsError(f"{part.name} needs a positive number of cases and a value. Leave empty strata out.")
    total = math.fsum(part.n for part in parts)
    overall = math.fsum(part.n / total * part.value for part in parts)
    gap = overall - target
    open_gap = abs(gap) > 1e-12 * (abs(overall) + abs(target))
    z = normal_quantile(0.5 + confidence / 2)
    moments = [
        None if part.variance is None else part.n / total * (part.variance + (part.value - target) ** 2)
        for part in parts
    ]
    known = [moment for moment in moments if moment is not None]
    whole = math.fsum(known) if len(known) == len(parts) else None
    away = None if whole is None else z * math.sqrt(max(whole - gap**2, 0.0) / total)
    clear = open_gap and away is not None and abs(gap) > away
    rows = []
    for part, moment in zip(parts, moments, strict=True):
        weight = part.n / total
        value = weight * (part.value - target)
        reach = None if moment is None else z * math.sqrt(max(moment - value**2, 0.0) / total)
        share = value / gap if open_gap else None
        bounds: tuple[float | None, float | None] = (None, None)
        if clear and share is not None and moment is not None and whole is not None:
            other = max(whole - moment, 0.0)
            width = z * math.sqrt(((1 - share) ** 2 * moment + share**2 * other) / total) / abs(gap)
            bounds = (share - width, share + width)
        contribution = Statistic(
            "contribution",
            value,
            None if reach is None else value - reach,
            None if reach is None else value + reach,
            None if reach is None else confidence,
            "normal, shares of the strata as drawn",
            unit,
        )
        rows.append(PartOfGap(part.name, part.n, part.value, contribution, share, *bounds))
    rows.sort(key=lambda row: -(row.share if row.share is not None else 0.0))
    best = (max if higher_is_better else min)(parts, key=lambda part: part.value)
    if not open_gap:
        sentence = "There is no gap to share out: the overall value is on the target."
    else:
        first = rows[0]
        assert first.share is not None
        sentence = (
            f"The gap to {figure(target, unit)} is {figure(gap, unit)}; {first.name} carries "
            f"{100 * first.share:.0f} % of it with {100 * first.n / total:.0f} % of the cases. "
            f"Best demonstrated: {best.name} at {figure(best.value, unit)}."
        )
    ends = (None, None) if away is None else (gap - away, gap + away)
    return GapByStratum(overall, target, gap, best.name, tuple(rows), sentence, *ends)
