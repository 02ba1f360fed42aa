"""Which projects are there, how healthy are they, and which one needs me?

Every page reads stored rollups: a fixed number of statements whatever the number of projects or measurements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Health, Member, Phase, Project, ProjectState
from dmaic.tollgates.review import open_reviews, waits_for

PAGE = 50
# Not by sigma level: levels of different definitions do not rank.
SORTS = {
    "signals": (
        (Project.signals - Project.signals_better).desc(),
        Project.signals.desc(),
        Project.target_on,
        Project.id,
    ),
    "title": (func.lower(Project.title), Project.id),
    "code": (Project.id.desc(),),
    "age": (Project.phase_since, Project.id),
    "target": (Project.target_on, Project.id),
    "gate": (func.coalesce(Project.next_gate_on, date(9999, 1, 1)), Project.id),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address of the page asks for."""

    text: str = ""
    phase: str = ""
    state: str = ProjectState.ACTIVE.value
    unit: str = ""
    health: str = ""
    lead: int | None = None
    mine: bool = False
    sort: str = "signals"
    page: int = 1

    def query(self, **changed: Any) -> dict[str, Any]:
        """The address of this list with some of its filters changed; defaults are left out."""
        default = Filters()
        names = ("text", "phase", "state", "unit", "health", "lead", "mine", "sort", "page")
        values = {**{name: getattr(self, name) for name in names}, "page": 1, **changed}
        return {name: value for name, value in values.items() if value != getattr(default, name)}


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of projects with how many there are in all."""

    projects: Sequence[Project]
    total: int
    filters: Filters
    by_phase: dict[str, int] = field(default_factory=dict)
    size: int = PAGE

    @property
    def first(self) -> int:
        return (self.filters.page - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.total, self.filters.page * self.size)


def list_projects(session: Session, person: Person, filters: Filters, today: date, *, size: int = PAGE) -> Listing:
    """The projects this person may see that the filters let through, one page of them."""
    wanted = _matching(person, filters, today)
    counts = {
        phase.value: number
        for phase, number in session.execute(select(Project.phase, func.count()).where(wanted).group_by(Project.phase))
    }
    query = (
        select(Project)
        .where(wanted)
        .options(selectinload(Project.members))
        .order_by(*SORTS.get(filters.sort, SORTS["signals"]))
        .limit(size)
        .offset((filters.page - 1) * size)
    )
    return Listing(list(session.scalars(query)), sum(counts.values()), filters, counts, size)


def units_of(session: Session, person: Person) -> list[str]:
    """The business units to choose from."""
    query = select(Project.business_unit).where(_visible(person), Project.business_unit != "").distinct()
    return sorted(session.scalars(query))


def leads_of(session: Session, person: Person) -> list[tuple[int, str]]:
    """The leads to choose from."""
    query = (
        select(Person.id, Person.name)
        .join(Member, Member.person_id == Person.id)
        .join(Project)
        .where(_visible(person), Member.role == Role.LEAD)
        .distinct()
        .order_by(Person.name)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def lead_of(project: Project) -> str:
    """The lead's name, from the members already loaded."""
    leads = project.people_as(Role.LEAD)
    return ", ".join(person.name for person in leads) or "–"


def gates_of(session: Session, listing: Listing) -> dict[int, str]:
    """For each listed project with a submitted gate, whose decision it waits for."""
    by_id = {project.id: project for project in listing.projects}
    waiting = open_reviews(session, listing.projects)
    return {key: f"The {one.phase.value} gate {waits_for(by_id[key], one)}." for key, one in waiting.items()}


def any_project(session: Session) -> bool:
    """Whether there is a project at all."""
    return session.scalar(select(Project.id).limit(1)) is not None


def _visible(person: Person) -> ColumnElement[bool]:
    if person.is_manager or person.is_admin:
        return Project.id.is_not(None)
    return Project.id.in_(select(Member.project_id).where(Member.person_id == person.id))


def _matching(person: Person, filters: Filters, today: date) -> ColumnElement[bool]:
    found = [_visible(person)]
    if filters.mine:
        found.append(Project.id.in_(select(Member.project_id).where(Member.person_id == person.id)))
    if filters.text:
        pattern = "%" + filters.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        found.append(
            or_(*(column.ilike(pattern, escape="\\") for column in (Project.title, Project.code, Project.process_name)))
        )
    if filters.phase in set(Phase):
        found.append(Project.phase == Phase(filters.phase))
    if filters.state in set(ProjectState):
        found.append(Project.state == ProjectState(filters.state))
    if filters.unit:
        found.append(Project.business_unit == filters.unit)
    if filters.lead is not None:
        lead = select(Member.project_id).where(Member.person_id == filters.lead, Member.role == Role.LEAD)
        found.append(Project.id.in_(lead))
    if filters.health in set(Health):
        found.append(_health(Health(filters.health), today))
    return and_(*found)


def _health(health: Health, today: date) -> ColumnElement[bool]:
    """``Project.health`` as a condition of the database."""
    late = and_(
        Project.state == ProjectState.ACTIVE,
        or_(Project.target_on < today, and_(Project.next_gate_on.is_not(None), Project.next_gate_on < today)),
    )
    alarms = Project.signals - Project.signals_better
    signal = and_(~func.coalesce(late, False), alarms > 0)
    soon_on = today + timedelta(days=14)
    soon = or_(Project.target_on <= soon_on, and_(Project.next_gate_on.is_not(None), Project.next_gate_on <= soon_on))
    quiet = and_(~func.coalesce(late, False), alarms == 0)
    watch = and_(quiet, Project.state == ProjectState.ACTIVE, soon)
    return {
        Health.LATE: late,
        Health.SIGNAL: signal,
        Health.WATCH: watch,
        Health.ON_TRACK: and_(quiet, or_(Project.state != ProjectState.ACTIVE, ~soon)),
    }[health]
