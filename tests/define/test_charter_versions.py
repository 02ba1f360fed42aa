"""Submitting the charter, its versions and what changed between them."""

from __future__ import annotations

from datetime import date

import pytest

from dmaic.define import charter as charters
from dmaic.define.charter import CharterState, Milestone, compare, open_version, sections, standing_of, submit_charter
from dmaic.define.charter.versions import facts_of, words_of
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.projects.permissions import Role
from dmaic.projects.rows import add_row
from tests.factories import make_project, whole_team
from tests.factories_define import filled_charter


@pytest.fixture
def submitted(session):
    project = make_project(session)
    team = whole_team(session, project)
    charter = filled_charter(session, project)
    submit_charter(session, project, charter, by=team[Role.LEAD])
    return project, team, charter


def test_a_charter_with_gaps_is_not_submitted_and_every_gap_is_named(session):
    project = make_project(session)
    charter = charters.write_charter(session, project, version=None, values={"problem_what": "Late"})
    with pytest.raises(RuleBroken) as refusal:
        submit_charter(session, project, charter, by=project.members[0].person)
    assert "Say what: choose the metric" in str(refusal.value)
    assert "Say by when: give the date." in str(refusal.value)
    assert standing_of(session, project, charter).state == CharterState.DRAFT


def test_a_submitted_charter_is_kept_as_version_one(session, submitted):
    project, team, charter = submitted
    standing = standing_of(session, project, charter)
    assert standing.state == CharterState.SUBMITTED
    assert (standing.latest.number, standing.latest.submitted_by) == (1, team[Role.LEAD])
    assert standing.latest.facts["sponsor"] == [team[Role.SPONSOR].name]


def test_submitting_the_same_twice_is_refused(session, submitted):
    project, team, charter = submitted
    with pytest.raises(RuleBroken, match="Nothing has changed since version 1"):
        submit_charter(session, project, charter, by=team[Role.LEAD])


def test_an_edited_charter_says_what_changed_and_becomes_the_next_version(session, submitted):
    project, team, charter = submitted
    charters.write_charter(session, project, version=charter.version, values={"goal_target": 20.0})
    standing = standing_of(session, project, charter)
    assert standing.state == CharterState.CHANGED
    assert [(change.label, change.old, change.new) for change in standing.changes] == [("Target", "24", "20")]
    with pytest.raises(BadInput, match="Say what changed and why"):
        submit_charter(session, project, charter, by=team[Role.LEAD])
    version = submit_charter(session, project, charter, by=team[Role.LEAD], why="The contract asks for 20 h")
    assert (version.number, version.why) == (2, "The contract asks for 20 h")
    first = open_version(session, charter, 1)
    assert first.facts["goal_target"] == 24.0
    assert [change.label for change in compare(first.facts, version.facts)] == ["Target"]


def test_people_dates_and_lists_belong_to_the_version_too(session, submitted):
    project, _team, charter = submitted
    project.target_on = date(2026, 9, 15)
    add_row(session, project, Milestone, {"name": "Baseline signed", "plan_on": date(2026, 4, 30)})
    changes = {change.label: change.new for change in standing_of(session, project, charter).changes}
    assert changes == {"Target close": "15 Sep 2026", "Milestones": "Baseline signed: 30 Apr 2026"}


def test_a_forecast_is_no_change_of_the_charter(session, submitted):
    project, _team, charter = submitted
    milestone = add_row(session, project, Milestone, {"name": "Pilot", "plan_on": date(2026, 6, 1)})
    before = facts_of(session, project, charter)
    milestone.forecast_on = date(2026, 7, 1)
    session.flush()
    assert facts_of(session, project, charter) == before


def test_a_version_that_is_not_there_is_not_found(session, submitted):
    with pytest.raises(NotFound):
        open_version(session, submitted[2], 2)


def test_facts_read_as_words():
    assert words_of("goal_by", "2027-06-30") == "30 Jun 2027"
    assert words_of("goal_target", 24.0) == "24"
    assert words_of("lead", ["Ana", "Ben"]) == "Ana\nBen"
    assert words_of("problem_what", None) == ""


def test_a_charter_on_paper_has_its_parts_in_order(session, submitted):
    project, _team, charter = submitted
    parts = sections(facts_of(session, project, charter))
    titles = [title for title, _ in parts]
    assert titles == ["Project", "People", "Business case", "Problem", "Goal", "Scope", "Plan"]
    assert ("Counter metrics", "Share of tickets reopened: not above 6 %") in parts[4][1]
