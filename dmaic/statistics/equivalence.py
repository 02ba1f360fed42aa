"""Are two means close enough to call them the same? Two one-sided tests against margins set beforehand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import sample
from dmaic.statistics.distributions import t_quantile, t_tail
from dmaic.statistics.figures import figure
from dmaic.statistics.moments import from_origin, mean_difference, moments
from dmaic.statistics.result import Statistic
from dmaic.statistics.samples import pairs
from dmaic.statistics.two_sample import Spread, standard_error
from dmaic.statistics.verdict import Conclusion, measured, p_words


class Comparison(StrEnum):
    """What is compared: a mean with a target, two independent means, or pairs."""

    ONE_SAMPLE = "one-sample"
    WELCH = "welch"
    POOLED = "pooled"
    PAIRED = "paired"


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Two one-sided t tests (TOST). ``p`` is the larger of both; a side without margin has None.

    The interval of ``difference`` has confidence 1 - 2 alpha: it lies inside the margins exactly when both tests
    reject. With one margin this is a test of non-inferiority (low) or non-superiority (high).
    """

    method: str
    difference: Statistic
    low_margin: float | None
    high_margin: float | None
    df: float
    t_low: float | None
    p_low: float | None
    t_high: float | None
    p_high: float | None
    p: float
    alpha: float
    equivalent: bool
    conclusion: Conclusion
    sentence: str


def equivalence(
    x: Any,
    y: Any | None = None,
    *,
    low_margin: float | None,
    high_margin: float | None,
    comparison: Comparison = Comparison.WELCH,
    mu0: float = 0.0,
    alpha: float = 0.05,
    unit: str = "",
    names: tuple[str, str] = ("x", "y"),
) -> Equivalence:
    """Is mean x - mean y (or mean x - ``mu0``, or the mean of the paired differences) inside the margins?

    Schuirmann (1987): t_low = (d - low)/se against d <= low, t_high = (d - high)/se against d >= high; equivalent when
    both reject at ``alpha``. Margins are differences in the unit of the data and must be fixed before looking.
    """
    if low_margin is None and high_margin is None:
        raise StatisticsError("Give at least one margin: the largest difference that would not matter.")
    if low_margin is not None and high_margin is not None and not low_margin < high_margin:
        raise StatisticsError("The low margin must lie below the high margin, such as -2 and 2.")
    if not 0 < alpha < 0.5:
        raise StatisticsError("alpha must lie between 0 and 0.5, such as 0.05.")
    difference, error, df = _difference(x, y, comparison, mu0, names)
    reach = t_quantile(1 - alpha, df) * error
    seen = Statistic(
        "difference", difference, difference - reach, difference + reach, 1 - 2 * alpha, "t, 1 - 2 alpha", unit
    )
    t_low = None if low_margin is None else (difference - low_margin) / error
    t_high = None if high_margin is None else (difference - high_margin) / error
    p_low = None if t_low is None else t_tail(t_low, df)
    p_high = None if t_high is None else t_tail(-t_high, df)
    p = max(value for value in (p_low, p_high) if value is not None)
    conclusion, sentence = _read(seen, low_margin, high_margin, p, alpha)
    return Equivalence(
        method=f"two one-sided t tests, {comparison.value}",
        difference=seen,
        low_margin=low_margin,
        high_margin=high_margin,
        df=df,
        t_low=t_low,
        p_low=p_low,
        t_high=t_high,
        p_high=p_high,
        p=p,
        alpha=alpha,
        equivalent=conclusion is Conclusion.SUPPORTS,
        conclusion=conclusion,
        sentence=sentence,
    )


def _difference(
    x: Any, y: Any | None, comparison: Comparison, mu0: float, names: tuple[str, str]
) -> tuple[float, float, float]:
    """Difference, its standard error and degrees of freedom."""
    if comparison in {Comparison.WELCH, Comparison.POOLED}:
        first, second = sample(x, names[0], least=2), sample(y if y is not None else [], names[1], least=2)
        a, b = moments(first), moments(second)
        if a.ss == 0 and b.ss == 0:
            raise StatisticsError("All values within each sample are equal. Without spread no t test.")
        error, df = standard_error(a, b, Spread(comparison.value))
        return mean_difference(first, second), error, df
    if comparison is Comparison.PAIRED:
        left, right = pairs(x, y if y is not None else [], names)
        found = moments(left - right)
    else:
        found = moments(from_origin(sample(x, names[0], least=2), mu0))
    if found.ss == 0:
        raise StatisticsError("All differences are equal. Without spread no t test.")
    return found.mean, found.sd / math.sqrt(found.n), found.n - 1.0


def _read(
    seen: Statistic, low_margin: float | None, high_margin: float | None, p: float, alpha: float
) -> tuple[Conclusion, str]:
    low = -math.inf if low_margin is None else low_margin
    high = math.inf if high_margin is None else high_margin
    if low_margin is not None and high_margin is not None:
        bar = f"the margins {figure(low)} to {figure(high)}"
    else:
        bar = f"the margin {figure(low if low_margin is not None else high)}"
    assert seen.low is not None
    assert seen.high is not None
    if p <= alpha:
        return Conclusion.SUPPORTS, f"Close enough: {measured(seen)}, within {bar} ({p_words(p)})."
    if seen.low >= high or seen.high <= low:
        return Conclusion.NULL, f"Not equivalent: {measured(seen)}, wholly outside {bar} ({p_words(p)})."
    return (
        Conclusion.INCONCLUSIVE,
        f"Equivalence is not shown: {measured(seen)} reaches beyond {bar} ({p_words(p)}). More data would tell.",
    )
