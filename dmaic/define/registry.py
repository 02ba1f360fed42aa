"""Which metrics are there across all projects, how well are they defined, and which of them can be taken over?

A definition is worth more the oftener it is used: it is begun from another project's where there is one. What was tried
on that project's own records (worked examples, two observers) and what its customer asks for (limits) stays there.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from dmaic.define.definitions import agreement_of, differs_from, gaps_of, real_examples_of
from dmaic.define.metrics import Metric
from dmaic.errors import NotFound
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Member, Project, can

MOST = 100
TAKEN_OVER = (
    "name",
    "description",
    "data_type",
    "unit",
    "unit_of_analysis",
    "direction",
    "opportunities",
    "shift",
    "numerator",
    "denominator",
    "inclusions",
    "exclusions",
    "time_window",
    "clock_rules",
    "source_system",
    "source_query",
    "refresh",
    "final_after_days",
    "stratifiers",
    "limitations",
)
"""What a definition is made of; a boundary that nature sets comes with it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A metric of some project: what its definition lacks, and what others mean by its name.

    ``agreement`` is the share on which two observers agreed, None where it was not tried. ``alike`` counts metrics of
    other projects with this name and this definition, ``colliding`` those with this name and another one.
    """

    metric: Metric
    project: Project
    gaps: tuple[str, ...]
    examples: int
    agreement: float | None
    alike: int
    colliding: int


def registry_of(session: Session, person: Person, text: str = "") -> tuple[list[Entry], bool]:
    """The metrics of every project this person may see, by name; and whether there are more than are listed."""
    named = [_matches(text)] if text.strip() else []
    query = (
        select(Metric, Project)
        .join(Project, Project.id == Metric.project_id)
        .where(_visible(person), *named)
        .order_by(func.lower(Metric.name), Project.id)
        .limit(MOST + 1)
    )
    found = [(metric, project) for metric, project in session.execute(query)]
    namesakes = _namesakes(session, [metric for metric, _ in found])
    entries = []
    for metric, project in found[:MOST]:
        others = [one for one in namesakes[_key(metric.name)] if one.project_id != metric.project_id]
        differing = sum(bool(differs_from(metric, one)) for one in others)
        entries.append(
            Entry(
                metric,
                project,
                tuple(gaps_of(metric)),
                len(real_examples_of(metric)),
                agreement_of(metric),
                alike=len(others) - differing,
                colliding=differing,
            )
        )
    return entries, len(found) > MOST


def begun_from(session: Session, person: Person, metric_id: int) -> dict[str, Any]:
    """The definition of a metric as the beginning of another; of a project that the person may see."""
    metric = session.get(Metric, metric_id)
    project = None if metric is None else session.get(Project, metric.project_id)
    if metric is None or project is None or not can(project, person, Act.VIEW):
        raise NotFound("There is no such metric, or you are not on its project.")
    values = {name: getattr(metric, name) for name in TAKEN_OVER}
    for side in ("lower", "upper"):
        if getattr(metric, f"{side}_is_boundary"):
            values |= {f"{side}_is_boundary": True, f"{side}_limit": getattr(metric, f"{side}_limit")}
    return values


def _visible(person: Person) -> ColumnElement[bool]:
    if person.is_manager or person.is_admin:
        return Project.id.is_not(None)
    return Project.id.in_(select(Member.project_id).where(Member.person_id == person.id))


def _matches(text: str) -> ColumnElement[bool]:
    escaped = text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    columns = (Metric.name, Metric.description, Metric.numerator, Metric.source_system)
    return or_(*(column.ilike(f"%{escaped}%", escape="\\") for column in columns))


def _namesakes(session: Session, metrics: list[Metric]) -> dict[str, list[Metric]]:
    """Every metric of the installation that shares a name with one of these, by that name."""
    query = select(Metric).where(func.lower(func.trim(Metric.name)).in_({_key(one.name) for one in metrics}))
    by_name = defaultdict(list)
    for one in session.scalars(query):
        by_name[_key(one.name)].append(one)
    return by_name


def _key(name: str) -> str:
    return name.strip().lower()
