"""Limits that stay where they were put, and what it takes to move them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sqlalchemy.orm import Session

from dmaic import audit
from dmaic.define.metrics import DataType, Metric
from dmaic.errors import BadInput, Conflict, NotFound, RuleBroken
from dmaic.measure import datasets
from dmaic.measure.chart_settings import save_settings, settings_of
from dmaic.measure.charting import chart_of
from dmaic.measure.limits import begin_stage, freeze_present, refresh_wall, release_present, saved_choices
from dmaic.measure.staging import give_limits, never_moved, stage_history, stages_of
from dmaic.measure.window import look, look_at, look_between, seqs_between
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from dmaic.projects.rollup import chart_kept
from tests.factories import make_member, make_person
from tests.factories_charts import START, bring_in, calm, make_metric


@pytest.fixture
def sponsor(session: Session, project: Project) -> Person:
    return make_member(session, project, Role.SPONSOR)


@pytest.fixture
def metric(session: Session, project: Project) -> Metric:
    found = make_metric(session, project)
    bring_in(session, project, found, value=calm(30))
    return found


def limits_of(session: Session, metric: Metric) -> list[tuple[float, float]]:
    charted = look(session, metric, saved_choices(session, metric)).charted
    return [(stage.center, stage.sigma) for stage in charted.chart.stages]


CHANGE: dict[str, Any] = {
    "name": "After",
    "reason": "The new form holds for two weeks",
    "change_event": "Form 12 went live",
}


def test_frozen_limits_stay_when_readings_come(
    session: Session, project: Project, metric: Metric, lead: Person
) -> None:
    before = limits_of(session, metric)
    freeze_present(session, project, metric, by=lead)
    bring_in(session, project, metric, value=calm(20, seed=2, mean=90))
    assert limits_of(session, metric) == before
    row = stage_history(session, metric)[0]
    assert (row.act, row.used, row.baseline_last, row.kind, row.estimator) == ("freeze", 30, 29, "imr", "mean_mr")


def test_limits_set_up_move_until_they_are_frozen(session: Session, project: Project, metric: Metric) -> None:
    before = limits_of(session, metric)
    bring_in(session, project, metric, value=calm(20, seed=2, mean=90))
    assert limits_of(session, metric) != before


def test_a_correction_inside_the_baseline_does_not_move_frozen_limits(
    session: Session, project: Project, metric: Metric, lead: Person
) -> None:
    freeze_present(session, project, metric, by=lead)
    before = limits_of(session, metric)
    datasets.correct_reading(session, project, metric, 3, reason="Typed wrongly", by=lead, value=70.0)
    assert limits_of(session, metric) == before


def test_the_first_points_of_a_stage_can_set_the_limits(
    session: Session, project: Project, metric: Metric, lead: Person
) -> None:
    freeze_present(session, project, metric, by=lead, points=20)
    assert limits_of(session, metric)[0][0] == pytest.approx(np.mean(calm(30)[:20]))
    with pytest.raises(RuleBroken, match="frozen already"):
        freeze_present(session, project, metric, by=lead)


def test_few_points_keep_no_limits(session: Session, project: Project, lead: Person) -> None:
    few = make_metric(session, project, code="few")
    bring_in(session, project, few, value=calm(9))
    with pytest.raises(RuleBroken, match="3 more are needed"):
        freeze_present(session, project, few, by=lead)


def test_signals_among_the_points_ask_for_a_reason(session: Session, project: Project, lead: Person) -> None:
    wild = make_metric(session, project, code="wild")
    bring_in(session, project, wild, value=[*calm(20), 120.0, *calm(5)])
    with pytest.raises(BadInput, match="why it stays in"):
        freeze_present(session, project, wild, by=lead)
    assert freeze_present(session, project, wild, by=lead, reason="Month end belongs to the process").reason


@pytest.mark.parametrize("missing", ["reason", "change_event", "approver", "own approver"])
def test_new_limits_need_a_reason_a_change_and_somebody_elses_name(
    session: Session, metric: Metric, sponsor: Person, missing: str
) -> None:
    project = session.get_one(Project, metric.project_id)
    lead = project.people_as(Role.LEAD)[0]
    bring_in(session, project, metric, value=calm(15, mean=40))
    given = {**CHANGE, "approver": sponsor, **({missing: " "} if missing in CHANGE else {})}
    if "approver" in missing:
        given["approver"] = lead if missing == "own approver" else None
    with pytest.raises(BadInput):
        begin_stage(session, project, metric, start_seq=30, by=lead, **given)
    assert not stage_history(session, metric) or stage_history(session, metric)[0].act == "freeze"


def test_new_limits_need_twelve_points_and_until_then_the_old_ones_judge(
    session: Session, project: Project, metric: Metric, lead: Person, sponsor: Person
) -> None:
    bring_in(session, project, metric, value=calm(11, mean=40))
    with pytest.raises(RuleBroken, match="1 more are needed"):
        begin_stage(session, project, metric, start_seq=30, by=lead, approver=sponsor, **CHANGE)


def test_a_new_stage_leaves_the_old_limits_drawn(
    session: Session, project: Project, metric: Metric, lead: Person, sponsor: Person
) -> None:
    before = limits_of(session, metric)
    freeze_present(session, project, metric, by=lead)
    bring_in(session, project, metric, value=calm(15, seed=3, mean=30))
    begin_stage(session, project, metric, start_seq=30, by=lead, approver=sponsor, **CHANGE)
    after = limits_of(session, metric)
    assert (len(after), after[0]) == (2, before[0])
    assert after[1][0] == pytest.approx(np.mean(calm(15, seed=3, mean=30)))
    assert [plan.start_seq for plan in stages_of(session, metric)] == [0, 30]


def test_a_stage_that_was_not_frozen_is_kept_when_the_next_one_begins(
    session: Session, project: Project, metric: Metric, lead: Person, sponsor: Person
) -> None:
    bring_in(session, project, metric, value=calm(15, seed=3, mean=30))
    begin_stage(session, project, metric, start_seq=30, by=lead, approver=sponsor, **CHANGE)
    first = stages_of(session, metric)[0]
    assert (first.frozen, first.baseline_last, first.used) == (True, 29, 30)
    assert first.center == pytest.approx(np.mean(calm(30)))


def test_a_stage_does_not_begin_inside_the_points_that_set_the_limits(
    session: Session, project: Project, metric: Metric, lead: Person, sponsor: Person
) -> None:
    freeze_present(session, project, metric, by=lead)
    with pytest.raises(RuleBroken, match="rest on readings after"):
        begin_stage(session, project, metric, start_seq=15, by=lead, approver=sponsor, **CHANGE)


def test_the_approver_is_on_the_team(session: Session, project: Project, metric: Metric, lead: Person) -> None:
    bring_in(session, project, metric, value=calm(15, mean=40))
    with pytest.raises(NotFound):
        begin_stage(session, project, metric, start_seq=30, by=lead, approver=make_person(session), **CHANGE)


def test_releasing_needs_a_reason_and_stays_in_the_history(
    session: Session, project: Project, metric: Metric, lead: Person
) -> None:
    freeze_present(session, project, metric, by=lead)
    with pytest.raises(BadInput):
        release_present(session, project, metric, reason="", by=lead)
    release_present(session, project, metric, reason="A wrong column was imported", by=lead)
    assert not stages_of(session, metric)[-1].frozen
    assert [row.act for row in stage_history(session, metric)] == ["release", "freeze"]
    entries = audit.entries_of(session, chain=project.id, kind="chart_stages")
    assert entries[0].reason == "A wrong column was imported"


def test_a_stage_begun_by_mistake_is_taken_back(
    session: Session, project: Project, metric: Metric, lead: Person, sponsor: Person
) -> None:
    bring_in(session, project, metric, value=calm(15, mean=40))
    begin_stage(session, project, metric, start_seq=30, by=lead, approver=sponsor, **CHANGE)
    release_present(session, project, metric, reason="Wrong day", by=lead)
    assert [plan.start_seq for plan in stages_of(session, metric)] == [0]
    assert [row.act for row in stage_history(session, metric)] == ["withdraw", "stage", "freeze"]


def test_had_the_limits_never_moved(
    session: Session, project: Project, metric: Metric, lead: Person, sponsor: Person
) -> None:
    assert never_moved(session, metric) == []
    freeze_present(session, project, metric, by=lead)
    bring_in(session, project, metric, value=calm(15, seed=3, mean=30))
    begin_stage(session, project, metric, start_seq=30, by=lead, approver=sponsor, **CHANGE)
    held = look(session, metric, saved_choices(session, metric), stages=never_moved(session, metric)).charted
    assert len(held.chart.stages) == 1
    assert any(signal.first >= 30 for signal in held.signals)


def test_given_limits_name_their_source(session: Session, project: Project, metric: Metric, lead: Person) -> None:
    given: dict[str, Any] = {"kind": "imr", "center": 48.0, "sigma": 3.0, "by": lead, "approver": None}
    with pytest.raises(BadInput, match="standard or the study"):
        give_limits(session, project, metric, reason="", **given)
    give_limits(session, project, metric, reason="Validated in 2025", **given)
    charted = look(session, metric, saved_choices(session, metric)).charted
    assert (charted.present.center, charted.present.sigma, charted.present.pre_specified) == (48.0, 3.0, True)


def test_settings_carry_their_version_and_do_not_move_under_frozen_limits(
    session: Session, project: Project, metric: Metric, lead: Person
) -> None:
    saved = save_settings(session, project, metric, version=None, values={"rule_set": "limits_only"})
    with pytest.raises(Conflict):
        save_settings(session, project, metric, version=saved.version + 1, values={"rule_set": "aiag"})
    freeze_present(session, project, metric, by=lead)
    save_settings(session, project, metric, version=saved.version, values={"rule_set": "aiag"})
    with pytest.raises(RuleBroken, match="kind can't change"):
        save_settings(session, project, metric, version=saved.version, values={"kind": "run"})
    kept = settings_of(session, metric)
    assert kept is not None
    assert kept.rule_set == "aiag"
    with pytest.raises(BadInput):
        save_settings(session, project, metric, version=saved.version, values={"rule_set": "mine"})


def test_a_run_chart_has_no_limits_to_keep(session: Session, project: Project, metric: Metric, lead: Person) -> None:
    save_settings(session, project, metric, version=None, values={"kind": "run"})
    with pytest.raises(RuleBroken, match="no limits to keep"):
        freeze_present(session, project, metric, by=lead)


@pytest.fixture
def long(session: Session, project: Project) -> Metric:
    found = make_metric(session, project, code="long")
    bring_in(session, project, found, value=calm(6000, seed=4))
    return found


def test_a_window_of_a_long_series_is_judged_by_the_limits_of_its_leading_points(
    session: Session, long: Metric
) -> None:
    window = look(session, long, saved_choices(session, long))
    assert (window.stop - window.start, window.total, window.newer) == (200, 6000, None)
    assert window.charted.present.center == pytest.approx(np.mean(calm(6000, seed=4)[:2000]))
    assert any("first 2,000 points" in caution for caution in window.charted.cautions)
    assert not window.charted.is_kept


def test_a_window_says_what_the_whole_series_says(
    session: Session, project: Project, long: Metric, lead: Person
) -> None:
    freeze_present(session, project, long, by=lead, reason="Long and ordinary")
    whole = chart_of(datasets.read_all(session, long), long, stages=stages_of(session, long))
    expected = [(s.rule, s.last) for s in whole.signals if s.last >= 5800]
    window = look(session, long, saved_choices(session, long))
    first = window.charted.points.seqs(0)[0]
    found = [(s.rule, s.last + first) for s in window.charted.signals if s.last >= window.start]
    assert found == expected
    assert window.charted.is_kept


def test_windows_page_back_and_forth(session: Session, long: Metric) -> None:
    choices = saved_choices(session, long)
    newest = look(session, long, choices, last=100)
    assert newest.older == 5899
    before = look(session, long, choices, last=100, until=newest.older)
    assert (before.first_seq, before.last_seq, before.newer) == (5800, 5899, 5900)
    around, at = look_at(session, long, choices, seq=3000)
    assert around.charted.points.seqs(at) == (3000, 3000)
    stretch = look_between(session, long, choices, first_seq=1000, last_seq=1099)
    assert (stretch.first_seq, stretch.last_seq, stretch.stop - stretch.start) == (1000, 1099, 100)


def test_days_find_their_readings(session: Session, metric: Metric) -> None:
    day = START.date()
    assert seqs_between(session, metric, day.replace(day=10), day.replace(day=12)) == (5, 7)
    assert seqs_between(session, metric, None, None) == (0, 29)
    assert seqs_between(session, metric, day.replace(year=2030), None) is None


def test_a_window_of_subgroups_begins_with_a_whole_one(session: Session, project: Project) -> None:
    found = make_metric(session, project, code="rings")
    labels = [f"S{at // 5}" for at in range(3000)]
    bring_in(session, project, found, value=calm(3000, seed=5), subgroup=labels)
    window = look(session, found, saved_choices(session, found), last=50)
    assert window.charted.chart.kind == "xbar_r"
    sizes = window.charted.chart.sizes
    assert sizes is not None
    assert set(sizes.tolist()) == {5.0}
    assert window.stop - window.start == 50


def test_counted_series_keep_their_centre(session: Session, project: Project, lead: Person) -> None:
    share = make_metric(session, project, DataType.PROPORTION, code="share")
    rng = np.random.default_rng(6)
    bring_in(session, project, share, defects=rng.binomial(100, 0.1, 3000).astype(float), size=[100.0] * 3000)
    freeze_present(session, project, share, by=lead, reason="Long and ordinary")
    center = stages_of(session, share)[0].center
    bring_in(session, project, share, defects=[50.0] * 20, size=[100.0] * 20)
    window = look(session, share, saved_choices(session, share))
    assert window.charted.present.center == center
    assert len(window.charted.present_signals) >= 20


def test_the_wall_keeps_the_primary_metrics_last_points(session: Session, project: Project, metric: Metric) -> None:
    refresh_wall(session, project, metric)
    kept = chart_kept(project)
    assert kept is not None
    assert len(kept[0]) == 30
    other = make_metric(session, project, code="side", role="counter-metric")
    project.wall_chart = None
    refresh_wall(session, project, other)
    assert project.wall_chart is None
