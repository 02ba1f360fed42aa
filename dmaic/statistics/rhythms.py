"""Which rhythms of the calendar are real: hours, weekdays, months? Profiles tested together, or withheld with reason.

Readings are gathered into cells first (one value an hour of a day, a day, a month): many cases of one day share that
day's fate, and taking each as a witness of its own would find a rhythm in every large file.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, mean_of, sample
from dmaic.statistics.distributions import t_quantile
from dmaic.statistics.figures import figure
from dmaic.statistics.multiplicity import holm
from dmaic.statistics.rank_k_sample import kruskal_wallis, median_interval
from dmaic.statistics.result import Statistic, withheld
from dmaic.statistics.seasonality import Rhythm, Season
from dmaic.statistics.verdict import DEFAULT, Terms, TestResult, p_words

FEWEST_CELLS = {Rhythm.HOUR: 5, Rhythm.WEEKDAY: 5, Rhythm.MONTH: 2}
"""So many days (months: years) stand behind each part of a cycle that is compared; chi-square wants five."""
FEWEST_MONTHS = 24
NOTABLE = 0.04
"""The least adjusted epsilon squared that is called a rhythm: weaker ones explain under 4 % of the ranks' variance."""
_SPARSE_DAYS = 3

_HOURS = tuple(f"{hour:02d}" for hour in range(24))
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONG_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_CELLS = {Rhythm.HOUR: "days", Rhythm.WEEKDAY: "days", Rhythm.MONTH: "years"}
Keys = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Profile:
    """One cycle: its parts, and whether they differ beyond chance after Holm's correction over all cycles looked at.

    ``withheld`` is the reason where nothing is compared; then there is no figure. ``left_out`` names parts with too
    few cells. ``effect`` is the adjusted epsilon squared (H - k + 1) / (n - k), which is 0 on average where there is no
    rhythm. ``peak`` is the part that lies farthest from the others, ``lift`` its mean over theirs less 1, or its mean
    less theirs in the unit where a ratio makes no sense; withheld where its interval does not tell the side. ``real``
    asks for p <= alpha and an effect of at least NOTABLE.
    """

    rhythm: Rhythm
    profile: tuple[Season, ...] = ()
    cells: int = 0
    statistic: float | None = None
    df: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    effect: Statistic | None = None
    real: bool = False
    peak: str = ""
    lift: Statistic | None = None
    left_out: tuple[str, ...] = ()
    withheld: str = ""
    sentence: str = ""


def rhythms(values: Any, at: Any, *, weights: Any = None, terms: Terms = DEFAULT) -> tuple[Profile, ...]:
    """The profiles by hour, weekday and month of these moments, with Kruskal-Wallis and Holm over those tested.

    ``at`` are moments (datetime64 or ISO text) on the clock that matters; ``weights`` are the units behind each value
    (sizes of shares and rates), 1 each where they are None. A cell's value is the weighted mean of its readings.
    Raises StatisticsError where values and moments do not match.
    """
    data = sample(values, least=3)
    moments = _moments(at)
    weight = np.ones(data.size) if weights is None else sample(weights, "the weights", least=3)
    if not data.size == moments.size == weight.size:
        raise StatisticsError(f"There are {data.size} values and {moments.size} moments. Give one for each.")
    if np.any(weight <= 0):
        raise StatisticsError("Every weight must be above 0: leave readings of which nothing was looked at out.")
    found = [_profile(data, moments, weight, rhythm, terms) for rhythm in Rhythm]
    tested = [at for at, one in enumerate(found) if one.p is not None]
    if tested:
        for place, p in zip(tested, holm([found[at].p for at in tested]).tolist(), strict=True):
            found[place] = _judged(found[place], p, terms, len(tested))
    return tuple(found)


def _moments(at: Any) -> NDArray[np.datetime64]:
    try:
        moments = np.asarray(at, dtype="datetime64[us]")
    except (ValueError, TypeError):
        raise StatisticsError("A moment is no date. Write all as 2026-03-31 or 2026-03-31T14:05.") from None
    if moments.ndim != 1 or bool(np.isnat(moments).any()):
        raise StatisticsError("Every value needs its moment. Leave out the ones without, or give their time.")
    return moments


