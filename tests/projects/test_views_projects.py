"""Opening a project, its team, and two people who save the same facts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from dmaic.projects.notices import Notice, list_notices
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from tests.factories import make_person, make_project, whole_team

TODAY = date.today()
LATER = TODAY + timedelta(days=180)

FACTS = {
    "title": "Faster claims",
    "process_name": "Claims",
    "start_on": f"{TODAY}",
    "target_on": f"{LATER}",
    "currency": "EUR",
}


def test_a_project_is_opened_and_led_by_whoever_opens_it(client, session):
    person = make_person(session)
    session.commit()
    client.sign_in(person)
    answer = client.post("/projects/new", data={**FACTS, "template": ""})
    assert answer.status_code == 303
    assert "Faster claims" in client.get(answer.location).text


def test_a_target_before_the_start_is_refused_and_keeps_what_was_typed(client, session):
    person = make_person(session)
    session.commit()
    client.sign_in(person)
    answer = client.post("/projects/new", data={**FACTS, "template": "", "start_on": f"{LATER + timedelta(days=1)}"})
    assert answer.status_code == 422
    assert "The target date must come after the start" in answer.text
    assert "Faster claims" in answer.text


def test_a_new_project_is_offered_from_today_for_half_a_year(client, session):
    person = make_person(session)
    session.commit()
    client.sign_in(person)
    page = client.get("/projects/new").text
    assert re.search(rf'name="start_on"[^>]*value="{TODAY}"', page)
    assert re.search(rf'name="target_on"[^>]*value="{LATER}"', page)


def test_what_is_typed_at_opening_is_kept_with_the_next_review_and_both_ways_report_success(client, session):
    person = make_person(session)
    session.commit()
    client.sign_in(person)
    review = TODAY + timedelta(days=30)
    for template in ("", "resolution"):
        answer = client.post("/projects/new", data={**FACTS, "template": template, "next_gate_on": f"{review}"})
        session.commit()
        # the mark by which the browser forgets its draft
        assert 'data-flash="ok"' in client.get(answer.location).text
    assert [one.next_gate_on for one in session.query(Project)] == [review, review]


def test_a_day_that_has_passed_is_no_target_and_no_next_review(client, session):
    project = make_project(session, start_on=date(2025, 1, 6), target_on=date(2025, 8, 29))
    session.commit()
    client.sign_in(project.members[0].person)
    for name in ("target_on", "next_gate_on"):
        typed = {**FACTS, "start_on": "2025-01-06", name: "2025-08-28"}
        assert "This day has passed" in client.post("/projects/new", data={**typed, "template": ""}).text
        answer = client.post(f"/projects/{project.id}/facts", data={**typed, "version": str(project.version)})
        assert answer.status_code == 422
        assert "This day has passed" in answer.text
    # what is kept already may stay: a late project can still change its title
    late = {**FACTS, "start_on": "2025-01-06", "target_on": "2025-08-29", "version": str(project.version)}
    assert client.post(f"/projects/{project.id}/facts", data=late).status_code == 303


def test_days_in_a_phase_never_fall_below_nought(session):
    project = make_project(session, start_on=TODAY + timedelta(days=1), target_on=LATER)
    assert project.days_in_phase(TODAY) == 0
    assert project.days_in_phase(TODAY + timedelta(days=9)) == 8


def test_notices_stand_in_the_order_of_their_dates(session):
    person = make_person(session)
    for day in (3, 9, 6):
        session.add(Notice(person_id=person.id, text=f"On {day}", at=datetime(2026, 3, day, tzinfo=UTC)))
    session.flush()
    assert [one.text for one in list_notices(session, person)] == ["On 9", "On 6", "On 3"]


def test_the_second_of_two_savers_sees_both_versions(client, app, session):
    project = make_project(session)
    team = whole_team(session, project)
    session.commit()
    path = f"/projects/{project.id}/facts"
    second = app.test_client().sign_in(team[Role.SPONSOR])
    client.sign_in(team[Role.LEAD])
    mine = {**FACTS, "version": str(project.version)}
    assert client.post(path, data={**mine, "title": "The lead's title"}).status_code == 303
    stale = second.post(path, data={**mine, "title": "The sponsor's title"})
    assert stale.status_code == 409
    assert "The lead" in stale.text
    assert "The sponsor" in stale.text
    session.refresh(project)
    resolved = second.post(
        path, data={**mine, "version": str(project.version), "title": "The sponsor's title", "keep-title": "theirs"}
    )
    assert resolved.status_code == 303
    session.refresh(project)
    assert project.title == "The lead's title"


def test_the_last_lead_stays(client, session):
    project = make_project(session)
    session.commit()
    lead = project.members[0]
    client.sign_in(lead.person)
    assert client.post(f"/projects/{project.id}/team/{lead.id}/remove").status_code == 409
