"""How many must be collected for the precision that is wanted? Sizes and margins of estimates, not of tests.

A margin is half the width of the interval at ``confidence``. A finite ``population`` makes a sample smaller:
n = n0 / (1 + (n0 - 1) / N) (Cochran 1977).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import count, finite, positive, share
from dmaic.statistics.figures import entered, percent, sure
from dmaic.statistics.plan import round_up

MOST = 10**9
_SMALL = 30
"""Below so many values Student's t is iterated: with the normal quantile, the interval would come out too wide."""
_RARE = 5
"""Below so many expected cases on the rarer side the normal interval of a share fails, and the exact one is used."""


@dataclass(frozen=True, slots=True)
class Precision:
    """A size with the margin it reaches. ``n`` is unrounded where the formula gives it so."""

    n: float
    n_rounded_up: int
    margin: float
    confidence: float
    method: str
    sentence: str


def _z(confidence: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + share(confidence, name="confidence") / 2))


def finite_population(n0: float, population: float | None) -> float:
    """Size after the finite population correction; never more than the population."""
    if population is None:
        return n0
    size = count(population, name="population", least=1)
    return min(float(size), n0 / (1 + (n0 - 1) / size)) if n0 > 1 else n0


def _finite_factor(n: float, population: float | None) -> float:
    if population is None:
        return 1.0
    size = count(population, name="population", least=1)
    if n > size:
        raise StatisticsError(f"A sample of {entered(n)} is larger than the population of {entered(size)}; check both.")
    return math.sqrt((size - n) / (size - 1)) if size > 1 else 0.0


def _answer(n: float, margin: float, confidence: float, method: str, what: str, *, spoken: str = "") -> Precision:
    """``spoken`` is the margin as people read it, where that is not its number."""
    whole = max(1, round_up(n))
    within = spoken or entered(margin)
    sentence = f"{whole} are needed to know the {what} to within {within} either way at {sure(confidence)} confidence."
    return Precision(n, whole, margin, confidence, method, sentence)


def _smallest(enough: Callable[[int], bool], least: int) -> int:
    """Smallest whole n for which ``enough`` holds, for a condition that stays true once it is."""
    high = least
    while not enough(high):
        high *= 2
        if high > MOST:
            raise StatisticsError("That precision needs more than a billion; ask for a wider margin.")
    low = least
    while low < high:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle + 1
    return low


def size_for_mean(
    margin: float, sd: float, *, confidence: float = 0.95, population: float | None = None, groups: int = 1
) -> Precision:
    """n = (z sd / E)^2 for one mean; twice that in each of two groups for their difference.

    Below 30 the smallest n whose interval after Student's t, t sd sqrt(groups / n) with groups (n - 1) df, is within E.
    """
    from scipy.special import stdtrit

    margin, sd = positive(margin, name="margin"), positive(sd, name="sd")
    n0 = groups * (_z(confidence) * sd / margin) ** 2
    method = "(z sd / E)^2, normal"
    if n0 < _SMALL:
        upper = 0.5 + confidence / 2

        def enough(n: int) -> bool:
            return float(stdtrit(groups * (n - 1), upper)) * sd * math.sqrt(groups / n) <= margin

        n0, method = float(_smallest(enough, 2)), "Student's t, iterated"
    what = "mean" if groups == 1 else "difference of means"
    return _answer(finite_population(n0, population), margin, confidence, method, what)


def size_for_proportion(
    margin: float, p: float = 0.5, *, confidence: float = 0.95, population: float | None = None
) -> Precision:
    """n = z^2 p (1 - p) / E^2; p = 1/2 is the safe guess.

    With fewer than 5 expected on the rarer side: the smallest n for which the exact interval (Clopper & Pearson) about
    n p lies within E. For p = 0 that is ln((1 - confidence) / 2) / ln(1 - E), the two-sided rule of three.
    """
    margin, p = share(margin, name="margin"), share(p, name="proportion", closed=True)
    n0 = _z(confidence) ** 2 * p * (1 - p) / margin**2
    method = f"z^2 p (1 - p) / E^2, p = {p:g}"
    if n0 * min(p, 1 - p) < _RARE:
        n0 = float(_smallest(lambda n: _exact_reach(n, min(p, 1 - p), confidence) <= margin, 1))
        method = f"exact binomial interval, p = {p:g}"
    spoken = _in_points(margin)
    return _answer(finite_population(n0, population), margin, confidence, method, "proportion", spoken=spoken)


def _in_points(margin: float) -> str:
    points = f"{100 * margin:g}"
    return f"{points} percentage point" + ("" if points == "1" else "s")


def _exact_reach(n: int, p: float, confidence: float) -> float:
    """How far the exact interval of n p cases of n reaches from p, on its longer side."""
    from scipy.special import betaincinv

    tail, seen = (1 - confidence) / 2, n * p
    upper = float(betaincinv(seen + 1, n - seen, 1 - tail)) - p
    lower = p - float(betaincinv(seen, n - seen + 1, tail)) if seen > 0 else 0.0
    return max(upper, lower)


def size_for_two_proportions(margin: float, p1: float, p2: float, *, confidence: float = 0.95) -> Precision:
    """n in each group = z^2 (p1 (1 - p1) + p2 (1 - p2)) / E^2 for their difference."""
    margin = share(margin, name="margin")
    p1, p2 = share(p1, name="p1", closed=True), share(p2, name="p2", closed=True)
    n0 = _z(confidence) ** 2 * (p1 * (1 - p1) + p2 * (1 - p2)) / margin**2
    return _answer(
        n0,
        margin,
        confidence,
        "z^2 (p1 q1 + p2 q2) / E^2, each group",
        "difference of proportions",
        spoken=_in_points(margin),
    )


