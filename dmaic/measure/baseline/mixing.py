"""Did the value change because the work changed, or because other cases came? Two periods, stratifier by stratifier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import numpy as np

from dmaic.define.metrics import Direction
from dmaic.errors import StatisticsError
from dmaic.measure.baseline.context import Short
from dmaic.measure.baseline.speaking import Cases
from dmaic.measure.baseline.strata import stratifiers_of, words_of
from dmaic.measure.points import spoken
from dmaic.measure.staging import StagePlan
from dmaic.statistics.mix_shift import MixShift, Split, Stratum, StratumEffect, mix_shift
from dmaic.statistics.result import Statistic

FEWEST = 8
"""Readings that each period needs."""
_TRIFLE = 0.05
_HALF = 0.5
_NEAR_NOTHING = 0.25
"""Of the change: an interval whose near end is closer to 0 than this leaves the parts of the change open."""
_NAMED = 2
_ENDING = timedelta(days=3)


class Compare(StrEnum):
    """Which two periods are held against each other."""

    HALVES = "halves"
    MONTHS = "months"
    QUARTERS = "quarters"
    STAGES = "stages"

    @property
    def words(self) -> str:
        return {
            Compare.HALVES: "first half and second half of the period",
            Compare.MONTHS: "the last two whole months",
            Compare.QUARTERS: "the last two whole quarters",
            Compare.STAGES: "before and after the last stage began",
        }[self]


@dataclass(frozen=True, slots=True)
class Mix:
    """One stratifier: the change taken apart (three-part), told to a manager; a caution where the mix explains most."""

    name: str
    mix: float
    rate: Statistic
    interaction: float
    adjusted_after: float
    strata: tuple[StratumEffect, ...]
    sentence: str
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two periods with their values and the change between them; ``refused`` where they can't be compared."""

    compare: str
    first: str = ""
    second: str = ""
    before: Statistic | None = None
    after: Statistic | None = None
    change: Statistic | None = None
    is_clear: bool | None = None
    mixes: tuple[Mix, ...] = ()
    note: str = ""
    refused: str = ""

    @property
    def cautions(self) -> list[str]:
        return [one.caution for one in self.mixes if one.caution]


def compared(
    cases: Cases,
    compare: Compare,
    *,
    stages: Sequence[StagePlan] = (),
    confidence: float = 0.95,
    short: Short | None = None,
) -> Comparison | None:
    """The change between two periods split over each stratifier; None where no stratifier was recorded.

    The readings of the stretch in which an export holds quick tickets only are left out.
    """
    cases, left_out = _without(cases, short)
    names = stratifiers_of(cases)
    if not names:
        return None
    try:
        before, after = _periods(cases, compare, stages)
    except StatisticsError as refusal:
        return Comparison(compare.value, refused=str(refusal))
    for chosen, word in ((before, "first"), (after, "second")):
        count = int(chosen.sum())
        if count < FEWEST:
            return Comparison(
                compare.value,
                refused=f"The {word} period has {count} readings: {FEWEST} are needed to compare. Choose longer "
                f"ones. {left_out}".rstrip(),
            )
    told = [_mix(cases, name, (before, after), confidence) for name in names]
    shifts = [shift for shift, _ in told if shift is not None]
    if not shifts:
        return Comparison(compare.value, refused="In these two periods all cases are of one kind: there is no mix.")
    one = shifts[0]
    note = "" if cases.adds_up else "Shown for the mean: medians and percentiles can't be taken apart. "
    return Comparison(
        compare=compare.value,
        first=_called(cases, before),
        second=_called(cases, after),
        before=Statistic("Before", one.before, unit=cases.unit),
        after=Statistic("After", one.after, unit=cases.unit),
        change=Statistic(
            "Change", one.change, one.change_low, one.change_high, confidence, "normal", points(cases.unit)
        ),
        is_clear=one.is_clear,
        mixes=tuple(mix for _, mix in told if mix is not None),
        note=f"{note}{left_out}".strip(),
    )


