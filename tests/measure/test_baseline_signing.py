"""Who signs a baseline, what does the signature freeze, and what shows that the data moved since?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sqlalchemy.orm import Session

from dmaic.define.charter import charter_of, goal_of, write_charter
from dmaic.define.metrics import Metric, MetricRole
from dmaic.errors import NotAllowed, RuleBroken
from dmaic.measure import baseline as tool
from dmaic.measure import datasets
from dmaic.measure.baseline import Assessment, Figure, assess
from dmaic.measure.chart_settings import Choices
from dmaic.measure.staging import stages_of
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from tests.factories import make_member
from tests.factories_charts import bring_in, calm, make_metric


@pytest.fixture
def metric(session: Session, project: Project) -> Metric:
    found = make_metric(session, project, lower_limit=30.0, upper_limit=70.0)
    bring_in(session, project, found, value=calm(40))
    return found


def looked_at(session: Session, metric: Metric, **given: Any) -> Assessment:
    return assess(datasets.read_all(session, metric), metric, Choices(rule_set="limits_only"), **given)


def signed(session: Session, project: Project, metric: Metric, by: Person, **given: Any) -> Any:
    return tool.sign_baseline(session, project, metric, looked_at(session, metric), by=by, **given)


def test_the_first_signature_freezes_figures_data_and_limits(
    session: Session, project: Project, metric: Metric, lead: Person
) -> None:
    study = signed(session, project, metric, lead)
    assert study.fingerprint == datasets.read_all(session, metric).fingerprint
    assert (study.rows_used, study.options["first_seq"], study.options["last_seq"]) == (40, 0, 39)
    assert {"rule_set", "estimator", "shift", "confidence"} <= set(study.options)
    assert study.versions["numpy"]
    plan = stages_of(session, metric)[-1]
    assert (plan.frozen, plan.center) == (True, pytest.approx(np.mean(calm(40))))
    assert project.sigma_before == study.result["sigma_level"]
    assert project.wall_chart is not None


def test_after_signing_the_page_speaks_of_the_figure_that_was_signed(
    session: Session, project: Project, metric: Metric, lead: Person
) -> None:
    assert tool.signed_figure(session, project, metric) == Figure.AUTO
    tool.sign_baseline(session, project, metric, looked_at(session, metric, figure=Figure.MEDIAN), by=lead)
    assert tool.signed_figure(session, project, metric) == Figure.MEDIAN


def test_the_next_signature_goes_under_the_same_study(
    session: Session, project: Project, metric: Metric, lead: Person, finance: Person
) -> None:
    first = signed(session, project, metric, lead)
    second = signed(session, project, metric, finance)
    assert first.id == second.id
    assert [one.role for one in tool.signatures(session, project, first)] == ["lead", "finance"]
    assert {one.fingerprint for one in tool.signatures(session, project, first)} == {tool.content_fingerprint(first)}
    with pytest.raises(RuleBroken, match="already"):
        signed(session, project, metric, finance)


def test_other_figures_are_another_baseline(
    session: Session, project: Project, metric: Metric, lead: Person, finance: Person
) -> None:
    first = signed(session, project, metric, lead)
    datasets.correct_reading(session, project, metric, 5, reason="Typed wrongly", by=lead, value=52.0)
    second = signed(session, project, metric, finance)
    assert first.id != second.id
    assert tool.baseline_of(session, project, metric) is second
    assert [one.id for one in tool.baselines_of(session, project, metric)] == [second.id, first.id]


def test_who_has_no_role_does_not_sign(session: Session, project: Project, metric: Metric) -> None:
    for role in (Role.SPONSOR, Role.MEMBER, Role.COACH, Role.VIEWER):
        with pytest.raises(NotAllowed):
            signed(session, project, metric, make_member(session, project, role))


def test_an_unstable_baseline_needs_a_decision(
    session: Session, project: Project, metric: Metric, lead: Person
) -> None:
    bring_in(session, project, metric, value=[120.0, 118.0])
    with pytest.raises(RuleBroken, match="not stable"):
        signed(session, project, metric, lead)
    study = signed(session, project, metric, lead, note="Month end stays: it comes every month")
    assert study.options["note"].startswith("Month end")
    assert not stages_of(session, metric)
    assert study.result["stable"] is False


def test_too_few_points_are_not_signed(session: Session, project: Project, lead: Person) -> None:
    few = make_metric(session, project, code="few")
    bring_in(session, project, few, value=calm(8))
    with pytest.raises(RuleBroken, match="12 points at least"):
        signed(session, project, few, lead, note="We know")


def test_finance_hands_the_figure_back_to_the_charter(
    session: Session, project: Project, metric: Metric, lead: Person, finance: Person
) -> None:
    write_charter(session, project, version=None, values={"goal_metric_id": metric.id, "goal_baseline": 40.0})
    signed(session, project, metric, lead)
    charter = charter_of(session, project)
    assert charter is not None
    assert charter.signed_baseline is None
    study = signed(session, project, metric, finance)
    assert charter.signed_baseline == pytest.approx(np.mean(calm(40)))
    assert (charter.baseline_study_id, charter.goal_baseline) == (study.id, 40.0)
    assert goal_of(charter) is None


def test_a_counter_metric_hands_nothing_back(
    session: Session, project: Project, metric: Metric, lead: Person, finance: Person
) -> None:
    write_charter(session, project, version=None, values={"goal_metric_id": metric.id})
    other = make_metric(session, project, code="side", role=MetricRole.COUNTER)
    bring_in(session, project, other, value=calm(40))
    signed(session, project, other, finance)
    assert charter_of(session, project).signed_baseline is None
    assert project.sigma_before is None


def test_drift_is_told_after_a_correction_and_gone_when_it_is_taken_back(
    session: Session, project: Project, metric: Metric, lead: Person
) -> None:
    study = signed(session, project, metric, lead)
    assert tool.drift_of(session, metric, study).matches
    datasets.correct_reading(session, project, metric, 5, reason="Typed wrongly", by=lead, value=90.0)
    datasets.exclude_reading(session, project, metric, 6, reason="A test case", by=lead)
    drift = tool.drift_of(session, metric, study)
    assert (drift.matches, drift.changed) == (False, 2)
    assert drift.today is not None
    assert drift.today > drift.signed
    assert not tool.still_matches(session, metric, study)
    assert tool.signed_value(study) == drift.signed


def test_new_readings_are_no_drift(session: Session, project: Project, metric: Metric, lead: Person) -> None:
    study = signed(session, project, metric, lead)
    bring_in(session, project, metric, value=calm(20, seed=30, mean=20))
    assert tool.drift_of(session, metric, study).matches
    assert tool.still_matches(session, metric, study)


def test_a_withdrawn_import_is_drift(session: Session, project: Project, metric: Metric, lead: Person) -> None:
    study = signed(session, project, metric, lead)
    done = datasets.imports_of(session, metric)[0]
    datasets.withdraw_import(session, project, done.id, reason="Wrong file", by=lead)
    drift = tool.drift_of(session, metric, study)
    assert (drift.matches, drift.today, drift.changed) == (False, None, 40)
