"""Is the gate passed? Submission, review and decision; the phase of a project moves only here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic import audit
from dmaic.audit import Audited
from dmaic.charts.text import called
from dmaic.db import Model, now
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.people.accounts import Person
from dmaic.projects.checklist import Item
from dmaic.projects.permissions import MAY, Act
from dmaic.projects.project import MOVES, Phase, Project, ProjectState
from dmaic.projects.study import fingerprint_of


class Decision(StrEnum):
    """What a review can decide. There is no conditional pass: it would become the usual one."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    HOLD = "hold"
    RETURN = "return"
    STOP = "stop"


OUTCOME = {
    Decision.PASS: "passed",
    Decision.HOLD: "put on hold",
    Decision.RETURN: "returned to the team",
    Decision.STOP: "stopped",
}


class GateReview(Audited, Model):
    """One round at one gate: what was asked and shown when it was submitted, and what was decided."""

    __tablename__ = "gate_reviews"
    __table_args__ = (Index(None, "project_id", "phase", "round"),)
    audit_skipped = frozenset({"items"})

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    phase: Mapped[Phase]
    round: Mapped[int]
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    submitted_at: Mapped[datetime] = mapped_column(default=now)
    note: Mapped[str] = mapped_column(default="")
    items: Mapped[list[Any]] = mapped_column(JSON)
    snapshot_hash: Mapped[str]
    decision: Mapped[Decision | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    comment: Mapped[str] = mapped_column(default="")
    next_gate_on: Mapped[date | None]
    submitted_by: Mapped[Person] = relationship(foreign_keys=[submitted_by_id], lazy="joined")
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id], lazy="joined")

    def audit_label(self) -> str:
        return f"{self.phase.value} gate, round {self.round}"

    @property
    def is_open(self) -> bool:
        return self.decision is None

    @property
    def outcome(self) -> str:
        return "waits for a decision" if self.decision is None else OUTCOME[self.decision]


class Waiver(Audited, Model):
    """Somebody who may decide the gate lets one item go, for a reason and until a day."""

    __tablename__ = "waivers"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    phase: Mapped[Phase]
    item_code: Mapped[str]
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[date]
    by: Mapped[Person] = relationship(lazy="joined")

    def audit_label(self) -> str:
        return f"{self.phase.value} gate, {self.item_code}"

    @property
    def in_words(self) -> str:
        return f"{self.by.name} until {called(self.until)}: {self.reason}"


def reviews_of(session: Session, project: Project, phase: Phase | None = None) -> list[GateReview]:
    """All rounds, the newest first."""
    query = select(GateReview).where(GateReview.project_id == project.id)
    if phase is not None:
        query = query.where(GateReview.phase == phase)
    return list(session.scalars(query.order_by(GateReview.id.desc())))


def open_review(session: Session, project: Project) -> GateReview | None:
    """The round that waits for a decision."""
    query = select(GateReview).where(GateReview.project_id == project.id, GateReview.decision.is_(None))
    return session.scalar(query)


def open_reviews(session: Session, projects: Sequence[Project]) -> dict[int, GateReview]:
    """The rounds that wait for a decision, by project; one statement for any number of projects."""
    query = select(GateReview).where(
        GateReview.project_id.in_([project.id for project in projects]), GateReview.decision.is_(None)
    )
    return {review.project_id: review for review in session.scalars(query)}


def waits_for(project: Project, review: GateReview) -> str:
    """Who may decide this round, in words: everybody in a deciding role but whoever submitted it."""
    may = {
        one.id: one.name for one in project.people_as(*sorted(MAY[Act.REVIEW_GATE])) if one.id != review.submitted_by_id
    }
    if not may:
        return "waits for a decision, but nobody may take it yet: name a sponsor or a coach on the team page"
    return f"waits for a decision by {' or '.join(may.values())}"


def waivers_of(session: Session, project: Project) -> list[Waiver]:
    """Every waiver of the project, the newest first."""
    return list(session.scalars(select(Waiver).where(Waiver.project_id == project.id).order_by(Waiver.id.desc())))


def snapshot_of(items: Sequence[Item]) -> str:
    """The fingerprint of what a gate asked and what evidence answered it."""
    return fingerprint_of([[item.code, item.met, item.waived, item.evidence or item.why] for item in items])


def waive(
    session: Session,
    project: Project,
    items: Sequence[Item],
    *,
    phase: Phase,
    code: str,
    reason: str,
    until: date,
    by: Person,
    today: date,
) -> Waiver:
    """Let one unmet item go: a name, a reason and a last day stand behind it."""
    item = next((one for one in items if one.code == code), None)
    if item is None:
        raise NotFound("This gate does not ask for that.")
    if item.met:
        raise RuleBroken("This item is met; there is nothing to waive.")
    if not reason.strip():
        raise BadInput("A waiver needs a reason.")
    if until <= today:
        raise BadInput("A waiver needs a last day in the future.")
    waiver = Waiver(
        project_id=project.id, phase=phase, item_code=code, reason=reason.strip(), by_id=by.id, until=until, by=by
    )
    session.add(waiver)
    session.flush()
    return waiver


