"""Counter metrics, milestones and risks."""

from __future__ import annotations

from datetime import date, timedelta

from dmaic.define.charter import CounterMetric, Milestone, Risk, Side, counter_metrics_of
from dmaic.define.charter.lists import milestone_picture, milestone_remarks, risk_picture, risk_remarks
from dmaic.projects.project import Phase
from dmaic.projects.rows import add_row
from tests.factories import make_project
from tests.factories_define import make_metric


def test_a_counter_metric_takes_name_and_unit_from_its_metric(session):
    project = make_project(session)
    metric = make_metric(session, project, name="Share reopened", unit="%")
    row = add_row(session, project, CounterMetric, {"metric_id": metric.id, "side": Side.NOT_ABOVE, "tolerance": 6.0})
    assert row.in_words == "Share reopened: not above 6 %"
    assert row.is_complete
    assert counter_metrics_of(session, project) == [row]


def test_a_counter_metric_without_tolerance_is_not_complete(session):
    row = add_row(session, make_project(session), CounterMetric, {"name": "CSAT"})
    assert not row.is_complete
    assert row.in_words == "CSAT: no tolerance yet"
    assert row.keeps(4.0) is None


def test_a_tolerance_is_kept_on_its_own_side(session):
    project = make_project(session)
    low = add_row(session, project, CounterMetric, {"name": "CSAT", "side": Side.NOT_BELOW, "tolerance": 4.0})
    assert low.keeps(4.0)
    assert not low.keeps(3.9)


def test_milestones_late_out_of_order_or_past_the_close_are_told(session):
    project = make_project(session, start_on=date(2020, 1, 1), target_on=date.today() + timedelta(days=5))
    add_row(session, project, Milestone, {"name": "Late", "plan_on": date(2020, 5, 1), "phase": Phase.MEASURE})
    add_row(session, project, Milestone, {"name": "Early", "plan_on": date(2020, 4, 1), "actual_on": date(2020, 4, 4)})
    add_row(session, project, Milestone, {"name": "After", "plan_on": date.today() + timedelta(days=9)})
    said = " ".join(milestone_remarks(session, project))
    assert "“Late” was due on 1 May 2020" in said
    assert "“Early” is planned before “Late”" in said
    assert "“After” is planned for" in said


def test_days_late_come_from_what_came_or_is_expected(session):
    project = make_project(session)
    row = add_row(session, project, Milestone, {"name": "Pilot", "plan_on": date(2026, 5, 1)})
    assert row.days_late is None
    row.forecast_on = date(2026, 5, 11)
    assert row.days_late == 10


def test_a_high_risk_without_answer_is_told(session):
    project = make_project(session)
    add_row(session, project, Risk, {"risk": "System replaced", "likelihood": 4, "impact": 4})
    add_row(session, project, Risk, {"risk": "Small", "likelihood": 1, "impact": 2})
    assert risk_remarks(session, project) == ["“System replaced” scores 16 of 25 and has no response."]


def test_milestones_and_risks_are_drawn_once_there_is_something_to_draw(session):
    project = make_project(session)
    add_row(session, project, Milestone, {"name": "Baseline signed"})
    add_row(session, project, Risk, {"risk": "Strike"})
    assert milestone_picture(session, project) is None
    assert risk_picture(session, project) is None
    add_row(session, project, Milestone, {"name": "Pilot", "plan_on": date(2026, 3, 2), "actual_on": date(2026, 3, 9)})
    add_row(session, project, Risk, {"risk": "Flood", "likelihood": 2, "impact": 5})
    gantt, grid = milestone_picture(session, project), risk_picture(session, project)
    assert gantt is not None
    assert gantt.verdict.startswith("1 of 2 milestones reached")
    assert grid is not None
    assert tuple(grid.table.rows[0])[:3] == ("Flood", 2, 5)
