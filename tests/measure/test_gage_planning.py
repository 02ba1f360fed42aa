"""What shall be measured, by whom, in which order? Plans of measurement studies."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from dmaic.errors import BadInput, Conflict, NotFound, RuleBroken
from dmaic.measure.gage import (
    Entry,
    Plan,
    StudyType,
    change_plan,
    drop_study,
    open_measurement_study,
    plan_of,
    plan_study,
    readings_of,
    runs_of,
    save_readings,
    studies_for,
)
from tests.factories import make_project
from tests.factories_gage import GOOD_BAD, lead_of, make_gage_metric, make_study


def test_a_plan_gives_every_cell_once_in_a_random_order_that_its_seed_gives_again(session):
    project = make_project(session)
    study = make_study(session, project)
    sheet = readings_of(session, study)
    assert [row.run for row in sheet] == list(range(1, 91))
    assert set(Counter((row.part, row.appraiser, row.trial) for row in sheet).values()) == {1}
    assert [row.part for row in sheet[:10]] != [str(number) for number in range(1, 11)]
    assert [(row.part, row.appraiser, row.trial) for row in sheet] == runs_of(plan_of(study), study.seed)[0]
    assert study.is_randomised
    # each round is finished before the next begins, so nobody remembers the reading before
    assert {row.trial for row in sheet[:30]} == {1}


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (Plan(StudyType.CROSSED, ("1",), ("A", "B"), 2), "at least 2 parts"),
        (Plan(StudyType.CROSSED, ("1", "2"), ("A",), 2), "at least 2 appraisers"),
        (Plan(StudyType.CROSSED, ("1", "1"), ("A", "B"), 2), "named twice"),
        (Plan(StudyType.CROSSED, tuple(map(str, range(90))), ("A", "B", "C"), 9), "2430 readings"),
        (Plan(StudyType.CROSSED, ("x" * 61, "2"), ("A", "B"), 2), "longer than 60"),
        (Plan(StudyType.CROSSED, ("1", "2"), ("A", "B"), 2, tolerance=-1.0), "upper minus lower"),
        (Plan(StudyType.NESTED, ("1", "2"), ("A", "B"), 1), "at least 2 trials"),
        (Plan(StudyType.TYPE_ONE, ("master",), (), 25, {"master": 4.0}), "tolerance"),
        (Plan(StudyType.BIAS, ("master",), (), 25), "reference value of master"),
        (Plan(StudyType.BIAS, ("a", "b"), (), 25, {"a": 1.0, "b": 2.0}), "one master"),
        (Plan(StudyType.BIAS, ("a",), ("A", "B"), 25, {"a": 1.0}), "one person"),
        (Plan(StudyType.AGREEMENT, ("1", "2"), ("A", "B"), 2), "two categories"),
        (Plan(StudyType.AGREEMENT, ("1", "2"), ("A",), 2, categories=GOOD_BAD, accepting="fine"), "not among"),
        (Plan(StudyType.AGREEMENT, ("1", "2"), ("A",), 2, {"1": "ugly"}, categories=GOOD_BAD), "ugly"),
        (Plan(StudyType.AGREEMENT, ("1", "2"), ("A",), 2, {"1": "bad"}, categories=GOOD_BAD), "Item 2 has no standard"),
        (Plan(StudyType.AGREEMENT, ("1", "2"), ("A",), 2, categories=GOOD_BAD, is_ordered=True), "must be numbers"),
        (Plan(StudyType.AUDIT, ("1", "2"), (), 2), "traced once"),
    ],
)
def test_a_plan_that_cannot_be_judged_is_refused_in_words(session, plan, words):
    project = make_project(session)
    with pytest.raises(BadInput, match=words):
        plan_study(session, project, make_gage_metric(session, project), plan, by=lead_of(project))


def test_a_thin_plan_says_so():
    assert "few" in runs_of(Plan(StudyType.AUDIT, ("1", "2")), 1)[1][0]
    assert any("3 or more" in one for one in runs_of(Plan(StudyType.CROSSED, ("1", "2"), ("A", "B"), 2), 1)[1])


def test_points_in_time_keep_their_order(session):
    plan = Plan(StudyType.STABILITY, ("Mon", "Tue", "Wed"), (), 2)
    assert [part for part, _, _ in runs_of(plan, 5)[0]] == ["Mon", "Mon", "Tue", "Tue", "Wed", "Wed"]


def test_a_plan_changes_until_a_reading_is_in(session):
    project = make_project(session)
    study = make_study(session, project)
    change_plan(session, study, replace(plan_of(study), trials=2), version=study.version)
    assert len(readings_of(session, study)) == 60
    with pytest.raises(Conflict):
        change_plan(session, study, plan_of(study), version=study.version - 1)
    save_readings(session, study, [Entry(1, value=0.1)], by=lead_of(project))
    with pytest.raises(RuleBroken, match="Readings are in"):
        change_plan(session, study, plan_of(study), version=study.version)


def test_an_unjudged_study_can_be_dropped_with_a_reason_and_stays_in_the_record(session):
    project = make_project(session)
    study = make_study(session, project)
    with pytest.raises(BadInput, match="why"):
        drop_study(session, study, reason=" ")
    drop_study(session, study, reason="Wrong parts")
    assert studies_for(session, project) == []
    assert studies_for(session, project, dropped=True) == [study]
    with pytest.raises(RuleBroken, match="dropped"):
        save_readings(session, study, [Entry(1, value=0.1)], by=lead_of(project))


def test_a_study_of_another_project_is_not_found(session):
    study = make_study(session, make_project(session))
    with pytest.raises(NotFound):
        open_measurement_study(session, make_project(session), study.id)
