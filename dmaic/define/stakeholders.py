"""Whom does the project touch, what do they need to know, and who does what?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic.charts.drawing import Drawing
from dmaic.charts.grid import Placed, quadrants
from dmaic.db import Model
from dmaic.define.charter.goal import day
from dmaic.errors import BadInput
from dmaic.people.accounts import Person
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, rows_of

SUPPORT = {-2: "strongly against", -1: "against", 0: "neutral", 1: "for it", 2: "strongly for it"}
"""Where somebody stands, from −− to ++."""


class Duty(StrEnum):
    """What a person is to a deliverable."""

    RESPONSIBLE = "R"
    ACCOUNTABLE = "A"
    CONSULTED = "C"
    INFORMED = "I"

    @property
    def in_words(self) -> str:
        return f"{self.value}: {self.name.lower()}"


class Stakeholder(Row, Model):
    """Somebody with an interest in the project. Interest and influence from 1 (low) to 5 (high)."""

    __tablename__ = "stakeholders"

    name: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="")
    interest: Mapped[int | None]
    influence: Mapped[int | None]
    support_now: Mapped[int | None]
    support_needed: Mapped[int | None]
    concern: Mapped[str] = mapped_column(default="")
    action: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date | None]
    owner: Mapped[Person | None] = relationship()

    @property
    def support_gap(self) -> int | None:
        """How many steps of support are missing; zero or less where there is enough."""
        if self.support_now is None or self.support_needed is None:
            return None
        return self.support_needed - self.support_now

    @property
    def support_in_words(self) -> str:
        """Against, needed: for it; empty where neither is known."""
        now = SUPPORT.get(self.support_now, "not known") if self.support_now is not None else "not known"
        if self.support_needed is None:
            return now if self.support_now is not None else ""
        return now if self.support_gap == 0 else f"{now}, needed: {SUPPORT[self.support_needed]}"

    @property
    def place(self) -> str:
        """What influence and interest suggest to do."""
        if self.interest is None or self.influence is None:
            return ""
        if self.influence >= 3:
            return "manage closely" if self.interest >= 3 else "keep satisfied"
        return "keep informed" if self.interest >= 3 else "watch"


class Message(Row, Model):
    """One line of the communication plan: who needs what, who delivers it, when, in what form."""

    __tablename__ = "communication_lines"
    audit_called = "communication line"

    audience: Mapped[str] = mapped_column(default="")
    message: Mapped[str] = mapped_column(default="")
    channel: Mapped[str] = mapped_column(default="")
    frequency: Mapped[str] = mapped_column(default="")
    next_on: Mapped[date | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    owner: Mapped[Person | None] = relationship()

    def audit_label(self) -> str:
        return self.audience


class Assignment(Row, Model):
    """One letter of the RACI: a deliverable, a person, what the person is to it."""

    __tablename__ = "raci_assignments"
    audit_called = "RACI duty"

    deliverable: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str] = mapped_column(default="")
    duty: Mapped[Duty | None]
    person: Mapped[Person | None] = relationship(lazy="joined")

    def audit_label(self) -> str:
        return self.deliverable

    @property
    def who(self) -> str:
        return self.person.name if self.person else self.person_name


def stakeholder_remarks(session: Session, project: Project) -> list[str]:
    """Influential people whose support is missing and whom nobody talks to."""
    said = []
    for one in rows_of(session, project, Stakeholder):
        if (one.support_gap or 0) > 0 and (one.influence or 0) >= 4 and not (one.action and one.owner_id):
            missing = "action" if not one.action else "owner of the action"
            said.append(f"{one.name} has influence {one.influence} of 5, less support than needed and no {missing}.")
    return said


def stakeholder_picture(session: Session, project: Project) -> Drawing | None:
    """Everybody by influence and interest; nothing while nobody is placed."""
    placed = [
        Placed(one.name, one.interest, one.influence, _stand(one))
        for one in rows_of(session, project, Stakeholder)
        if one.interest is not None and one.influence is not None
    ]
    if not placed:
        return None
    return quadrants(
        placed,
        title="Stakeholders by influence and interest",
        x_name="Interest",
        y_name="Influence",
        corners=("Keep satisfied", "Manage closely", "Watch", "Keep informed"),
    )


def _stand(one: Stakeholder) -> str:
    if one.support_now is None:
        return ""
    now = SUPPORT[one.support_now]
    needed = "" if one.support_needed is None else f", needed: {SUPPORT[one.support_needed]}"
    return f"{now}{needed}"


def communication_remarks(session: Session, project: Project) -> list[str]:
    """Messages nobody delivers, days that went by, and influential people who are told nothing."""
    rows = rows_of(session, project, Message)
    said = [f"Nobody delivers the message to {row.audience}." for row in rows if row.owner_id is None]
    said += [
        f"The message to {row.audience} was due on {day(row.next_on)}. Enter the next day."
        for row in rows
        if row.next_on is not None and row.next_on < date.today()
    ]
    heard = [row.audience.casefold() for row in rows]
    if rows:
        said += [
            f"{one.name} has influence {one.influence} of 5 and is told nothing by this plan."
            for one in rows_of(session, project, Stakeholder)
            if (one.influence or 0) >= 4 and not any(one.name.casefold() in audience for audience in heard)
        ]
    return said


def raci_of(rows: Iterable[Assignment]) -> dict[str, dict[str, str]]:
    """The matrix: deliverable, person, letters."""
    matrix: dict[str, dict[str, str]] = {}
    for row in rows:
        cells = matrix.setdefault(row.deliverable, {})
        if row.duty is not None and row.who:
            cells[row.who] = " ".join(filter(None, (cells.get(row.who), row.duty.value)))
    return matrix


def check_duty(session: Session, project: Project, values: dict[str, Any]) -> None:
    """Refuse a second A for a deliverable, and the same letter twice for one person."""
    deliverable = " ".join((values.get("deliverable") or "").split())
    for row in rows_of(session, project, Assignment):
        if row.id == values.get("id") or row.deliverable.casefold() != deliverable.casefold():
            continue
        if values.get("duty") == Duty.ACCOUNTABLE == row.duty:
            raise BadInput(
                f"{row.who} is accountable for “{row.deliverable}” already: exactly one person answers for a "
                "deliverable. Change that line first, or give this person another letter."
            )
        same = (row.person_id, row.person_name.casefold()) == (
            values.get("person_id"),
            (values.get("person_name") or "").casefold(),
        )
        if same and row.duty == values.get("duty"):
            raise BadInput(f"{row.who} has this letter for “{row.deliverable}” already.")


def raci_remarks(session: Session, project: Project) -> list[str]:
    """Deliverables that nobody, or more than one, answers for; and those that nobody works on."""
    said = []
    for deliverable, cells in raci_of(rows_of(session, project, Assignment)).items():
        letters = [letter for cell in cells.values() for letter in cell.split()]
        accountable = letters.count(Duty.ACCOUNTABLE.value)
        if accountable == 0:
            said.append(f"Nobody is accountable for “{deliverable}”. Give it exactly one A.")
        if accountable > 1:
            said.append(f"{accountable} people are accountable for “{deliverable}”. Leave exactly one A.")
        if Duty.RESPONSIBLE.value not in letters:
            said.append(f"Nobody is responsible for “{deliverable}”: who does the work?")
    return said
