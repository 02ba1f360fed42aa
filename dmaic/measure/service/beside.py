"""What stands beside a service metric before it is trusted? Open tickets, rhythm, mix, the vital few, answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from dmaic.charts.text import thousands
from dmaic.define.metrics import DataType
from dmaic.errors import StatisticsError
from dmaic.measure.service.calendars import DAY, Flags, Floats, Wholes
from dmaic.measure.service.columns import NO_WORD, Coded
from dmaic.measure.service.fields import Field, Rows
from dmaic.measure.service.measures import Grain, Measure
from dmaic.measure.service.observing import Observed, durations
from dmaic.measure.service.observing.base import days_of
from dmaic.measure.service.observing.counted import wrong_of
from dmaic.measure.service.periods import Figures
from dmaic.measure.service.tickets import Tickets
from dmaic.statistics.intervals import wilson
from dmaic.statistics.mix_shift import MixShift, Period, Stratum, mix_shift
from dmaic.statistics.pareto import Pareto, flatness_of_amounts, pareto
from dmaic.statistics.promoter_score import promoter_statistic, score_of_counts
from dmaic.statistics.rank_tests import mann_whitney
from dmaic.statistics.result import State, Statistic
from dmaic.statistics.seasonality import Rhythm, Seasonality, seasonality
from dmaic.statistics.survival import kaplan_meier

MOST_CASES = 20_000
FEW_DAYS = 28
NONE = "(not given)"
NOTABLE = 0.25
"""The part of a change from which on another mix is worth a word."""
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Resolution times with the open tickets in them: how many wait, and the median with and without them."""

    tickets: int
    open: int
    closed_only: float | None
    with_open: Statistic
    ninety: Statistic
    looked_at: int
    sentence: str


