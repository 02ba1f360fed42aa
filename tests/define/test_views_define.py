"""The pages of Define through the client."""

from __future__ import annotations

from typing import Any

import pytest

from dmaic.define import charter as charters
from dmaic.define.metrics import metrics_of
from dmaic.define.views import ROOM
from dmaic.define.views.tools import TOOLS
from dmaic.define.voice import Ctq
from dmaic.projects.notices import list_notices
from dmaic.projects.permissions import Role
from dmaic.projects.rows import add_row, rows_of
from dmaic.projects.study import keep_study
from tests.factories import make_person, make_project, whole_team
from tests.factories_define import WORDS, define_complete, filled_charter, make_metric

PAGES = ("charter", "metrics", "metrics/new", *(tool.name.replace("_", "-") for tool in TOOLS))


def typed(**values: Any) -> dict[str, str]:
    """The charter's words as a browser sends them."""
    return {name: str(value) for name, value in {**WORDS, **values}.items()}


@pytest.fixture
def work(client, session):
    project = make_project(session, business_unit="Customer service")
    team = whole_team(session, project)
    session.commit()
    client.sign_in(team[Role.LEAD])
    return project, team, f"/projects/{project.id}/define"


def test_every_page_opens_empty_and_filled_for_team_and_viewer(client, session, work):
    project, team, base = work
    for page in PAGES:
        assert client.get(f"{base}/{page}").status_code == 200, page
    define_complete(session, project, team)
    session.commit()
    metric, ctq = metrics_of(session, project)[0], rows_of(session, project, Ctq)[0]
    filled = (*PAGES, f"metrics/{metric.id}", f"ctqs/{ctq.id}", "charter/versions", "charter/versions/1")
    for person in (team[Role.LEAD], team[Role.VIEWER]):
        client.sign_in(person)
        for page in filled:
            reads = person is team[Role.LEAD] or page != "metrics/new"
            assert client.get(f"{base}/{page}").status_code == (200 if reads else 403), page


def test_the_room_lists_its_pages_in_working_order():
    titles = [page.title for page in ROOM.pages]
    assert titles[:6] == ["Charter", "Metrics", "SIPOC", "Voice of the customer", "Needs", "CTQs"]
    assert titles[6:10] == ["Stakeholders", "Communication", "RACI", "Benefits"]
    assert titles[10:] == ["Costs", "Business case", "Commitment", "Template"]


def test_every_field_of_every_tool_has_its_help():
    for tool in TOOLS:
        names = {one.name for one in tool.form()} - {"version"}
        assert names == set(tool.form.help), tool.name


def test_a_viewer_reads_the_charter_and_writes_nothing(client, session, work):
    project, team, base = work
    filled_charter(session, project)
    session.commit()
    client.sign_in(team[Role.VIEWER])
    assert "Billing tickets stay unresolved" in client.get(f"{base}/charter").text
    for page in ("charter", "metrics/new", "sipoc/add", "ctqs/add", "benefits/import"):
        assert client.post(f"{base}/{page}", data=typed()).status_code == 403, page
    assert client.post(f"{base}/charter/sign", data={"role": "sponsor"}).status_code == 403


def test_another_projects_rows_and_metrics_are_not_found(client, session, work):
    _project, _team, base = work
    other = make_project(session)
    metric = make_metric(session, other)
    ctq = add_row(session, other, Ctq, {"name": "Theirs"})
    session.commit()
    assert client.get(f"{base}/metrics/{metric.id}").status_code == 404
    assert client.get(f"{base}/ctqs/{ctq.id}").status_code == 404
    assert client.get(f"{base}/charter/versions").status_code == 404


def test_a_draft_is_kept_with_half_of_its_fields(client, session, work):
    _project, _team, base = work
    answer = client.post(f"{base}/charter", data={"problem_what": "Late answers"})
    assert answer.status_code == 303
    page = client.get(f"{base}/charter").text
    assert "Late answers" in page
    assert "things are missing before it can be submitted" in page


def test_what_cannot_be_read_comes_back_with_a_sentence(client, work):
    _project, _team, base = work
    answer = client.post(f"{base}/charter", data=typed(goal_target="a lot", problem_when_to="2024-01-01"))
    assert answer.status_code == 422
    assert "“a lot” is not a number" in answer.text
    assert "This lies before the day it was seen from." in answer.text
    assert "Billing tickets stay unresolved" in answer.text


