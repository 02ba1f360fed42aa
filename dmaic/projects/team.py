"""How much time was each member promised for, by whom, until when, and is anybody promised twice?

Terms belong to a person on a project, whatever the number of roles. A promise counts while the project is active and
the person on its team: from its start (or the loan's) until the loan ends, or the project's target date. The past is
no overload, so every judgement takes the day from which it looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, and_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic.audit import Audited
from dmaic.charts.text import called
from dmaic.db import Model, write_over
from dmaic.errors import BadInput, NotFound
from dmaic.people.accounts import Person
from dmaic.projects.project import Member, Project, ProjectState

FULL = 100.0


class MemberTerms(Audited, Model):
    """The terms on which a person works on a project. ``share`` is percent of working time; ``agreed_on`` is the day
    on which the line manager said yes."""

    __tablename__ = "member_terms"
    __table_args__ = (UniqueConstraint("project_id", "person_id"),)
    audit_skipped = frozenset({"version", "person_id"})

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    home_department: Mapped[str] = mapped_column(default="")
    line_manager: Mapped[str] = mapped_column(default="")
    share: Mapped[float | None]
    loan_from: Mapped[date | None]
    loan_until: Mapped[date | None]
    agreed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()
    person: Mapped[Person] = relationship(lazy="joined")
    __mapper_args__ = {"version_id_col": version}

    def audit_label(self) -> str:
        return self.person.name if self.person else ""


@dataclass(frozen=True, slots=True)
class Promise:
    """A share of a person's time (percent) that a project counts on, both days included."""

    project_id: int
    code: str
    title: str
    share: float
    start: date
    end: date

    def covers(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class Peak:
    """The highest sum of promised shares, from when to when it lasts, and which promises make it."""

    total: float
    start: date
    end: date
    promises: tuple[Promise, ...]

    @property
    def is_overload(self) -> bool:
        return self.total > FULL


def people_of(project: Project) -> list[Person]:
    """Everybody on the team once, in the order in which they joined."""
    return list({member.person_id: member.person for member in project.members}.values())


def terms_of(session: Session, project: Project) -> dict[int, MemberTerms]:
    """The terms by person, as far as they were written down."""
    found = session.scalars(select(MemberTerms).where(MemberTerms.project_id == project.id))
    return {terms.person_id: terms for terms in found}


def member_of(project: Project, person_id: int) -> Person:
    """Somebody of this team."""
    for person in people_of(project):
        if person.id == person_id:
            return person
    raise NotFound("There is no such member.")


def write_terms(
    session: Session, project: Project, person: Person, *, version: int | None, values: Mapping[str, Any]
) -> MemberTerms:
    """Note the terms of a member; a save from an older version raises Conflict and writes nothing."""
    _check(values)
    terms = terms_of(session, project).get(person.id)
    whose = {"project_id": project.id, "person_id": person.id, "person": person}
    return write_over(session, MemberTerms, terms, version=version, values=values, **whose)


def _check(values: Mapping[str, Any]) -> None:
    share, begin, end = values.get("share"), values.get("loan_from"), values.get("loan_until")
    if share is not None and not 0 <= share <= FULL:
        raise BadInput("A share of time lies between 0 and 100 %.")
    if begin is not None and end is not None and end < begin:
        raise BadInput("The loan ends before it begins. Change one of the days.")


def promises_of(session: Session, person_ids: Iterable[int] | None = None) -> dict[int, list[Promise]]:
    """What active projects count on, by person: these people, or everybody. One statement."""
    on_team = and_(Member.project_id == MemberTerms.project_id, Member.person_id == MemberTerms.person_id)
    query = (
        select(MemberTerms, Project.code, Project.title, Project.start_on, Project.target_on)
        .join(Project, Project.id == MemberTerms.project_id)
        .where(MemberTerms.share > 0, Project.state == ProjectState.ACTIVE)
        .where(select(Member.id).where(on_team).exists())
        .order_by(Project.id)
    )
    if person_ids is not None:
        query = query.where(MemberTerms.person_id.in_(list(person_ids)))
    found: dict[int, list[Promise]] = {}
    for terms, code, title, start_on, target_on in session.execute(query):
        start, end = terms.loan_from or start_on, terms.loan_until or target_on
        if start <= end:
            promise = Promise(terms.project_id, code, title, terms.share or 0.0, start, end)
            found.setdefault(terms.person_id, []).append(promise)
    return found


def peak_of(promises: Sequence[Promise], start: date, end: date) -> Peak | None:
    """The highest sum between two days (the earliest of equals), None where nothing is promised then.

    The sum only rises where a promise begins, so it is enough to look at the beginnings and at the first day.
    """
    found = [one for one in promises if one.start <= end and one.end >= start]
    if not found:
        return None
    days = sorted({max(one.start, start) for one in found})
    sums = {day: sum(one.share for one in found if one.covers(day)) for day in days}
    top = max(days, key=lambda day: (sums[day], -day.toordinal()))
    lasting = tuple(one for one in found if one.covers(top))
    return Peak(sums[top], top, min(end, *(one.end for one in lasting)), lasting)


def visible_ids(session: Session, viewer: Person) -> frozenset[int] | None:
    """The projects a person may see; None means every one."""
    if viewer.is_manager or viewer.is_admin:
        return None
    return frozenset(session.scalars(select(Member.project_id).where(Member.person_id == viewer.id)))


def team_remarks(session: Session, project: Project, viewer: Person, today: date) -> list[str]:
    """Who is promised beyond 100 %, whose line manager has not agreed, whose loan ends before the project does.

    Other projects are named only where the viewer may see them.
    """
    people, terms = people_of(project), terms_of(session, project)
    promises, seen = promises_of(session, [person.id for person in people]), visible_ids(session, viewer)
    said = [
        sentence
        for person in people
        if (sentence := _overload(person, promises.get(person.id, []), project, seen, today))
    ]
    for person in people:
        noted = terms.get(person.id)
        if noted is None or not noted.share:
            continue
        if noted.agreed_on is None:
            said.append(f"{person.name}: {noted.share:g} % is counted on, but no line manager has agreed to it yet.")
        if noted.loan_until is not None and noted.loan_until < project.target_on:
            said.append(
                f"{person.name} is on loan until {called(noted.loan_until)}; the project's target is "
                f"{called(project.target_on)}."
            )
    return said


def _overload(
    person: Person, promises: Sequence[Promise], project: Project, seen: frozenset[int] | None, today: date
) -> str:
    here = next((one for one in promises if one.project_id == project.id), None)
    if here is None or here.end < today:
        return ""
    peak = peak_of(promises, max(here.start, today), here.end)
    if peak is None or not peak.is_overload:
        return ""
    parts = [f"{here.share:g} % here"]
    for one in peak.promises:
        if one.project_id != project.id:
            named = seen is None or one.project_id in seen
            parts.append(f"{one.share:g} % in {f'{one.code} {one.title}' if named else 'another project'}")
    return (
        f"{person.name} is promised for {peak.total:g} % from {called(peak.start)} to {called(peak.end)}: "
        f"{', '.join(parts)}. Agree with the other leads who gives way."
    )


def load_by_month(promises: Sequence[Promise], today: date, months: int = 6) -> list[tuple[date, float]]:
    """The first day of this month and of those after it, each with the highest sum promised within it."""
    found = []
    first = today.replace(day=1)
    for _ in range(months):
        after = (first + timedelta(days=32)).replace(day=1)
        peak = peak_of(promises, max(first, today), after - timedelta(days=1))
        found.append((first, peak.total if peak else 0.0))
        first = after
    return found
