"""Do several groups tend to different values, without leaning on normality? Kruskal-Wallis and Mood's median test."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.assumptions import independence_check
from dmaic.statistics.checked import Floats
from dmaic.statistics.contingency import chi_square
from dmaic.statistics.distributions import chi_square_tail
from dmaic.statistics.effect_size import variance_explained
from dmaic.statistics.figures import sure
from dmaic.statistics.moments import rank, tie_term
from dmaic.statistics.result import State, Statistic
from dmaic.statistics.samples import samples
from dmaic.statistics.verdict import DEFAULT, Check, Claim, Terms, TestResult, verdict


def kruskal_wallis(groups: Any, *, names: Sequence[str] | None = None, terms: Terms = DEFAULT) -> TestResult:
    """Do groups tend to different values? Kruskal & Wallis (1952), corrected for ties, chi-square with k - 1 df.

    H = [12/(N(N+1)) sum R_i^2/n_i - 3(N+1)] / [1 - sum(t^3-t)/(N^3-N)]. The effect is epsilon squared H/(N-1),
    the share of the variance of the ranks, its interval from the noncentral F of the ranks; the practical threshold is
    held against it.
    """
    named = samples(groups, names)
    pooled = np.concatenate(list(named.values()))
    n, ties = pooled.size, tie_term(pooled)
    if np.ptp(pooled) == 0:
        raise StatisticsError("All values are equal: there is nothing to rank.")
    if n < 3:
        raise StatisticsError("There are only 2 values; ranks of several groups need at least 3.")
    cuts = np.cumsum([group.size for group in named.values()])[:-1]
    parts = np.split(rank(pooled) - (n + 1) / 2, cuts)
    h = 12 / (n * (n + 1)) * sum(float(part.sum()) ** 2 / part.size for part in parts) / (1 - ties / (n**3 - n))
    df = len(named) - 1
    rest, within = n - 1 - h, n - df - 1
    f = h / df / (rest / within) if within > 0 and rest > 1e-9 else math.inf
    effect = replace(variance_explained(f, df, within, terms.confidence), name="epsilon squared")
    smallest = min(group.size for group in named.values())
    return verdict(
        question="Do the groups tend to different values?",
        method="Kruskal-Wallis test" + (" corrected for ties" if ties else ""),
        statistic=("H", h),
        df=[df],
        p=chi_square_tail(h, df),
        claim=Claim(
            "The groups do not all tend to the same values",
            "It is not shown that the groups tend to different values",
            effect,
        ),
        sizes=[group.size for group in named.values()],
        terms=terms.undirected(),
        estimate=_spread_of_medians(named, terms.unit),
        effect=effect,
        assumptions=[
            Check("group size", f"smallest group has {smallest}; chi-square wants 5 or more", smallest >= 5),
            independence_check(),
        ],
    )


@dataclass(frozen=True, slots=True)
class MedianOfGroup:
    """A group's size, median with its interval, and how many values lie above the grand median."""

    name: str
    n: int
    median: Statistic
    above: int
    at_or_below: int


@dataclass(frozen=True, slots=True)
class MedianTest:
    """Mood's test with the table it rests on."""

    grand_median: float
    groups: tuple[MedianOfGroup, ...]
    test: TestResult


def mood_median(groups: Any, *, names: Sequence[str] | None = None, terms: Terms = DEFAULT) -> MedianTest:
    """Do the medians of groups differ, however shaped and whatever the outliers? Mood (1950).

    Pearson chi-square (no continuity correction) on counts above against at or below the grand median. Weak but robust
    for skewed times with outliers. Each median carries its order-statistic interval.
    """
    named = samples(groups, names)
    pooled = np.concatenate(list(named.values()))
    middle = float(np.median(pooled))
    above = [int(np.sum(group > middle)) for group in named.values()]
    below = [group.size - count for group, count in zip(named.values(), above, strict=True)]
    if sum(above) == 0 or sum(below) == 0:
        raise StatisticsError("No value lies above the grand median: too many ties. Compare proportions instead.")
    table = chi_square([above, below], terms=terms, rows=("above", "at or below"), columns=tuple(named))
    rows = tuple(
        MedianOfGroup(name, group.size, median_interval(group, terms.confidence, terms.unit), up, down)
        for (name, group), up, down in zip(named.items(), above, below, strict=True)
    )
    test = verdict(
        question="Do the medians of the groups differ?",
        method="Mood's median test",
        statistic=("chi-square", table.test.statistic),
        df=table.test.df,
        p=table.test.p,
        claim=Claim("The medians are not all equal", "It is not shown that any median differs", table.test.effect),
        sizes=[group.size for group in named.values()],
        terms=terms.undirected(),
        estimate=_spread_of_medians(named, terms.unit),
        effect=table.test.effect,
        assumptions=table.test.assumptions,
    )
    return MedianTest(middle, rows, test)


def median_interval(values: Floats, confidence: float, unit: str = "") -> Statistic:
    """Median with its distribution-free interval from order statistics: binomial with 1/2 (Conover 1999, 3.2)."""
    from scipy.special import bdtr

    n, ordered = values.size, np.sort(values)
    tail = (1 - confidence) / 2
    skip = -1
    while skip + 1 < n / 2 and bdtr(skip + 1, n, 0.5) <= tail:
        skip += 1
    value, method = float(np.median(ordered)), "order statistics"
    if skip < 0:
        note = f"{n} values are too few for an interval of {sure(confidence)} confidence."
        return Statistic("median", value, method=method, unit=unit, state=State.CAUTION, note=note)
    return Statistic("median", value, float(ordered[skip]), float(ordered[n - 1 - skip]), confidence, method, unit)


def _spread_of_medians(named: dict[str, Floats], unit: str) -> Statistic:
    medians = {label: float(np.median(group)) for label, group in named.items()}
    top, bottom = max(medians, key=lambda label: medians[label]), min(medians, key=lambda label: medians[label])
    name = f"largest difference of medians, {top} above {bottom},"
    return Statistic(name, medians[top] - medians[bottom], method="observed", unit=unit)