def test_an_early_submission_keeps_the_draft_and_asks_at_the_fields(client, session, work):
    project, _team, base = work
    answer = client.post(f"{base}/charter", data=typed(submit="yes", goal_target="60", scope_out=""))
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Not submitted yet" in page
    assert page.count("Say what: choose the metric, or name it until it is defined.") >= 1
    assert "The target 60 lies above the baseline 52" in page.replace(" h", "")
    assert "Say what is out of scope" in page
    session.commit()
    charter = charters.charter_of(session, project)
    assert charter.goal_target == 60
    assert charters.versions_of(session, charter) == []


def test_a_charter_is_submitted_signed_changed_and_compared(client, session, work):
    project, team, base = work
    filled_charter(session, project)
    session.commit()
    version = charters.charter_of(session, project).version
    metric = metrics_of(session, project)[0]
    words = typed(goal_metric_id=metric.id, submit="yes")
    assert client.post(f"{base}/charter", data={**words, "version": version}).status_code == 303
    page = client.get(f"{base}/charter").text
    assert "Submitted as version 1" in page
    assert "Cut median resolution time from 52 h to 24 h by 15 Aug 2026." in page
    assert "Sign version 1" not in page
    session.commit()
    assert any("waits for your signature" in one.text for one in list_notices(session, team[Role.SPONSOR]))

    client.sign_in(team[Role.SPONSOR])
    assert "Sign version 1 as sponsor / champion" in client.get(f"{base}/charter").text
    assert client.post(f"{base}/charter/sign", data={"role": "finance"}).status_code == 403
    assert client.post(f"{base}/charter/sign", data={"role": "sponsor"}).status_code == 303
    assert client.post(f"{base}/charter/sign", data={"role": "sponsor"}).status_code == 409

    client.sign_in(team[Role.LEAD])
    session.commit()
    session.expire_all()
    seen = charters.charter_of(session, project).version
    unsaid = client.post(f"{base}/charter", data={**words, "goal_target": "20", "version": seen})
    asked = client.get(unsaid.location).text
    assert 'id="why-error"' in asked
    assert '<a href="#why">What changed, and why: Say what changed and why' in asked
    page = client.get(f"{base}/charter").text
    assert "Changed since version 1" in page
    assert "Changed since signed" in page
    session.commit()
    session.expire_all()
    seen = charters.charter_of(session, project).version
    again = {**words, "goal_target": "20", "version": seen, "why": "New contract"}
    assert client.post(f"{base}/charter", data=again).status_code == 303
    versions = client.get(f"{base}/charter/versions").text
    assert "New contract" in versions
    assert "Both read the same" in client.get(f"{base}/charter/versions?older=2&newer=now").text
    assert client.get(f"{base}/charter/versions?older=7&newer=now").status_code == 404
    assert client.get(f"{base}/charter/versions/7").status_code == 404


def test_the_second_of_two_savers_sees_both_versions_and_loses_nothing(client, app, session, work):
    project, team, base = work
    charter = filled_charter(session, project)
    session.commit()
    seen = charter.version
    second = app.test_client().sign_in(team[Role.MEMBER])
    words = typed(version=seen, goal_metric_id=charter.goal_metric_id)
    assert client.post(f"{base}/charter", data={**words, "problem_where": "Porto desk"}).status_code == 303
    stale = second.post(f"{base}/charter", data={**words, "problem_where": "Braga desk", "scope_in": "All of it"})
    assert stale.status_code == 409
    for text in ("Porto desk", "Braga desk", "All of it", "Nothing is lost"):
        assert text in stale.text
    session.commit()
    session.refresh(charter)
    assert charter.problem_where == "Porto desk"
    chosen = {"problem_where": "Braga desk", "scope_in": "All of it", "keep-problem_where": "theirs"}
    assert second.post(f"{base}/charter", data={**words, **chosen, "version": charter.version}).status_code == 303
    session.commit()
    session.refresh(charter)
    assert (charter.problem_where, charter.scope_in) == ("Porto desk", "All of it")


def test_two_people_who_begin_the_charter_at_once_both_keep_their_words(client, app, session, work):
    _project, team, base = work
    second = app.test_client().sign_in(team[Role.MEMBER])
    assert client.post(f"{base}/charter", data={"problem_what": "First words", "version": ""}).status_code == 303
    late = second.post(f"{base}/charter", data={"problem_what": "Second words", "version": ""})
    assert late.status_code == 409
    assert "First words" in late.text
    assert "Second words" in late.text


def test_a_charter_not_begun_leads_to_the_template_of_its_project(client, session):
    project = make_project(session, template="resolution")
    session.commit()
    client.sign_in(project.members[0].person)
    page = client.get(f"/projects/{project.id}/define/charter").text
    assert f"/projects/{project.id}/playbooks/resolution" in page
    session.commit()
    assert charters.charter_of(session, project) is None


