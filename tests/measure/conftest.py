"""A project with its lead, and somebody at the door: what most tests of this room begin with."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from tests.conftest import StrictClient
from tests.factories import make_member, make_project, whole_team


@pytest.fixture
def project(session: Session) -> Project:
    return make_project(session)


@pytest.fixture
def lead(project: Project) -> Person:
    return project.people_as(Role.LEAD)[0]


@pytest.fixture
def finance(session: Session, project: Project) -> Person:
    return make_member(session, project, Role.FINANCE)


@pytest.fixture
def team(session: Session, project: Project) -> dict[Role, Person]:
    """Everybody: one person in each role."""
    return whole_team(session, project)


@pytest.fixture
def browser(session: Session, client: StrictClient, lead: Person) -> StrictClient:
    """The client with the lead signed in; what the test prepared before is committed."""
    session.commit()
    return client.sign_in(lead)
