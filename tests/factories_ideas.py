"""Ideas for tests: submitted, rated, and somebody who may decide on them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from dmaic.people.accounts import Person
from dmaic.portfolio.ideas import DataAtHand, Idea, submit_idea
from dmaic.portfolio.ratings import rate_idea
from tests.factories import make_person

GIVEN: dict[str, Any] = {
    "title": "Fewer second contacts",
    "process_name": "Billing support",
    "problem": "1 customer in 9 writes again.",
}
JUDGED: dict[str, Any] = {
    "worth": 4,
    "customer_impact": 5,
    "effort": 2,
    "feasibility": 3,
    "data_at_hand": DataAtHand.PARTLY,
}
WHEN = {"start_on": date(2026, 3, 2), "target_on": date(2026, 9, 30)}


def make_idea(session: Session, author: Person | None = None, **values: Any) -> Idea:
    """An idea nobody has rated."""
    return submit_idea(session, by=author or make_person(session, "Ann Author"), values={**GIVEN, **values})


def make_manager(session: Session) -> Person:
    """Somebody who may decide."""
    return make_person(session, "Max Manager", is_manager=True)


def rated(session: Session, manager: Person, author: Person | None = None, title: str = "Idea", **judged: Any) -> Idea:
    """An idea with a score of 76.25, or as judged."""
    idea = make_idea(session, author, title=title)
    rate_idea(session, idea, by=manager, version=idea.version, values={**JUDGED, **judged})
    return idea
