"""How much of the variation lies between groups, and how much within? The table of a one-way layout."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats
from dmaic.statistics.distributions import f_tail
from dmaic.statistics.moments import from_origin, moments
from dmaic.statistics.samples import is_constant

Center: TypeAlias = Literal["mean", "median"]


@dataclass(frozen=True, slots=True)
class AnovaTable:
    """One-way analysis of variance. Sums of squares in the squared unit of the data; f, p NaN or 0 without spread."""

    df_between: float
    df_within: float
    ss_between: float
    ss_within: float
    f: float
    p: float

    @property
    def ms_between(self) -> float:
        """Mean square between the groups."""
        return self.ss_between / self.df_between

    @property
    def ms_within(self) -> float:
        """Mean square within the groups: the pooled variance."""
        return self.ss_within / self.df_within

    @property
    def r_squared(self) -> float:
        """Share of the total sum of squares that lies between the groups (eta squared)."""
        total = self.ss_between + self.ss_within
        return self.ss_between / total if total > 0 else math.nan

    @property
    def residual_sd(self) -> float:
        """Standard deviation within the groups."""
        return math.sqrt(self.ms_within)


def anova_table(groups: Sequence[Floats]) -> AnovaTable:
    """Fisher's one-way analysis of variance, values first shifted by a common centre (NIST StRD SmLs01-09).

    F = [SSB/(k-1)] / [SSW/(N-k)]. F is infinite when only the means vary and NaN when nothing varies. Needs 2 groups,
    and one group of at least 2 values.
    """
    k, n = len(groups), sum(group.size for group in groups)
    if n <= k:
        raise StatisticsError("Every group has a single value; at least one group needs 2 to show the spread within.")
    pooled = np.concatenate(list(groups))
    if is_constant(pooled):
        return AnovaTable(k - 1.0, float(n - k), 0.0, 0.0, math.nan, math.nan)
    cuts = np.cumsum([group.size for group in groups])[:-1]
    found = [moments(part) for part in np.split(from_origin(pooled, float(pooled[0])), cuts)]
    centre = math.fsum(one.n * one.mean for one in found) / n
    between = math.fsum(one.n * (one.mean - centre) ** 2 for one in found)
    within = math.fsum(0.0 if is_constant(g) else one.ss for g, one in zip(groups, found, strict=True))
    f = (between / (k - 1)) / (within / (n - k)) if within > 0 else math.inf
    return AnovaTable(k - 1.0, float(n - k), between, within, f, f_tail(f, k - 1, n - k))


def levene_statistic(groups: Sequence[Floats], *, center: Center) -> tuple[float, float, float, float]:
    """F, its two df and p of the ANOVA on absolute distances from group centres; NaN when no distance varies."""
    middle = np.median if center == "median" else (lambda group: moments(group).mean)
    distances = [np.abs(group - middle(group)) for group in groups]
    scale = max(float(np.max(group)) for group in distances)
    dust = 16 * np.finfo(np.float64).eps * max(float(np.max(np.abs(group))) for group in groups)
    if scale <= dust or all(float(np.ptp(group)) <= dust for group in distances):
        return math.nan, len(groups) - 1.0, float(sum(g.size for g in groups) - len(groups)), math.nan
    table = anova_table([group / scale for group in distances])
    return table.f, table.df_between, table.df_within, table.p