def test_a_metric_is_defined_and_changed_with_a_reason_for_more_opportunities(client, session, work):
    project, _team, base = work
    words = {"code": "Y1", "name": "Errors", "role": "primary Y", "data_type": "count", "unit": "errors"}
    rest = {"direction": "lower is better", "opportunities": "1", "shift": "0"}
    bad = client.post(f"{base}/metrics/new", data={**words, **rest, "lower_limit": "5", "upper_limit": "2"})
    assert bad.status_code == 422
    assert "The upper limit must lie above the lower limit." in bad.text
    made = client.post(f"{base}/metrics/new", data={**words, **rest, "worked_examples": "F-1; yes; wrong name"})
    assert made.status_code == 303
    page = client.get(made.location).text
    assert "c chart" in page
    assert "F-1" in page
    twice = client.post(f"{base}/metrics/new", data={**words, **rest})
    assert "code Y1 is taken" in twice.text
    session.commit()
    metric = metrics_of(session, project)[0]
    assert metric.shift == 0
    raised = {**words, **rest, "opportunities": "5", "version": metric.version}
    refused = client.post(made.location, data=raised)
    assert refused.status_code == 422
    assert "without one defect less" in refused.text
    assert client.post(made.location, data={**raised, "reason": "Five fields"}).status_code == 303
    assert "raised the opportunities from 1 to 5" in client.get(made.location).text
    stale = client.post(made.location, data={**raised, "name": "Mistakes"})
    assert stale.status_code == 409
    assert "Mistakes" in stale.text


def test_a_collision_is_linked_only_for_those_who_may_see_it(client, session, work):
    project, team, base = work
    metric = make_metric(session, project, name="FCR")
    stranger = make_person(session, "Somebody else")
    hidden = make_project(session, stranger, title="Secret work")
    make_metric(session, hidden, name="FCR", inclusions="All calls")
    shared = make_project(session, team[Role.LEAD], title="Open work")
    make_metric(session, shared, name="FCR", unit="%")
    session.commit()
    page = client.get(f"{base}/metrics/{metric.id}").text
    assert "Open work" in page
    assert "A project you are not on" in page
    assert "Secret work" not in page


def test_saving_a_ctq_tells_that_the_metric_took_its_limits(client, session, work):
    project, _team, base = work
    metric = make_metric(session, project)
    session.commit()
    words = {"name": "Fast", "metric_id": metric.id, "upper_limit": "24"}
    assert client.post(f"{base}/ctqs/add", data=words).status_code == 303
    page = client.get(f"{base}/ctqs").text
    assert "Median resolution time now has these limits: at most 24 h." in page
    assert "Limits of the CTQ" in client.get(f"{base}/metrics/{metric.id}").text
    client.post(f"{base}/ctqs/add", data={**words, "name": "Twice", "upper_limit": "24.000"})
    assert "Upper limit (USL): “24.000” was read as 24." in client.get(f"{base}/ctqs").text
    wrong = client.post(f"{base}/ctqs/add", data={**words, "unit": "min"})
    assert wrong.status_code == 422
    assert "The limits are in min" in wrong.text


def test_a_pasted_sipoc_is_added_whole(client, work):
    _project, _team, base = work
    table = "Step\tInput\tOutput\tCustomer\tThe customer is\nRead\tQuestion\tCase\tDesk\tinternal\n"
    assert client.post(f"{base}/sipoc/import", data={"text": table}).status_code == 303
    page = client.get(f"{base}/sipoc").text
    assert "1 step: a SIPOC usually has 4 to 8" in page
    assert "internal" in page


def test_the_charter_page_names_the_signed_baseline_and_hides_the_field(client, session, work):
    project, team, base = work
    charter = filled_charter(session, project)
    facts = {"analysis": "summary", "stage": "baseline", "title": "Baseline", "fingerprint": "0" * 64, "rows_used": 9}
    study = keep_study(session, project, by=team[Role.LEAD], options={}, result={}, **facts)
    charters.record_baseline(session, charter, 49.5, study)
    session.commit()
    page = client.get(f"{base}/charter").text
    assert "from 49.5 h to 24 h" in page
    assert "The charter was written with 52 h, estimated." in page
    assert 'name="goal_baseline"' not in page
    words = typed(version=charter.version, goal_metric_id=charter.goal_metric_id, problem_where="Porto")
    assert client.post(f"{base}/charter", data=words).status_code == 303
