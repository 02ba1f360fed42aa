"""Do two measurements move together? Pearson, Spearman and Kendall, each with its interval."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.assumptions import independence_check, normality_check
from dmaic.statistics.checked import Floats
from dmaic.statistics.distributions import directed, normal_tail, t_tail
from dmaic.statistics.effect_size import fisher_z_bounds
from dmaic.statistics.moments import centred, rank
from dmaic.statistics.result import State, Statistic
from dmaic.statistics.samples import is_constant, pairs
from dmaic.statistics.verdict import DEFAULT, Alternative, Check, Claim, Terms, TestResult, verdict

# Comparing all pairs of rows takes too long from here on.
_MANY_ROWS = 3000


def pearson(x: Any, y: Any, *, terms: Terms = DEFAULT, names: tuple[str, str] = ("x", "y")) -> TestResult:
    """Do x and y lie about a straight line? Pearson's r, t = r sqrt((n-2)/(1-r^2)) with n - 2 df.

    Interval by Fisher's z = atanh r with standard error 1/sqrt(n-3) (Fisher 1921); it needs 4 pairs. Needs 3 pairs,
    neither side constant. The practical threshold is held against r.
    """
    first, second = _varying(x, y, names)
    r = _product_moment(first, second)
    return _linear_verdict(
        r,
        first.size,
        name="Pearson's r",
        method="Pearson correlation",
        interval="Fisher z",
        spread=_fisher_spread(first.size, 1.0),
        checks=(normality_check(first, names[0]), normality_check(second, names[1]), independence_check()),
        terms=terms,
        names=names,
    )


def spearman(x: Any, y: Any, *, terms: Terms = DEFAULT, names: tuple[str, str] = ("x", "y")) -> TestResult:
    """Do x and y rise together, straight or not? Spearman's rho: Pearson's r of the ranks, ties at their mean rank.

    p from t with n - 2 df (the usual approximation, R's for tied data). Interval by Fisher's z with standard error
    sqrt((1 + rho^2/2)/(n-3)) (Bonett & Wright 2000).
    """
    first, second = _varying(x, y, names)
    rho = _product_moment(rank(first), rank(second))
    return _linear_verdict(
        rho,
        first.size,
        name="Spearman's rho",
        method="Spearman rank correlation",
        interval="Fisher z after Bonett & Wright",
        spread=_fisher_spread(first.size, 1 + rho * rho / 2),
        checks=(independence_check(),),
        terms=terms,
        names=names,
    )


def kendall(x: Any, y: Any, *, terms: Terms = DEFAULT, names: tuple[str, str] = ("x", "y")) -> TestResult:
    """Do pairs of rows agree in direction? Kendall's tau-b, corrected for ties.

    tau-b = S / sqrt((n0 - n1)(n0 - n2)); p from the normal approximation of S with the variance corrected for ties
    (Kendall 1970), no continuity correction. Interval by Fisher's z with standard error sqrt(0.437/(n-4)) (Fieller,
    Hartley & Pearson 1957).
    """
    first, second = _varying(x, y, names)
    n = first.size
    s = _concordance(first, second)
    all_pairs = n * (n - 1) / 2
    (x1, x2, x3), (y1, y2, y3) = _tie_sums(first), _tie_sums(second)
    tau = s / math.sqrt((all_pairs - x1 / 2) * (all_pairs - y1 / 2))
    variance = (n * (n - 1) * (2 * n + 5) - x3 - y3) / 18 + x1 * y1 / (2 * n * (n - 1))
    if n > 2:
        variance += x2 * y2 / (9 * n * (n - 1) * (n - 2))
    z = s / math.sqrt(variance)
    tau = max(-1.0, min(1.0, tau))
    spread = math.sqrt(0.437 / (n - 4)) if n > 4 else math.nan
    estimate = _with_interval("Kendall's tau-b", tau, spread, "Fisher z after Fieller", terms)
    shown, unshown = _claims(names, terms.alternative, tau)
    return verdict(
        question=f"Do {names[0]} and {names[1]} move together?",
        method="Kendall rank correlation",
        statistic=("z", z),
        df=[],
        p=directed(normal_tail, z, terms.alternative),
        claim=Claim(shown, unshown, estimate),
        sizes=[n],
        terms=terms,
        estimate=estimate,
        effect=estimate,
        assumptions=[independence_check()],
    )


def _varying(x: Any, y: Any, names: tuple[str, str]) -> tuple[Floats, Floats]:
    first, second = pairs(x, y, names, least=3)
    for values, label in ((first, names[0]), (second, names[1])):
        if is_constant(values):
            raise StatisticsError(f"All values of {label} are equal, so nothing can move with them.")
    return first, second


def _product_moment(first: Floats, second: Floats) -> float:
    a, b = centred(first)[0], centred(second)[0]
    a, b = a / np.max(np.abs(a)), b / np.max(np.abs(b))
    r = math.fsum(a * b) / math.sqrt(math.fsum(a * a) * math.fsum(b * b))
    # Within rounding of a perfect line the line is perfect.
    return math.copysign(1.0, r) if abs(r) > 1 - 4e-16 else r


def _concordance(first: Floats, second: Floats) -> float:
    """S: concordant less discordant pairs, row by row; of thousands of rows by scipy's sorting, from its tau-b."""
    if first.size > _MANY_ROWS:
        from scipy.stats import kendalltau

        n0 = first.size * (first.size - 1) / 2
        untied = (n0 - _tie_sums(first)[0] / 2) * (n0 - _tie_sums(second)[0] / 2)
        return float(round(float(kendalltau(first, second).statistic) * math.sqrt(untied)))
    return math.fsum(
        float(np.sum(np.sign(first[i + 1 :] - first[i]) * np.sign(second[i + 1 :] - second[i])))
        for i in range(first.size - 1)
    )