def _without(cases: Cases, short: Short | None) -> tuple[Cases, str]:
    """The cases after the short stretch of an export, and the sentence that says which were left out and why."""
    if short is None or not len(cases) or not cases.readings.has_times:
        return cases, ""
    after = np.asarray(cases.readings.time.astype("datetime64[D]") >= np.datetime64(short.until, "D"))
    if after.all():
        return cases, ""
    return cases.kept(after), (
        f"{int((~after).sum())} readings before {spoken(short.until.isoformat())} are left out: the export begins on "
        f"{spoken(short.first.isoformat())}, and tickets created before it that ended in that stretch, the long ones, "
        "are missing."
    )


def _mix(cases: Cases, name: str, periods: tuple[Any, Any], confidence: float) -> tuple[MixShift | None, Mix | None]:
    before, after = periods
    words = words_of(cases, name)
    strata = []
    for word in sorted(set(words[before | after].tolist())):
        own = words == word
        strata.append(Stratum(word, cases.period(own & before), cases.period(own & after)))
    try:
        found = mix_shift(strata, split=Split.THREE_PART, confidence=confidence, unit=cases.unit)
    except StatisticsError:
        return None, None
    caution = ""
    if found.is_clear and not _is_loose(found):
        caution = _caution(found, name, cases.unit)
    return found, Mix(
        name,
        found.mix_effect,
        found.rate_effect,
        found.interaction,
        found.mix_adjusted_after,
        tuple(sorted(found.strata, key=lambda one: -one.share_after)),
        in_words(found, name, cases),
        caution,
    )


def _caution(found: MixShift, name: str, unit: str) -> str:
    """What must be known before the change is put down to the work; empty where it may be."""
    after = f"With the mix of before it would be {_amount(found.mix_adjusted_after, unit)} and not "
    after += f"{_amount(found.after, unit)}."
    if found.reversed:
        return (
            f"The change comes from the mix of {name} alone: within every group it went the other way. Compare like "
            f"with like. {after}"
        )
    if found.mostly_mix:
        return f"Most of the change comes from the mix of {name}, not from the work: compare like with like. {after}"
    share = (found.mix_effect + found.interaction) / found.change
    if max(found.mix_effect / found.change, share) > _HALF:
        return (
            f"How much of the change is the mix of {name} can't be told: {_signed(found.interaction, points(unit))} "
            "come from both together, for the groups whose share moved are those whose values moved. Compare group "
            "by group."
        )
    return ""


def _is_loose(found: MixShift) -> bool:
    """Whether the change is clear of chance but its interval all but touches 0, so that its parts say nothing."""
    if found.change_low is None or found.change_high is None:
        return False
    return min(abs(found.change_low), abs(found.change_high)) < _NEAR_NOTHING * abs(found.change)


def in_words(found: MixShift, name: str, cases: Cases) -> str:
    """Of the 3.1 h rise, 2.4 h come from another mix (more claims), 0.7 h from slower work."""
    if found.change == 0:
        return "The overall value did not change."
    unit = points(cases.unit)
    if found.is_clear is False:
        return f"Nothing to take apart: chance explains a change of {_signed(found.change, unit)}."
    if _is_loose(found):
        assert found.change_low is not None
        assert found.change_high is not None
        return (
            f"Too loosely known to take apart: the change of {_signed(found.change, unit)} may be anything from "
            f"{_signed(found.change_low, unit)} to {_signed(found.change_high, unit)}. Compare longer periods."
        )
    rose = found.change > 0
    size = _amount(abs(found.change), unit)
    what = "rise" if rose else "fall"
    rate = found.rate_effect.value or 0.0
    parts = [
        (found.mix_effect, f"another mix of {name}{_mover(found)}"),
        (rate, f"the work itself ({_worked(found, cases.direction)})"),
        (found.interaction, "both together"),
    ]
    big = [(amount, words) for amount, words in parts if abs(amount) >= _TRIFLE * abs(found.change)]
    if len(big) == 1:
        return f"Practically all of the {what} of {size} comes from {big[0][1]}."
    if all((amount > 0) == rose for amount, _ in big):
        said = ", ".join(
            f"{_amount(abs(amount), unit)} {'come' if at == 0 else ''} from {words}".replace("  ", " ")
            for at, (amount, words) in enumerate(big)
        )
        return f"Of the {what} of {size}, {said}."
    said = "; ".join(f"{_signed(amount, unit)} from {words}" for amount, words in big)
    against = " Every group itself went the other way." if found.reversed else ""
    return f"A {what} of {size}: {said}.{against}"


