"""Plain functions that make what a test needs, with sensible defaults."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from dmaic.people.accounts import Person, _hasher
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project, add_member, start_project

PASSWORD = "a good long password"
_HASH = _hasher.hash(PASSWORD)
_numbers = count(1)


def make_person(session: Session, name: str | None = None, **rights: Any) -> Person:
    """Somebody who can sign in with PASSWORD."""
    number = next(_numbers)
    person = Person(name=name or f"Person {number}", email=f"person{number}@example.org", password_hash=_HASH, **rights)
    session.add(person)
    session.flush()
    return person


def make_project(session: Session, lead: Person | None = None, **facts: Any) -> Project:
    """An open project in Define with a lead."""
    lead = lead or make_person(session, "Lea Lead")
    given = {
        "title": "Resolve billing tickets faster",
        "process_name": "Billing support",
        "start_on": date(2026, 1, 5),
        "target_on": date(2026, 8, 31),
    }
    return start_project(session, by=lead, **{**given, **facts})


def make_member(session: Session, project: Project, role: Role, name: str | None = None) -> Person:
    """Somebody with this role on the project."""
    person = make_person(session, name)
    add_member(session, project, person, role)
    return person


def whole_team(session: Session, project: Project) -> dict[Role, Person]:
    """One person for each role (the lead is already there)."""
    team = {role: make_member(session, project, role, f"{role.title} Person") for role in Role if role != Role.LEAD}
    return {Role.LEAD: project.people_as(Role.LEAD)[0], **team}


def lift_the_audit_guard(session: Session) -> None:
    """Take away what the database holds against changing the trail, as somebody with the database's password could."""
    if session.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER audit_entries_no_{verb}"))
    else:
        session.execute(text("DROP TRIGGER audit_entries_append_only ON audit_entries"))
