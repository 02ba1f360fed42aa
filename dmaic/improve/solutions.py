"""What do we change, against which cause, and how strongly does it hold?"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic.analyze.causes import accepted_causes
from dmaic.db import Model
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, rows_of


class Strength(StrEnum):
    """Kinds of solutions from the strongest to the weakest (hierarchy of controls, as error-proofing uses it)."""

    ELIMINATE = "eliminate"
    DESIGN_OUT = "design out / poka-yoke"
    AUTOMATE = "automate"
    STANDARDISE = "standardise"
    VISUAL = "visual control"
    TRAINING = "training / reminder"

    @property
    def level(self) -> int:
        return list(Strength).index(self) + 1


class SolutionState(StrEnum):
    """What was decided about an idea."""

    IDEA = "idea"
    CHOSEN = "chosen"
    REJECTED = "rejected"


class Solution(Row, Model):
    """An idea against an accepted cause, scored for effect and effort."""

    __tablename__ = "solutions"

    name: Mapped[str]
    cause_id: Mapped[int | None] = mapped_column(ForeignKey("causes.id"))
    strength: Mapped[Strength]
    description: Mapped[str] = mapped_column(default="")
    effect: Mapped[int | None]
    effort: Mapped[int | None]
    state: Mapped[SolutionState] = mapped_column(default=SolutionState.IDEA)
    rationale: Mapped[str] = mapped_column(default="")
    risk: Mapped[str] = mapped_column(default="")


class Pilot(Row, Model):
    """A trial with its rule written before the data: what would count as success, and what came out."""

    __tablename__ = "pilots"

    name: Mapped[str]
    solution_id: Mapped[int | None] = mapped_column(ForeignKey("solutions.id"))
    success_rule: Mapped[str]
    rule_written_on: Mapped[date]
    start_on: Mapped[date]
    end_on: Mapped[date | None]
    where: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")
    met: Mapped[str] = mapped_column(default="running")
    next_step: Mapped[str] = mapped_column(default="")


class ActionState(StrEnum):
    """How far a task is."""

    PLANNED = "planned"
    DOING = "in progress"
    DONE = "done"


class Action(Row, Model):
    """A task of the implementation: one owner, one date."""

    __tablename__ = "actions"

    name: Mapped[str]
    solution_id: Mapped[int | None] = mapped_column(ForeignKey("solutions.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    start_on: Mapped[date | None]
    due_on: Mapped[date]
    state: Mapped[ActionState] = mapped_column(default=ActionState.PLANNED)
    evidence: Mapped[str] = mapped_column(default="")

    def standing(self, today: date) -> str:
        """The state, or overdue."""
        return "overdue" if self.state != ActionState.DONE and self.due_on < today else self.state.value


def chosen_solutions(session: Session, project: Project) -> list[Solution]:
    """The solutions the team goes for."""
    return [one for one in rows_of(session, project, Solution) if one.state == SolutionState.CHOSEN]


def solution_remarks(session: Session, project: Project) -> list[str]:
    """Orphans and weak controls."""
    accepted = {cause.id: cause.name for cause in accepted_causes(session, project)}
    chosen = chosen_solutions(session, project)
    remarks = [
        f"“{one.name}” is chosen but answers no accepted cause." for one in chosen if one.cause_id not in accepted
    ]
    for cause_id, name in accepted.items():
        against = [one for one in chosen if one.cause_id == cause_id]
        if not against:
            remarks.append(f"The accepted cause “{name}” has no chosen solution.")
        elif min(one.strength.level for one in against) > 3:
            remarks.append(
                f"Against “{name}” stand only weak controls (standards, signs, training). Look for one that "
                "eliminates, designs out or automates."
            )
    return remarks


def action_remarks(session: Session, project: Project, today: date | None = None) -> list[str]:
    """What is overdue or has no owner."""
    today = today or date.today()
    found = rows_of(session, project, Action)
    late = [one.name for one in found if one.standing(today) == "overdue"]
    ownerless = [one.name for one in found if one.owner_id is None]
    return ([f"Overdue: {', '.join(late)}."] if late else []) + (
        [f"No owner: {', '.join(ownerless)}."] if ownerless else []
    )


def pilot_remarks(session: Session, project: Project) -> list[str]:
    """Rules that were written after the data."""
    return [
        f"The success rule of “{one.name}” was written after the pilot began: its result was not predicted."
        for one in rows_of(session, project, Pilot)
        if one.rule_written_on > one.start_on
    ]
