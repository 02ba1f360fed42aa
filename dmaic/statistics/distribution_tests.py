"""Do two samples come from the same distribution, in any respect? Kolmogorov-Smirnov."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.assumptions import independence_check
from dmaic.statistics.checked import sample
from dmaic.statistics.result import Statistic
from dmaic.statistics.verdict import DEFAULT, Alternative, Check, Claim, Terms, TestResult, verdict


def ks_two_sample(
    x: Any,
    y: Any,
    *,
    exact: bool = False,
    tolerance: float = 1e-16,
    terms: Terms = DEFAULT,
    names: tuple[str, str] = ("x", "y"),
) -> TestResult:
    """Largest gap D between two empirical distribution functions (Kolmogorov 1933, Smirnov 1939), two-sided.

    p from Kolmogorov's limit at D sqrt(mn/(m+n)), or ``exact`` by counting paths, which holds only without ties.
    ``tolerance`` is where the series of the limit stops: R stops at 1e-6, which shows in the sixth digit. The interval
    of D adds the Dvoretzky-Kiefer-Wolfowitz bands of both samples (Massart 1990) and is conservative, as is p with
    ties.
    """
    if terms.alternative is not Alternative.TWO_SIDED:
        raise StatisticsError("The Kolmogorov-Smirnov test here is two-sided. Choose the alternative two-sided.")
    first, second = np.sort(sample(x, names[0])), np.sort(sample(y, names[1]))
    m, n = first.size, second.size
    pooled = np.concatenate([first, second])
    tied = np.unique(pooled).size < pooled.size
    above = np.searchsorted(first, pooled, side="right") * n
    below = np.searchsorted(second, pooled, side="right") * m
    d = float(np.max(np.abs(above - below))) / (m * n)
    if exact:
        if tied:
            raise StatisticsError("The exact distribution holds only without ties. Use the asymptotic form.")
        from scipy.stats import ks_2samp

        p = float(ks_2samp(first, second, method="exact").pvalue)
    else:
        p = kolmogorov_tail(d * math.sqrt(m * n / (m + n)), tolerance=tolerance)
    half = sum(math.sqrt(math.log(4 / terms.alpha) / (2 * size)) for size in (m, n))
    name = "largest gap of cumulative shares"
    estimate = Statistic(name, d, method="observed")
    effect = Statistic(name, d, max(0.0, d - half), min(1.0, d + half), terms.confidence, "conservative DKW bands")
    return verdict(
        question=f"Do {names[0]} and {names[1]} follow the same distribution?",
        method="Kolmogorov-Smirnov test, " + ("exact" if exact else "asymptotic"),
        statistic=("D", d),
        df=[],
        p=p,
        claim=Claim(
            f"The distributions of {names[0]} and {names[1]} differ",
            f"It is not shown that the distributions of {names[0]} and {names[1]} differ",
            estimate,
        ),
        sizes=[m, n],
        terms=terms,
        estimate=estimate,
        effect=effect,
        assumptions=[
            Check("no ties", "some values are equal; p is conservative", None)
            if tied
            else Check("no ties", "no two values are equal", True),
            independence_check(),
        ],
    )


def kolmogorov_tail(z: float, *, tolerance: float = 1e-16) -> float:
    """P(sqrt(n) D > z) in the limit (Kolmogorov 1933).

    For z below 1 it is 1 - sqrt(2 pi)/z times the sum of exp(-(k pi)^2/(8 z^2)) over odd k; from 1 on
    2 sum (-1)^(k-1) exp(-2 k^2 z^2). With tolerance 1e-6 it stops where R's psmirnov stops: below 1
    at odd k under floor(sqrt(2 - ln tolerance)), from 1 on at the first term within the tolerance.
    """
    if z <= 0:
        return 1.0
    if z < 1:
        last = math.floor(math.sqrt(2 - math.log(tolerance)))
        terms = (math.exp(-((k * math.pi / z) ** 2) / 8) for k in range(1, last, 2))
        return min(1.0, 1 - math.sqrt(2 * math.pi) / z * math.fsum(terms))
    tail, term, k = 0.0, math.inf, 0
    while abs(term) > tolerance:
        k += 1
        term = 2 * (-1.0) ** (k - 1) * math.exp(-2.0 * (k * z) ** 2)
        tail += term
    return min(tail, 1.0)