def _profile(data: Floats, moments: NDArray[np.datetime64], weight: Floats, rhythm: Rhythm, terms: Terms) -> Profile:
    keys, season = _cells(moments, rhythm)
    why = _unfit(keys, season, moments, rhythm)
    if why:
        return Profile(rhythm, withheld=why)
    cell, first, where = np.unique(keys, return_index=True, return_inverse=True)
    means = np.bincount(where, weights=data * weight) / np.bincount(where, weights=weight)
    parts = season[first]
    names = _names(rhythm)
    counts = np.bincount(parts, minlength=len(names))
    fewest = FEWEST_CELLS[rhythm]
    few = [names[part] for part in np.flatnonzero((counts > 0) & (counts < fewest)).tolist()]
    kept = counts[parts] >= fewest
    if np.unique(parts[kept]).size < 2:
        unit = "years" if rhythm is Rhythm.MONTH else "days"
        return Profile(
            rhythm,
            cells=cell.size,
            left_out=tuple(few),
            withheld=f"Fewer than two {rhythm.value}s have {fewest} {unit} behind them. Collect for longer.",
        )
    try:
        groups = {names[part]: means[kept & (parts == part)] for part in np.unique(parts[kept]).tolist()}
        test = kruskal_wallis(list(groups.values()), names=list(groups), terms=terms)
    except StatisticsError as refusal:
        return Profile(rhythm, cells=int(kept.sum()), left_out=tuple(few), withheld=str(refusal))
    profile = _seasons(groups, float(means[kept].mean()), terms)
    peak = _peak(profile)
    return Profile(
        rhythm,
        profile,
        int(kept.sum()),
        test.statistic,
        test.df[0],
        test.p,
        effect=_adjusted(test, int(kept.sum()), len(groups)),
        peak=peak,
        lift=_lift(groups, peak, terms),
        left_out=tuple(few),
    )


def _seasons(groups: Mapping[str, Floats], overall: float, terms: Terms) -> tuple[Season, ...]:
    """The parts of a cycle with their means and medians."""
    found = []
    for name, own in groups.items():
        mean = mean_of(own)
        middle = median_interval(own, terms.confidence, terms.unit)
        found.append(Season(name, own.size, mean, middle, mean / overall if overall else None))
    return tuple(found)


def _cells(moments: NDArray[np.datetime64], rhythm: Rhythm) -> tuple[Keys, Keys]:
    """The cell of each moment (one number each), and its part of the cycle from 0 on."""
    days = moments.astype("datetime64[D]").astype(np.int64)
    if rhythm is Rhythm.HOUR:
        hours = moments.astype("datetime64[h]").astype(np.int64)
        return hours, hours % 24
    if rhythm is Rhythm.WEEKDAY:
        return days, (days + 3) % 7
    months = moments.astype("datetime64[M]").astype(np.int64)
    return months, months % 12


def _unfit(keys: Keys, season: Keys, moments: NDArray[np.datetime64], rhythm: Rhythm) -> str:
    """Why these moments say nothing about this cycle; empty where they may."""
    days = np.unique(moments.astype("datetime64[D]").astype(np.int64))
    if rhythm is Rhythm.HOUR:
        if bool((moments.astype(np.int64) % 86_400_000_000 == 0).all()):
            return "The readings carry a day and no clock."
        return "All readings fall into one hour of the day." if np.unique(season).size < 2 else ""
    if rhythm is Rhythm.WEEKDAY:
        if np.unique(season).size < 2:
            return f"All readings fall on {_LONG_DAYS[int(season[0])]}."
        if days.size > 1 and float(np.median(np.diff(days))) > _SPARSE_DAYS:
            return "Readings come too seldom (more than three days apart) to compare weekdays."
        return ""
    months = np.unique(keys).size
    if months < FEWEST_MONTHS:
        return (
            f"{months} month{'' if months == 1 else 's'} of data: with less than two whole years "
            f"({FEWEST_MONTHS} months) a trend can't be told from a season."
        )
    return ""


def _names(rhythm: Rhythm) -> tuple[str, ...]:
    return {Rhythm.HOUR: _HOURS, Rhythm.WEEKDAY: _DAYS, Rhythm.MONTH: _MONTHS}[rhythm]


def _adjusted(test: TestResult, n: int, k: int) -> Statistic | None:
    """Epsilon squared less what chance alone gives it: (H - k + 1) / (n - k), at least 0 (Tomczak & Tomczak 2014)."""
    if test.effect is None or test.effect.value is None or n <= k:
        return test.effect
    value = max(0.0, (test.statistic - k + 1) / (n - k))
    low = None if test.effect.low is None else min(test.effect.low, value)
    return replace(test.effect, name="adjusted epsilon squared", value=value, low=low)


