"""The phase moves only at its gate, and only on the evidence that was shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from werkzeug.datastructures import MultiDict

from dmaic.errors import BadInput, RuleBroken
from dmaic.projects.checklist import Item
from dmaic.projects.permissions import Role
from dmaic.projects.project import Phase, ProjectState, add_member
from dmaic.tollgates.forms import DecideForm
from dmaic.tollgates.review import (
    Decision,
    decide,
    open_review,
    reopen,
    set_aside,
    snapshot_of,
    submit_gate,
    waits_for,
    waive,
)
from dmaic.tollgates.roadmap import items_of
from tests.factories import make_project, whole_team

TODAY = date(2026, 3, 2)
MET = [Item("charter", "The charter is submitted", met=True, why="Version 1.", evidence="v1")]
OPEN = [*MET, Item("sipoc", "The SIPOC is filled", met=False, why="Empty.")]


@pytest.fixture
def project(session):
    project = make_project(session)
    whole_team(session, project)
    session.commit()
    return project


@pytest.fixture
def lead(project):
    return project.people_as(Role.LEAD)[0]


@pytest.fixture
def sponsor(project):
    return project.people_as(Role.SPONSOR)[0]


def test_a_gate_with_an_open_item_is_not_submitted(session, project, lead):
    with pytest.raises(RuleBroken, match="The SIPOC is filled"):
        submit_gate(session, project, OPEN, by=lead)


def test_a_pass_moves_the_project_to_the_next_phase(session, project, lead, sponsor):
    review = submit_gate(session, project, MET, by=lead, note="Ready")
    decide(session, project, review, MET, by=sponsor, decision=Decision.PASS, today=TODAY)
    assert (project.phase, project.phase_since) == (Phase.MEASURE, TODAY)
    assert open_review(session, project) is None


def test_a_day_that_has_passed_is_no_next_review():
    form = DecideForm(MultiDict({"decision": "pass", "next_gate_on": f"{date.today() - timedelta(days=1)}"}))
    assert not form.validate()
    assert "This day has passed" in form.next_gate_on.errors[0]
    assert DecideForm(MultiDict({"decision": "pass", "next_gate_on": f"{date.today()}"})).validate()


def test_the_page_says_who_decides_to_somebody_who_may_not(client, session, project, lead, sponsor):
    submit_gate(session, project, MET, by=lead)
    session.commit()
    client.sign_in(lead)
    for page in (f"/projects/{project.id}/gates/define", f"/projects/{project.id}"):
        assert "It waits for a decision by Sponsor / champion Person or Coach Person" in client.get(page).text


def test_a_gate_nobody_may_decide_says_whom_to_name(session):
    project = make_project(session)
    lead = project.people_as(Role.LEAD)[0]
    add_member(session, project, lead, Role.SPONSOR)
    assert "name a sponsor or a coach" in waits_for(project, submit_gate(session, project, MET, by=lead))


def test_the_submitter_does_not_decide(session, project, lead):
    review = submit_gate(session, project, MET, by=lead)
    with pytest.raises(RuleBroken, match="somebody else"):
        decide(session, project, review, MET, by=lead, decision=Decision.PASS, today=TODAY)


@pytest.mark.parametrize("decision", [Decision.RETURN, Decision.HOLD, Decision.STOP])
def test_anything_but_a_pass_needs_a_comment(session, project, lead, sponsor, decision):
    review = submit_gate(session, project, MET, by=lead)
    with pytest.raises(BadInput, match="Say why"):
        decide(session, project, review, MET, by=sponsor, decision=decision, comment="  ", today=TODAY)


def test_evidence_that_moved_since_submission_is_not_passed(session, project, lead, sponsor):
    review = submit_gate(session, project, MET, by=lead)
    moved = [Item("charter", "The charter is submitted", met=True, why="Version 2.", evidence="v2")]
    with pytest.raises(RuleBroken, match="changed since"):
        decide(session, project, review, moved, by=sponsor, decision=Decision.PASS, today=TODAY)


@pytest.mark.parametrize(
    ("decision", "state"),
    [
        (Decision.RETURN, ProjectState.ACTIVE),
        (Decision.HOLD, ProjectState.ON_HOLD),
        (Decision.STOP, ProjectState.STOPPED),
    ],
)
def test_a_refusal_leaves_the_phase_and_sets_the_state(session, project, lead, sponsor, decision, state):
    review = submit_gate(session, project, MET, by=lead)
    decide(session, project, review, MET, by=sponsor, decision=decision, comment="The goal has no date.", today=TODAY)
    assert (project.phase, project.state) == (Phase.DEFINE, state)


def test_a_second_round_is_counted(session, project, lead, sponsor):
    first = submit_gate(session, project, MET, by=lead)
    decide(session, project, first, MET, by=sponsor, decision=Decision.RETURN, comment="Add a date.", today=TODAY)
    assert submit_gate(session, project, MET, by=lead).round == 2


def test_a_waiver_needs_a_reason_and_a_day_to_come(session, project, sponsor):
    given = {"phase": Phase.DEFINE, "code": "sipoc", "by": sponsor, "today": TODAY}
    with pytest.raises(BadInput, match="reason"):
        waive(session, project, OPEN, reason="", until=date(2026, 5, 1), **given)
    with pytest.raises(BadInput, match="future"):
        waive(session, project, OPEN, reason="Map follows", until=TODAY, **given)
    assert (
        "Map follows" in waive(session, project, OPEN, reason="Map follows", until=date(2026, 5, 1), **given).in_words
    )


def test_a_project_is_held_between_gates_with_a_reason_and_taken_up_again(session, project, sponsor):
    with pytest.raises(BadInput, match="Say why"):
        set_aside(session, project, OPEN, by=sponsor, decision=Decision.HOLD, comment=" ")
    with pytest.raises(BadInput, match="needs a submission"):
        set_aside(session, project, OPEN, by=sponsor, decision=Decision.PASS, comment="Hurry")
    set_aside(session, project, OPEN, by=sponsor, decision=Decision.HOLD, comment="Waits for the new portal")
    assert project.state == ProjectState.ON_HOLD
    reopen(session, project, reason="The portal is here", today=TODAY)
    assert (project.state, project.phase) == (ProjectState.ACTIVE, Phase.DEFINE)


def test_the_control_gate_closes_the_project(session, project, lead, sponsor):
    project.phase = Phase.CONTROL
    review = submit_gate(session, project, MET, by=lead)
    decide(session, project, review, MET, by=sponsor, decision=Decision.PASS, today=TODAY)
    assert project.state == ProjectState.CLOSED


def test_going_back_asks_for_a_reason_and_never_goes_forward(session, project):
    project.phase = Phase.ANALYZE
    with pytest.raises(BadInput):
        reopen(session, project, reason="", phase=Phase.MEASURE, today=TODAY)
    with pytest.raises(RuleBroken, match="gates"):
        reopen(session, project, reason="Hurry", phase=Phase.CONTROL, today=TODAY)
    reopen(session, project, reason="The gage failed", phase=Phase.MEASURE, today=TODAY)
    assert project.phase == Phase.MEASURE


def test_the_reviewer_is_told_before_deciding_that_the_evidence_moved(client, session, project, lead, sponsor):
    items = items_of(session, project, project.phase, TODAY)
    settled = [replace(item, met=True) for item in items]
    submit_gate(session, project, settled, by=lead)
    session.commit()
    page = client.sign_in(sponsor).get(f"/projects/{project.id}/gates/define").text
    assert "The evidence has changed since the submission" in page
    open_review(session, project).snapshot_hash = snapshot_of(items)
    session.commit()
    page = client.get(f"/projects/{project.id}/gates/define").text
    assert "The evidence has changed since the submission" not in page


def test_a_waiver_tells_its_last_day_as_every_page_does(session, project, sponsor):
    last = {"reason": "Pilot site only", "until": date(2026, 4, 1)}
    waiver = waive(session, project, OPEN, phase=Phase.DEFINE, code="sipoc", by=sponsor, today=TODAY, **last)
    assert waiver.in_words == f"{sponsor.name} until 1 Apr 2026: Pilot site only"
