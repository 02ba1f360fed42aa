"""What is told of one project? Everything people would have typed into it, as plain values.

Days are counted back from today (a day to come is negative), so that the demo never grows old. What a story leaves
empty was not done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Rows = Sequence[dict[str, Any]]
Steps = Sequence[tuple[int, float]]
"""A level, told by the days ago from which on each value holds."""


@dataclass(frozen=True, slots=True)
class Data:
    """How the readings of the primary metric came about, and which file brought which of them.

    ``shape`` is measured, subgroups, shares or rates; ``level`` what the process does from how many days ago on and
    ``spread`` its standard deviation. ``drift`` lets a share move from period to period by itself (overdispersion).
    ``special`` sets single readings (by position) to another value; with a reason they are excluded. ``baseline_until``
    (days ago) ends the baseline's file; ``changed`` is when the new process began, ``stage`` the name of its limits;
    ``live`` readings at the end were typed in by hand. Each of ``strata`` is a column's name, what its words follow
    (hour, week) and the words.
    """

    shape: str
    every: str
    since: int
    columns: Sequence[str]
    file: str
    level: Steps
    baseline_until: int
    seed: int = 1
    until: int = 1
    spread: Steps = ()
    digits: int = 2
    size: int = 5
    hours: Sequence[int] = ()
    sizes: Sequence[int] = ()
    drift: float = 0.0
    special: Rows = ()
    kind: str = ""
    changed: int | None = None
    change: str = ""
    stage: str = ""
    stage_reason: str = ""
    live: int = 0
    strata: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """One project.

    ``gates`` are the days on which gates were passed; ``next_gate`` is the review that is agreed, ``submitted`` the day
    on which the present gate was submitted and waits, ``returned`` and ``held`` a day and a comment.
    ``brought`` are the pieces of the template that the team took over when the project was opened.
    """

    title: str
    process: str
    unit: str
    site: str
    lead: str
    start: int
    target: int
    charter: dict[str, Any]
    metric: dict[str, Any] = field(default_factory=dict)
    ctq: dict[str, Any] = field(default_factory=dict)
    template: str = ""
    brought: Sequence[str] = ()
    currency: str = "EUR"
    gates: Sequence[int] = ()
    next_gate: int | None = None
    submitted: int | None = None
    returned: Sequence[Any] = ()
    held: Sequence[Any] = ()
    signed: bool = True
    sipoc: Sequence[Sequence[str]] = ()
    counters: Rows = ()
    voices: Rows = ()
    stakeholders: Rows = ()
    messages: Rows = ()
    benefits: Rows = ()
    risks: Rows = ()
    data: Data | None = None
    collection: Rows = ()
    process_map: dict[str, Any] = field(default_factory=dict)
    gage: dict[str, Any] = field(default_factory=dict)
    causes: Rows = ()
    whys: Rows = ()
    pareto: Rows = ()
    solutions: Rows = ()
    pilots: Rows = ()
    actions: Rows = ()
    plan: Rows = ()
    reactions: Rows = ()
    documents: Rows = ()
    handover: Rows = ()
    audits: Rows = ()
    lessons: Rows = ()
