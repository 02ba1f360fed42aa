"""What will be better, by how much and by when?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import floor, log10

from dmaic.charts.text import called
from dmaic.define.charter.fields import Ask


class GoalDirection(StrEnum):
    """Which way the metric is to move."""

    DECREASE = "decrease"
    INCREASE = "increase"
    HIT = "hit target"


class BaselineStatus(StrEnum):
    """How well the baseline is known. Only Measure signs one."""

    ESTIMATED = "estimated"
    MEASURED = "measured"
    SIGNED = "signed"


_VERBS = {
    GoalDirection.DECREASE: "Cut {name} from {baseline} to {target} by {by}",
    GoalDirection.INCREASE: "Raise {name} from {baseline} to {target} by {by}",
    GoalDirection.HIT: "Bring {name} from {baseline} to its target of {target} by {by}",
}


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal that says what, by how much and by when.

    ``baseline`` is the signed one where Measure handed it back, else the charter's; ``charter_baseline`` is always
    what the charter was written with.
    """

    metric_name: str
    metric_id: int | None
    unit: str
    direction: GoalDirection
    baseline: float
    baseline_status: BaselineStatus
    target: float
    by: date
    charter_baseline: float
    baseline_study_id: int | None = None

    @property
    def in_words(self) -> str:
        """Cut median resolution time from 52 h to 24 h by 30 Jun 2027."""
        return _VERBS[self.direction].format(
            name=inside_sentence(self.metric_name),
            baseline=amount(self.baseline_shown, self.unit),
            target=amount(self.target, self.unit),
            by=day(self.by),
        )

    @property
    def baseline_shown(self) -> float:
        """A signed baseline to four digits, as it is spoken of, and to as many as tell it from the target; one typed
        into the charter as it was typed."""
        if self.baseline_study_id is None or not self.baseline:
            return self.baseline
        apart = floor(log10(abs(self.baseline))) - floor(log10(abs(self.gap))) + 2 if self.gap else 0
        return float(f"{self.baseline:.{max(4, apart)}g}")

    @property
    def gap(self) -> float:
        """Target less baseline, in the metric's unit."""
        return self.target - self.baseline

    @property
    def relative_change(self) -> float | None:
        """The gap as a share of the baseline; None where the baseline is zero."""
        return self.gap / abs(self.baseline) if self.baseline else None

    def reached_by(self, value: float) -> bool:
        """Whether this level meets the target. A target to hit is met only exactly: judge it by its limits."""
        if self.direction == GoalDirection.DECREASE:
            return value <= self.target
        if self.direction == GoalDirection.INCREASE:
            return value >= self.target
        return value == self.target


def goal_asks(
    *,
    metric_name: str,
    direction: GoalDirection | None,
    baseline: float | None,
    status: BaselineStatus | None,
    target: float | None,
    by: date | None,
    unit: str,
    start_on: date,
) -> list[Ask]:
    """What is missing or wrong before the goal says what, by how much and by when."""
    asks = []
    if not metric_name:
        asks.append(Ask("goal_metric_id", "Say what: choose the metric, or name it until it is defined."))
    if direction is None:
        asks.append(Ask("goal_direction", "Say which way: decrease, increase or hit the target."))
    if baseline is None:
        asks.append(Ask("goal_baseline", "Say from where: give the baseline, an estimate if it is not measured yet."))
    if status is None:
        asks.append(Ask("goal_baseline_status", "Say how well the baseline is known: estimated or measured."))
    if target is None:
        asks.append(Ask("goal_target", "Say by how much: give the target."))
    if by is None:
        asks.append(Ask("goal_by", "Say by when: give the date."))
    elif by <= start_on:
        asks.append(Ask("goal_by", f"The goal's date {day(by)} is not after the project's start {day(start_on)}."))
    if direction is not None and baseline is not None and target is not None:
        wrong = wrong_side(direction, baseline, target, unit)
        asks.extend([Ask("goal_target", wrong)] if wrong else [])
    return asks


def wrong_side(direction: GoalDirection, baseline: float, target: float, unit: str = "") -> str:
    """Why the target is not on the side of the baseline to which the goal points; empty where it is."""
    if target == baseline:
        return f"The baseline already is the target, {amount(target, unit)}. Say what is to change."
    if direction == GoalDirection.DECREASE and target > baseline:
        return _contradiction(target, baseline, unit, "above", "decrease")
    if direction == GoalDirection.INCREASE and target < baseline:
        return _contradiction(target, baseline, unit, "below", "increase")
    return ""


def _contradiction(target: float, baseline: float, unit: str, side: str, word: str) -> str:
    return (
        f"The target {amount(target, unit)} lies {side} the baseline {amount(baseline, unit)}, but the goal says "
        f"{word}. Change one of them."
    )


def amount(value: float, unit: str = "") -> str:
    """A number with its unit as people read it: 52 h, −0.4 mm, 12\u202f500 EUR."""
    text = f"{value:,.10g}".replace(",", "\u202f").replace("-", "−")
    return f"{text} {unit}" if unit else text


def day(value: date) -> str:
    """30 Jun 2027."""
    return called(value)


def inside_sentence(name: str) -> str:
    """A name as it stands inside a sentence: Median time becomes median time, AHT stays AHT."""
    return name[:1].lower() + name[1:] if name[1:2].islower() or name[1:2] == " " else name
