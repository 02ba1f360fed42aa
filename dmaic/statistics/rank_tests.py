"""Do values of one group tend to be larger, without leaning on normality? Tests on ranks of two samples."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.assumptions import independence_check
from dmaic.statistics.checked import Floats, sample
from dmaic.statistics.distributions import normal_quantile, normal_tail
from dmaic.statistics.effect_size import fisher_z_bounds, superiority
from dmaic.statistics.figures import entered, sure
from dmaic.statistics.moments import rank, tie_term
from dmaic.statistics.rank_distributions import rank_sum_counts, signed_rank_counts, tail_count
from dmaic.statistics.result import State, Statistic, withheld
from dmaic.statistics.samples import pairs
from dmaic.statistics.two_sample import claims
from dmaic.statistics.verdict import DEFAULT, Alternative, Check, Claim, Terms, TestResult, verdict

# More pairwise differences than this make the Hodges-Lehmann estimate too slow to wait for.
_MOST_DIFFERENCES = 4_000_000


class Reference(StrEnum):
    """Which distribution the p value comes from: *auto* is exact for samples below 50 without ties, else normal."""

    AUTO = "auto"
    EXACT = "exact"
    NORMAL = "normal"


def mann_whitney(
    x: Any,
    y: Any,
    *,
    reference: Reference = Reference.AUTO,
    continuity: bool = True,
    terms: Terms = DEFAULT,
    names: tuple[str, str] = ("x", "y"),
) -> TestResult:
    """Do values of x tend to lie above those of y? Mann & Whitney (1947), Wilcoxon rank sum.

    The statistic is U of x (R's W): pairs with x above y, ties counting half. The normal form corrects its variance for
    ties and, with ``continuity``, moves U half a step to its mean. The estimate is the Hodges-Lehmann shift (median of
    all differences x - y) in the unit of the data; the effect is P(x above y) with Newcombe's interval.
    """
    first, second = sample(x, names[0]), sample(y, names[1])
    m, n = first.size, second.size
    pooled = np.concatenate([first, second])
    if m + n < 3 or np.ptp(pooled) == 0:
        raise StatisticsError("All values are equal, or there are only two: there is nothing to rank.")
    ties = tie_term(pooled)
    u = float(np.sum(rank(pooled)[:m])) - m * (m + 1) / 2
    exact = _is_exact(reference, ties > 0, max(m, n), m * n <= 40_000)
    mean, spread = m * n / 2, math.sqrt(m * n / 12 * (m + n + 1 - ties / ((m + n) * (m + n - 1))))
    if exact:
        counts = rank_sum_counts(m, n)
        p = _exact_p(counts, u, terms.alternative)
        skip = _exact_skip(counts, terms.tail)
    else:
        p = _normal_p(u - mean, spread, terms.alternative, continuity=continuity)
        skip = math.floor(mean - normal_quantile(1 - terms.tail) * spread - 0.5)
    estimate = _shift(first, second, skip, terms)
    low, high = superiority(u / (m * n), m, n, terms.confidence)
    effect = Statistic(
        f"P({names[0]} above {names[1]})", u / (m * n), low, high, terms.confidence, "Newcombe (2006) method 5"
    )
    larger = "larger" if u > mean else "smaller"
    asked = {Alternative.LESS: "smaller", Alternative.GREATER: "larger"}.get(terms.alternative, "other")
    how = "exact" if exact else "normal approximation" + (" with continuity correction" if continuity else "")
    return verdict(
        question=f"Do values of {names[0]} tend to differ from those of {names[1]}?",
        method=f"Mann-Whitney test, {how}",
        statistic=("U", u),
        df=[],
        p=p,
        claim=Claim(
            f"Values of {names[0]} tend to be {larger} than those of {names[1]}",
            f"It is not shown that values of {names[0]} tend to be {asked} than those of {names[1]}",
            estimate,
        ),
        sizes=[m, n],
        terms=terms,
        estimate=estimate,
        effect=effect,
        assumptions=[_ties_check(ties), _shape_check(first, second), independence_check()],
    )


def wilcoxon_signed_rank(
    x: Any,
    y: Any | None = None,
    *,
    mu0: float = 0.0,
    reference: Reference = Reference.AUTO,
    continuity: bool = True,
    terms: Terms = DEFAULT,
    names: tuple[str, str] = ("x", "y"),
) -> TestResult:
    """Do pairs (x - y), or values of x alone, lie about ``mu0``? Wilcoxon (1945) signed ranks.

    Differences of exactly 0 are dropped (Wilcoxon's own handling, and R's). The statistic is V, the sum of the ranks of
    the positive differences; variance n(n+1)(2n+1)/24 less sum(t^3-t)/48 for ties. The estimate is the pseudomedian
    (median of the averages of all pairs of differences); the effect is the matched-pairs rank-biserial correlation
    (Kerby 2014).
    """
    if y is None:
        differences: Floats = sample(x, names[0]) - mu0
    else:
        first, second = pairs(x, y, names, least=1)
        differences = first - second - mu0
    kept = differences[differences != 0]
    n = kept.size
    if n == 0:
        raise StatisticsError("All differences are 0: nothing speaks for either side.")
    ranks = rank(np.abs(kept))
    v = float(np.sum(ranks[kept > 0]))
    ties, zeros = tie_term(np.abs(kept)), differences.size - n
    exact = _is_exact(reference, ties > 0 or zeros > 0, n, n <= 400)
    mean = n * (n + 1) / 4
    spread = math.sqrt(n * (n + 1) * (2 * n + 1) / 24 - ties / 48)
    if exact:
        counts = signed_rank_counts(n)
        p = _exact_p(counts, v, terms.alternative)
        skip = _exact_skip(counts, terms.tail)
    else:
        p = _normal_p(v - mean, spread, terms.alternative, continuity=continuity)
        skip = math.floor(mean - normal_quantile(1 - terms.tail) * spread - 0.5)
    estimate = _pseudomedian(kept, mu0, skip, terms, paired=y is not None)
    other = names[1] if y is not None else entered(mu0)
    shown, unshown = claims(f"the middle of {names[0]}", other, terms.alternative, v - mean)
    how = "exact" if exact else "normal approximation" + (" with continuity correction" if continuity else "")
    return verdict(
        question="Do the differences lie about 0?" if y is not None else f"Do the values lie about {entered(mu0)}?",
        method=f"Wilcoxon signed-rank test, {how}",
        statistic=("V", v),
        df=[],
        p=p,
        claim=Claim(shown, unshown, estimate, null=0.0 if y is not None else mu0),
        sizes=[differences.size],
        terms=terms,
        estimate=estimate,
        effect=_rank_biserial(v, n, terms.confidence),
        assumptions=[
            _ties_check(ties),
            Check("differences of 0", f"{zeros} dropped", None if zeros else True),
            independence_check(),
        ],
    )


def _is_exact(reference: Reference, tied: bool, size: int, feasible: bool) -> bool:
    if reference is Reference.NORMAL:
        return False
    if reference is Reference.AUTO:
        return not tied and size < 50
    if tied:
        raise StatisticsError("The exact distribution holds only without ties and zeros. Use the normal form.")
    if not feasible:
        raise StatisticsError("The samples are too large for the exact distribution. Use the normal form.")
    return True


def _normal_p(away: float, spread: float, alternative: Alternative, *, continuity: bool) -> float:
    if alternative is Alternative.TWO_SIDED:
        nearer = max(abs(away) - 0.5, 0.0) if continuity else abs(away)
        return min(1.0, 2 * normal_tail(nearer / spread))
    sign = 1 if alternative is Alternative.GREATER else -1
    return normal_tail((sign * away - (0.5 if continuity else 0.0)) / spread)


def _exact_p(counts: list[int], statistic: float, alternative: Alternative) -> float:
    value, total = round(statistic), sum(counts)
    at_most = tail_count(counts, value) / total
    at_least = tail_count(counts, len(counts) - 1 - value) / total  # the distributions are symmetric
    if alternative is Alternative.TWO_SIDED:
        return min(1.0, 2 * min(at_most, at_least))
    return at_least if alternative is Alternative.GREATER else at_most


def _exact_skip(counts: list[int], tail: float) -> int:
    """How many ordered values lie outside the interval on each side: P(statistic < skip) <= tail; -1 for none."""
    total, reached = sum(counts), 0
    for value, count in enumerate(counts):
        reached += count
        if reached / total > tail:
            return value - 1
    return -1


def _ordered_bounds(ordered: Floats, skip: int, terms: Terms) -> tuple[float | None, float | None]:
    low = None if terms.alternative is Alternative.LESS else float(ordered[skip])
    high = None if terms.alternative is Alternative.GREATER else float(ordered[ordered.size - 1 - skip])
    return low, high


def _shift(first: Floats, second: Floats, skip: int, terms: Terms) -> Statistic:
    name, method = "shift (Hodges-Lehmann)", "ordered pairwise differences"
    if first.size * second.size > _MOST_DIFFERENCES:
        return withheld(name, "Too many pairs of values; compare the medians instead.", method=method, unit=terms.unit)
    differences = np.sort(np.subtract.outer(first, second), axis=None)
    return _with_bounds(name, differences, skip=skip, method=method, terms=terms)


def _pseudomedian(kept: Floats, mu0: float, skip: int, terms: Terms, *, paired: bool) -> Statistic:
    name, method = "difference (pseudomedian)" if paired else "pseudomedian", "ordered Walsh averages"
    if kept.size * kept.size > _MOST_DIFFERENCES:
        return withheld(name, "Too many values; read the median instead.", method=method, unit=terms.unit)
    rows, columns = np.triu_indices(kept.size)
    averages = np.sort((kept[rows] + kept[columns]) / 2) + mu0
    return _with_bounds(name, averages, skip=skip, method=method, terms=terms)


def _with_bounds(name: str, ordered: Floats, *, skip: int, method: str, terms: Terms) -> Statistic:
    value = float(np.median(ordered))
    if skip < 0:
        return Statistic(
            name,
            value,
            method=method,
            unit=terms.unit,
            state=State.CAUTION,
            note=f"Too few values for an interval of {sure(terms.confidence)} confidence.",
        )
    low, high = _ordered_bounds(ordered, skip, terms)
    return Statistic(name, value, low, high, terms.confidence, method, terms.unit)


def _rank_biserial(v: float, n: int, confidence: float) -> Statistic:
    total = n * (n + 1) / 2
    r = (2 * v - total) / total
    spread = math.sqrt((2 * n**3 + 3 * n**2 + n) / 6) / total
    name, method = "rank-biserial correlation", "Fisher z"
    if abs(r) >= 1:
        note = "All differences point the same way; an interval needs some that do not."
        return Statistic(name, r, method=method, state=State.CAUTION, note=note)
    low, high = fisher_z_bounds(r, spread, confidence)
    return Statistic(name, r, low, high, confidence, method)


def _ties_check(ties: float) -> Check:
    if ties == 0:
        return Check("no ties", "no two values are equal", True)
    return Check("no ties", "some values are equal; the variance is corrected for them", None)


def _shape_check(first: Floats, second: Floats) -> Check:
    """The shift reads as a difference of medians only if the two samples have the same shape."""
    quartiles = [float(np.subtract(*np.percentile(values, [75, 25]))) for values in (first, second)]
    seen = f"middle halves span {quartiles[0]:.4g} and {quartiles[1]:.4g}"
    return Check("same shape", f"{seen}; the shift is a difference of medians only if the shapes agree", None)
