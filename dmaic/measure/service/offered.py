"""What does a measure say before anybody adopts it? A figure with its interval, and what it rests on."""

from __future__ import annotations

import numpy as np

from dmaic.define.metrics import DataType
from dmaic.measure.service.calendars import Floats
from dmaic.measure.service.defining import natural_limits
from dmaic.measure.service.measures import Measure
from dmaic.measure.service.observing.base import Combined, Observed
from dmaic.statistics.intervals import poisson_exact, wilson
from dmaic.statistics.promoter_score import promoter_statistic, score_of_counts
from dmaic.statistics.rank_k_sample import median_interval
from dmaic.statistics.summary import describe

CONFIDENCE = 0.95


def offered_in_words(found: Observed, measure: Measure) -> str:
    """The figure of all observations that are decided, with 95 % bounds and n; empty where nothing was found.

    Shares after Wilson, rates after Poisson, medians by order statistics, means after Student, scores of promoters by
    their own. No bounds where days stand on the days before (a backlog) or cases were added up elsewhere.
    """
    leaning = found.given_by is not None or measure.name in ("backlog", "backlog_age", "shrinkage")
    if measure.data_type == DataType.COUNT:
        return _a_day(found, leaning=leaning)
    if found.value is None:
        return _counted(found, measure, leaning=leaning)
    if measure.name == "nps":
        up, down = int((found.value > 0).sum()), int((found.value < 0).sum())
        score = promoter_statistic(score_of_counts(up, len(found) - up - down, down))
        return f"{score.value:+.0f} points{_bounds(score.low, score.high, '+.0f')}, {_many(len(found))} answers"
    if found.combined in (Combined.MEAN, Combined.RATIO):
        mean = describe(found.value)
        value = mean.mean
        if found.combined == Combined.RATIO and found.size is not None:
            value = float(found.value.sum() / found.size.sum())
        lowest, least = natural_limits(measure)[0], mean.mean_low
        low = least if least is None or lowest is None else max(least, lowest)
        bounds = "" if leaning else _bounds(low, mean.mean_high, ".3g")
        return f"mean {value:.3g} {measure.unit}{bounds}, {_rests_on(measure, len(found))}"
    middle = median_interval(found.value, CONFIDENCE)
    return f"median {middle.value:.3g} {measure.unit}{_bounds(middle.low, middle.high, '.3g')}, n {_many(len(found))}"


def _a_day(found: Observed, *, leaning: bool) -> str:
    days = max(1, found.ends - found.begins)
    if leaning or len(found) == 0:
        count = float(len(found) if found.defects is None else found.defects.sum())
        return f"{count / days:.3g} a day, {_many(days)} days"
    inside = found.day[(found.day >= found.begins) & (found.day < found.ends)] - found.begins
    daily: Floats = np.bincount(inside, minlength=days).astype(float)
    mean = describe(daily)
    low = None if mean.mean_low is None else max(mean.mean_low, 0.0)
    return f"{mean.mean:.3g} a day{_bounds(low, mean.mean_high, '.3g')}, {_many(days)} days"


def _counted(found: Observed, measure: Measure, *, leaning: bool) -> str:
    assert found.defects is not None
    assert found.size is not None
    events, units = float(found.defects.sum()), float(found.size.sum())
    if not units or (measure.name == "complaints" and not events):
        return ""  # no contact says any of the words
    if measure.data_type == DataType.PROPORTION:
        many = _rests_on(measure, len(found) if measure.name == "backlog_age" else units)
        if leaning:
            return f"{100 * events / units:.3g} %, {many}"
        seen = wilson(events, units)
        low, high = (None if one is None else 100 * one for one in (seen.low, seen.high))
        return f"{100 * events / units:.3g} %{_bounds(low, high, '.3g')}, {many}"
    rate = poisson_exact(events, units)
    return f"{events / units:.3g} {measure.unit}{_bounds(rate.low, rate.high, '.3g')}, {_many(events)} events"


def _rests_on(measure: Measure, count: float) -> str:
    return f"{_many(count)} days" if measure.name.startswith("backlog") else f"n {_many(count)}"


def _bounds(low: float | None, high: float | None, shape: str) -> str:
    return "" if low is None or high is None else f" ({low:{shape}} to {high:{shape}})"


def _many(count: float) -> str:
    return f"{count:,.0f}".replace(",", "\u202f")
