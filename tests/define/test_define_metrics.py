"""Rules of the metric registry."""

from __future__ import annotations

import pytest

from dmaic import audit
from dmaic.define.metrics import (
    CHARTS,
    DataType,
    Metric,
    MetricRole,
    change_metric,
    limits_with,
    metrics_of,
    next_code,
    open_metric,
    primary_metric,
    take_limits,
)
from dmaic.errors import BadInput, Conflict, NotFound, RuleBroken
from tests.factories import make_project
from tests.factories_define import make_metric


def test_every_kind_of_data_says_which_chart_follows():
    assert set(CHARTS) == set(DataType)


def test_the_primary_metric_comes_first(session):
    project = make_project(session)
    counter = make_metric(session, project, role=MetricRole.COUNTER)
    primary = make_metric(session, project)
    assert metrics_of(session, project) == [primary, counter]
    assert primary_metric(session, project) is primary
    assert next_code(session, project) == "Y3"


def test_a_code_is_given_once_in_a_project(session):
    project = make_project(session)
    make_metric(session, project, code="Y1")
    with pytest.raises(RuleBroken, match="code Y1 is taken"):
        make_metric(session, project, code="Y1")
    make_metric(session, make_project(session), code="Y1")


def test_a_metric_of_another_project_is_not_found(session):
    metric = make_metric(session, make_project(session))
    with pytest.raises(NotFound):
        open_metric(session, make_project(session), metric.id)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"lower_limit": 5.0, "upper_limit": 5.0}, "below the upper"),
        ({"upper_limit": 5.0, "target": 6.0}, "outside the limits"),
        ({"observers_n": 10, "observers_agreed": 11}, "more records than both"),
    ],
)
def test_values_that_contradict_themselves_are_refused(session, values, sentence):
    with pytest.raises(BadInput, match=sentence):
        make_metric(session, make_project(session), **values)


def test_more_opportunities_ask_for_a_reason_and_fewer_do_not(session):
    project = make_project(session)
    metric = make_metric(session, project, opportunities=2)
    same = {"code": metric.code}
    with pytest.raises(BadInput, match=r"from 2 to 5 divides DPMO by 2\.5"):
        change_metric(session, project, metric, version=metric.version, values={**same, "opportunities": 5})
    assert metric.opportunities == 2
    change_metric(session, project, metric, version=metric.version, values={**same, "opportunities": 1})
    change_metric(
        session, project, metric, version=metric.version, values={**same, "opportunities": 4}, reason="Four fields"
    )
    entry = audit.entries_of(session, chain=project.id, kind="metrics", object_id=metric.id)[0]
    assert (entry.changes["opportunities"], entry.reason) == ([1, 4], "Four fields")


def test_a_save_from_an_older_version_writes_nothing(session):
    project = make_project(session)
    metric = make_metric(session, project)
    with pytest.raises(Conflict):
        change_metric(session, project, metric, version=metric.version - 1, values={"code": "Y1", "name": "Mine"})
    assert metric.name == "Median resolution time"


def test_the_shift_may_be_zero(session):
    assert make_metric(session, make_project(session), shift=0.0).shift == 0.0


def test_a_natural_boundary_is_no_specification():
    metric = Metric(lower_limit=0.0, lower_is_boundary=True, upper_limit=48.0, upper_is_boundary=False)
    assert metric.specification == (None, 48.0)


def test_limits_are_taken_over_with_the_reason_in_the_history(session):
    project = make_project(session)
    metric = make_metric(session, project, lower_limit=0.0, lower_is_boundary=True)
    assert take_limits(session, metric, lower=None, target=8.0, upper=24.0, reason="CTQ")
    assert metric.specification == (None, 24.0)
    assert metric.lower_is_boundary
    assert audit.entries_of(session, chain=project.id, kind="metrics")[0].reason == "CTQ"
    assert not take_limits(session, metric, lower=None, target=8.0, upper=24.0, reason="CTQ")


def test_a_boundary_becomes_a_specification_where_a_requirement_moves_it(session):
    metric = make_metric(session, make_project(session), lower_limit=0.0, lower_is_boundary=True)
    take_limits(session, metric, lower=2.0, target=None, upper=None, reason="CTQ")
    assert metric.specification == (2.0, None)


def test_limits_that_cross_are_refused():
    with pytest.raises(BadInput):
        limits_with(Metric(lower_limit=30.0), lower=None, target=None, upper=24.0)
