"""Do two yes/no facts go together when cases are few? Fisher's exact test and the odds ratio, exactly bounded."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats
from dmaic.statistics.contingency import counts_table
from dmaic.statistics.fisher_as_r import odds_as_r
from dmaic.statistics.result import State, Statistic
from dmaic.statistics.verdict import DEFAULT, Alternative, Check, Claim, Terms, TestResult, verdict

# R counts tables as no more likely when their probability exceeds the observed one by less than this share.
_TOLERANCE = 1e-7
_LARGEST_SUPPORT = 200_000


@dataclass(frozen=True, slots=True)
class FisherExact:
    """Fisher's exact test of a 2x2 table with all three p values and both odds ratios.

    ``odds_ratio_sample`` is ad/bc, infinite when b or c is 0; ``odds_ratio_conditional`` maximises the likelihood
    given the margins and belongs to the exact interval ``low``..``high``. R prints the same three numbers solved to
    1.2e-4 on the odds or their inverse only, up to a percent off when the odds are large: they are kept as ``..._in_r``
    for comparison with that program.
    """

    p: float
    p_greater: float
    p_less: float
    odds_ratio_sample: float
    odds_ratio_conditional: float
    low: float
    high: float
    odds_ratio_in_r: float
    low_in_r: float
    high_in_r: float
    test: TestResult


def fisher_exact(table: Any, *, terms: Terms = DEFAULT) -> FisherExact:
    """Exact test of a 2x2 table given its margins (Fisher 1935).

    Two-sided p sums all tables no more likely than the one seen. The conditional maximum-likelihood odds ratio and its
    interval (Cornfield 1956) come from the noncentral hypergeometric distribution; the interval is two-sided, from
    both tails, and may disagree with the two-sided p near the limit.
    """
    counts = counts_table(table)
    if counts.shape != (2, 2):
        raise StatisticsError(
            "Fisher's exact test here takes two rows and two columns. Join categories, or use chi-square."
        )
    a, b, c, d = (float(value) for value in counts.ravel())
    support, weights = _null_weights(counts)
    at = round(a - float(support[0]))
    p, p_less, p_greater = _p_values(weights, at)
    conditional, low, high = _odds(support, weights, a, terms.confidence)
    in_r = odds_as_r(support, weights, a, terms.confidence)
    empty = math.inf if a * d > 0 else math.nan
    sample_ratio = a * d / (b * c) if b * c else empty
    used = {
        Alternative.TWO_SIDED: p,
        Alternative.GREATER: p_greater,
        Alternative.LESS: p_less,
    }[terms.alternative]
    estimate = _estimate(conditional, low, high, terms.confidence)
    test = verdict(
        question="Do rows and columns go together?",
        method="Fisher's exact test",
        statistic=("odds ratio", conditional),
        df=[],
        p=used,
        claim=Claim(
            "Rows and columns go together",
            "It is not shown that rows and columns go together",
            estimate,
            null=1.0,
            ratio=True,
        ),
        sizes=[int(counts.sum())],
        terms=terms,
        estimate=estimate,
        effect=estimate,
        assumptions=[Check("margins", "exact whatever the counts, given the margins", True)],
    )
    return FisherExact(
        p=p,
        p_greater=p_greater,
        p_less=p_less,
        odds_ratio_sample=sample_ratio,
        odds_ratio_conditional=conditional,
        low=low,
        high=high,
        odds_ratio_in_r=in_r[0],
        low_in_r=in_r[1],
        high_in_r=in_r[2],
        test=test,
    )


def fisher_p(table: Any, *, alternative: Alternative = Alternative.TWO_SIDED) -> float:
    """The p value alone; refused as in fisher_exact when the counts are too large to list all tables."""
    counts = counts_table(table)
    support, weights = _null_weights(counts)
    both, less, greater = _p_values(weights, round(float(counts[0, 0]) - float(support[0])))
    return {Alternative.TWO_SIDED: both, Alternative.LESS: less, Alternative.GREATER: greater}[alternative]


def _p_values(weights: Floats, at: int) -> tuple[float, float, float]:
    """Two-sided (tables no more likely than the one at that place), less, greater."""
    chances = np.exp(weights)
    no_likelier = float(chances[weights <= weights[at] + math.log1p(_TOLERANCE)].sum())
    less, greater = float(chances[: at + 1].sum()), float(chances[at:].sum())
    return min(no_likelier, 1.0), min(less, 1.0), min(greater, 1.0)


def _null_weights(counts: Floats) -> tuple[Floats, Floats]:
    """Possible values of the first cell given the margins, and their log probabilities without association.

    Each follows from its neighbour (hypergeometric ratios), which keeps all digits however large the counts are.
    """
    from scipy.special import logsumexp

    row, other = counts.sum(axis=1)
    column = counts[:, 0].sum()
    low, high = max(0.0, column - other), min(row, column)
    if high - low > _LARGEST_SUPPORT:
        raise StatisticsError("The counts are too large for an exact test. Use chi-square: it is as good here.")
    x = np.arange(low, high + 1)
    before, after = x[:-1], x[1:]
    steps = np.log((row - before) / after) + np.log((column - before) / (other - column + after))
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    weights: Floats = logs - logsumexp(logs)
    return x, weights


def _odds(support: Floats, weights: Floats, a: float, confidence: float) -> tuple[float, float, float]:
    """Conditional maximum-likelihood odds ratio and the exact two-sided bounds; 0 and infinity at the edges."""
    from scipy.special import logsumexp

    tail = (1 - confidence) / 2
    lowest, highest = a == support[0], a == support[-1]
    if support.size == 1:
        return math.nan, 0.0, math.inf

    def logs(psi: float) -> Floats:
        tilted = weights + psi * support
        found: Floats = tilted - logsumexp(tilted)
        return found

    def mean(psi: float) -> float:
        return float(np.sum(np.exp(logs(psi)) * (support - a)))

    def upper(psi: float) -> float:
        return float(np.exp(logs(psi))[support >= a].sum()) - tail

    def lower(psi: float) -> float:
        return tail - float(np.exp(logs(psi))[support <= a].sum())

    conditional = 0.0 if lowest else math.inf if highest else math.exp(_rising_root(mean))
    low = 0.0 if lowest else math.exp(_rising_root(upper))
    high = math.inf if highest else math.exp(_rising_root(lower))
    return conditional, low, high


def _rising_root(function: Callable[[float], float]) -> float:
    """Root of a rising function of the log odds ratio."""
    from scipy.optimize import brentq

    reach = 1.0
    while function(-reach) > 0 or function(reach) < 0:
        reach *= 2
    return float(brentq(function, -reach, reach, xtol=1e-13, rtol=1e-13))


def _estimate(conditional: float, low: float, high: float, confidence: float) -> Statistic:
    name, method = "odds ratio", "conditional maximum likelihood, exact interval"
    if math.isnan(conditional):
        note = "The margins leave only one possible table, so no odds ratio can be learnt. Collect more cases."
        return Statistic(name, None, method=method, state=State.WITHHELD, note=note)
    if math.isinf(conditional):
        note = "A cell is empty: only a lower bound can be given."
        return Statistic(name, None, low, None, confidence, method, state=State.WITHHELD, note=note)
    return Statistic(name, conditional, low, None if math.isinf(high) else high, confidence, method)
