"""Would two observers get the same number, and does another project mean something else by the same name?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dmaic import audit
from dmaic.define.metrics import DataType, Metric, MetricRole, metrics_of
from dmaic.projects.project import Project

EXAMPLES_NEEDED = 3
AGREEMENT_WANTED = 0.9
LABELS = {
    "name": "Name",
    "description": "In plain words",
    "unit": "Unit",
    "unit_of_analysis": "One observation is one …",
    "data_type": "Kind of data",
    "numerator": "What is counted or measured",
    "denominator": "Out of what",
    "inclusions": "Counted in",
    "exclusions": "Left out",
    "time_window": "Time window",
    "clock_rules": "Clock rules",
    "source_system": "Source system",
    "source_query": "Field or query",
    "owner_id": "Owner",
}
_BLANK = re.compile(r"\[[^\]]+\]")
_ALWAYS = (
    "description",
    "unit",
    "unit_of_analysis",
    "numerator",
    "inclusions",
    "exclusions",
    "time_window",
    "source_system",
    "source_query",
    "owner_id",
)
_POPULATION = (
    "data_type",
    "unit",
    "unit_of_analysis",
    "numerator",
    "denominator",
    "inclusions",
    "exclusions",
    "time_window",
    "clock_rules",
)


@dataclass(frozen=True, slots=True)
class Example:
    """One real record put to the definition: is it counted, and why?"""

    record: str
    counted: str
    why: str


@dataclass(frozen=True, slots=True)
class Collision:
    """The same name in another project, and in what its definition differs."""

    metric: Metric
    project: Project
    differs: tuple[str, ...]


def examples_of(metric: Metric) -> list[Example]:
    """The worked examples: one a line, its parts set off by semicolons (record; counted; why)."""
    examples = []
    for line in metric.worked_examples.splitlines():
        parts = [part.strip() for part in line.split(";", 2)]
        if any(parts):
            examples.append(Example(*parts, *[""] * (3 - len(parts))))
    return examples


def is_blank(text: str | None) -> bool:
    """Whether there is nothing yet, or a template's words in [brackets] that nobody has replaced."""
    return not (text or "").strip() or _BLANK.search(text or "") is not None


def real_examples_of(metric: Metric) -> list[Example]:
    """The worked examples from real records: those of a template stand in [brackets] and count for nothing."""
    return [one for one in examples_of(metric) if not _BLANK.search(f"{one.record} {one.counted} {one.why}")]


def gaps_of(metric: Metric) -> list[str]:
    """What the operational definition does not say yet, by label."""
    asked = (*_ALWAYS, "denominator") if metric.data_type in (DataType.PROPORTION, DataType.RATE) else _ALWAYS
    gaps = [LABELS[name] for name in asked if getattr(metric, name) in (None, "")]
    gaps += [
        f"{label}: replace what stands in [brackets]"
        for name, label in {**LABELS, "worked_examples": "Worked examples"}.items()
        if name != "owner_id" and _BLANK.search(str(getattr(metric, name) or ""))
    ]
    count = len(real_examples_of(metric))
    if count < EXAMPLES_NEEDED:
        gaps.append(f"{EXAMPLES_NEEDED - count} more worked example{'s' if EXAMPLES_NEEDED - count > 1 else ''}")
    return gaps


def agreement_of(metric: Metric) -> float | None:
    """The share of records on which two observers agreed; None where it was not tried."""
    if not metric.observers_n or metric.observers_agreed is None:
        return None
    return metric.observers_agreed / metric.observers_n


def cautions_of(session: Session, metric: Metric) -> list[str]:
    """What is allowed in this definition but should be thought about twice."""
    said = []
    share = agreement_of(metric)
    if share is not None and share < AGREEMENT_WANTED:
        said.append(
            f"Two observers agreed on {metric.observers_agreed} of {metric.observers_n} records. Sharpen the "
            "definition where they differed, then try again."
        )
    said += [
        f"{who} raised the opportunities from {old} to {new}: DPMO fell by that alone. Don't compare it with earlier "
        "figures; compare defects per unit."
        for who, old, new in raised_opportunities(session, metric)
    ]
    if metric.is_counted and metric.opportunities > 1:
        said.append(
            f"With {metric.opportunities} opportunities a unit, DPMO is {metric.opportunities} times smaller than "
            "defects per million units. Show defects per unit beside it."
        )
    if metric.data_type == DataType.ORDINAL and metric.specification == (None, None):
        said.append(
            "Name the top box: set the lower limit to the rating from which on an answer counts as good (4 of 5)."
        )
    if metric.data_type == DataType.TIME_BETWEEN and not metric.lower_is_boundary:
        said.append("Time can't fall below zero: tick “the lower limit is a natural boundary” and set it to 0.")
    return said


def raised_opportunities(session: Session, metric: Metric) -> list[tuple[str, int, int]]:
    """Each time somebody raised the opportunities per unit: who, from, to."""
    kind = Metric.__tablename__
    entries = audit.entries_of(session, chain=metric.project_id, kind=kind, object_id=metric.id, limit=200)
    moves = [(entry.who, entry.changes["opportunities"]) for entry in entries if "opportunities" in entry.changes]
    return [(who, old, new) for who, (old, new) in moves if old is not None and new > old]


def collisions_of(session: Session, metric: Metric) -> list[Collision]:
    """Other projects that use this name for another population or another kind of data."""
    same_name = func.lower(func.trim(Metric.name)) == metric.name.strip().lower()
    query = (
        select(Metric, Project)
        .join(Project, Project.id == Metric.project_id)
        .where(same_name, Metric.project_id != metric.project_id)
        .order_by(Metric.id)
    )
    found = []
    for other, project in session.execute(query):
        differs = differs_from(metric, other)
        if differs:
            found.append(Collision(other, project, differs))
    return found


def differs_from(metric: Metric, other: Metric) -> tuple[str, ...]:
    """In what two definitions speak of different things, by label; empty where they agree."""
    return tuple(LABELS[name] for name in _POPULATION if _said(metric, name) != _said(other, name))


def _said(metric: Metric, name: str) -> str:
    return " ".join(str(getattr(metric, name) or "").casefold().split())


def registry_remarks(session: Session, project: Project) -> list[str]:
    """What the list of a project's metrics as a whole lacks."""
    metrics = metrics_of(session, project)
    primary = [metric for metric in metrics if metric.role == MetricRole.PRIMARY]
    said = []
    if metrics and not primary:
        said.append("No metric is the primary Y yet: the one that the goal speaks of.")
    if len(primary) > 1:
        names = ", ".join(metric.name for metric in primary)
        said.append(f"{len(primary)} metrics are primary ({names}). A project moves one; make the others secondary.")
    return said
