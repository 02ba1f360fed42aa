"""What may be concluded from rates of events? The tests of one, two and several Poisson rates as full results."""

from __future__ import annotations

import math
from collections.abc import Sequence

from dmaic.statistics.assumptions import independence_check
from dmaic.statistics.contingency import goodness_of_fit
from dmaic.statistics.figures import figure
from dmaic.statistics.intervals import Interval, poisson_exact
from dmaic.statistics.proportion_tests import bounded
from dmaic.statistics.rates import many_rates, one_rate, two_rates
from dmaic.statistics.result import Statistic
from dmaic.statistics.two_sample import claims
from dmaic.statistics.verdict import DEFAULT, Check, Claim, Terms, TestResult, verdict


def one_rate_test(events: float, exposure: float, *, rate0: float, terms: Terms = DEFAULT) -> TestResult:
    """Is the rate another one than rate0? Exact Poisson test, two-sided by the outcomes no more likely.

    The practical threshold is a difference of rates, in the unit of the rate. The effect is the ratio to rate0 with
    Garwood's two-sided bounds.
    """
    found = one_rate(events, exposure, rate0=rate0, alternative=terms.alternative.value, confidence=terms.confidence)
    assert found.p is not None
    both = poisson_exact(events, exposure, confidence=terms.confidence)
    effect = _ratio("ratio to the reference", found.rate / rate0, both, 1 / rate0)
    rate = bounded("rate", found.rate, found.interval, terms, unit=terms.unit)
    shown, unshown = claims("the rate", figure(rate0, terms.unit), terms.alternative, found.rate - rate0)
    return verdict(
        question=f"Does the rate differ from {figure(rate0, terms.unit)}?",
        method="exact Poisson test",
        statistic=("count", float(found.count)),
        df=[],
        p=found.p,
        claim=Claim(shown, unshown, rate, null=rate0),
        sizes=[found.count],
        terms=terms,
        estimate=rate,
        effect=effect,
        assumptions=[_constant_rate(), independence_check()],
    )


def two_rates_test(
    counts: Sequence[float],
    exposures: Sequence[float],
    *,
    ratio0: float = 1.0,
    terms: Terms = DEFAULT,
    names: tuple[str, str] = ("1", "2"),
) -> TestResult:
    """Do two rates differ? Exact test of their ratio given the sum of the counts.

    Estimate and effect are the ratio, first over second; the practical threshold is the ratio above 1 that would
    matter. Without an event in the second group the ratio has no end and only its lower bound is given.
    """
    found = two_rates(
        counts, exposures, ratio0=ratio0, alternative=terms.alternative.value, confidence=terms.confidence
    )
    ratio = bounded("ratio of rates", found.ratio, found.interval, terms)
    subject, other = (f"the rate of group {name}" for name in names)
    times = "" if ratio0 == 1 else f"{figure(ratio0)} times "
    more = math.inf if found.ratio is None else found.ratio - ratio0
    shown, unshown = claims(subject, f"{times}{other}", terms.alternative, more)
    return verdict(
        question=f"Does {subject} differ from {times}{other}?",
        method="exact conditional test of two Poisson rates",
        statistic=("count", float(counts[0])),
        df=[],
        p=found.p,
        claim=Claim(shown, unshown, ratio, null=ratio0, ratio=True),
        sizes=[int(counts[0]), int(counts[1])],
        terms=terms,
        estimate=ratio,
        effect=ratio,
        assumptions=[_constant_rate(), independence_check()],
    )


def many_rates_test(
    counts: Sequence[float], exposures: Sequence[float], *, terms: Terms = DEFAULT, names: Sequence[str] = ()
) -> TestResult:
    """Are several rates equal? Chi-square with the counts expected by exposure; the effect is Cohen's w."""
    found = many_rates(counts, exposures)
    whole = math.fsum(exposures)
    fit = goodness_of_fit(list(counts), [exposure / whole for exposure in exposures], terms=terms)
    at = max(range(len(counts)), key=lambda place: abs(float(fit.residuals[place])))
    furthest = names[at] if names else str(at + 1)
    where = f"furthest {'above' if fit.residuals[at] > 0 else 'below'} the others is group {furthest}"
    return verdict(
        question="Are the rates of the groups equal?",
        method="chi-square test of Poisson rates",
        statistic=("chi-square", found.chi_square),
        df=[found.df],
        p=found.p,
        claim=Claim(f"The rates are not all equal, {where}", "It is not shown that the rates differ", fit.test.effect),
        sizes=[int(count) for count in counts],
        terms=terms.undirected(),
        estimate=fit.test.effect,
        effect=fit.test.effect,
        assumptions=[*fit.test.assumptions, _constant_rate()],
    )


def _ratio(name: str, value: float, bounds: Interval, scale: float) -> Statistic:
    assert bounds.low is not None
    assert bounds.high is not None
    return Statistic(name, value, bounds.low * scale, bounds.high * scale, bounds.confidence, bounds.method)


def _constant_rate() -> Check:
    """Nothing in one count shows whether the rate stayed the same while it was counted."""
    return Check("constant rate", "rests on a stable process; look at the u chart first", None)