def waiting(tickets: Tickets, *, minus_paused: bool = True) -> Waiting | None:
    """The median time to resolution of all tickets (Kaplan-Meier) beside that of the closed ones, in hours.

    Above 20,000 tickets every k-th is looked at, and times are rounded to three digits. None without any time.
    """
    if tickets.rows not in (Rows.TICKETS, Rows.EVENTS):
        return None
    spent, done = durations(tickets, minus_paused=minus_paused)
    fine = (spent >= 0) & (tickets.moments(Field.CREATED) >= tickets.begin)
    spent, done, lost = spent[fine] / 3_600, done[fine], int(tickets.is_lost[fine].sum())
    if not spent.size or not done.any():
        return None
    every = -(-spent.size // MOST_CASES)
    times, flags = _three_digits(spent[::every]), done[::every]
    found = kaplan_meier(times, flags.tolist())
    closed = float(np.median(spent[done]))
    still = int((~done).sum()) - lost
    median, ninety = found.quantiles
    said = f"{thousands(still)} of {thousands(spent.size)} tickets are still open."
    if lost:
        were = "1 more was" if lost == 1 else f"{thousands(lost)} more were"
        said += f" {were} open when last seen, in a file that ends earlier, and count until then."
    if median.value is not None and still + lost:
        said += (
            f" Half of all tickets are resolved after {median.value:.3g} h; of the closed ones alone {closed:.3g} h."
        )
    hours = [Statistic(**{**_plain(one), "unit": "h"}) for one in (median, ninety)]
    return Waiting(spent.size, still, closed, hours[0], hours[1], times.size, said)


def _three_digits(hours: Floats) -> Floats:
    safe = np.maximum(hours, 1e-6)
    scale = 10 ** (np.floor(np.log10(safe)) - 2)
    return np.asarray(np.round(safe / scale) * scale)


def _plain(one: Statistic) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Statistic.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Arrivals:
    """When contacts come: a count for each weekday (Monday first) and hour, and whether the weekdays differ."""

    counts: tuple[tuple[int, ...], ...]
    busiest: str
    rhythm: Seasonality | None
    sentence: str


def arrivals(tickets: Tickets) -> Arrivals:
    """The profile of arrivals on the desk's own clock."""
    walls = tickets.walls(tickets.moments(Field.CREATED))
    days, hours = walls // DAY, walls % DAY // 3_600
    weekdays = (days + 3) % 7
    counts = np.zeros((7, 24), dtype=np.int64)
    np.add.at(counts, (weekdays, hours), 1)
    day, hour = np.unravel_index(int(counts.argmax()), counts.shape)
    busiest = f"{_WEEKDAYS[int(day)]} {int(hour):02d}:00"
    rhythm = None
    said = f"Most contacts come on {busiest}."
    begins, ends = days_of(tickets)
    whole = np.arange(begins, ends, dtype=np.int64)  # a day without a contact is one of them
    if min(whole.size, days.size) >= FEW_DAYS:
        inside = days[(days >= begins) & (days < ends)] - begins
        rhythm = _weekday_rhythm(whole * DAY, np.bincount(inside, minlength=whole.size).astype(float))
        said += "" if rhythm is None else f" {rhythm.sentence}"
    return Arrivals(tuple(tuple(row) for row in counts.tolist()), busiest, rhythm, said)


def rhythm_of(figures: Figures) -> Seasonality | None:
    """Whether readings of days have a rhythm of weekdays; single ones by their mean a day. None for too few."""
    if figures.grain not in (Grain.DAY, Grain.EACH):
        return None
    values = figures.value
    if values is None:
        assert figures.defects is not None
        values = figures.defects if figures.size is None else figures.defects / figures.size
    days, where = np.unique(figures.wall // DAY, return_inverse=True)
    if days.size < FEW_DAYS:
        return None
    return _weekday_rhythm(days * DAY, np.bincount(where, weights=values) / np.bincount(where))


def _weekday_rhythm(walls: Wholes, values: Floats) -> Seasonality | None:
    names = [_WEEKDAYS[one] for one in ((walls // DAY + 3) % 7).tolist()]
    try:
        return seasonality(values, names, rhythm=Rhythm.WEEKDAY.value)
    except StatisticsError:
        return None


def mix(observed: Observed, words: Coded, *, split: int) -> MixShift | None:
    """Did the result change between two periods because of the work, or because other cases came?

    ``split`` is the first day of the second period (since 1970). Shares for counted measures, means for measured ones.
    None where a period is empty or all cases are of one kind.
    """
    codes = words.codes[observed.row]
    after = observed.day >= split
    if observed.given_by is not None:
        return _mix_of_counts(observed, words, after)
    figures = observed.value if observed.value is not None else observed.defects
    if figures is None or not after.any() or after.all():
        return None
    strata = []
    for code in np.unique(codes).tolist():
        own = codes == code
        periods = [_period(figures[own & side], counted=observed.value is None) for side in (~after, after)]
        name = NONE if code == NO_WORD else words.words[code]
        strata.append(Stratum(name, periods[0], periods[1]))
    if len(strata) < 2:
        return None
    try:
        return mix_shift(strata)
    except StatisticsError:
        return None


def mix_in_words(shift: MixShift | None, measure: Measure) -> str:
    """What another mix of cases did to a change that is clear, in the measure's unit; empty where little.

    Chance is not taken apart: without a clear change there is nothing to explain (the baseline's rule).
    """
    if shift is None or not shift.is_clear:
        return ""
    if not shift.reversed and abs(shift.mix_effect) < NOTABLE * abs(shift.change):
        return ""
    share = measure.data_type == DataType.PROPORTION
    factor, unit = (100.0, "percentage points") if share else (1.0, measure.unit)
    change, low, high, mixed, rate = (
        f"{round(factor * (one or 0.0), 9) + 0.0:+.3g}"
        for one in (shift.change, shift.change_low, shift.change_high, shift.mix_effect, shift.rate_effect.value)
    )
    said = (
        f"from the first half of the days to the second it changed by {change} {unit} (95 % interval {low} to {high}): "
        f"{mixed} through another mix of cases, {rate} within each kind."
    )
    return f"{said} Every kind by itself went the other way." if shift.reversed else said


def _mix_of_counts(observed: Observed, words: Coded, after: Flags) -> MixShift | None:
    """The same for counts that were added up elsewhere: every row weighs as many cases as it counts."""
    codes = words.codes[observed.row]
    if observed.defects is None or observed.size is None or not after.any() or after.all():
        return None
    strata = []
    for code in np.unique(codes).tolist():
        periods = []
        for side in (~after, after):
            own = (codes == code) & side
            cases, bad = int(observed.size[own].sum()), float(observed.defects[own].sum())
            periods.append(Period(cases, bad / cases, bad / cases * (1 - bad / cases)) if cases else Period(0, None))
        strata.append(Stratum(NONE if code == NO_WORD else words.words[code], periods[0], periods[1]))
    try:
        return mix_shift(strata) if len(strata) > 1 else None
    except StatisticsError:
        return None


def _period(figures: Floats, *, counted: bool) -> Period:
    if not figures.size:
        return Period(0, None)
    mean = float(figures.mean())
    variance = mean * (1 - mean) if counted else float(figures.var())
    return Period(int(figures.size), mean, variance)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Categories by one amount, and within the first of them."""

    by: str
    unit: str
    first: Pareto
    leader: str
    second: Pareto | None


def ranked(
    tickets: Tickets, by: Field, within: Field | None = None, *, measure: str = "count", minus_paused: bool = True
) -> Ranked | None:
    """Which categories take most tickets, hours of resolution (*time*) or money (*cost*)?
    Of counts by period: which have most cases that went wrong (*wrong*)?

    The leading category is ranked again by its second level. None without two categories or any amount.
    """
    words = tickets.words(by)
    amounts = _amounts(tickets, measure, minus_paused=minus_paused)
    found = _pareto(words, amounts, measure)
    if found is None or len(found.rows) < 2:
        return None
    leader = found.rows[0].category
    second = None
    if within is not None and tickets.has(within):
        code = NO_WORD if leader == NONE else words.words.index(leader)
        own = words.codes == code
        second = _pareto(tickets.words(within).kept(own), amounts[own], measure)
        second = second if second is not None and len(second.rows) > 1 else None
    unit = {"count": "tickets", "time": "hours", "cost": "", "wrong": "cases"}[measure]
    return Ranked(measure, unit, found, leader, second)


def _amounts(tickets: Tickets, measure: str, *, minus_paused: bool) -> Floats:
    if measure == "wrong":
        return np.maximum(np.nan_to_num(wrong_of(tickets)), 0.0)
    if measure == "count":
        return np.ones(len(tickets))
    if measure == "time":
        spent, done = durations(tickets, minus_paused=minus_paused)
        return np.where(done & (spent > 0), spent / 3_600, 0.0)
    return np.maximum(np.nan_to_num(tickets.numbers(Field.COST)), 0.0)


def _pareto(words: Coded, amounts: Floats, measure: str) -> Pareto | None:
    totals = np.bincount(words.codes + 1, weights=amounts, minlength=len(words.words) + 1)
    names = [NONE, *words.words]
    kept: Mapping[str, float] = {name: float(total) for name, total in zip(names, totals, strict=True) if total > 0}
    if not kept:
        return None
    few = sorted(kept.values(), reverse=True)
    share = few[9] / sum(few) if len(few) > 10 else 0.0
    if measure in ("count", "wrong"):
        return pareto(kept, measure="count", other_below=min(1.0, share))
    flat = flatness_of_amounts(kept.values(), float(np.square(amounts).sum())) if len(kept) > 1 else None
    return pareto(kept, measure=measure, other_below=min(1.0, share), test=flat)


def answered(tickets: Tickets, *, least: float | None = None) -> list[Statistic]:
    """NPS where answers run to 10, the share satisfied where a limit is given; with interval, n and response rate."""
    scores = tickets.numbers(Field.SCORE)
    given = scores[np.isfinite(scores)]
    if not given.size:
        return []
    found = []
    invited = float(scores.size) if tickets.rows == Rows.ANSWERS else None
    if given.max() > 7 and given.min() >= 0 and given.max() <= 10:
        up, down = int((given >= 9).sum()), int((given <= 6).sum())
        score = score_of_counts(up, given.size - up - down, down, invited=invited)
        found.append(promoter_statistic(score))
    if least is not None:
        good = int((given >= least).sum())
        bounds = wilson(good, given.size)
        who = "tickets carry an answer" if invited is None else "invited answered"
        note = f"{given.size} of {scores.size} {who} ({100 * given.size / scores.size:.3g} %)."
        state = State.CAUTION if given.size < 30 else State.SHOWN
        low, high = (None if one is None else 100 * one for one in (bounds.low, bounds.high))
        which = "good answers" if least == 1 and given.max() <= 1 else f"answers of {least:g} or more"
        method = f"share of {which}, n = {given.size}; Wilson"
        name = "Satisfied (CSAT)"
        found.append(Statistic(name, 100 * good / given.size, low, high, 0.95, method, "%", state, note))
    return found


def moved(values: Floats, *, good: str) -> int:
    """Whether the second half of a series is better (1) or worse (-1) than the first beyond chance, else 0.

    Mann-Whitney at 5 %; ``good`` is where good lies: lower, higher.
    """
    half = values.size // 2
    if half < 6:
        return 0
    try:
        test = mann_whitney(values[-half:], values[:half])
    except StatisticsError:
        return 0
    if test.p > 0.05:
        return 0
    before, after = ((float(np.median(part)), float(part.mean())) for part in (values[:half], values[-half:]))
    rose = after > before  # by the median, and by the mean where the medians agree
    return 1 if rose == (good == "higher") else -1
