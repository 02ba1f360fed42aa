"""The Measure gate reads the record: plan, data, gauge, stability, signature, and whether they still stand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from sqlalchemy.orm import Session

from dmaic.define.metrics import Metric
from dmaic.measure import baseline as tool
from dmaic.measure import datasets
from dmaic.measure.baseline import assess
from dmaic.measure.checklist import gate_items
from dmaic.measure.collection import Method, PlanRow, Sampling
from dmaic.measure.process_map import ProcessStep, write_map
from dmaic.people.accounts import Person
from dmaic.projects.checklist import Item
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from dmaic.projects.rows import add_row, change_row
from tests.factories import make_member, make_project
from tests.factories_charts import bring_in, make_metric


@pytest.fixture
def project(session: Session) -> Project:
    return make_project(session)


@pytest.fixture
def finance(session: Session, project: Project) -> Person:
    return make_member(session, project, Role.FINANCE)


@pytest.fixture
def metric(session: Session, project: Project) -> Metric:
    found = make_metric(session, project)
    bring_in(session, project, found, value=np.random.default_rng(7).normal(50, 4, 30))
    return found


def item(session: Session, project: Project, code: str) -> Item:
    return next(one for one in gate_items(session, project) if one.code == code)


def test_without_a_metric_nothing_is_met(session: Session, project: Project) -> None:
    found = gate_items(session, project)
    assert [one.code for one in found] == [
        "plan-written",
        "map-validated",
        "data-there",
        "gage-judged",
        "stability-judged",
        "baseline-signed",
    ]
    assert not any(one.met for one in found)


def test_the_map_is_asked_as_it_was_walked(session: Session, project: Project) -> None:
    assert item(session, project, "map-validated").why == "No process map yet."
    step = add_row(session, project, ProcessStep, {"name": "Read"})
    assert "not yet walked" in item(session, project, "map-validated").why
    write_map(
        session, project, version=None, time_unit="min", validated_on=date(2026, 3, 2), validated_with="Two agents"
    )
    found = item(session, project, "map-validated")
    assert (found.met, found.why) == (True, "1 step, validated on 2 Mar 2026.")
    change_row(session, step, version=step.version, values={"wait_time": 30.0})
    found = item(session, project, "map-validated")
    assert (found.met, found.why) == (False, "Changed since the walk: Read.")


def test_a_plan_is_one_about_the_primary_metric(session: Session, project: Project, metric: Metric) -> None:
    assert not item(session, project, "plan-written").met
    values = {
        "metric_id": metric.id,
        "question": "How long?",
        "source": "Desk",
        "method": Method.EXTRACT,
        "sampling": Sampling.CENSUS,
    }
    row = add_row(session, project, PlanRow, values)
    found = item(session, project, "plan-written")
    assert (found.met, found.evidence) == (True, f"{row.id} v1")


def test_twenty_readings_are_enough(session: Session, project: Project) -> None:
    few = make_metric(session, project)
    bring_in(session, project, few, value=[1.0] * 19)
    found = item(session, project, "data-there")
    assert (found.met, "1 more are needed" in found.why) == (False, True)
    bring_in(session, project, few, value=[1.0])
    assert item(session, project, "data-there").met


def test_a_gauge_nobody_judged_is_open(session: Session, project: Project, metric: Metric) -> None:
    found = item(session, project, "gage-judged")
    assert (found.met, metric.name in found.why) == (False, True)


def test_stability_is_judged_and_an_unstable_process_needs_a_decision(
    session: Session, project: Project, metric: Metric, finance: Person
) -> None:
    assert item(session, project, "stability-judged").met
    bring_in(session, project, metric, value=[120.0])
    assert not item(session, project, "stability-judged").met
    assessment = assess(datasets.read_all(session, metric), metric)
    tool.sign_baseline(session, project, metric, assessment, by=finance, note="Month end stays")
    found = item(session, project, "stability-judged")
    assert (found.met, found.evidence.endswith("unstable, decided")) == (True, True)


def test_the_baseline_is_finances_and_has_to_match_the_data(
    session: Session, project: Project, metric: Metric, finance: Person
) -> None:
    lead = project.people_as(Role.LEAD)[0]
    tool.sign_baseline(session, project, metric, assess(datasets.read_all(session, metric), metric), by=lead)
    found = item(session, project, "baseline-signed")
    assert (found.met, "Finance has not signed" in found.why) == (False, True)
    tool.sign_baseline(session, project, metric, assess(datasets.read_all(session, metric), metric), by=finance)
    signed = item(session, project, "baseline-signed")
    assert signed.met
    datasets.correct_reading(session, project, metric, 3, reason="Typed wrongly", by=lead, value=80.0)
    drifted = item(session, project, "baseline-signed")
    assert (drifted.met, drifted.evidence != signed.evidence) == (False, True)


def test_readings_of_a_later_phase_do_not_move_the_gate(
    session: Session, project: Project, metric: Metric, finance: Person
) -> None:
    tool.sign_baseline(session, project, metric, assess(datasets.read_all(session, metric), metric), by=finance)
    before = [(one.code, one.met, one.evidence) for one in gate_items(session, project)]
    bring_in(session, project, metric, value=[20.0] * 15)
    assert [(one.code, one.met, one.evidence) for one in gate_items(session, project)] == before
