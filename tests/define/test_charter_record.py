"""Writing the charter: drafts, two savers, the baseline handed back by Measure."""

from __future__ import annotations

from datetime import date

import pytest

from dmaic.define.charter import (
    BaselineStatus,
    charter_of,
    goal_of,
    record_baseline,
    write_charter,
)
from dmaic.errors import BadInput, Conflict, NotFound, RuleBroken
from dmaic.projects.project import Project
from dmaic.projects.study import Study, keep_study
from tests.factories import make_project
from tests.factories_define import filled_charter, make_metric


def kept_study(session, project: Project) -> Study:
    return keep_study(
        session,
        project,
        by=project.members[0].person,
        analysis="summary",
        stage="baseline",
        title="Baseline of Y1",
        fingerprint="0" * 64,
        rows_used=120,
        options={},
        result={},
    )


def test_a_draft_may_be_empty_and_is_saved_again(session):
    project = make_project(session)
    assert charter_of(session, project) is None
    charter = write_charter(session, project, version=None, values={"problem_what": "Late"})
    write_charter(session, project, version=charter.version, values={"problem_what": "Late answers"})
    assert charter_of(session, project) is charter
    assert charter.problem_what == "Late answers"
    assert goal_of(charter) is None
    assert goal_of(None) is None


def test_a_save_from_an_older_version_writes_nothing(session):
    project = make_project(session)
    charter = write_charter(session, project, version=None, values={"problem_what": "Late"})
    seen = charter.version
    write_charter(session, project, version=seen, values={"problem_what": "Later"})
    for version in (seen, None):
        with pytest.raises(Conflict):
            write_charter(session, project, version=version, values={"problem_what": "Mine"})
    assert charter.problem_what == "Later"


def test_the_goal_takes_name_and_unit_from_its_metric(session):
    project = make_project(session)
    goal = goal_of(filled_charter(session, project))
    assert goal is not None
    assert goal.in_words == "Cut median resolution time from 52 h to 24 h by 15 Aug 2026"


def test_a_typed_name_creates_no_metric_and_borrows_the_problems_unit(session):
    project = make_project(session)
    goal = goal_of(filled_charter(session, project, goal_metric_id=None, goal_metric_name="Waiting time"))
    assert goal is not None
    assert (goal.metric_name, goal.metric_id, goal.unit) == ("Waiting time", None, "h")


def test_a_metric_of_another_project_is_not_found(session):
    project, other = make_project(session), make_project(session)
    metric = make_metric(session, other)
    with pytest.raises(NotFound):
        write_charter(session, project, version=None, values={"goal_metric_id": metric.id})


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"problem_when_from": date(2026, 2, 1), "problem_when_to": date(2026, 1, 1)}, "Change one of the dates"),
        ({"practical_threshold": 0.0}, "above zero"),
        ({"goal_baseline_status": BaselineStatus.SIGNED}, "signed in Measure"),
    ],
)
def test_values_that_contradict_themselves_are_refused(session, values, sentence):
    with pytest.raises(BadInput, match=sentence):
        write_charter(session, make_project(session), version=None, values=values)


def test_the_signed_baseline_stands_beside_what_the_charter_was_written_with(session):
    project = make_project(session)
    charter = filled_charter(session, project)
    study = kept_study(session, project)
    record_baseline(session, charter, 49.5, study)
    goal = goal_of(charter)
    assert goal is not None
    assert (goal.baseline, goal.baseline_status, goal.charter_baseline) == (49.5, BaselineStatus.SIGNED, 52.0)
    assert goal.baseline_study_id == study.id
    assert "from 49.5 h" in goal.in_words


def test_a_signed_baseline_is_not_changed_in_the_charter(session):
    project = make_project(session)
    charter = filled_charter(session, project)
    record_baseline(session, charter, 49.5, kept_study(session, project))
    with pytest.raises(RuleBroken, match="Sign a new one in Measure"):
        write_charter(session, project, version=charter.version, values={"goal_baseline": 60.0})
    write_charter(session, project, version=charter.version, values={"goal_baseline": 52.0, "goal_target": 20.0})
    assert charter.goal_target == 20.0


def test_a_baseline_from_another_project_is_refused(session):
    project, other = make_project(session), make_project(session)
    charter = filled_charter(session, project)
    with pytest.raises(RuleBroken, match="another project"):
        record_baseline(session, charter, 1.0, kept_study(session, other))
