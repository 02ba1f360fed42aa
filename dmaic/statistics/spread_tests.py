"""Do groups spread alike? F ratio, Bartlett, Levene, Brown-Forsythe and Fligner-Killeen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.assumptions import independence_check, normality_check
from dmaic.statistics.checked import Floats, sample
from dmaic.statistics.distributions import chi_square_tail, f_quantile, f_tail
from dmaic.statistics.effect_size import variance_explained
from dmaic.statistics.moments import Moments, moments, rank
from dmaic.statistics.one_way import Center, levene_statistic
from dmaic.statistics.result import Statistic
from dmaic.statistics.samples import samples
from dmaic.statistics.verdict import DEFAULT, Alternative, Claim, Terms, TestResult, verdict


def f_test(x: Any, y: Any, *, terms: Terms = DEFAULT, names: tuple[str, str] = ("x", "y")) -> TestResult:
    """Do two normal samples have equal variances? F = s_x^2 / s_y^2 with (n_x - 1, n_y - 1) df (Fisher 1924).

    The estimate is the ratio of variances with its exact interval under normality. It trusts normality more than any
    other test here: prefer Brown-Forsythe when in doubt. Each sample needs 2 values that are not all equal.
    """
    first, second = sample(x, names[0], least=2), sample(y, names[1], least=2)
    a, b = moments(first), moments(second)
    for found, label in ((a, names[0]), (b, names[1])):
        if found.ss == 0:
            raise StatisticsError(f"All values of {label} are equal, so there is no variance to compare.")
    df1, df2 = a.n - 1, b.n - 1
    ratio = a.variance / b.variance
    upper, lower = f_tail(ratio, df1, df2), f_tail(1 / ratio, df2, df1)
    p = {
        Alternative.TWO_SIDED: min(1.0, 2 * min(upper, lower)),
        Alternative.GREATER: upper,
        Alternative.LESS: lower,
    }[terms.alternative]
    low = None if terms.alternative is Alternative.LESS else ratio / f_quantile(1 - terms.tail, df1, df2)
    high = None if terms.alternative is Alternative.GREATER else ratio * f_quantile(1 - terms.tail, df2, df1)
    estimate = Statistic("ratio of variances", ratio, low, high, terms.confidence, "F")
    return verdict(
        question=f"Do {names[0]} and {names[1]} spread alike?",
        method="F test of two variances",
        statistic=("F", ratio),
        df=[df1, df2],
        p=p,
        claim=Claim(
            f"The variance of {names[0]} differs from that of {names[1]}",
            f"It is not shown that the variances of {names[0]} and {names[1]} differ",
            estimate,
            null=1.0,
            ratio=True,
        ),
        sizes=[a.n, b.n],
        terms=terms,
        estimate=estimate,
        effect=estimate,
        assumptions=[normality_check(first, names[0]), normality_check(second, names[1]), independence_check()],
    )


def bartlett(groups: Any, *, names: Sequence[str] | None = None, terms: Terms = DEFAULT) -> TestResult:
    """Do normal groups have equal variances? Bartlett (1937), chi-square with k - 1 df.

    ((N-k) ln s_p^2 - sum (n_i-1) ln s_i^2) / (1 + (sum 1/(n_i-1) - 1/(N-k)) / (3(k-1))). Each group needs 2 values
    that are not all equal. Sensitive to departures from normality.
    """
    named = samples(groups, names, least=2)
    found = [moments(group) for group in named.values()]
    for label, one in zip(named, found, strict=True):
        if one.ss == 0:
            raise StatisticsError(f"All values of group {label} are equal: Bartlett's test needs spread in each group.")
    k, df = len(found), [one.n - 1 for one in found]
    total = sum(df)
    largest = max(one.variance for one in found)
    pooled = sum(d * (one.variance / largest) for d, one in zip(df, found, strict=True)) / total
    logs = sum(d * math.log(one.variance / largest) for d, one in zip(df, found, strict=True))
    correction = 1 + (sum(1 / d for d in df) - 1 / total) / (3 * (k - 1))
    statistic = max(0.0, (total * math.log(pooled) - logs) / correction)
    return _spread_verdict(
        named,
        found,
        statistic=("Bartlett's K²", statistic),
        df=[k - 1],
        p=chi_square_tail(statistic, k - 1),
        method="Bartlett's test",
        terms=terms,
    )


def levene(
    groups: Any, *, center: Center = "median", names: Sequence[str] | None = None, terms: Terms = DEFAULT
) -> TestResult:
    """Do groups spread alike? One-way ANOVA on the absolute distances from each group's centre.

    ``center="mean"`` is Levene (1960); ``center="median"`` (default) is Brown & Forsythe (1974), which keeps its error
    rate for skewed data. Each group needs 2 values; refuses when no distance varies within its group.
    """
    named = samples(groups, names, least=2)
    f, df1, df2, p = levene_statistic(list(named.values()), center=center)
    if math.isnan(f):
        raise StatisticsError("Within each group all distances from the centre are equal; spread can't be compared.")
    method = "Levene's test about the mean" if center == "mean" else "Brown-Forsythe test about the median"
    found = [moments(group) for group in named.values()]
    return _spread_verdict(named, found, statistic=("F", f), df=[df1, df2], p=p, method=method, terms=terms)


def fligner(groups: Any, *, names: Sequence[str] | None = None, terms: Terms = DEFAULT) -> TestResult:
    """Do groups spread alike, by ranks? Fligner & Killeen (1976), median centred (Conover et al. 1981).

    Normal scores a = z((1 + r/(N+1))/2) of the ranked distances from the group medians; chi-square with k - 1 df of
    sum n_i (mean a_i - mean a)^2 / var a.
    """
    named = samples(groups, names, least=2)
    from scipy.special import ndtri

    distances = [np.abs(group - np.median(group)) for group in named.values()]
    pooled = np.concatenate(distances)
    if np.ptp(pooled) == 0:
        raise StatisticsError("All distances from the group medians are equal; spread can't be compared.")
    scores = ndtri(0.5 + rank(pooled) / (2 * (pooled.size + 1)))
    parts = np.split(scores, np.cumsum([d.size for d in distances])[:-1])
    centre = float(np.mean(scores))
    statistic = sum(part.size * (float(np.mean(part)) - centre) ** 2 for part in parts) / float(np.var(scores, ddof=1))
    df = len(parts) - 1
    found = [moments(group) for group in named.values()]
    p = chi_square_tail(statistic, df)
    return _spread_verdict(
        named, found, statistic=("chi-square", statistic), df=[df], p=p, method="Fligner-Killeen test", terms=terms
    )


def _spread_verdict(
    named: Mapping[str, Floats],
    found: Sequence[Moments],
    *,
    statistic: tuple[str, float],
    df: Sequence[float],
    p: float,
    method: str,
    terms: Terms,
) -> TestResult:
    """The common reading: the ratio of the largest to the smallest standard deviation is what people can picture."""
    spreads = [one.sd for one in found]
    smallest, largest = min(spreads), max(spreads)
    wide, narrow = (list(named)[spreads.index(s)] for s in (largest, smallest))
    estimate = (
        Statistic(
            f"ratio of standard deviations, {wide} to {narrow},", largest / smallest, method="largest to smallest"
        )
        if smallest > 0
        else None
    )
    effect = variance_explained(statistic[1], df[0], df[1], terms.confidence) if len(df) == 2 else estimate
    return verdict(
        question="Do the groups spread alike?",
        method=method,
        statistic=statistic,
        df=df,
        p=p,
        claim=Claim(
            "The groups do not all spread alike",
            "It is not shown that the groups spread differently",
            estimate,
            null=1.0,
            ratio=True,
        ),
        sizes=[group.size for group in named.values()],
        terms=terms.undirected(),
        estimate=estimate,
        effect=effect,
        assumptions=[
            *([normality_check(g, n) for n, g in named.items()] if method.startswith("Bartlett") else []),
            independence_check(),
        ],
    )
