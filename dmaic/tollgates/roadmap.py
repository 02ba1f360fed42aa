"""Where does the project stand on its road, and what does each gate still ask?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from dmaic.analyze import checklist as analyze
from dmaic.charts.text import called
from dmaic.control import checklist as control
from dmaic.define import checklist as define
from dmaic.improve import checklist as improve
from dmaic.measure import checklist as measure
from dmaic.projects.checklist import Item
from dmaic.projects.project import Phase, Project, ProjectState
from dmaic.tollgates.review import Decision, GateReview, reviews_of, snapshot_of, waivers_of

ASKS: dict[Phase, Callable[[Session, Project], list[Item]]] = {
    Phase.DEFINE: define.gate_items,
    Phase.MEASURE: measure.gate_items,
    Phase.ANALYZE: analyze.gate_items,
    Phase.IMPROVE: improve.gate_items,
    Phase.CONTROL: control.gate_items,
}

QUESTIONS = {
    Phase.DEFINE: "What is wrong, for whom, and what would be good?",
    Phase.MEASURE: "How bad is it really, and can we trust the numbers?",
    Phase.ANALYZE: "What causes it, and how do we know?",
    Phase.IMPROVE: "What do we change, and does it work?",
    Phase.CONTROL: "How does the gain stay?",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """One phase on the road, as the stepper shows it."""

    phase: Phase
    state: str
    note: str
    items: list[Item]
    passed: GateReview | None
    drifted: bool

    @property
    def letter(self) -> str:
        return self.phase.letter

    @property
    def name(self) -> str:
        return self.phase.value.capitalize()

    @property
    def settled(self) -> int:
        return sum(item.settled for item in self.items)

    @property
    def open_items(self) -> list[Item]:
        return [item for item in self.items if not item.settled]


def items_of(session: Session, project: Project, phase: Phase, today: date) -> list[Item]:
    """What one gate asks, each item met, waived or open."""
    waived = {
        waiver.item_code: waiver.in_words
        for waiver in reversed(waivers_of(session, project))
        if waiver.phase == phase and waiver.until >= today
    }
    return [
        item if item.met else replace(item, waived=waived.get(item.code, "")) for item in ASKS[phase](session, project)
    ]


def road_of(session: Session, project: Project, today: date) -> list[Stop]:
    """The five phases, with what each gate still asks; a passed gate whose evidence moved since says so."""
    reviews = reviews_of(session, project)
    return [_stop(session, project, phase, reviews, today) for phase in Phase]


def _stop(session: Session, project: Project, phase: Phase, reviews: list[GateReview], today: date) -> Stop:
    items = items_of(session, project, phase, today)
    rounds = [review for review in reviews if review.phase == phase]
    passed = next((review for review in rounds if review.decision == Decision.PASS), None)
    settled = sum(item.settled for item in items)
    behind = phase.position < project.phase.position or project.state == ProjectState.CLOSED
    if behind and passed is not None and passed.decided_at is not None:
        drifted = snapshot_of(items) != passed.snapshot_hash
        note = f"Passed {called(passed.decided_at.date())}"
        return Stop(phase, "done", note + (", changed since" if drifted else ""), items, passed, drifted)
    if phase == project.phase:
        state = {ProjectState.ON_HOLD: "held", ProjectState.STOPPED: "stopped"}.get(project.state, "current")
        waiting = next((review for review in rounds if review.is_open), None)
        note = "Waits for a decision" if waiting else f"{settled} of {len(items)} met"
        return Stop(phase, state, note, items, passed, drifted=False)
    return Stop(
        phase, "ahead", f"{settled} of {len(items)} met" if settled else "Not started", items, passed, drifted=False
    )
