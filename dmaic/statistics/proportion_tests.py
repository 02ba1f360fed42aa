"""What may be concluded from shares? The tests of one, two and several proportions as full results.

Each carries the share or the difference with its interval, an effect free of units, what the test takes for granted,
and a verdict against the practical threshold: never a bare p.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.assumptions import independence_check
from dmaic.statistics.contingency import cramers_v, expected_check, expected_counts
from dmaic.statistics.distributions import normal_quantile
from dmaic.statistics.figures import figure
from dmaic.statistics.intervals import Interval, clopper_pearson
from dmaic.statistics.proportions import many_proportions, one_proportion, two_proportions
from dmaic.statistics.result import Statistic
from dmaic.statistics.two_sample import claims
from dmaic.statistics.verdict import DEFAULT, Alternative, Claim, Terms, TestResult, verdict


def arcsine(share: float) -> float:
    """2 asin sqrt(share), the scale on which the spread of a share does not depend on the share (Cohen 1988)."""
    return 2 * math.asin(math.sqrt(share))


def bounded(name: str, value: float | None, interval: Interval, terms: Terms, *, unit: str = "") -> Statistic:
    """An estimate with its interval; a one-sided claim leaves the other side open."""
    low = None if terms.alternative is Alternative.LESS else interval.low
    high = None if terms.alternative is Alternative.GREATER else interval.high
    return Statistic(name, value, low, high, interval.confidence, interval.method, unit)


def one_proportion_test(k: float, n: float, *, p0: float, terms: Terms = DEFAULT) -> TestResult:
    """Is the share k/n another one than p0? Exact binomial test; two-sided: outcomes no more likely than the one seen.

    The practical threshold is a difference of shares (0.02 for two points). The effect is Cohen's h against p0, its
    interval the two-sided Clopper-Pearson bounds on that scale.
    """
    found = one_proportion(k, n, p0=p0, alternative=terms.alternative.value, confidence=terms.confidence)
    assert found.exact_p is not None
    both, zero = clopper_pearson(found.k, found.n, confidence=terms.confidence), arcsine(p0)
    low, high = ((arcsine(end) if end is not None else math.nan) - zero for end in (both.low, both.high))
    method = "arcsine of the Clopper-Pearson bounds"
    effect = Statistic("Cohen's h", arcsine(found.estimate) - zero, low, high, terms.confidence, method)
    share = bounded("share", found.estimate, found.exact_interval, terms)
    shown, unshown = claims("the share", figure(p0), terms.alternative, found.estimate - p0)
    return verdict(
        question=f"Does the share differ from {figure(p0)}?",
        method="exact binomial test",
        statistic=("count", float(found.k)),
        df=[],
        p=found.exact_p,
        claim=Claim(shown, unshown, share, null=p0),
        sizes=[found.n],
        terms=terms,
        estimate=share,
        effect=effect,
        assumptions=[independence_check()],
    )


def two_proportions_test(
    k: Sequence[float], n: Sequence[float], *, terms: Terms = DEFAULT, names: tuple[str, str] = ("1", "2")
) -> TestResult:
    """Do two independent shares differ? Pooled z test; the difference, first less second, with Newcombe's interval.

    The practical threshold is a difference of shares. The effect is Cohen's h, its spread sqrt(1/n1 + 1/n2) whatever
    the shares (Cohen 1988). Raises StatisticsError where all units, or none, count.
    """
    found = two_proportions(k, n, alternative=terms.alternative.value, confidence=terms.confidence)
    if found.z is None or found.p is None:
        raise StatisticsError(
            "All units fall on one side in both groups, so no test can tell them apart. Read the interval of the "
            "difference, or collect more units."
        )
    value = arcsine(found.first) - arcsine(found.second)
    reach = normal_quantile(0.5 + terms.confidence / 2) * math.sqrt(1 / n[0] + 1 / n[1])
    effect = Statistic(
        "Cohen's h", value, value - reach, value + reach, terms.confidence, "normal, on the arcsine scale"
    )
    difference = bounded("difference of shares", found.difference, found.newcombe, terms)
    subject, other = (f"the share of group {name}" for name in names)
    shown, unshown = claims(subject, other, terms.alternative, found.difference)
    return verdict(
        question=f"Does {subject} differ from {other}?",
        method="z test with pooled share",
        statistic=("z", found.z),
        df=[],
        p=found.p,
        claim=Claim(shown, unshown, difference),
        sizes=[int(n[0]), int(n[1])],
        terms=terms,
        estimate=difference,
        effect=effect,
        assumptions=[expected_check(_expected(k, n)), independence_check()],
    )


def many_proportions_test(
    k: Sequence[float], n: Sequence[float], *, terms: Terms = DEFAULT, names: Sequence[str] = ()
) -> TestResult:
    """Are several shares equal? Pearson's chi-square; effect and threshold are Cramer's V."""
    found = many_proportions(k, n)
    effect = cramers_v(found.chi_square, found.df, float(sum(n)), 1, terms.confidence)
    off = [
        (share - found.pooled) / math.sqrt(found.pooled * (1 - found.pooled) / size * (1 - size / sum(n)))
        for share, size in zip(found.estimates, n, strict=True)
    ]
    at = int(np.argmax(np.abs(off)))
    furthest = names[at] if names else str(at + 1)
    where = f"furthest {'above' if off[at] > 0 else 'below'} the others is group {furthest}"
    return verdict(
        question="Are the shares of the groups equal?",
        method="chi-square test",
        statistic=("chi-square", found.chi_square),
        df=[found.df],
        p=found.p,
        claim=Claim(f"The shares are not all equal, {where}", "It is not shown that the shares differ", effect),
        sizes=[int(size) for size in n],
        terms=terms.undirected(),
        estimate=effect,
        effect=effect,
        assumptions=[expected_check(_expected(k, n)), independence_check()],
    )


def _expected(k: Sequence[float], n: Sequence[float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Counts expected on both sides if all groups shared one proportion."""
    counts = np.array([[hits, units - hits] for hits, units in zip(k, n, strict=True)], dtype=float)
    return expected_counts(counts)
