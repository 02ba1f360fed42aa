"""What does a test say, in words? One result type for all tests: never a bare p value.

A verdict weighs the p value and the interval against a practical threshold. Its four codes are those of the
hypothesis log: *supports* (the effect is shown and, where a threshold was named, large enough by its estimate),
*below practical* (shown, but the whole interval is too small to matter), *null* (the interval rules out an effect that
matters) and *inconclusive* (everything else; absence of proof is not proof of absence).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import ClassVar

from dmaic.errors import StatisticsError
from dmaic.statistics.figures import figure, sure
from dmaic.statistics.result import Statistic


class Alternative(StrEnum):
    """Which way the claim goes."""

    TWO_SIDED = "two-sided"
    LESS = "less"
    GREATER = "greater"


class Conclusion(StrEnum):
    """What the evidence allows to say."""

    SUPPORTS = "supports"
    NULL = "null"
    BELOW_PRACTICAL = "below practical"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Terms:
    """How the question is put, fixed before looking: side, confidence, and the smallest effect that would matter.

    ``practical_threshold`` is positive, in the unit of the estimate; for ratios it is the ratio above 1 that would
    matter. alpha is 1 - confidence, so that test and interval never disagree.
    """

    alternative: Alternative = Alternative.TWO_SIDED
    confidence: float = 0.95
    practical_threshold: float | None = None
    unit: str = ""

    def __post_init__(self) -> None:
        if not 0.5 <= self.confidence < 1:
            raise StatisticsError(f"confidence is {self.confidence}; give a share from 0.5 to below 1, such as 0.95.")
        threshold = self.practical_threshold
        if threshold is not None and not (math.isfinite(threshold) and threshold > 0):
            raise StatisticsError("practical_threshold must be a positive number in the unit of the estimate.")

    @property
    def alpha(self) -> float:
        """The error rate of the test."""
        return 1.0 - self.confidence

    def undirected(self) -> Terms:
        """The same terms for a test that has no direction: chi-square, F, H."""
        return replace(self, alternative=Alternative.TWO_SIDED)

    @property
    def tail(self) -> float:
        """The share left out on each bounded side of an interval."""
        return self.alpha / 2 if self.alternative is Alternative.TWO_SIDED else self.alpha


DEFAULT = Terms()


@dataclass(frozen=True, slots=True)
class Check:
    """One assumption: what was looked at, what was seen, and whether it holds (None: the numbers can't tell)."""

    name: str
    result: str
    ok: bool | None


@dataclass(frozen=True, slots=True)
class TestResult:
    """A test with everything needed to read it.

    ``statistic`` with its ``df`` and ``p`` stand beside the ``estimate`` in the unit of the data and the unit-free
    ``effect``, each with its interval. ``conclusion`` and ``sentence`` say what may be concluded.
    """

    __test__: ClassVar[bool] = False  # pytest collects classes of this name otherwise

    question: str
    method: str
    alternative: Alternative
    statistic_name: str
    statistic: float
    df: tuple[float, ...]
    p: float
    estimate: Statistic | None
    effect: Statistic | None
    sizes: tuple[int, ...]
    assumptions: tuple[Check, ...]
    confidence: float
    practical_threshold: float | None
    conclusion: Conclusion
    sentence: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What a test would show, in words, and the number that the practical threshold is held against.

    ``shown`` is a sentence without full stop ("The mean of x differs from the mean of y"); ``open`` its counterpart
    when it is not shown. ``null`` is the value of no effect (0, or 1 for ratios).
    """

    shown: str
    open: str
    judged: Statistic | None = None
    null: float = 0.0
    ratio: bool = field(default=False, kw_only=True)


def verdict(
    *,
    question: str,
    method: str,
    statistic: tuple[str, float],
    df: Sequence[float],
    p: float,
    claim: Claim,
    sizes: Sequence[int],
    terms: Terms = DEFAULT,
    estimate: Statistic | None = None,
    effect: Statistic | None = None,
    assumptions: Sequence[Check] = (),
) -> TestResult:
    """Assemble a TestResult and draw its conclusion from p, interval and practical threshold."""
    conclusion, reading = _judge(p, claim, terms)
    name, value = statistic
    doubts = [check.name for check in assumptions if check.ok is False]
    warning = f" Read with care: {', '.join(doubts)} in doubt." if doubts else ""
    return TestResult(
        question=question,
        method=method,
        alternative=terms.alternative,
        statistic_name=name,
        statistic=value,
        df=tuple(float(d) for d in df),
        p=p,
        estimate=estimate,
        effect=effect,
        sizes=tuple(int(n) for n in sizes),
        assumptions=tuple(assumptions),
        confidence=terms.confidence,
        practical_threshold=terms.practical_threshold,
        conclusion=conclusion,
        sentence=f"{reading} ({method}, {p_words(p)}).{warning}",
    )


def p_words(p: float) -> str:
    """A p value as people write it."""
    if p < 0.0001:
        return "p < 0.0001"
    return f"p = {p:.2g}" if p < 0.1 else f"p = {p:.2f}"


def measured(statistic: Statistic) -> str:
    """An estimate with its interval, for a sentence."""
    if statistic.value is None:
        if statistic.low is None:
            return f"{statistic.name} not given"
        return f"{statistic.name} at least {figure(statistic.low, statistic.unit)}"
    text = f"{statistic.name} {figure(statistic.value, statistic.unit)}"
    if statistic.confidence is None or (statistic.low is None and statistic.high is None):
        return text
    level = sure(statistic.confidence)
    if statistic.low is None:
        return f"{text}, at most {figure(statistic.high or 0.0)} with {level} confidence"
    if statistic.high is None:
        return f"{text}, at least {figure(statistic.low)} with {level} confidence"
    return f"{text}, {level} interval {figure(statistic.low)} to {figure(statistic.high)}"


def _judge(p: float, claim: Claim, terms: Terms) -> tuple[Conclusion, str]:
    judged, threshold = claim.judged, terms.practical_threshold
    seen = f": {measured(judged)}" if judged is not None else ""
    shown = p <= terms.alpha
    if threshold is None or judged is None or judged.value is None:
        if shown:
            return Conclusion.SUPPORTS, f"{claim.shown}{seen}"
        return Conclusion.INCONCLUSIVE, f"{claim.open}{seen}; that is no proof of sameness"
    away, low, high = _distances(claim, judged)
    limit = math.log(threshold) if claim.ratio else threshold
    if claim.ratio and limit <= 0:
        raise StatisticsError("For a ratio practical_threshold must be above 1, such as 1.25 for a quarter more.")
    bar = figure(threshold, "" if claim.ratio else terms.unit)
    kind = "ratio" if claim.ratio else "difference"
    inside = low > -limit and high < limit
    if not shown:
        if inside:
            return Conclusion.NULL, f"No difference that matters{seen}, all within the practical threshold of {bar}"
        return Conclusion.INCONCLUSIVE, f"{claim.open}{seen}; a {kind} of {bar} is not ruled out"
    if inside:
        return (
            Conclusion.BELOW_PRACTICAL,
            f"{claim.shown}, but too little to matter{seen}, all within the practical threshold of {bar}",
        )
    if low >= limit or high <= -limit:
        return Conclusion.SUPPORTS, f"{claim.shown}, by more than the practical threshold of {bar}{seen}"
    if abs(away) >= limit:
        return (
            Conclusion.SUPPORTS,
            f"{claim.shown}{seen}; the estimate reaches the practical threshold of {bar}, smaller values stay possible",
        )
    return Conclusion.INCONCLUSIVE, f"{claim.shown}{seen}; whether it reaches the practical threshold of {bar} is open"


def _distances(claim: Claim, judged: Statistic) -> tuple[float, float, float]:
    """Estimate and bounds as distances from no effect; ratios on the log scale; an open side is infinite."""

    def away(value: float | None, otherwise: float) -> float:
        if value is None:
            return otherwise
        if not claim.ratio:
            return value - claim.null
        return math.log(value / claim.null) if value > 0 else -math.inf

    value = away(judged.value, math.nan)
    if judged.low is None and judged.high is None:
        return value, value, value
    return value, away(judged.low, -math.inf), away(judged.high, math.inf)
