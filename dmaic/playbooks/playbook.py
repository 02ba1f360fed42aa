"""What does a template hold? Plain values, as its file tells them.

What stands in [brackets] is to be replaced by the team. The words inside are believable ones: without their brackets
they are those of the filled example.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dmaic.analyze.causes import CauseFamily
from dmaic.define.charter import Side
from dmaic.define.charter.fields import LABELS, SECTIONS
from dmaic.define.metrics import MetricRole

PRIMARY = "primary"
"""The key of a template's primary metric."""
_BRACKETS = re.compile(r"\[([^\[\]]+)\]")


def filled(text: str) -> str:
    """The text with what stands in brackets taken as it is."""
    return _BRACKETS.sub(r"\1", text)


@dataclass(frozen=True, slots=True)
class MetricWords:
    """A metric as the form of the registry takes it, less code and owner; ``why`` it belongs here.

    A counter metric also says on which side of its tolerance it has to stay; the tolerance is the team's.
    """

    key: str
    role: MetricRole
    values: Mapping[str, Any]
    why: str
    side: Side | None = None

    @property
    def name(self) -> str:
        return str(self.values["name"])


@dataclass(frozen=True, slots=True)
class Stratifier:
    """Something to split by, and why it may differ there."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A line of the collection plan for one of the template's metrics, and the reason for it."""

    metric: str
    values: Mapping[str, Any]
    reason: str

    @property
    def question(self) -> str:
        return str(self.values["question"])


@dataclass(frozen=True, slots=True)
class LikelyCause:
    """An opinion until somebody has looked: what it could be, how it would work, and where to look."""

    name: str
    family: CauseFamily
    how: str
    look: str


@dataclass(frozen=True, slots=True)
class Group:
    """One stratum of the example's data: its level, its scatter, and how many a period (from, to)."""

    word: str
    level: float
    sizes: Sequence[int]
    spread: float = 0.0


@dataclass(frozen=True, slots=True)
class Odd:
    """A period in which something else went on: its level, and why it does not count."""

    period: int
    level: float
    reason: str


@dataclass(frozen=True, slots=True)
class Series:
    """How the example's readings are drawn from a seed.

    ``shape``: times (``level`` is the median, ``spread`` the standard deviation of the logarithm), shares (``level``
    defective out of ``sizes``), rates (``level`` events a unit over ``sizes`` units) or samples (normal values in
    subgroups of ``sizes``). ``drift`` is the standard deviation by which the level moves from period to period.
    """

    shape: str
    seed: int
    first: date
    every: str
    periods: int
    groups: Sequence[Group]
    stratum: str = ""
    drift: float = 0.0
    digits: int = 1
    kind: str = ""
    grouping: str = "auto"
    figure: str = "auto"
    odd: Sequence[Odd] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A project filled in: its facts and people, what the charter adds to the words, and how its data are drawn.

    ``charter`` and ``metric`` stand on top of the template's own words without their brackets; ``tolerances`` are
    those of the counter metrics by key.
    """

    facts: Mapping[str, Any]
    people: Mapping[str, str]
    charter: Mapping[str, Any]
    tolerances: Mapping[str, float]
    milestones: Sequence[tuple[str, date]]
    series: Series
    metric: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Playbook:
    """One template with everything it brings. ``measure`` names the ready service measure of the same definition."""

    key: str
    title: str
    line: str
    home: str
    choose: str
    instead: str
    charter: Mapping[str, Any]
    metrics: Sequence[MetricWords]
    stratifiers: Sequence[Stratifier]
    plan: Sequence[PlanLine]
    causes: Sequence[LikelyCause]
    chart: str
    chart_why: str
    traps: Sequence[str]
    example: Example
    measure: str = ""

    @property
    def primary(self) -> MetricWords:
        return self.metrics[0]

    @property
    def secondary(self) -> list[MetricWords]:
        return [one for one in self.metrics if one.role == MetricRole.SECONDARY]

    @property
    def counters(self) -> list[MetricWords]:
        return [one for one in self.metrics if one.role == MetricRole.COUNTER]

    def metric(self, key: str) -> MetricWords:
        return next(one for one in self.metrics if one.key == key)

    @property
    def wording(self) -> list[tuple[str, str, str]]:
        """The charter's fields that it has words for, in the order of the charter: name, label, words."""
        named = {"goal_metric": "goal_metric_name"}  # named here, chosen from the registry later
        fields = [(named.get(name, name), LABELS[name]) for _, names in SECTIONS for name in names]
        return [(name, label, str(self.charter[name])) for name, label in fields if name in self.charter]

    @property
    def brings(self) -> str:
        """What comes with it, in one line."""
        return (
            f"{len(self.charter)} fields of charter wording, {len(self.metrics)} metrics, {len(self.stratifiers)} "
            f"stratifiers, {len(self.plan)} lines of a collection plan, {len(self.causes)} causes to look for, a "
            "filled example"
        )
