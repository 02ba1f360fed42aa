"""A kept verdict closes its readings, is signed, and speaks for its metric until a retest."""

from __future__ import annotations

import pytest

from dmaic.errors import BadInput, Conflict, NotAllowed, RuleBroken
from dmaic.measure.gage import (
    Entry,
    Verdict,
    clear_reading,
    drop_study,
    judge,
    judged_from,
    keep_verdict,
    plan_of,
    plan_study,
    readings_of,
    remarks_on,
    reopen_study,
    save_readings,
    sign_study,
    standing_for,
    standing_signatures,
    verdict_for,
)
from dmaic.projects.permissions import Role
from dmaic.statistics.capability_verdict import cautions_of_standing
from tests.factories import make_member, make_project
from tests.factories_gage import fill_study, filled_study, lead_of, make_gage_metric, make_study


def kept_study(session, project, **plan):
    study = filled_study(session, project, **plan)
    return keep_verdict(
        session, project, study, by=lead_of(project), version=study.version, remediation="Train by 1 May"
    )


def test_a_kept_verdict_closes_the_readings_and_reads_back_as_it_was(session):
    project = make_project(session)
    study = filled_study(session, project, tolerance=8.0)
    judged = judge(session, study)
    with pytest.raises(BadInput, match="what is done"):
        keep_verdict(session, project, study, by=lead_of(project), version=study.version, remediation=" ")
    with pytest.raises(Conflict):
        keep_verdict(session, project, study, by=lead_of(project), version=0, remediation="Train")
    keep_verdict(session, project, study, by=lead_of(project), version=study.version, remediation="Train by 1 May")
    session.commit()
    assert study.verdict == Verdict.CONDITIONAL
    assert (study.kept.stage, study.kept.rows_used, study.kept.subject_id) == ("gage", 90, study.metric_id)
    again = judged_from(study.kept.result)
    assert again.words == judged.words
    assert again.tables == judged.tables
    assert again.statistics == judged.statistics
    for act in (
        lambda: save_readings(session, study, [Entry(1, value=9.0)], by=lead_of(project)),
        lambda: clear_reading(session, study, 1, reason="x"),
        lambda: drop_study(session, study, reason="x"),
        lambda: keep_verdict(session, project, study, by=lead_of(project), version=study.version, remediation="x"),
    ):
        with pytest.raises(RuleBroken):
            act()
    assert remarks_on(study, readings_of(session, study)) == []


def test_moved_limits_are_told_beside_a_kept_verdict(session):
    project = make_project(session)
    study = kept_study(session, project, tolerance=8.0)
    study.metric.upper_limit = 2.0
    assert "6 apart" in remarks_on(study, readings_of(session, study))[0]


def test_lead_coach_or_process_owner_sign_once_each(session):
    project = make_project(session)
    owner = make_member(session, project, Role.PROCESS_OWNER)
    finance = make_member(session, project, Role.FINANCE)
    study = filled_study(session, project)
    with pytest.raises(RuleBroken, match="Keep the verdict first"):
        sign_study(session, project, study, person=owner)
    keep_verdict(session, project, study, by=lead_of(project), version=study.version, remediation="Train")
    with pytest.raises(NotAllowed):
        sign_study(session, project, study, person=finance)
    signature = sign_study(session, project, study, person=owner)
    assert signature.fingerprint == study.kept.fingerprint
    with pytest.raises(RuleBroken, match="already"):
        sign_study(session, project, study, person=owner)
    reopen_study(session, study, reason="Part 7 was damaged")
    assert standing_signatures(session, project, study) == []
    assert verdict_for(session, project, study.metric) is None
    keep_verdict(session, project, study, by=lead_of(project), version=study.version, remediation="Train")
    # the same readings, but a verdict that nobody has signed yet
    assert standing_signatures(session, project, study) == []
    sign_study(session, project, study, person=owner)
    assert len(standing_signatures(session, project, study)) == 1


def test_the_worst_study_that_no_retest_follows_speaks_for_the_metric(session):
    project = make_project(session)
    metric = make_gage_metric(session, project)
    assert standing_for(session, project, metric) is None
    first = kept_study(session, project, metric=metric)
    assert verdict_for(session, project, metric) == "conditional"
    standing = standing_for(session, project, metric)
    assert standing.unsigned == (first,)
    assert standing.unremedied == ()
    assert not standing.may_be_used
    sign_study(session, project, first, person=lead_of(project))
    assert standing_for(session, project, metric).may_be_used

    retest = plan_study(session, project, metric, plan_of(first), by=lead_of(project), retest_of=first)
    fill_study(session, retest, lambda row: 10 * int(row.part) + 0.01 * row.trial + 0.02 * ord(row.appraiser))
    assert verdict_for(session, project, metric) == "conditional"
    keep_verdict(session, project, retest, by=lead_of(project), version=retest.version, remediation="")
    assert verdict_for(session, project, metric) == "ok"
    with pytest.raises(RuleBroken, match="retest follows"):
        reopen_study(session, first, reason="x")


def test_only_a_judged_study_is_repeated(session):
    project = make_project(session)
    study = make_study(session, project)
    with pytest.raises(RuleBroken, match="Keep its verdict"):
        plan_study(session, project, study.metric, plan_of(study), by=lead_of(project), retest_of=study)


def test_a_study_too_small_to_decide_is_not_enough_for_the_gate(session):
    project = make_project(session)
    study = make_study(session, project, parts=("1", "2", "3"), appraisers=("A", "B"), trials=2, tolerance=20.0)
    fill_study(session, study, lambda row: 5 * int(row.part) + 0.3 * (row.appraiser == "B") + 0.1 * row.trial)
    keep_verdict(session, project, study, by=lead_of(project), version=study.version, remediation="Measure ten parts")
    sign_study(session, project, study, person=lead_of(project))
    standing = standing_for(session, project, study.metric)
    assert standing.verdict == Verdict.UNDECIDED
    assert not standing.may_be_used
    assert any("too small" in one for one in cautions_of_standing(100, stable=True, gage=standing.verdict.value))