def points(unit: str) -> str:
    """The unit of a difference: of shares in per cent it is percentage points."""
    return "percentage points" if unit == "%" else unit


def _mover(found: MixShift) -> str:
    """The group whose share of the cases grew most."""
    top = max(found.strata, key=lambda one: one.share_after - one.share_before)
    if top.share_after - top.share_before < 0.005:
        return ""
    return f" (more “{top.name}”: {100 * top.share_before:.0f} % before, {100 * top.share_after:.0f} % after)"


def _worked(found: MixShift, direction: Direction) -> str:
    """How the groups with cases in both periods moved: each of them, only some, or some this way and some that."""
    moves = {
        one.name: one.value_after - one.value_before
        for one in found.strata
        if one.value_before is not None and one.value_after is not None
    }
    up, down = ("higher", "lower") if direction == Direction.TARGET else ("worse", "better")
    if direction == Direction.UP:
        up, down = down, up
    risen, fallen = ([name for name, by in moves.items() if sign * by > 0] for sign in (1, -1))
    both = [(names, word) for names, word in ((risen, up), (fallen, down)) if names]
    if len(both) == 1 and len(both[0][0]) == len(moves):
        return f"{both[0][1]} within each group"
    still = "" if len(risen) + len(fallen) == len(moves) else ", unchanged in the others"
    return ", ".join(f"{word} in {_listed(names)}" for names, word in both) + still


def _listed(names: Sequence[str]) -> str:
    if len(names) > _NAMED:
        return f"{len(names)} groups"
    return " and ".join(f"“{name}”" for name in names)


def _amount(value: float, unit: str) -> str:
    return f"{value:.3g} {unit}".rstrip() if abs(value) < 1000 else f"{value:,.0f} {unit}".rstrip()


def _signed(value: float, unit: str) -> str:
    return f"{'+' if value > 0 else '−'}{_amount(abs(value), unit)}"


def _periods(cases: Cases, compare: Compare, stages: Sequence[StagePlan]) -> tuple[Any, Any]:
    """The rows of the first and of the second period."""
    own = cases.readings
    if compare is Compare.STAGES:
        starts = [plan.start_seq for plan in stages if plan.start_seq > int(own.seq[0])]
        starts = [start for start in starts if start <= int(own.seq[-1])]
        if not starts:
            raise StatisticsError("Only one stage lies in these rows. Ask for all readings, or begin a stage.")
        return own.seq < starts[-1], own.seq >= starts[-1]
    if compare is Compare.HALVES:
        if not own.has_times:
            at = np.arange(len(own))
            return at < len(own) // 2, at >= len(own) // 2
        days = own.time.astype("datetime64[D]")
        middle = days.min() + (days.max() - days.min() + np.timedelta64(1, "D")) // 2
        return days < middle, days >= middle
    if not own.has_times:
        raise StatisticsError("Not every reading has a time, so there are no months. Compare the two halves.")
    return _calendar(own.time.astype("datetime64[M]").astype(np.int64), own.time, 1 if compare is Compare.MONTHS else 3)


def _calendar(months: Any, times: Any, length: int) -> tuple[Any, Any]:
    """The last two periods of so many months that are whole: the running one only where it is almost over."""
    last = int(months.max()) // length
    newest = date.fromisoformat(str(times.max().astype("datetime64[D]")))
    if _end_of((last + 1) * length) - newest > _ENDING:
        last -= 1
    keys = months // length
    before, after = keys == last - 1, keys == last
    if not before.any() or not after.any():
        what = "months" if length == 1 else "quarters"
        raise StatisticsError(f"There are no two whole {what} in these rows. Choose a longer period, or the halves.")
    return before, after


def _end_of(month: int) -> date:
    """The last day before a month, counted since 1970."""
    return date(1970 + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _called(cases: Cases, chosen: Any) -> str:
    own = cases.readings.kept(chosen)
    if own.has_times:
        first, last = (str(one.astype("datetime64[D]")) for one in (own.time.min(), own.time.max()))
        return f"{spoken(first)} to {spoken(last)}"
    return f"reading {int(own.seq[0]) + 1} to {int(own.seq[-1]) + 1}"
