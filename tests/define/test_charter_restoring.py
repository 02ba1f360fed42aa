"""An earlier wording of the charter comes back, and nothing written since is lost."""

from __future__ import annotations

import pytest

from dmaic import audit
from dmaic.define import charter as charters
from dmaic.define.charter import CharterState, restore_version, standing_of, what_returns, write_charter
from dmaic.define.charter.versions import kept_of, versions_of
from dmaic.errors import Conflict, RuleBroken
from dmaic.projects.permissions import Role
from tests.factories import make_project, whole_team
from tests.factories_define import make_metric, signed_charter


@pytest.fixture
def signed(session):
    project = make_project(session)
    team = whole_team(session, project)
    metric = make_metric(session, project)
    charter = signed_charter(session, project, team, goal_metric_id=metric.id)
    return project, team, charter


def rewrite(session, project, charter, **values):
    write_charter(session, project, version=charter.version, values=values)


def test_the_old_words_become_the_draft_and_the_draft_so_far_is_kept(session, signed):
    project, team, charter = signed
    lead, first = team[Role.LEAD], charters.open_version(session, charter, 1)
    before = first.facts["problem_what"]
    rewrite(session, project, charter, problem_what="Something else", goal_target=20.0, goal_metric_id=None,
            goal_metric_name="A typed name")  # fmt: skip
    kept = restore_version(session, project, charter, first, by=lead, seen=charter.version)
    assert (charter.problem_what, charter.goal_target) == (before, first.facts["goal_target"])
    assert charter.goal_metric is not None
    assert charter.goal_metric_name == ""
    assert standing_of(session, project, charter).state == CharterState.SUBMITTED
    assert kept is not None
    assert (kept.number, kept.is_draft, kept.facts["problem_what"]) == (2, True, "Something else")
    assert [one.number for one in kept_of(session, charter)] == [2, 1]
    assert [one.number for one in versions_of(session, charter)] == [1]
    entry = audit.entries_of(session, chain=project.id, kind="charters", object_id=charter.id)[0]
    assert entry.reason == "Wording of version 1 brought back"
    assert entry.changes["problem_what"] == ["Something else", before]
    assert all(place.stands for place in charters.places_of(session, project, charter))
    # and the kept draft can come back too
    restore_version(session, project, charter, kept, by=lead, seen=charter.version)
    assert (charter.problem_what, charter.goal_metric_name) == ("Something else", "A typed name")


def test_a_submitted_draft_is_not_kept_twice_and_numbers_go_on(session, signed):
    project, team, charter = signed
    lead, first = team[Role.LEAD], charters.open_version(session, charter, 1)
    rewrite(session, project, charter, problem_what="Second wording")
    charters.submit_charter(session, project, charter, by=lead, why="Sharper")
    assert restore_version(session, project, charter, first, by=lead, seen=charter.version) is None
    third = charters.submit_charter(session, project, charter, by=lead, why="Back to the first")
    assert third.number == 3
    assert third.fingerprint == first.fingerprint


def test_nothing_to_bring_back_and_a_stale_page_are_refused(session, signed):
    project, team, charter = signed
    lead, first = team[Role.LEAD], charters.open_version(session, charter, 1)
    with pytest.raises(RuleBroken, match="reads like version 1 already"):
        restore_version(session, project, charter, first, by=lead, seen=charter.version)
    seen = charter.version
    rewrite(session, project, charter, problem_what="Meanwhile")
    with pytest.raises(Conflict):
        restore_version(session, project, charter, first, by=lead, seen=seen)
    assert charter.problem_what == "Meanwhile"


def test_a_signed_baseline_and_what_other_pages_keep_stay(session, signed):
    project, team, charter = signed
    first = charters.open_version(session, charter, 1)
    rewrite(session, project, charter, problem_what="Something else")
    charter.signed_baseline = 50.0
    project.title = "Another title"
    session.flush()
    returns, stays = what_returns(session, project, charter, first)
    assert [change.label for change in returns] == ["What is wrong?"]
    assert [change.label for change in stays] == ["Title"]
    restore_version(session, project, charter, first, by=team[Role.LEAD], seen=charter.version)
    assert (charter.signed_baseline, project.title) == (50.0, "Another title")


def test_the_button_brings_it_back_and_readers_have_none(client, session, signed):
    project, team, charter = signed
    rewrite(session, project, charter, problem_what="Something else")
    session.commit()
    page = f"/projects/{project.id}/define/charter/versions/1"
    client.sign_in(team[Role.VIEWER])
    assert "Bring this wording back" not in client.get(page).text
    assert client.post(f"{page}/restore", data={"version": charter.version}).status_code == 403
    client.sign_in(team[Role.LEAD])
    assert "Bring this wording back" in client.get(page).text
    assert client.post(f"{page}/restore", data={"version": charter.version}).status_code == 303
    answer = client.get(f"/projects/{project.id}/define/charter").text
    assert "The draft reads like version 1 again" in answer
    assert "kept as version 2" in answer
    assert "A draft, never submitted" in client.get(f"/projects/{project.id}/define/charter/versions/2").text
