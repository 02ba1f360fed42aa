"""What is a project, in which phase does it stand, and who may open it?

The phase moves only in ``tollgates.review``. Projects are closed or stopped, never deleted.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic.audit import Audited
from dmaic.db import Model, check_version, now
from dmaic.errors import BadInput, NotAllowed, NotFound, RuleBroken
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Act, Role, may


class Phase(StrEnum):
    """The five phases, in order."""

    DEFINE = "define"
    MEASURE = "measure"
    ANALYZE = "analyze"
    IMPROVE = "improve"
    CONTROL = "control"

    @property
    def letter(self) -> str:
        return self.value[0].upper()

    @property
    def position(self) -> int:
        return list(Phase).index(self)


class ProjectState(StrEnum):
    """Whether work goes on."""

    ACTIVE = "active"
    ON_HOLD = "on hold"
    CLOSED = "closed"
    STOPPED = "stopped"


MOVES = {
    ProjectState.ACTIVE: {ProjectState.ON_HOLD, ProjectState.CLOSED, ProjectState.STOPPED},
    ProjectState.ON_HOLD: {ProjectState.ACTIVE, ProjectState.STOPPED},
    ProjectState.CLOSED: {ProjectState.ACTIVE},
    ProjectState.STOPPED: {ProjectState.ACTIVE},
}


class Health(StrEnum):
    """What the evidence says about a project, never set by hand."""

    ON_TRACK = "on track"
    WATCH = "watch"
    LATE = "late"
    SIGNAL = "signal"


class Project(Audited, Model):
    """One improvement project.

    The columns from ``sigma_before`` on are rollups that the writing verbs keep (baseline, monitoring chart), so that
    the portfolio of thousands of projects reads one row a project.
    """

    __tablename__ = "projects"
    audit_skipped = frozenset(
        {
            "version",
            "sigma_before",
            "sigma_now",
            "sigma_before_facts",
            "sigma_now_facts",
            "signals",
            "signals_better",
            "wall_chart",
            "wall_at",
            "gaps_open",
            "phase_since",
        }
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    process_name: Mapped[str]
    business_unit: Mapped[str] = mapped_column(default="")
    site: Mapped[str] = mapped_column(default="")
    template: Mapped[str] = mapped_column(default="")
    currency: Mapped[str] = mapped_column(default="EUR")
    state: Mapped[ProjectState] = mapped_column(default=ProjectState.ACTIVE, index=True)
    phase: Mapped[Phase] = mapped_column(default=Phase.DEFINE, index=True)
    phase_since: Mapped[date] = mapped_column(default=date.today)
    start_on: Mapped[date]
    target_on: Mapped[date]
    next_gate_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    sigma_before: Mapped[float | None]
    sigma_now: Mapped[float | None]
    sigma_before_facts: Mapped[dict[str, Any] | None]
    sigma_now_facts: Mapped[dict[str, Any] | None]
    signals: Mapped[int] = mapped_column(default=0)
    signals_better: Mapped[int] = mapped_column(default=0)
    wall_chart: Mapped[dict[str, Any] | None]
    wall_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    members: Mapped[list[Member]] = relationship(back_populates="project", order_by="Member.id")
    __mapper_args__ = {"version_id_col": version}

    def audit_project_id(self) -> int | None:
        return self.id

    @property
    def is_open(self) -> bool:
        return self.state == ProjectState.ACTIVE

    def people_as(self, *roles: Role) -> list[Person]:
        """The members who hold one of these roles."""
        return [member.person for member in self.members if member.role in roles]

    @property
    def alarms(self) -> int:
        """Signals of the present stage that do not point where good lies."""
        return self.signals - self.signals_better

    def days_in_phase(self, today: date) -> int:
        """Days since the phase began; 0 while the project has yet to start."""
        return max(0, (today - self.phase_since).days)

    def health(self, today: date) -> Health:
        """Read from dates and signals: late, signal, watch (a date within two weeks), on track.

        Signals for the better are told, and are no bad health.
        """
        if self.state != ProjectState.ACTIVE:
            return Health.SIGNAL if self.alarms else Health.ON_TRACK
        if self.target_on < today or (self.next_gate_on is not None and self.next_gate_on < today):
            return Health.LATE
        if self.alarms:
            return Health.SIGNAL
        soon = min(self.target_on, self.next_gate_on or self.target_on)
        return Health.WATCH if (soon - today).days <= 14 else Health.ON_TRACK


class Member(Audited, Model):
    """A person's role on a project; one person may hold several."""

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[Role]
    project: Mapped[Project] = relationship(back_populates="members")
    person: Mapped[Person] = relationship(lazy="joined")

    def audit_label(self) -> str:
        return f"{self.person.name}, {self.role.title}" if self.person else self.role.title


