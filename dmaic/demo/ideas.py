"""Which problems wait for a project in the demo? A few ideas, some judged by two people who see them differently."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from dmaic import audit
from dmaic.db import as_of
from dmaic.demo.people import Cast
from dmaic.portfolio.ideas import DataAtHand, Idea, IdeaState, settle_idea, submit_idea
from dmaic.portfolio.ratings import rate_idea

Judged = tuple[int, int, int, int, DataAtHand, str]
"""Worth, customer impact, effort, feasibility, data at hand, why."""

IDEAS: tuple[tuple[str, int, dict[str, Any], dict[str, Judged], str], ...] = (
    (
        "member",
        40,
        {
            "title": "Fewer transfers between contact-centre teams",
            "process_name": "Telephone service",
            "business_unit": "Customer service",
            "problem": "Since May 18 of 100 callers are passed on at least once; such a call takes 4 minutes longer.",
            "evidence": "Telephone system, report of transfers, May to September",
            "benefit": 95480.0,
            "benefit_basis": "31,000 transferred calls a year × 4 min × 0.77 EUR a minute",
            "data_at_hand": DataAtHand.YES,
        },
        {
            "manager": (4, 5, 2, 4, DataAtHand.YES, "Customers name it first in the survey."),
            "admin": (3, 4, 3, 3, DataAtHand.YES, "Routing rules belong to another department."),
        },
        "",
    ),
    (
        "green",
        33,
        {
            "title": "Spare-part returns credited sooner",
            "process_name": "Returns",
            "business_unit": "After-sales",
            "problem": "A credit note for a returned part takes 16 days (median); 1 dealer in 5 asks for it.",
            "evidence": "Ledger, credit notes of the last quarter",
            "data_at_hand": DataAtHand.PARTLY,
        },
        {
            "manager": (5, 4, 2, 4, DataAtHand.PARTLY, "Dealers hold back orders over it."),
            "admin": (2, 2, 5, 2, DataAtHand.NO, "The ledger keeps no date of arrival: nothing can be measured yet."),
        },
        "",
    ),
    (
        "owner",
        12,
        {
            "title": "Patients called to the wrong room",
            "process_name": "Outpatient clinic",
            "business_unit": "Eye clinic",
            "problem": "Twice a day somebody waits at the wrong door; nobody has counted how long.",
            "data_at_hand": DataAtHand.NO,
        },
        {},
        "",
    ),
    (
        "viewer",
        60,
        {
            "title": "A new ticket system",
            "process_name": "Service desk",
            "business_unit": "IT",
            "problem": "The ticket system is slow.",
            "data_at_hand": DataAtHand.NO,
        },
        {"manager": (2, 2, 5, 2, DataAtHand.NO, "A solution without a problem in figures.")},
        "It names a solution. Tell what is wrong, for whom and how often, and submit it again.",
    ),
)


def tell_ideas(session: Session, cast: Cast, today: date) -> None:
    """Submit, rate and settle them, each by whom it fits; time only goes forward."""
    acts: list[tuple[int, str, Callable[[], object]]] = []
    for author, ago, values, judgements, rejected in IDEAS:
        told: list[Idea] = []
        acts.append((ago, author, partial(_submit, session, cast, author, values, told)))
        for days, (name, judged) in enumerate(judgements.items(), start=2):
            acts.append((ago - days, name, partial(_rate, session, cast, name, judged, told)))
        if rejected:
            acts.append((ago - 5, "manager", partial(_reject, session, cast, rejected, told)))
    for ago, name, act in sorted(acts, key=lambda one: -one[0]):
        person = getattr(cast, name)
        audit.act_as(session, person_id=person.id, who=person.name)
        with as_of(datetime.combine(today - timedelta(days=ago), time(9, 12), tzinfo=UTC)):
            act()


def _submit(session: Session, cast: Cast, author: str, values: dict[str, Any], told: list[Idea]) -> None:
    told.append(submit_idea(session, by=getattr(cast, author), values=values))


def _rate(session: Session, cast: Cast, name: str, judged: Judged, told: list[Idea]) -> None:
    names = ("worth", "customer_impact", "effort", "feasibility", "data_at_hand", "note")
    values = dict(zip(names, judged, strict=True))
    rate_idea(session, told[0], by=getattr(cast, name), version=None, values=values)


def _reject(session: Session, cast: Cast, reason: str, told: list[Idea]) -> None:
    settle_idea(session, told[0], by=cast.manager, state=IdeaState.REJECTED, reason=reason)
