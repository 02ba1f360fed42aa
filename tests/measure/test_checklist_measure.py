"""The Measure gate reads the record: plan, data, gauge, stability, signature, and whether they still stand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from sqlalchemy.orm import Session

from dmaic.define.benefits import BenefitLine
from dmaic.define.charter import CounterMetric
from dmaic.define.checklist import gate_items as define_gate
from dmaic.define.metrics import Metric, MetricRole, primary_metric
from dmaic.measure import baseline as tool
from dmaic.measure import datasets
from dmaic.measure.baseline import assess, context_of
from dmaic.measure.checklist import gate_items
from dmaic.measure.collection import Method, PlanRow, Sampling
from dmaic.measure.process_map import ProcessStep, write_map
from dmaic.people.accounts import Person
from dmaic.projects.checklist import Item
from dmaic.projects.permissions import Role
from dmaic.projects.project import Phase, Project, add_member
from dmaic.projects.rows import add_row, change_row, rows_of
from tests.factories import make_member, make_project, whole_team
from tests.factories_charts import bring_in, make_metric
from tests.factories_define import confirm_benefits, define_complete


@pytest.fixture
def metric(session: Session, project: Project) -> Metric:
    found = make_metric(session, project)
    bring_in(session, project, found, value=np.random.default_rng(7).normal(50, 4, 30))
    return found


def item(session: Session, project: Project, code: str) -> Item:
    return next(one for one in gate_items(session, project) if one.code == code)


def define_items(session: Session, project: Project) -> dict[str, Item]:
    return {one.code: one for one in define_gate(session, project)}


def test_without_a_metric_nothing_is_met(session: Session, project: Project) -> None:
    found = gate_items(session, project)
    assert [one.code for one in found] == [
        "plan-written",
        "plan-executed",
        "map-validated",
        "data-there",
        "gage-judged",
        "stability-judged",
        "baseline-signed",
        "benefit-recomputed",
        "charter-stands",
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


def test_finance_and_the_owner_sign_the_baseline_and_it_has_to_match_the_data(
    session: Session, project: Project, metric: Metric, finance: Person
) -> None:
    lead, owner = project.people_as(Role.LEAD)[0], make_member(session, project, Role.PROCESS_OWNER)

    def sign(person: Person) -> Item:
        tool.sign_baseline(session, project, metric, assess(datasets.read_all(session, metric), metric), by=person)
        return item(session, project, "baseline-signed")

    found = sign(lead)
    assert (found.met, "Not signed yet by finance and the process owner" in found.why) == (False, True)
    found = sign(finance)
    assert (found.met, found.why.endswith("Not signed yet by the process owner.")) == (False, True)
    signed = sign(owner)
    assert signed.met
    datasets.correct_reading(session, project, metric, 3, reason="Typed wrongly", by=lead, value=80.0)
    drifted = item(session, project, "baseline-signed")
    assert (drifted.met, drifted.evidence != signed.evidence) == (False, True)


def test_what_one_person_excluded_needs_somebody_else_to_sign_for_it(session: Session, project: Project) -> None:
    """Finance and owner in one person who also excluded: a second pair of eyes is missing until the lead signs."""
    metric = make_metric(session, project)
    bring_in(session, project, metric, value=np.random.default_rng(7).normal(50, 4, 30))
    both = make_member(session, project, Role.FINANCE)
    add_member(session, project, both, Role.PROCESS_OWNER)
    datasets.exclude_reading(session, project, metric, 4, reason="Power cut", by=both)
    readings = datasets.read_all(session, metric)
    found = assess(readings, metric, context=context_of(session, metric, first_seq=0, last_seq=29))
    for person, role in ((both, Role.FINANCE), (both, Role.PROCESS_OWNER)):
        study = tool.sign_baseline(session, project, metric, found, by=person, role=role)
    alone = item(session, project, "baseline-signed")
    assert (alone.met, "Nobody else has signed for what one person excluded (reading 5)" in alone.why) == (False, True)
    assert tool.approvals_of(study.result["excluded"], tool.signatures(session, project, study)) == {4: []}
    lead = project.people_as(Role.LEAD)[0]
    tool.sign_baseline(session, project, metric, found, by=lead)
    assert item(session, project, "baseline-signed").met
    assert tool.approvals_of(study.result["excluded"], tool.signatures(session, project, study)) == {4: [lead.name]}


def test_a_plan_has_to_be_carried_out_or_its_deviation_noted(
    session: Session, project: Project, metric: Metric
) -> None:
    values = {"metric_id": metric.id, "question": "How long?", "source": "Desk", "n_planned": 200}
    row = add_row(session, project, PlanRow, {**values, "method": Method.EXTRACT, "sampling": Sampling.CENSUS})
    found = item(session, project, "plan-executed")
    assert (found.met, found.why.startswith("30 of 200 planned readings")) == (False, True)
    change_row(session, row, version=row.version, values={"deviations": "System down; 30 are enough to see 4 h."})
    found = item(session, project, "plan-executed")
    assert (found.met, found.why, found.evidence) == (True, "1 line, 1 deviation noted.", "1 deviation noted")


def test_the_benefit_is_worked_out_again_once_the_baseline_is_signed(session: Session) -> None:
    project = make_project(session)
    team = whole_team(session, project)
    define_complete(session, project, team)
    metric = primary_metric(session, project)
    assert metric is not None
    bring_in(session, project, metric, value=np.random.default_rng(7).normal(50, 4, 30))
    assert "No signed baseline" in item(session, project, "benefit-recomputed").why
    found = assess(datasets.read_all(session, metric), metric)
    for role in (Role.FINANCE, Role.PROCESS_OWNER):
        tool.sign_baseline(session, project, metric, found, by=team[role])
    overtaken = item(session, project, "benefit-recomputed")
    assert (overtaken.met, "after Finance Person confirmed the benefits" in overtaken.why) == (False, True)
    assert define_items(session, project)["define.benefit_confirmed"].met, "gate D stays as it was"
    before = define_items(session, project)["define.benefit_confirmed"].evidence
    confirm_benefits(session, project, team[Role.FINANCE])
    assert item(session, project, "benefit-recomputed").met
    assert define_items(session, project)["define.benefit_confirmed"].evidence == before
    line = rows_of(session, project, BenefitLine)[0]
    change_row(session, line, version=line.version, values={"unit_value": 9.0})
    assert not item(session, project, "benefit-recomputed").met
    project.phase = Phase.IMPROVE
    assert item(session, project, "benefit-recomputed").met, "a pilot's new estimate is no drift of this gate"


def test_a_scope_that_moved_asks_for_a_new_version_of_the_charter(session: Session) -> None:
    project = make_project(session)
    charter = define_complete(session, project, whole_team(session, project))
    assert item(session, project, "charter-stands").met
    charter.scope_in = "Telephone as well."
    session.flush()
    found = item(session, project, "charter-stands")
    assert (found.met, "In scope. Submit it as a new version." in found.why) == (False, True)


def test_a_counter_metric_in_use_needs_a_judged_gauge_too(session: Session, project: Project, metric: Metric) -> None:
    guard = make_metric(session, project, code="C1", name="Reopened", role=MetricRole.COUNTER)
    add_row(session, project, CounterMetric, {"metric_id": guard.id, "tolerance": 6.0})
    assert f"gage-judged-{guard.id}" not in {one.code for one in gate_items(session, project)}
    bring_in(session, project, guard, value=[1.0, 2.0])
    found = item(session, project, f"gage-judged-{guard.id}")
    assert (found.met, "No study of how Reopened is measured" in found.why) == (False, True)
    project.phase = Phase.ANALYZE
    assert f"gage-judged-{guard.id}" not in {one.code for one in gate_items(session, project)}


def test_readings_of_a_later_phase_do_not_move_the_gate(
    session: Session, project: Project, metric: Metric, finance: Person
) -> None:
    tool.sign_baseline(session, project, metric, assess(datasets.read_all(session, metric), metric), by=finance)
    before = [(one.code, one.met, one.evidence) for one in gate_items(session, project)]
    bring_in(session, project, metric, value=[20.0] * 15)
    assert [(one.code, one.met, one.evidence) for one in gate_items(session, project)] == before
