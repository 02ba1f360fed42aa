"""Operational definitions: what they lack, what they hide, and the same name for two things."""

from __future__ import annotations

from dmaic.define.definitions import (
    agreement_of,
    cautions_of,
    collisions_of,
    examples_of,
    gaps_of,
    raised_opportunities,
    registry_remarks,
)
from dmaic.define.metrics import DataType, MetricRole, change_metric
from tests.factories import make_project
from tests.factories_define import make_metric


def test_a_complete_definition_has_no_gaps(session):
    assert gaps_of(make_metric(session, make_project(session))) == []


def test_gaps_are_told_by_their_labels(session):
    project = make_project(session)
    metric = make_metric(session, project, exclusions="", owner_id=None, worked_examples="T-1; yes; plain")
    assert gaps_of(metric) == ["Left out", "Owner", "2 more worked examples"]


def test_a_share_needs_to_say_out_of_what(session):
    project = make_project(session)
    assert gaps_of(make_metric(session, project, data_type=DataType.PROPORTION)) == ["Out of what"]


def test_worked_examples_are_read_line_by_line(session):
    metric = make_metric(session, make_project(session), worked_examples="A; yes; once; twice\n\n;;\nB;no")
    assert [(one.record, one.counted, one.why) for one in examples_of(metric)] == [
        ("A", "yes", "once; twice"),
        ("B", "no", ""),
    ]


def test_two_observers_who_differ_are_a_caution(session):
    project = make_project(session)
    metric = make_metric(session, project, observers_n=30, observers_agreed=24)
    assert agreement_of(metric) == 0.8
    assert any("24 of 30 records" in one for one in cautions_of(session, metric))
    metric.observers_agreed = None
    assert agreement_of(metric) is None


def test_raised_opportunities_stay_visible(session):
    project = make_project(session)
    metric = make_metric(session, project, data_type=DataType.COUNT)
    values = {"code": metric.code, "opportunities": 5}
    change_metric(session, project, metric, version=metric.version, values=values, reason="Five fields")
    assert [(old, new) for _who, old, new in raised_opportunities(session, metric)] == [(1, 5)]
    said = " ".join(cautions_of(session, metric))
    assert "raised the opportunities from 1 to 5" in said
    assert "Show defects per unit beside it" in said


def test_a_time_between_events_is_told_about_its_boundary(session):
    metric = make_metric(session, make_project(session), data_type=DataType.TIME_BETWEEN)
    assert any("natural boundary" in one for one in cautions_of(session, metric))


def test_the_same_name_with_another_population_collides(session):
    mine = make_metric(session, make_project(session), name="FCR ")
    same = make_project(session)
    make_metric(session, same, name="fcr")
    assert collisions_of(session, mine) == []
    other = make_project(session)
    theirs = make_metric(session, other, name="Fcr", inclusions="All calls", unit="%")
    found = collisions_of(session, mine)
    assert [(one.metric, one.project, one.differs) for one in found] == [(theirs, other, ("Unit", "Counted in"))]


def test_a_registry_has_one_primary_metric(session):
    project = make_project(session)
    assert registry_remarks(session, project) == []
    make_metric(session, project, role=MetricRole.SECONDARY)
    assert "No metric is the primary Y yet" in registry_remarks(session, project)[0]
    make_metric(session, project)
    make_metric(session, project, name="Another")
    assert "2 metrics are primary" in registry_remarks(session, project)[0]
