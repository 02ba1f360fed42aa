"""What is done in journey after journey: a project is set up, buttons are pressed, a page is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dmaic.audit import act_as
from dmaic.db import Sessions
from dmaic.define.metrics import DataType, Metric, MetricRole, define_metric
from dmaic.demo.people import Cast, hire
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project, start_project

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


@dataclass(frozen=True, slots=True)
class Place:
    """A served installation: where it answers, and its database."""

    url: str
    sessions: Sessions


Open = Callable[..., "Page"]
BELT = "belt@demo.example"


@dataclass(frozen=True, slots=True)
class Beginning:
    """A project that was just begun, and the session in which more can be put into it."""

    session: Session
    cast: Cast
    project: Project
    root: str
    """The address of the project."""

    def measure(self, **facts: object) -> Metric:
        """Define the main metric of the project: of continuous readings, if nothing else is said."""
        given = {"code": "Y1", "role": MetricRole.PRIMARY, "data_type": DataType.CONTINUOUS, "unit": ""}
        return define_metric(self.session, self.project, {**given, **facts})


@contextmanager
def begin(
    place: Place, title: str, *, team: Callable[[Cast], dict[Role, list[int]]] | None = None
) -> Iterator[Beginning]:
    """The people of the demo and a project of its belt; what the block does to it is kept when the block is left."""
    with place.sessions.writing() as session:
        act_as(session, person_id=None, who="test")
        cast = hire(session)
        project = start_project(
            session,
            by=cast.belt,
            title=title,
            process_name="Any process",
            start_on=date(2026, 1, 12),
            target_on=date(2026, 12, 18),
            people=team(cast) if team else None,
        )
        yield Beginning(session, cast, project, f"/projects/{project.id}")
        session.commit()


def demo_project(session: Session) -> Project:
    """The project of the demo in which every tool has been used."""
    return session.scalars(select(Project).where(Project.title.contains("billing tickets"))).one()


def arrive(page: Page, act: Callable[[], Any]) -> None:
    """Do what leads to another page, until that page is loaded and its scripts have run."""
    with page.expect_navigation():
        act()


def press(page: Page, label: str) -> int:
    """Press a button or link of the page's own content that leads to another page. Each is a step, so it counts one."""
    main, name = page.locator("main"), re.compile(label)
    arrive(page, main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first.click)
    return 1


def choose_file(page: Page, content: bytes, *, name: str = "file.csv", field: Locator | None = None) -> None:
    """Choose a file in this field, else in the first of the page."""
    given = {"name": name, "mimeType": "text/csv", "buffer": content}
    (field or page.locator("input[type=file]").first).set_input_files(given)


def words(page: Page) -> str:
    """All the words of the page's own content, with single spaces."""
    return " ".join(page.locator("main").inner_text().split())


def fill(page: Page, **values: str) -> None:
    """Fill fields by their names; choices by value."""
    for name, value in values.items():
        field = page.locator(f"main [name='{name}']").first
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
