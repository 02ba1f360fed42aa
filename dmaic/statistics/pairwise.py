"""Which groups differ from which? All pairs at once, with intervals and p values corrected for the number of pairs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats
from dmaic.statistics.distributions import normal_tail
from dmaic.statistics.moments import mean_difference, moments, rank, tie_term
from dmaic.statistics.multiplicity import holm
from dmaic.statistics.one_way import anova_table
from dmaic.statistics.samples import samples
from dmaic.statistics.studentized_range import range_quantile, range_tail


@dataclass(frozen=True, slots=True)
class PairDifference:
    """One pair: ``difference`` is second minus first, in the unit of the data (mean ranks for Dunn).

    ``p`` is corrected for all pairs; ``low``/``high`` hold for all pairs together and are None for Dunn.
    """

    first: str
    second: str
    difference: float
    low: float | None
    high: float | None
    statistic: float
    df: float
    p: float
    differs: bool


@dataclass(frozen=True, slots=True)
class PairwiseComparison:
    """All pairs of groups, in the order of the groups, and one sentence that names those that differ."""

    method: str
    confidence: float
    pairs: tuple[PairDifference, ...]
    sentence: str


def tukey(groups: Any, *, names: Sequence[str] | None = None, confidence: float = 0.95) -> PairwiseComparison:
    """Which means differ, equal spread assumed? Tukey's honest significant difference, Tukey-Kramer for unequal sizes.

    q = |difference| / sqrt(MSW/2 (1/n_i + 1/n_j)) against the studentized range of k means with N - k df
    (Tukey 1953; Kramer 1956).
    """
    named = samples(groups, names)
    table = anova_table(list(named.values()))
    if table.ss_within == 0:
        raise StatisticsError("Within each group all values are equal: there is no spread to judge the means by.")

    def error(a: Floats, b: Floats) -> tuple[float, float]:
        return math.sqrt(table.ms_within / 2 * (1 / a.size + 1 / b.size)), table.df_within

    return _by_studentized_range(named, error, "Tukey-Kramer honest significant differences", confidence)


def games_howell(groups: Any, *, names: Sequence[str] | None = None, confidence: float = 0.95) -> PairwiseComparison:
    """Which means differ, whatever the spreads? Games & Howell (1976): Welch's error and df for each pair.

    q = |difference| / sqrt((s_i^2/n_i + s_j^2/n_j)/2) against the studentized range of k means with Satterthwaite's df.
    Each group needs 2 values that are not all equal.
    """
    named = samples(groups, names, least=2)
    for label, group in named.items():
        if moments(group).ss == 0:
            raise StatisticsError(f"All values of group {label} are equal: Games-Howell needs spread in each group.")

    def error(a: Floats, b: Floats) -> tuple[float, float]:
        u, v = moments(a).variance / a.size, moments(b).variance / b.size
        share = u / (u + v)
        return math.sqrt((u + v) / 2), 1 / (share**2 / (a.size - 1) + (1 - share) ** 2 / (b.size - 1))

    return _by_studentized_range(named, error, "Games-Howell", confidence)


def dunn(groups: Any, *, names: Sequence[str] | None = None, confidence: float = 0.95) -> PairwiseComparison:
    """Which groups tend to larger values? Dunn (1964) on the ranks of all values, p adjusted by Holm.

    z = (mean rank j - mean rank i) / sqrt([N(N+1)/12 - sum(t^3-t)/(12(N-1))] (1/n_i + 1/n_j)).
    """
    named = samples(groups, names)
    pooled = np.concatenate(list(named.values()))
    total = pooled.size
    spread = total * (total + 1) / 12 - tie_term(pooled) / (12 * (total - 1))
    if spread <= 0 or np.ptp(pooled) == 0:
        raise StatisticsError("All values are equal: there is nothing to rank.")
    cuts = np.cumsum([group.size for group in named.values()])[:-1]
    ranks = dict(zip(named, np.split(rank(pooled), cuts), strict=True))
    found = []
    for first, second in combinations(named, 2):
        difference = float(np.mean(ranks[second]) - np.mean(ranks[first]))
        z = difference / math.sqrt(spread * (1 / ranks[first].size + 1 / ranks[second].size))
        found.append((first, second, difference, z))
    adjusted = holm([min(1.0, 2 * normal_tail(abs(z))) for *_, z in found])
    pairs = tuple(
        PairDifference(first, second, difference, None, None, z, math.inf, float(p), bool(p <= 1 - confidence))
        for (first, second, difference, z), p in zip(found, adjusted, strict=True)
    )
    method = "Dunn's test on ranks, p values by Holm"
    return PairwiseComparison(method, confidence, pairs, _sentence(pairs, "rank"))


def _by_studentized_range(
    named: dict[str, Floats], error: Callable[[Floats, Floats], tuple[float, float]], method: str, confidence: float
) -> PairwiseComparison:
    k, pairs, reach = len(named), [], {}
    for first, second in combinations(named, 2):
        a, b = named[first], named[second]
        difference = mean_difference(b, a)
        spread, df = error(a, b)
        if df not in reach:
            reach[df] = range_quantile(confidence, k, df)
        q = abs(difference) / spread
        p = range_tail(q, k, df)
        half = reach[df] * spread
        pairs.append(
            PairDifference(
                first, second, difference, difference - half, difference + half, q, df, p, bool(p <= 1 - confidence)
            )
        )
    return PairwiseComparison(method, confidence, tuple(pairs), _sentence(pairs, "mean"))


def _sentence(pairs: Sequence[PairDifference], what: str) -> str:
    apart = [pair for pair in pairs if pair.differs]
    if not apart:
        return f"No pair of groups is shown to differ in {what}; that is no proof that they are equal."
    said = "; ".join(
        f"{pair.second} {'above' if pair.difference > 0 else 'below'} {pair.first} by {abs(pair.difference):.4g}"
        for pair in apart[:6]
    )
    more = f"; and {len(apart) - 6} more" if len(apart) > 6 else ""
    return f"{len(apart)} of {len(pairs)} pairs differ in {what}: {said}{more}."
