"""Causes with their sub-causes, what they rest on, and the kept Paretos behind them."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from dmaic.analyze.causes import Cause, CauseFamily, CauseState, EvidenceType, Origin
from dmaic.analyze.checklist import gate_items
from dmaic.analyze.fishbone import fishbone_picture
from dmaic.measure.pareto.counts import DefectCategory
from dmaic.measure.pareto.keeping import keep_pareto
from dmaic.measure.pareto.question import Question
from dmaic.measure.pareto.sources import COUNTS
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from dmaic.projects.rows import add_row
from tests.factories import make_project


@pytest.fixture
def project(session: Session) -> Project:
    return make_project(session)


def test_the_fishbone_shows_sub_causes_with_what_they_rest_on(session: Session, project: Project) -> None:
    values = {"family": CauseFamily.METHOD, "origin": Origin.FISHBONE}
    first = add_row(session, project, Cause, {**values, "name": "Approver leaves at 16:00", "votes": 3})
    add_row(session, project, Cause, {**values, "name": "No deputy is named", "parent_id": first.id})
    picture = fishbone_picture(session, project)
    assert picture is not None
    assert "No deputy is named" in picture.svg
    assert "3 votes" in picture.narrow
    assert picture.table.rows[0][1:4] == ("Method", "Approver leaves at 16:00", "No deputy is named")


def test_two_causes_that_lead_to_each_other_are_both_drawn(session: Session, project: Project) -> None:
    values = {"family": CauseFamily.METHOD, "origin": Origin.FISHBONE, "evidence_type": EvidenceType.DATA}
    first = add_row(session, project, Cause, {**values, "name": "Waiting"})
    second = add_row(session, project, Cause, {**values, "name": "Asking back", "parent_id": first.id})
    first.parent_id = second.id
    session.flush()
    picture = fishbone_picture(session, project)
    assert picture is not None
    assert "Waiting" in picture.svg
    assert "Asking back" in picture.svg


def test_an_accepted_cause_that_rests_on_flat_bars_stops_the_gate(session: Session, project: Project) -> None:
    lead = project.people_as(Role.LEAD)[0]
    for name, count in (("Label", 20), ("Lid", 21), ("Cap", 19)):
        add_row(session, project, DefectCategory, {"name": name, "occurrences": count, "source": "March"})
    study = keep_pareto(session, project, Question(COUNTS, "name"), by=lead)
    values = {"family": CauseFamily.METHOD, "origin": Origin.DATA, "state": CauseState.ACCEPTED}
    assert "paretos-hold" not in [one.code for one in gate_items(session, project)]
    add_row(session, project, Cause, {**values, "name": "Glue too cold", "pareto_id": study.id})
    item = next(one for one in gate_items(session, project) if one.code == "paretos-hold")
    assert not item.met
    assert "No vital few in: Category by cases, Counts by hand." in item.why