def _peak(profile: Sequence[Season]) -> str:
    """The part whose mean lies farthest from the mean of the others."""
    total, cells = sum(one.mean * one.n for one in profile), sum(one.n for one in profile)
    rest = {one.name: (total - one.mean * one.n) / (cells - one.n) for one in profile}
    return max(profile, key=lambda one: abs(one.mean - rest[one.name])).name


def _lift(groups: Mapping[str, Floats], peak: str, terms: Terms) -> Statistic:
    """How far the peak lies from the others, with an interval that holds though it was picked from all parts.

    Ratio of means less 1 on the log scale, or the difference of means: delta method, Student's t with Welch's degrees
    of freedom, at 1 - alpha / k for the k parts it was picked from. The others keep the weights they come with.
    """
    own = groups[peak]
    others = [one for name, one in groups.items() if name != peak]
    cells = sum(one.size for one in others)
    mean, rest = mean_of(own), sum(mean_of(one) * one.size for one in others) / cells
    ratio = mean > 0 and rest > 0 and all(float(one.min()) >= 0 for one in groups.values())
    parts = [(_variance(own) / own.size / (mean**2 if ratio else 1), own.size - 1)]
    parts += [
        ((one.size / cells) ** 2 * _variance(one) / one.size / (rest**2 if ratio else 1), one.size - 1)
        for one in others
    ]
    name, unit = ("ratio of means less 1", "") if ratio else ("difference of means", terms.unit)
    error = sum(part for part, _ in parts)
    if error <= 0:
        return withheld(name, "Its cells do not scatter at all, so no interval can be given.", unit=unit)
    df = error**2 / sum(part**2 / rank for part, rank in parts if rank > 0)
    reach = t_quantile(1 - (1 - terms.confidence) / 2 / len(groups), df) * math.sqrt(error)
    middle = math.log(mean / rest) if ratio else mean - rest
    if abs(middle) <= reach:
        return withheld(name, "Its interval does not tell whether it is higher or lower.", unit=unit)
    ends = [middle, middle - reach, middle + reach]
    value, low, high = [math.expm1(end) for end in ends] if ratio else ends
    method = f"delta method with Welch's t, picked from {len(groups)}"
    return Statistic(name, value, low, high, terms.confidence, method, unit)


def _variance(own: Floats) -> float:
    return float(own.var(ddof=1)) if own.size > 1 else 0.0


def _judged(one: Profile, p_adjusted: float, terms: Terms, tested: int) -> Profile:
    effect = one.effect.value if one.effect is not None and one.effect.value is not None else 0.0
    real = p_adjusted <= terms.alpha and effect >= NOTABLE
    holm_words = f", after Holm over {tested} profiles" if tested > 1 else ""
    test = f"Kruskal-Wallis {p_words(p_adjusted)}{holm_words}; {100 * effect:.0f} % of the variance of the ranks"
    if real:
        said = f"{said_of(one, terms.unit)} ({test})."
    elif p_adjusted <= terms.alpha:
        said = f"The {one.rhythm.value}s differ a little, too little to matter ({test})."
    else:
        said = f"No rhythm by {one.rhythm.value} is shown ({test})."
    return replace(one, p_adjusted=p_adjusted, real=real, sentence=said)


def said_of(one: Profile, unit: str = "") -> str:
    """The largest departure as people say it: Mondays are 40 % higher than the other weekdays."""
    at = _names(one.rhythm).index(one.peak)
    subject = {
        Rhythm.HOUR: f"Readings stamped {one.peak}:00 to {one.peak}:59 are",
        Rhythm.WEEKDAY: f"{_LONG_DAYS[at % 7]} are",
        Rhythm.MONTH: f"{_LONG_MONTHS[at % 12]} is",
    }[one.rhythm]
    others = "those of the other hours" if one.rhythm is Rhythm.HOUR else f"the other {one.rhythm.value}s"
    lift = one.lift
    if lift is None or lift.value is None or lift.low is None or lift.high is None:
        return f"{subject} farthest from {others}; by how much is not clear from so few {_CELLS[one.rhythm]}"
    low, high = sorted((abs(lift.low), abs(lift.high)))
    if lift.name.startswith("ratio"):
        amount, reach = f"{abs(100 * lift.value):.0f} %", f"{100 * low:.0f} % to {100 * high:.0f} %"
    else:
        amount, reach = figure(abs(lift.value), unit), f"{figure(low)} to {figure(high, unit)}"
    side = "higher" if lift.value > 0 else "lower"
    return f"{subject} {amount} {side} than {others} ({100 * (lift.confidence or 0):.3g} % interval {reach})"
