"""Gate C: each item met and unmet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from dmaic.control.checklist import gate_items
from dmaic.control.handover import HandoverItem, HandoverKind, sign_handover
from dmaic.control.monitor import cases_of, close_case, take_reading
from dmaic.control.plan import Audit, ControlMethod, ControlPlanRow, Document, Lesson, Reaction
from dmaic.define.metrics import primary_metric
from dmaic.measure.datasets import append_reading
from dmaic.measure.limits import freeze_present
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, add_row, remove_row, rows_of
from tests.factories import make_project, whole_team
from tests.factories_define import make_metric

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
CALM = [10.0, 12.0, 11.0, 9.0, 10.5, 11.5, 10.2, 9.6, 11.1, 10.4] * 2


@pytest.fixture
def complete(session: Session) -> Project:
    """A monitored chart that stayed calm, rows that are owned and tested, a signed handover."""
    project = make_project(session)
    team = whole_team(session, project)
    lead = team[Role.LEAD]
    metric = make_metric(session, project)
    for day, value in enumerate(CALM):
        append_reading(session, metric, value=value, at=START + timedelta(days=day), by=lead)
    freeze_present(session, project, metric, by=lead, reason="Baseline")
    for day, value in enumerate(CALM[:12], start=len(CALM)):
        take_reading(session, project, metric, value=value, at=START + timedelta(days=day), by=lead)
    owner = team[Role.PROCESS_OWNER]
    plan = {"step": "Close", "characteristic": "Hours to close", "method": ControlMethod.CHART}
    add_row(session, project, ControlPlanRow, {**plan, "responsible_id": owner.id})
    add_row(session, project, Reaction, {"trigger": "Beyond a limit", "steps": "Ask", "tested_on": date(2026, 2, 1)})
    add_row(session, project, Document, {"name": "SOP 7", "effective_on": date(2026, 2, 1), "verified": "Watched"})
    for days in (30, 90, 180):
        add_row(session, project, Audit, {"name": f"{days} days", "due_on": date(2026, 3, 1) + timedelta(days=days)})
    add_row(session, project, Lesson, {"name": "Write the rule first"})
    item = {"kind": HandoverKind.CONTROL_PLAN, "name": "Control plan", "ready": "yes"}
    add_row(session, project, HandoverItem, item)
    for role in (Role.LEAD, Role.PROCESS_OWNER):
        sign_handover(session, project, by=team[role], role=role)
    return project


def opened(session: Session, project: Project) -> list[str]:
    session.flush()
    return [item.code for item in gate_items(session, project) if not item.met]


def test_an_empty_project_meets_nothing_and_is_told_why(session: Session) -> None:
    items = gate_items(session, make_project(session))
    assert len(items) == 7
    assert not any(item.met for item in items)
    assert all(item.why for item in items)


def test_a_complete_project_meets_everything(session: Session, complete: Project) -> None:
    assert opened(session, complete) == []


@pytest.mark.parametrize(
    ("kind", "values", "code"),
    [
        (ControlPlanRow, {"responsible_id": None}, "plan-owned"),
        (Reaction, {"tested_on": None}, "reaction-tested"),
        (Document, {"effective_on": None}, "documents-in-force"),
        (Document, {"verified": ""}, "documents-in-force"),
    ],
)
def test_each_lack_opens_its_own_item(
    session: Session, complete: Project, kind: type[Row], values: dict[str, Any], code: str
) -> None:
    for name, value in values.items():
        setattr(rows_of(session, complete, kind)[0], name, value)
    assert opened(session, complete) == [code]


@pytest.mark.parametrize(
    ("kind", "code"),
    [(Audit, "audits-planned"), (Lesson, "lessons-kept"), (HandoverItem, "handover-signed")],
)
def test_a_missing_row_opens_its_own_item(session: Session, complete: Project, kind: type[Row], code: str) -> None:
    remove_row(session, rows_of(session, complete, kind)[0], reason="Trial")
    assert opened(session, complete) == [code]


def test_a_signal_keeps_the_gate_open_until_its_case_is_closed(session: Session, complete: Project) -> None:
    metric, lead = primary_metric(session, complete), complete.people_as(Role.LEAD)[0]
    assert metric is not None
    take_reading(session, complete, metric, value=60.0, at=START + timedelta(days=99), by=lead)
    assert opened(session, complete) == ["chart-in-control"]
    done = {"cause": "Portal down", "action": "Restarted", "effect": "Next points inside"}
    for case in cases_of(session, metric):
        close_case(session, case, by=lead, **done)
    assert opened(session, complete) == []
