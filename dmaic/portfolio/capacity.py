"""Who is promised for more time than there is, when, and by which projects?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from dmaic.errors import NotAllowed
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Member, Project, ProjectState
from dmaic.projects.team import MemberTerms, Peak, Promise, load_by_month, peak_of, promises_of

AHEAD = timedelta(days=730)
WORKING = (Role.LEAD, Role.MEMBER)
"""The roles for which a share of time is expected."""


@dataclass(frozen=True, slots=True)
class Load:
    """One person's promises from today on: the peak, and the highest sum month by month."""

    person: Person
    department: str
    promises: tuple[Promise, ...]
    peak: Peak
    months: tuple[tuple[date, float], ...]


def loads_of(session: Session, viewer: Person, today: date, *, overloaded: bool = False) -> list[Load]:
    """Everybody who is promised, the highest peak first; managers and administrators only.

    A fixed number of statements, whatever the number of people and projects.
    """
    if not (viewer.is_manager or viewer.is_admin):
        raise NotAllowed("Managers and administrators see the load across projects. Ask one of them.")
    promises = promises_of(session)
    people = {one.id: one for one in session.scalars(select(Person).where(Person.id.in_(promises)))}
    departments = _departments(session, promises)
    loads = []
    for person_id, given in promises.items():
        ahead = tuple(one for one in given if one.end >= today)
        peak = peak_of(ahead, today, today + AHEAD)
        if peak is None or (overloaded and not peak.is_overload):
            continue
        months = tuple(load_by_month(ahead, today))
        loads.append(Load(people[person_id], departments.get(person_id, ""), ahead, peak, months))
    return sorted(loads, key=lambda load: (-load.peak.total, load.person.name.casefold(), load.person.id))


def _departments(session: Session, person_ids: dict[int, list[Promise]]) -> dict[int, str]:
    """The home department last noted for each person."""
    query = (
        select(MemberTerms.person_id, MemberTerms.home_department)
        .where(MemberTerms.person_id.in_(person_ids), MemberTerms.home_department != "")
        .order_by(MemberTerms.id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def unspoken(session: Session) -> int:
    """How many people lead or work on an active project without a share of time noted there."""
    noted = and_(
        MemberTerms.project_id == Member.project_id,
        MemberTerms.person_id == Member.person_id,
        MemberTerms.share.is_not(None),
    )
    query = (
        select(func.count(func.distinct(Member.person_id)))
        .join(Project, Project.id == Member.project_id)
        .where(Project.state == ProjectState.ACTIVE, Member.role.in_(WORKING))
        .where(~select(MemberTerms.id).where(noted).exists())
    )
    return session.scalar(query) or 0
