"""Gate A: each item met and unmet."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from dmaic.analyze.causes import Cause, CauseFamily, CauseState, Origin
from dmaic.analyze.checklist import gate_items
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from dmaic.projects.rows import add_row, rows_of
from tests.factories import make_member, make_project


@pytest.fixture
def project(session: Session) -> Project:
    project = make_project(session)
    make_member(session, project, Role.PROCESS_OWNER)
    return project


def add_cause(session: Session, project: Project, **values: Any) -> Cause:
    keys = {"statistical_evidence": "+9 h (95 % interval 6 to 12, n = 412)", "mechanism": "The ticket waits."}
    owner = project.people_as(Role.PROCESS_OWNER)[0]
    given = {"name": "Second approver", "family": CauseFamily.METHOD, "origin": Origin.DATA, "contribution": 65.0}
    decided = {"state": CauseState.ACCEPTED, "agreed_by_id": owner.id}
    return add_row(session, project, Cause, {**given, **keys, **decided, **values})


def opened(session: Session, project: Project) -> list[str]:
    return [item.code for item in gate_items(session, project) if not item.met]


def test_an_empty_register_meets_nothing_and_is_told_why(session: Session, project: Project) -> None:
    items = gate_items(session, project)
    assert [item.code for item in items] == [
        "causes-accepted",
        "causes-two-keys",
        "causes-decided",
        "gap-explained",
        "owner-agrees",
    ]
    assert not any(item.met for item in items)
    assert all(item.why for item in items)


def test_an_accepted_cause_with_both_keys_and_a_rejected_one_with_its_reason_meet_the_gate(
    session: Session, project: Project
) -> None:
    add_cause(session, project)
    add_cause(session, project, name="Monday peak", state=CauseState.REJECTED, reason="No effect, n = 412")
    assert opened(session, project) == []


@pytest.mark.parametrize(
    ("values", "code", "why"),
    [
        ({"statistical_evidence": ""}, "causes-two-keys", "Missing at: Second approver."),
        ({"mechanism": ""}, "causes-two-keys", "Missing at: Second approver."),
        ({"contribution": 59.0}, "gap-explained", "59 % explained."),
        ({"agreed_by_id": None}, "owner-agrees", "Not agreed: Second approver."),
    ],
)
def test_each_lack_of_the_accepted_cause_opens_its_own_item(
    session: Session, project: Project, values: dict[str, Any], code: str, why: str
) -> None:
    add_cause(session, project, **values)
    assert [(item.code, item.why) for item in gate_items(session, project) if not item.met] == [(code, why)]


@pytest.mark.parametrize("state", [CauseState.SUSPECTED, CauseState.HELD])
def test_an_undecided_cause_or_one_without_reason_opens_the_register(
    session: Session, project: Project, state: CauseState
) -> None:
    add_cause(session, project)
    add_cause(session, project, name="Monday peak", state=state)
    assert opened(session, project) == ["causes-decided"]


def test_shares_of_the_gap_add_up_over_the_accepted_causes_only(session: Session, project: Project) -> None:
    for name, state in (("Night shift", CauseState.ACCEPTED), ("Rain", CauseState.REJECTED)):
        add_cause(session, project, name=name, state=state, contribution=40.0, reason="Checked")
    explained = next(item for item in gate_items(session, project) if item.code == "gap-explained")
    assert (explained.met, explained.why) == (False, "40 % explained.")
    rows_of(session, project, Cause)[1].state = CauseState.ACCEPTED
    session.flush()
    assert next(item for item in gate_items(session, project) if item.code == "gap-explained").met