def size_for_rate(margin: float, rate: float, *, confidence: float = 0.95) -> Precision:
    """Exposure = z^2 rate / E^2 for a Poisson rate."""
    margin, rate = positive(margin, name="margin"), positive(rate, name="rate")
    return _answer(_z(confidence) ** 2 * rate / margin**2, margin, confidence, "z^2 rate / E^2, Poisson", "rate")


def size_for_promoter_score(
    margin: float, promoters: float, detractors: float, *, confidence: float = 0.95, population: float | None = None
) -> Precision:
    """n = z^2 (P + D - (P - D)^2) / E^2; the margin in points (10 = ten points), P and D as shares."""
    up = share(promoters, name="share of promoters", closed=True)
    down = share(detractors, name="share of detractors", closed=True)
    if up + down > 1:
        raise StatisticsError("Promoters and detractors together can't be more than all answers; check the shares.")
    points = positive(margin, name="margin in points")
    n0 = _z(confidence) ** 2 * (up + down - (up - down) ** 2) / (points / 100) ** 2
    return _answer(
        finite_population(n0, population), points, confidence, "z^2 (P + D - (P - D)^2) / E^2", "promoter score"
    )


def margin_of_mean(n: float, sd: float, *, confidence: float = 0.95, population: float | None = None) -> float:
    """What n values tell about a mean: z sd / sqrt(n), times the finite population factor."""
    size = count(n, name="n", least=1)
    return _z(confidence) * positive(sd, name="sd") / math.sqrt(size) * _finite_factor(size, population)


def margin_of_proportion(
    n: float, p: float = 0.5, *, confidence: float = 0.95, population: float | None = None
) -> float:
    """What n units tell about a proportion: z sqrt(p (1 - p) / n), times the finite population factor."""
    size, p = count(n, name="n", least=1), share(p, name="proportion", closed=True)
    return _z(confidence) * math.sqrt(p * (1 - p) / size) * _finite_factor(size, population)


def invitations(n: float, response_rate: float) -> int:
    """How many to ask when only a share answers."""
    rate = share(response_rate, name="response rate", closed=True)
    if rate == 0:
        raise StatisticsError("With a response rate of 0 no number of invitations is enough.")
    return round_up(positive(n, name="n") / rate)


def size_for_sd(relative: float, *, confidence: float = 0.95) -> Precision:
    """n so that the upper chi-square bound of a standard deviation lies within ``relative`` above it."""
    from scipy.special import gammaincinv

    room = positive(relative, name="relative margin")
    tail = (1 - share(confidence, name="confidence")) / 2

    def enough(n: int) -> bool:
        half = (n - 1) / 2
        return math.sqrt(half / float(gammaincinv(half, tail))) <= 1 + room

    n = _smallest(enough, 2)
    return _answer(n, room, confidence, "upper chi-square bound of sd, relative", "standard deviation (relative)")


def size_for_capability(index: float, margin: float, *, confidence: float = 0.95) -> Precision:
    """n so that Bissell's interval of Cpk (Ppk) reaches ``margin`` either way: z sqrt(1/(9n) + c^2/(2(n-1))) <= E."""
    c, room, z = finite(index, name="index"), positive(margin, name="margin"), _z(confidence)
    n = _smallest(lambda n: z * math.sqrt(1 / (9 * n) + c * c / (2 * (n - 1))) <= room, 2)
    return _answer(n, room, confidence, f"Bissell interval at {c:g}", "index")


def size_for_kappa(margin: float, kappa: float, prevalence: float = 0.5, *, confidence: float = 0.95) -> Precision:
    """Items for kappa of two appraisers and two categories to within ``margin`` (Donner & Eliasziw 1992).

    Var = (1 - k) ((1 - k)(1 - 2k) + k (2 - k) / (2 p (1 - p))) / n: a rare category needs many more items.
    """
    room, p = positive(margin, name="margin"), share(prevalence, name="prevalence")
    k = finite(kappa, name="kappa")
    if not 0 <= k < 1:
        raise StatisticsError("The kappa to plan for lies between 0 and 1 (not 1 itself).")
    variance = (1 - k) * ((1 - k) * (1 - 2 * k) + k * (2 - k) / (2 * p * (1 - p)))
    n0 = _z(confidence) ** 2 * variance / room**2
    return _answer(n0, room, confidence, f"Donner & Eliasziw, prevalence {p:g}", "kappa")


def size_for_demonstration(least: float, *, failures: int = 0, confidence: float = 0.95) -> Precision:
    """Trials to show that the share of successes is at least ``least``, with at most ``failures`` seen.

    Without failures n = ln(1 - C) / ln(R) (success-run theorem); else the smallest n with
    P(failures or fewer | n, R) <= 1 - C. Serves agreement studies: all n items right shows that much agreement.
    """
    from scipy.special import bdtr

    goal, allowed = share(least, name="share to show"), count(failures, name="failures allowed")
    risk = 1 - share(confidence, name="confidence")
    n: float = math.log(risk) / math.log(goal)
    if allowed:
        n = _smallest(lambda size: float(bdtr(allowed, size, 1 - goal)) <= risk, allowed + 1)
    whole = max(1, round_up(n))
    sentence = (
        f"{whole} trials with at most {allowed} failures show that at least {percent(goal, 1)} succeed, at "
        f"{sure(confidence)} confidence."
    )
    return Precision(n, whole, 1 - goal, confidence, "binomial demonstration", sentence)
