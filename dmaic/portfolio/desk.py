"""What waits for me today? Gates to decide, papers to sign, late projects, tasks that are due, charts that signal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from dmaic.improve.solutions import Action, ActionState
from dmaic.people.accounts import Person
from dmaic.portfolio.waiting import Asked, signatures_asked
from dmaic.projects.permissions import MAY, Act, Role
from dmaic.projects.project import Member, Project, ProjectState
from dmaic.tollgates.review import GateReview, open_reviews, waits_for


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for one person."""

    gates: list[tuple[GateReview, Project]]
    papers: list[Asked]
    late: list[tuple[Project, str]]
    actions: list[tuple[Action, Project]]
    signals: list[Project]

    @property
    def is_clear(self) -> bool:
        return not (self.gates or self.papers or self.late or self.actions or self.signals)


def desk_of(session: Session, person: Person, today: date) -> Desk:
    """Everything that waits for this person, in a fixed number of statements.

    Gates they may decide (but did not submit), papers that want their name, projects they lead that are late, own
    tasks due within two weeks, own projects that signal.
    """
    decides = select(Member.project_id).where(
        Member.person_id == person.id, Member.role.in_(sorted(MAY[Act.REVIEW_GATE]))
    )
    gates = session.execute(
        select(GateReview, Project)
        .join(Project, GateReview.project_id == Project.id)
        .where(GateReview.decision.is_(None), GateReview.submitted_by_id != person.id, Project.id.in_(decides))
        .order_by(GateReview.id)
    )
    actions = session.execute(
        select(Action, Project)
        .join(Project, Action.project_id == Project.id)
        .where(
            Action.owner_id == person.id,
            Action.removed_at.is_(None),
            Action.state != ActionState.DONE,
            Action.due_on <= today + timedelta(days=14),
            Project.state == ProjectState.ACTIVE,
        )
        .order_by(Action.due_on)
    )
    mine = select(Member.project_id).where(Member.person_id == person.id)
    signals = session.scalars(
        select(Project)
        .where(Project.id.in_(mine), Project.signals > 0)
        .order_by((Project.signals - Project.signals_better).desc(), Project.id)
        .limit(20)
    )
    return Desk(
        [(row[0], row[1]) for row in gates],
        signatures_asked(session, person),
        _late(session, person, today),
        [(row[0], row[1]) for row in actions],
        list(signals),
    )


def _late(session: Session, person: Person, today: date) -> list[tuple[Project, str]]:
    """The projects this person leads that are past a date, the longest past first, with what to do about each."""
    led = select(Member.project_id).where(Member.person_id == person.id, Member.role == Role.LEAD)
    found = session.scalars(
        select(Project)
        .where(
            Project.id.in_(led),
            Project.state == ProjectState.ACTIVE,
            or_(Project.target_on < today, Project.next_gate_on < today),
        )
        .options(selectinload(Project.members))
        .order_by(Project.target_on, Project.id)
        .limit(20)
    ).all()
    submitted = open_reviews(session, found) if found else {}
    return [(project, _way_out(project, submitted.get(project.id), today)) for project in found]


def _way_out(project: Project, review: GateReview | None, today: date) -> str:
    """What to do about a project that is late."""
    if project.target_on < today:
        days = (today - project.target_on).days
        return f"{days} {'day' if days == 1 else 'days'} past its target close: agree a new date with the sponsor."
    if review is not None:
        return f"The day of its gate review has passed, and the gate {waits_for(project, review)}: ask for it."
    return "The day of its gate review has passed: submit the gate, or set a new day."
