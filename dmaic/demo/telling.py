"""How does a story get into the record? Through the verbs that the pages use, by the person who would, on its day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Date, Enum, Float, Integer
from sqlalchemy.orm import Session

from dmaic import audit
from dmaic.db import as_of
from dmaic.demo.people import Cast
from dmaic.demo.story import Rows, Story
from dmaic.people.accounts import Person
from dmaic.projects import notices
from dmaic.projects.permissions import Act, Role
from dmaic.projects.project import Project, open_project
from dmaic.projects.rows import AnyRow, add_row
from dmaic.tollgates import review as gates
from dmaic.tollgates.review import Decision
from dmaic.tollgates.roadmap import items_of

NAMES = {"owner": "owner_id", "responsible": "responsible_id", "responder": "responder_id", "agreed_by": "agreed_by_id"}
"""How a story calls people in its rows, and the column that holds them."""


class Teller:
    """Tells one project: opens it as the person of each act, so that nobody does what their role may not."""

    def __init__(self, session: Session, cast: Cast, story: Story, today: date) -> None:
        self.session, self.cast, self.story, self.today = session, cast, story, today
        self.lead: Person = getattr(cast, story.lead)
        self.project_id = 0
        self._latest = datetime.min.replace(tzinfo=UTC)

    def day(self, ago: int) -> date:
        """The day so many days before today."""
        return self.today - timedelta(days=ago)

    @contextmanager
    def on(self, ago: int, hour: int, by: Person) -> Iterator[None]:
        """Let it be an hour of a past day, and this person at work. Time only goes forward within a project."""
        moment = datetime.combine(self.day(ago), time(hour, 5 + (self.project_id * 7) % 50), tzinfo=UTC)
        moment = max(moment, self._latest + timedelta(minutes=4))
        moment = min(moment, datetime.now(UTC) - timedelta(seconds=1))
        audit.act_as(self.session, person_id=by.id, who=by.name)
        with as_of(moment):
            yield
        self._latest = moment

    def open(self, by: Person, act: Act) -> Project:
        """The project, if this person may do this."""
        return open_project(self.session, self.project_id, by, act)

    def rows(self, kind: type[AnyRow], rows: Rows, by: Person) -> list[AnyRow]:
        """Add rows of a tool, people and days resolved."""
        project = self.open(by, Act.EDIT)
        return [add_row(self.session, project, kind, self.resolved(kind, row)) for row in rows]

    def resolved(self, kind: type[Any], told: dict[str, Any]) -> dict[str, Any]:
        """What a story tells as a table's columns: people by their part, days counted back from today, words."""
        values: dict[str, Any] = {}
        for name, value in told.items():
            column = NAMES.get(name, name)
            values[column] = self._value(kind.__table__.c[column].type, value)
        return values

    def _value(self, wanted: Any, value: Any) -> Any:
        if isinstance(wanted, Date):
            return self.day(value)
        if isinstance(wanted, Integer) and isinstance(value, str):
            return getattr(self.cast, value).id
        if isinstance(wanted, Float):
            return float(value)
        if isinstance(wanted, Enum) and wanted.enum_class is not None:
            return wanted.enum_class(value)
        return value

    def submit(self, ago: int, note: str = "") -> gates.GateReview:
        """The lead asks for a decision; sponsor and coach are told, as the page does it."""
        with self.on(ago, 14, self.lead):
            project = self.open(self.lead, Act.SUBMIT_GATE)
            items = items_of(self.session, project, project.phase, self.day(ago))
            review = gates.submit_gate(self.session, project, items, by=self.lead, note=note)
            notices.tell(
                self.session,
                project.people_as(Role.SPONSOR, Role.COACH),
                project_id=project.id,
                url=f"/projects/{project.id}/gates/{project.phase.value}",
                text=f"{project.code} {project.title}: the {project.phase.value} gate waits for your decision "
                f"(round {review.round}).",
            )
        return review

    def decide(
        self,
        review: gates.GateReview,
        ago: int,
        *,
        by: Person,
        decision: Decision = Decision.PASS,
        comment: str = "",
        next_gate: date | None = None,
    ) -> None:
        """Sponsor or coach decides."""
        with self.on(ago, 16, by):
            project = self.open(by, Act.REVIEW_GATE)
            phase = project.phase
            items = items_of(self.session, project, phase, self.day(ago))
            gates.decide(
                self.session,
                project,
                review,
                items,
                by=by,
                decision=decision,
                comment=comment,
                today=self.day(ago),
                next_gate_on=next_gate,
            )
            notices.tell(
                self.session,
                [one.person for one in project.members if one.person_id != by.id],
                project_id=project.id,
                url=f"/projects/{project.id}/gates/{phase.value}",
                text=f"{project.code} {project.title}: the {phase.value} gate is {review.outcome}.",
            )


def first(rows: Sequence[Any], name: str) -> Any:
    """The row of this name."""
    return next(row for row in rows if row.name == name)
