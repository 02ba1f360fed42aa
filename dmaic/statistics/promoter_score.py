"""How large is the net promoter score, and is its change more than noise?

NPS = promoters - detractors in points of a hundred; its variance is (P + D - (P - D)^2) / n. A survey of 90 answers
carries about 15 points either way, so that most month-to-month changes are noise.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import count, sample, share
from dmaic.statistics.figures import entered, percent
from dmaic.statistics.intervals import exact_upper_bound
from dmaic.statistics.result import State, Statistic

HUNDRED = 100.0
FEW = 30
LOW_RESPONSE = 0.3


@dataclass(frozen=True, slots=True)
class PromoterScore:
    """A score in points with its interval. Shares are fractions; ``standard_error`` is in points."""

    n: int
    promoters: float
    passives: float
    detractors: float
    score: float
    standard_error: float
    low: float
    high: float
    confidence: float
    method: str
    response_rate: float | None
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """Second score minus first, in points."""

    difference: float
    low: float
    high: float
    z: float
    p: float
    confidence: float
    sentence: str


def _z_of(confidence: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + share(confidence, name="confidence") / 2))


def score_of_shares(
    promoters: float,
    detractors: float,
    n: float,
    *,
    confidence: float = 0.95,
    invited: float | None = None,
) -> PromoterScore:
    """The score of reported shares (0.60 promoters, 0.14 detractors, n answers)."""
    up = share(promoters, name="share of promoters", closed=True)
    down = share(detractors, name="share of detractors", closed=True)
    size = count(n, name="number of answers", least=1)
    if up + down > 1 + 1e-9:
        raise StatisticsError("Promoters and detractors together can't be more than all answers; check the shares.")
    score, z = up - down, _z_of(confidence)
    error = math.sqrt(max(0.0, up + down - score**2) / size)
    low, high, method = max(-1.0, score - z * error), min(1.0, score + z * error), "normal, multinomial variance"
    if error == 0:
        # All in one group: the normal interval has no width. As many as the exact bound allows may be at the far end.
        far = exact_upper_bound(0, size, confidence=confidence).high or 0.0
        ends = {1.0: (1 - 2 * far, 1.0), -1.0: (-1.0, 2 * far - 1)}.get(score, (-far, far))
        low, high, method = ends[0], ends[1], "exact bound, all answers in one group"
    cautions: list[str] = []
    if size < FEW:
        cautions.append(f"{size} answers: the interval is rough below {FEW}.")
    rate = None
    if invited is not None:
        asked = count(invited, name="number invited", least=1)
        if asked < size:
            raise StatisticsError(f"{size} answers from {asked} invited can't be; check both.")
        rate = size / asked
        if rate < LOW_RESPONSE:
            cautions.append(
                f"Response rate {percent(rate)}: who answers may differ from who stays silent; the interval does not "
                "hold that error."
            )
    return PromoterScore(
        n=size,
        promoters=up,
        passives=max(0.0, 1 - up - down),
        detractors=down,
        score=HUNDRED * score,
        standard_error=HUNDRED * error,
        low=HUNDRED * low,
        high=HUNDRED * high,
        confidence=confidence,
        method=method,
        response_rate=rate,
        cautions=tuple(cautions),
    )


def score_of_counts(
    promoters: float,
    passives: float,
    detractors: float,
    *,
    confidence: float = 0.95,
    invited: float | None = None,
) -> PromoterScore:
    """The score of counted answers."""
    up, middle, down = (
        count(value, name=name)
        for value, name in ((promoters, "promoters"), (passives, "passives"), (detractors, "detractors"))
    )
    total = up + middle + down
    if total == 0:
        raise StatisticsError("There are no answers; a score needs at least one.")
    return score_of_shares(up / total, down / total, total, confidence=confidence, invited=invited)


def score_of_answers(
    answers: Iterable[float], *, confidence: float = 0.95, invited: float | None = None
) -> PromoterScore:
    """The score of single answers on the scale 0 .. 10: 9 and 10 promote, 0 to 6 detract."""
    given = sample(answers, name="the answers", least=1)
    wrong = [value for value in given.tolist() if not 0 <= value <= 10 or value != int(value)]
    if wrong:
        raise StatisticsError(f"Answers are whole numbers from 0 to 10; {entered(float(wrong[0]))} is not.")
    up, down = int((given >= 9).sum()), int((given <= 6).sum())
    return score_of_counts(up, given.size - up - down, down, confidence=confidence, invited=invited)


def change_of_score(before: PromoterScore, after: PromoterScore) -> ScoreChange:
    """Is the change from one survey to the next more than noise? Independent answers, normal approximation."""
    error = math.hypot(before.standard_error, after.standard_error)
    if error == 0:
        raise StatisticsError("In both surveys all answers fall in one group; there is no spread to judge a change by.")
    difference, z_c = after.score - before.score, _z_of(before.confidence)
    z = difference / error
    low, high = difference - z_c * error, difference + z_c * error
    seen = "more than noise" if low > 0 or high < 0 else "within noise"
    sentence = (
        f"NPS {before.score:.0f} to {after.score:.0f}: a change of {difference:+.0f} points "
        f"({low:+.0f} to {high:+.0f}) is {seen}."
    )
    return ScoreChange(difference, low, high, z, math.erfc(abs(z) / math.sqrt(2)), before.confidence, sentence)


def promoter_statistic(found: PromoterScore) -> Statistic:
    """The score as a page shows it."""
    state = State.CAUTION if found.cautions else State.SHOWN
    return Statistic(
        "NPS",
        found.score,
        found.low,
        found.high,
        found.confidence,
        f"promoters - detractors, n = {found.n}; {found.method}",
        "points",
        state,
        " ".join(found.cautions),
    )
