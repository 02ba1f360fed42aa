"""Signatures under the charter, and what a later change does to them."""

from __future__ import annotations

import pytest

from dmaic.define import charter as charters
from dmaic.define.charter import may_sign, places_of, sign_charter, submit_charter
from dmaic.errors import NotAllowed, RuleBroken
from dmaic.projects.permissions import Role
from dmaic.projects.project import ProjectState, add_member
from dmaic.projects.study import keep_study
from tests.factories import make_project, whole_team
from tests.factories_define import filled_charter, signed_charter


@pytest.fixture
def team(session):
    project = make_project(session)
    return project, whole_team(session, project)


def test_a_draft_is_not_signed(session, team):
    project, people = team
    charter = filled_charter(session, project)
    with pytest.raises(RuleBroken, match="is a draft"):
        sign_charter(session, project, charter, person=people[Role.SPONSOR], role=Role.SPONSOR)
    assert may_sign(session, project, charter, people[Role.SPONSOR]) == []


def test_sponsor_and_finance_sign_the_version_they_read(session, team):
    project, people = team
    charter = signed_charter(session, project, people)
    places = places_of(session, project, charter)
    assert [(place.role, place.stands, place.number) for place in places] == [
        (Role.SPONSOR, True, 1),
        (Role.FINANCE, True, 1),
    ]


def test_nobody_signs_in_a_role_they_do_not_hold(session, team):
    project, people = team
    charter = filled_charter(session, project)
    submit_charter(session, project, charter, by=people[Role.LEAD])
    for role in (Role.SPONSOR, Role.COACH):
        with pytest.raises(NotAllowed):
            sign_charter(session, project, charter, person=people[Role.FINANCE], role=role)
    assert may_sign(session, project, charter, people[Role.FINANCE]) == [Role.FINANCE]
    assert may_sign(session, project, charter, people[Role.LEAD]) == []


def test_whoever_submitted_a_version_does_not_sign_it(session, team):
    project, people = team
    add_member(session, project, people[Role.LEAD], Role.SPONSOR)
    charter = filled_charter(session, project)
    submit_charter(session, project, charter, by=people[Role.LEAD])
    with pytest.raises(RuleBroken, match="Somebody else has to sign"):
        sign_charter(session, project, charter, person=people[Role.LEAD], role=Role.SPONSOR)


def test_a_version_is_signed_once(session, team):
    project, people = team
    charter = signed_charter(session, project, people)
    with pytest.raises(RuleBroken, match="Version 1 is signed already"):
        sign_charter(session, project, charter, person=people[Role.SPONSOR], role=Role.SPONSOR)


def test_a_later_change_shows_at_the_signature_and_asks_for_a_new_one(session, team):
    project, people = team
    charter = signed_charter(session, project, people)
    charters.write_charter(session, project, version=charter.version, values={"goal_target": 20.0})
    place = places_of(session, project, charter)[0]
    assert not place.stands
    assert [change.label for change in place.changes] == ["Target"]
    with pytest.raises(RuleBroken, match="Ask its lead to submit it again"):
        sign_charter(session, project, charter, person=people[Role.SPONSOR], role=Role.SPONSOR)
    submit_charter(session, project, charter, by=people[Role.LEAD], why="New contract")
    sign_charter(session, project, charter, person=people[Role.SPONSOR], role=Role.SPONSOR)
    sponsor, finance = places_of(session, project, charter)
    assert (sponsor.stands, sponsor.number) == (True, 2)
    assert (finance.stands, finance.number) == (False, 1)


def test_the_baseline_signed_in_measure_leaves_the_signatures_standing(session, team):
    project, people = team
    charter = signed_charter(session, project, people)
    facts = {"analysis": "summary", "stage": "baseline", "title": "Baseline", "fingerprint": "0" * 64, "rows_used": 9}
    study = keep_study(session, project, by=people[Role.LEAD], options={}, result={}, **facts)
    charters.record_baseline(session, charter, 50.0, study)
    assert all(place.stands for place in places_of(session, project, charter))


def test_a_project_on_hold_is_not_signed(session, team):
    project, people = team
    charter = filled_charter(session, project)
    submit_charter(session, project, charter, by=people[Role.LEAD])
    project.state = ProjectState.ON_HOLD
    with pytest.raises(RuleBroken, match="on hold"):
        sign_charter(session, project, charter, person=people[Role.SPONSOR], role=Role.SPONSOR)
