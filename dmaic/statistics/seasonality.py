"""Is there a rhythm of weekdays, hours or months in the values? Profile, and whether chance explains it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, sample
from dmaic.statistics.figures import figure
from dmaic.statistics.k_sample import anova
from dmaic.statistics.moments import moments
from dmaic.statistics.rank_k_sample import kruskal_wallis, median_interval
from dmaic.statistics.result import Statistic
from dmaic.statistics.verdict import DEFAULT, Terms, TestResult, p_words


class Rhythm(StrEnum):
    """The cycle that is looked for."""

    HOUR = "hour"
    WEEKDAY = "weekday"
    MONTH = "month"


_NAMES = {
    Rhythm.HOUR: tuple(f"{hour:02d}" for hour in range(24)),
    Rhythm.WEEKDAY: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    Rhythm.MONTH: ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


@dataclass(frozen=True, slots=True)
class Season:
    """One part of the cycle: ``index`` is its mean over the overall mean (None when that is 0)."""

    name: str
    n: int
    mean: float
    median: Statistic
    index: float | None


@dataclass(frozen=True, slots=True)
class Seasonality:
    """The profile over the cycle with Fisher's F and Kruskal-Wallis' H of the question whether the parts differ."""

    rhythm: str
    profile: tuple[Season, ...]
    f_test: TestResult | None
    rank_test: TestResult
    f_refused: str
    sentence: str


def seasons_of(moments_in_time: Sequence[str | datetime], rhythm: Rhythm) -> tuple[str, ...]:
    """The name of the hour, weekday or month of each moment, read on the clock as it was written."""
    names = []
    for row, moment in enumerate(moments_in_time):
        try:
            at = moment if isinstance(moment, datetime) else datetime.fromisoformat(str(moment))
        except ValueError:
            raise StatisticsError(
                f"Row {row + 1} holds {moment!r}, which is no date. Write it as 2026-03-31 or 2026-03-31T14:05."
            ) from None
        position = {Rhythm.HOUR: at.hour, Rhythm.WEEKDAY: at.weekday(), Rhythm.MONTH: at.month - 1}[rhythm]
        names.append(_NAMES[rhythm][position])
    return tuple(names)


def seasonality(values: Any, seasons: Sequence[str], *, rhythm: str = "season", terms: Terms = DEFAULT) -> Seasonality:
    """Do the values differ between the parts of a cycle?

    One-way ANOVA (Fisher) and Kruskal-Wallis over the seasons, in the calendar's order where the names are known. A
    trend or a shift in the series can feign a rhythm and a real rhythm makes control charts signal: chart the values
    of one season, or their distances from it. Needs 2 seasons and more values than seasons.
    """
    data = sample(values, least=3)
    if len(seasons) != data.size:
        raise StatisticsError(f"There are {data.size} values and {len(seasons)} seasons. Give one for each.")
    groups = _in_order(data, [str(season) for season in seasons])
    if len(groups) < 2:
        raise StatisticsError("All values fall into one season. Collect at least two parts of the cycle.")
    overall = moments(data).mean
    profile = []
    for name, group in groups.items():
        mean = moments(group).mean
        index = mean / overall if overall != 0 else None
        profile.append(Season(name, group.size, mean, median_interval(group, terms.confidence, terms.unit), index))
    names = list(groups)
    rank_test = kruskal_wallis(list(groups.values()), names=names, terms=terms)
    f_test, refused = None, ""
    try:
        f_test = anova(list(groups.values()), names=names, terms=terms)
    except StatisticsError as refusal:
        refused = str(refusal)
    return Seasonality(rhythm, tuple(profile), f_test, rank_test, refused, _sentence(profile, rank_test, rhythm, terms))


def _in_order(data: Floats, seasons: Sequence[str]) -> dict[str, Floats]:
    calendar = {name: (cycle, i) for cycle, names in enumerate(_NAMES.values()) for i, name in enumerate(names)}
    found = sorted(set(seasons), key=lambda name: (*calendar.get(name, (len(_NAMES), 0)), name))
    labels = np.array(seasons)
    return {name: data[labels == name] for name in found}


def _sentence(profile: Sequence[Season], test: TestResult, rhythm: str, terms: Terms) -> str:
    top, bottom = max(profile, key=lambda s: s.mean), min(profile, key=lambda s: s.mean)
    span = (
        f"the mean runs from {figure(bottom.mean, terms.unit)} ({bottom.name}) to "
        f"{figure(top.mean, terms.unit)} ({top.name})"
    )
    if test.p <= terms.alpha:
        return f"There is a rhythm by {rhythm}: {span} (Kruskal-Wallis {p_words(test.p)})."
    return f"No rhythm by {rhythm} is shown: {span}, which chance explains (Kruskal-Wallis {p_words(test.p)})."
