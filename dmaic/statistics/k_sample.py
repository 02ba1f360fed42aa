"""Do the means of several groups differ, and which ones? Analysis of variance with its pairwise comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.assumptions import equal_spread_check, independence_check, normality_check
from dmaic.statistics.checked import Floats
from dmaic.statistics.distributions import f_tail
from dmaic.statistics.effect_size import variance_explained
from dmaic.statistics.moments import from_origin, moments
from dmaic.statistics.one_way import AnovaTable, anova_table
from dmaic.statistics.pairwise import PairwiseComparison, games_howell, tukey
from dmaic.statistics.result import Statistic
from dmaic.statistics.samples import samples
from dmaic.statistics.verdict import DEFAULT, Claim, Terms, TestResult, verdict


def anova(groups: Any, *, names: Sequence[str] | None = None, terms: Terms = DEFAULT) -> TestResult:
    """Do the means of several groups differ? Fisher's one-way ANOVA, equal spread assumed.

    The effect is eta squared with a noncentral F interval. The estimate, against which the practical threshold is
    held, is the largest difference of two means with Tukey's interval, which holds for all pairs together.
    """
    named = samples(groups, names)
    table = anova_table(list(named.values()))
    _need_spread(table)
    pairs = tukey(list(named.values()), names=list(named), confidence=terms.confidence)
    effect = variance_explained(table.f, table.df_between, table.df_within, terms.confidence)
    return _means_verdict(
        named,
        "one-way ANOVA",
        f=table.f,
        df=(table.df_between, table.df_within),
        p=table.p,
        effect=effect,
        pairs=pairs,
        terms=terms,
        equal=True,
    )


def welch_anova(groups: Any, *, names: Sequence[str] | None = None, terms: Terms = DEFAULT) -> TestResult:
    """Do the means of several groups differ, whatever their spreads? Welch (1951).

    Weights w = n/s^2; F = [sum w (m - m_w)^2 / (k-1)] / [1 + 2(k-2)/(k^2-1) L], df2 = (k^2-1)/(3L), with
    L = sum (1 - w/W)^2 / (n-1). Each group needs 2 values that are not all equal. The estimate is the largest
    difference of two means with the interval of Games and Howell; the practical threshold is held against it.
    """
    named = samples(groups, names, least=2)
    found = {label: moments(group) for label, group in named.items()}
    for label, one in found.items():
        if one.ss == 0:
            raise StatisticsError(f"All values of group {label} are equal: Welch's ANOVA needs spread in each group.")
    all_values = list(named.values())
    origin, largest = float(all_values[0][0]), max(one.variance for one in found.values())
    means = np.array([moments(from_origin(group, origin)).mean for group in all_values])
    sizes = np.array([one.n for one in found.values()], dtype=np.float64)
    weights = sizes / (np.array([one.variance for one in found.values()]) / largest)
    total, k = float(weights.sum()), len(found)
    centre = float((weights * means).sum()) / total
    spread = float(((1 - weights / total) ** 2 / (sizes - 1)).sum())
    between = float((weights * (means - centre) ** 2).sum()) / largest / (k - 1)
    f = between / (1 + 2 * (k - 2) / (k * k - 1) * spread)
    df2 = (k * k - 1) / (3 * spread)
    effect = variance_explained(f, k - 1, df2, terms.confidence)
    pairs = games_howell(all_values, names=list(named), confidence=terms.confidence)
    return _means_verdict(
        named,
        "Welch's ANOVA",
        f=f,
        df=(k - 1.0, df2),
        p=f_tail(f, k - 1, df2),
        effect=effect,
        pairs=pairs,
        terms=terms,
        equal=False,
    )


def _need_spread(table: AnovaTable) -> None:
    if table.ss_within == 0:
        raise StatisticsError(
            "Within each group all values are equal: there is no spread to judge the means by. "
            "Check that the measurement resolves differences."
        )


def _means_verdict(
    named: dict[str, Floats],
    method: str,
    *,
    f: float,
    df: tuple[float, float],
    p: float,
    effect: Statistic,
    pairs: PairwiseComparison,
    terms: Terms,
    equal: bool,
) -> TestResult:
    widest = max(pairs.pairs, key=lambda pair: abs(pair.difference))
    up = widest.difference >= 0
    low, high = (widest.low, widest.high) if up else (widest.high, widest.low)
    assert low is not None
    assert high is not None
    sign = 1 if up else -1
    top, bottom = (widest.second, widest.first) if up else (widest.first, widest.second)
    estimate = Statistic(
        f"largest difference of means, {top} above {bottom},",
        abs(widest.difference),
        sign * low,
        sign * high,
        terms.confidence,
        pairs.method,
        terms.unit,
    )
    checks = [normality_check(group, label) for label, group in named.items()]
    if equal:
        checks.append(equal_spread_check(named))
    return verdict(
        question="Do the means of the groups differ?",
        method=method,
        statistic=("F", f),
        df=df,
        p=p,
        claim=Claim("The group means are not all equal", "It is not shown that any group mean differs", estimate),
        sizes=[group.size for group in named.values()],
        terms=terms.undirected(),
        estimate=estimate,
        effect=effect,
        assumptions=[*checks, independence_check()],
    )