def roles_of(project: Project, person: Person) -> frozenset[Role]:
    """The roles this person holds on the project."""
    return frozenset(member.role for member in project.members if member.person_id == person.id)


def open_project(session: Session, project_id: int, person: Person, act: Act) -> Project:
    """The project, if the person may do this act on it.

    NotFound where the person may not even see it; NotAllowed where the act asks for another role; RuleBroken where
    the project is on hold, closed or stopped and the act would change it.
    """
    project = session.get(Project, project_id)
    if project is None or not can(project, person, Act.VIEW):
        raise NotFound("There is no such project, or you are not on it. Ask its lead to add you.")
    if not can(project, person, act):
        raise NotAllowed(f"Your role on this project does not let you {act.words}. Ask its lead.")
    if not project.is_open and not act.goes_on_after_closing:
        raise RuleBroken(f"The project is {project.state.value}. Reopen it at the tollgate to change it.")
    return project


def can(project: Project, person: Person, act: Act) -> bool:
    """Whether the table of permissions lets this person do this act here."""
    return may(roles_of(project, person), act, is_admin=person.is_admin, is_manager=person.is_manager)


def start_project(
    session: Session,
    *,
    by: Person,
    title: str,
    process_name: str,
    start_on: date,
    target_on: date,
    business_unit: str = "",
    site: str = "",
    template: str = "",
    currency: str = "EUR",
    next_gate_on: date | None = None,
    people: dict[Role, list[int]] | None = None,
) -> Project:
    """A new project in Define; whoever starts it leads it unless another lead is named."""
    if not title.strip() or not process_name.strip():
        raise BadInput("A project needs a title and a process.")
    if target_on <= start_on:
        raise BadInput("The target date must come after the start.")
    project = Project(
        code=_next_code(session),
        title=title.strip(),
        process_name=process_name.strip(),
        business_unit=business_unit.strip(),
        site=site.strip(),
        template=template,
        currency=currency,
        start_on=start_on,
        target_on=target_on,
        next_gate_on=next_gate_on,
        phase_since=start_on,
    )
    session.add(project)
    session.flush()
    named = dict(people or {})
    if not named.get(Role.LEAD):
        named[Role.LEAD] = [by.id]
    for role, ids in named.items():
        for person_id in ids:
            add_member(session, project, session.get_one(Person, person_id), role)
    return project


def _next_code(session: Session) -> str:
    last = session.scalar(select(Project.code).order_by(Project.id.desc()).limit(1))
    return f"DM-{int(last.rpartition('-')[2]) + 1 if last else 1:04d}"


def add_member(session: Session, project: Project, person: Person, role: Role) -> Member:
    """Give a person a role; the same role twice is refused."""
    if any(member.person_id == person.id and member.role == role for member in project.members):
        raise RuleBroken(f"{person.name} is already {role.title} here.")
    member = Member(project_id=project.id, person_id=person.id, role=role, project=project, person=person)
    session.add(member)
    session.flush()
    return member


def remove_member(session: Session, project: Project, member_id: int) -> None:
    """Take a role away; the last lead stays."""
    member = next((one for one in project.members if one.id == member_id), None)
    if member is None:
        raise NotFound("There is no such member.")
    if member.role == Role.LEAD and len(project.people_as(Role.LEAD)) == 1:
        raise RuleBroken("A project needs a lead. Name another one first.")
    project.members.remove(member)
    session.delete(member)
    session.flush()


def change_project(session: Session, project: Project, *, version: int, **values: Any) -> None:
    """Change the facts of a project; a stale version raises Conflict before anything is written."""
    check_version(project, version)
    if values["target_on"] <= values["start_on"]:
        raise BadInput("The target date must come after the start.")
    for name, value in values.items():
        setattr(project, name, value)
    session.flush()
