"""Gate I: each item met and unmet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from dmaic.analyze.causes import Cause, CauseFamily, CauseState, Origin
from dmaic.improve.checklist import gate_items
from dmaic.improve.solutions import Action, ActionState, Pilot, Solution, SolutionState, Strength
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, add_row, remove_row, rows_of
from tests.factories import make_project

YESTERDAY = date.today() - timedelta(days=1)


@pytest.fixture
def project(session: Session) -> Project:
    return make_project(session)


@pytest.fixture
def complete(session: Session, project: Project) -> Project:
    """One accepted cause, a strong solution with its risk, a pilot that met its rule, a task that is not late."""
    cause = {"name": "Second approver", "family": CauseFamily.METHOD, "origin": Origin.DATA}
    accepted = add_row(session, project, Cause, {**cause, "state": CauseState.ACCEPTED})
    solution = {"name": "One approver", "strength": Strength.ELIMINATE, "state": SolutionState.CHOSEN, "risk": "Fraud"}
    chosen = add_row(session, project, Solution, {**solution, "cause_id": accepted.id})
    pilot = {"name": "Lisbon", "success_rule": "Median below 30 h", "met": "yes", "solution_id": chosen.id}
    days = {"rule_written_on": date(2026, 5, 1), "start_on": date(2026, 5, 4)}
    add_row(session, project, Pilot, {**pilot, **days})
    owner = project.people_as(Role.LEAD)[0]
    task = {"name": "Roll out", "owner_id": owner.id, "due_on": date.today() + timedelta(days=9)}
    add_row(session, project, Action, task)
    return project


def opened(session: Session, project: Project) -> list[str]:
    session.flush()
    return [item.code for item in gate_items(session, project) if not item.met]


def test_an_empty_project_meets_nothing_and_is_told_why(session: Session, project: Project) -> None:
    items = gate_items(session, project)
    assert len(items) == 5
    assert not any(item.met for item in items)
    assert all(item.why for item in items)


def test_a_complete_project_meets_everything(session: Session, complete: Project) -> None:
    assert opened(session, complete) == []


@pytest.mark.parametrize(
    ("kind", "values", "code"),
    [
        (Solution, {"strength": Strength.TRAINING}, "solutions-strong"),
        (Solution, {"risk": ""}, "solutions-risks"),
        (Pilot, {"met": "running"}, "pilot-met"),
        (Pilot, {"rule_written_on": date(2026, 5, 5)}, "pilot-met"),
        (Action, {"owner_id": None}, "actions-owned"),
        (Action, {"due_on": YESTERDAY}, "actions-owned"),
    ],
)
def test_each_lack_opens_its_own_item(
    session: Session, complete: Project, kind: type[Row], values: dict[str, Any], code: str
) -> None:
    for name, value in values.items():
        setattr(rows_of(session, complete, kind)[0], name, value)
    assert opened(session, complete) == [code]


def test_a_solution_against_a_cause_that_does_not_hold_is_an_orphan(session: Session, complete: Project) -> None:
    rows_of(session, complete, Cause)[0].state = CauseState.REJECTED
    item = next(one for one in gate_items(session, complete) if one.code == "solutions-traced")
    assert (item.met, item.why) == (False, "No accepted cause behind: One approver.")


def test_a_done_task_is_never_late_and_a_removed_one_is_not_asked(session: Session, complete: Project) -> None:
    task = rows_of(session, complete, Action)[0]
    task.due_on, task.state = YESTERDAY, ActionState.DONE
    assert opened(session, complete) == []
    remove_row(session, task, reason="Trial")
    assert opened(session, complete) == ["actions-owned"]


def test_a_change_of_what_was_shown_moves_the_evidence(session: Session, complete: Project) -> None:
    before = gate_items(session, complete)[0].evidence
    rows_of(session, complete, Pilot)[0].result = "28 h"
    session.flush()
    assert gate_items(session, complete)[0].evidence != before