def submit_gate(session: Session, project: Project, items: Sequence[Item], *, by: Person, note: str = "") -> GateReview:
    """Ask for a decision on the present phase; every item must be met or waived."""
    if open_review(session, project) is not None:
        raise RuleBroken("This gate is already submitted and waits for a decision.")
    missing = [item.asked for item in items if not item.settled]
    if missing:
        raise RuleBroken(f"The gate still asks for {len(missing)}: {'; '.join(missing)}.")
    return _round(session, project, items, by=by, note=note)


def _round(session: Session, project: Project, items: Sequence[Item], *, by: Person, note: str) -> GateReview:
    rounds = select(func.max(GateReview.round)).where(
        GateReview.project_id == project.id, GateReview.phase == project.phase
    )
    review = GateReview(
        project_id=project.id,
        phase=project.phase,
        round=(session.scalar(rounds) or 0) + 1,
        submitted_by_id=by.id,
        note=note.strip(),
        items=[item.as_dict() for item in items],
        snapshot_hash=snapshot_of(items),
        submitted_by=by,
    )
    session.add(review)
    session.flush()
    return review


def withdraw(session: Session, review: GateReview, *, by: Person) -> None:
    """The lead takes a submission back before it is decided."""
    _decide(session, review, by=by, decision=Decision.RETURN, comment="Taken back by the team before a decision.")


def decide(
    session: Session,
    project: Project,
    review: GateReview,
    items: Sequence[Item],
    *,
    by: Person,
    decision: Decision,
    comment: str = "",
    today: date,
    next_gate_on: date | None = None,
) -> None:
    """Decide a submitted gate. Nobody decides on their own submission; anything but pass needs a comment.

    A pass needs the evidence to stand as it was submitted: if it moved since, the gate is returned and submitted anew.
    """
    if not review.is_open:
        raise RuleBroken("This round is decided already.")
    if review.submitted_by_id == by.id:
        raise RuleBroken("You submitted this gate, so somebody else decides it.")
    if decision != Decision.PASS and not comment.strip():
        raise BadInput("Say why: the team needs to know what to change.")
    if decision == Decision.PASS and snapshot_of(items) != review.snapshot_hash:
        raise RuleBroken(
            "The evidence has changed since it was submitted. Return the gate, so that the team submits "
            "what stands now."
        )
    _decide(session, review, by=by, decision=decision, comment=comment)
    review.next_gate_on = next_gate_on
    audit.because(session, comment or f"{project.phase.value} gate passed")
    if decision == Decision.PASS:
        _move_on(project, today, next_gate_on)
    elif decision == Decision.HOLD:
        _set_state(project, ProjectState.ON_HOLD)
    elif decision == Decision.STOP:
        _set_state(project, ProjectState.STOPPED)
    session.flush()


def _decide(session: Session, review: GateReview, *, by: Person, decision: Decision, comment: str) -> None:
    review.decision, review.decided_by_id, review.decided_by = decision, by.id, by
    review.decided_at, review.comment = now(), comment.strip()
    session.flush()


def _move_on(project: Project, today: date, next_gate_on: date | None) -> None:
    phases = list(Phase)
    if project.phase == Phase.CONTROL:
        _set_state(project, ProjectState.CLOSED)
        project.next_gate_on = None
        return
    project.phase = phases[project.phase.position + 1]
    project.phase_since = today
    project.next_gate_on = next_gate_on


def _set_state(project: Project, state: ProjectState) -> None:
    if state not in MOVES[project.state]:
        raise RuleBroken(f"A project that is {project.state.value} can't become {state.value}.")
    project.state = state


def set_aside(
    session: Session, project: Project, items: Sequence[Item], *, by: Person, decision: Decision, comment: str
) -> GateReview:
    """Hold or stop a project between gates: whoever may decide a gate need not wait for a submission."""
    if decision not in (Decision.HOLD, Decision.STOP):
        raise BadInput(
            "Between gates a project can be put on hold or stopped; to pass or return it needs a submission."
        )
    if open_review(session, project) is not None:
        raise RuleBroken("A gate waits for a decision: decide that one.")
    if not comment.strip():
        raise BadInput("Say why: the team needs to know.")
    review = _round(session, project, items, by=by, note="Decided without a submission.")
    _decide(session, review, by=by, decision=decision, comment=comment)
    audit.because(session, comment)
    _set_state(project, ProjectState.ON_HOLD if decision == Decision.HOLD else ProjectState.STOPPED)
    session.flush()
    return review


def reopen(session: Session, project: Project, *, reason: str, phase: Phase | None = None, today: date) -> None:
    """Take a held, closed or stopped project up again, or go back to an earlier phase; a reason is asked."""
    if not reason.strip():
        raise BadInput("Say why the project is taken up again.")
    if phase is not None and phase.position > project.phase.position:
        raise RuleBroken("A project goes forward only through its gates.")
    audit.because(session, reason)
    if project.state != ProjectState.ACTIVE:
        _set_state(project, ProjectState.ACTIVE)
    elif phase is None or phase == project.phase:
        raise RuleBroken("The project is open in this phase already.")
    if phase is not None and phase != project.phase:
        project.phase, project.phase_since = phase, today
    session.flush()
