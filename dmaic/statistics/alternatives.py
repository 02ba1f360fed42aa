"""Which way does the claim go? One- and two-sided p values and intervals from the two tails."""

from __future__ import annotations

from collections.abc import Callable

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import share
from dmaic.statistics.intervals import Interval

ALTERNATIVES = ("two-sided", "less", "greater")
# How R and Python write it.
SPELLINGS = {"two.sided": "two-sided", "two_sided": "two-sided"}


def checked_alternative(alternative: str) -> str:
    """One of two-sided, less, greater; R's spellings are understood."""
    word = SPELLINGS.get(alternative, alternative)
    if word not in ALTERNATIVES:
        raise StatisticsError(f"The alternative must be one of {', '.join(ALTERNATIVES)}; {alternative!r} is not.")
    return word


def directed_p(lower_tail: float, upper_tail: float, alternative: str) -> float:
    """The p value from the probabilities of a statistic this low and this high; two-sided doubles the smaller."""
    if alternative == "less":
        return lower_tail
    if alternative == "greater":
        return upper_tail
    return min(1.0, 2 * min(lower_tail, upper_tail))


def directed_interval(
    interval_at: Callable[[float], Interval],
    confidence: float,
    alternative: str,
    *,
    floor: float | None,
    ceiling: float | None,
) -> Interval:
    """A two-sided interval, or the one-sided bound that belongs to a one-sided claim (the other end is the range's)."""
    confidence = share(confidence, name="confidence")
    if alternative == "two-sided":
        return interval_at(confidence)
    if confidence <= 0.5:
        raise StatisticsError("A one-sided bound needs a confidence above 0.5.")
    both = interval_at(2 * confidence - 1)
    low, high = (both.low, ceiling) if alternative == "greater" else (floor, both.high)
    return Interval(low, high, confidence, f"{both.method}, one-sided")