def _tie_sums(values: Floats) -> tuple[float, float, float]:
    _, counts = np.unique(values, return_counts=True)
    t = counts.astype(np.float64)
    return (
        float(np.sum(t * (t - 1))),
        float(np.sum(t * (t - 1) * (t - 2))),
        float(np.sum(t * (t - 1) * (2 * t + 5))),
    )


def _fisher_spread(n: int, factor: float) -> float:
    return math.sqrt(factor / (n - 3)) if n > 3 else math.nan


def _with_interval(name: str, value: float, spread: float, method: str, terms: Terms) -> Statistic:
    if math.isnan(spread) or abs(value) >= 1:
        note = "A perfect agreement has no interval." if abs(value) >= 1 else "Too few pairs for an interval."
        return Statistic(name, value, method=method, state=State.CAUTION, note=note)
    # A one-sided question leaves the whole of alpha on its bounded side.
    low, high = fisher_z_bounds(value, spread, 1 - 2 * terms.tail)
    return Statistic(
        name,
        value,
        None if terms.alternative is Alternative.LESS else low,
        None if terms.alternative is Alternative.GREATER else high,
        terms.confidence,
        method,
    )


def _claims(names: tuple[str, str], alternative: Alternative, value: float) -> tuple[str, str]:
    x, y = names
    how = {Alternative.TWO_SIDED: "moves with", Alternative.GREATER: "rises with", Alternative.LESS: "falls with"}
    seen = Alternative.GREATER if value > 0 else Alternative.LESS
    shown = seen if alternative is Alternative.TWO_SIDED else alternative
    return f"{y} {how[shown]} {x}", f"It is not shown that {y} {how[alternative]} {x}"


def _linear_verdict(
    r: float,
    n: int,
    *,
    name: str,
    method: str,
    interval: str,
    spread: float,
    checks: tuple[Check, ...],
    terms: Terms,
    names: tuple[str, str],
) -> TestResult:
    df = n - 2
    t = r * math.sqrt(df / (1 - r * r)) if abs(r) < 1 else math.copysign(math.inf, r)
    estimate = _with_interval(name, r, spread, interval, terms)
    shown, unshown = _claims(names, terms.alternative, r)
    return verdict(
        question=f"Do {names[0]} and {names[1]} move together?",
        method=method,
        statistic=("t", t),
        df=[df],
        p=directed(lambda value: t_tail(value, df), t, terms.alternative),
        claim=Claim(shown, unshown, estimate),
        sizes=[n],
        terms=terms,
        estimate=estimate,
        effect=estimate,
        assumptions=checks,
    )
