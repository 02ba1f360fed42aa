"""The pages of the templates, and the way from opening a project to what its template brings."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest

from dmaic.analyze.causes import Cause
from dmaic.define.charter import charter_of
from dmaic.define.metrics import metrics_of
from dmaic.playbooks import PLAYBOOKS
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from dmaic.projects.rows import rows_of
from tests.factories import make_member, make_person, make_project

FACTS = {
    "title": "Keep the 24 hours",
    "process_name": "Second-level support",
    "currency": "EUR",
    "start_on": f"{date.today()}",
    "target_on": f"{date.today() + timedelta(days=180)}",
}


@pytest.fixture
def work(client, session):
    project = make_project(session, template="sla")
    session.commit()
    client.sign_in(project.members[0].person)
    return project, f"/projects/{project.id}/playbooks"


def test_the_gallery_leads_to_every_template_and_its_example(client, session):
    person = make_person(session)
    session.commit()
    client.sign_in(person)
    page = client.get("/playbooks").text
    for key, playbook in PLAYBOOKS.items():
        assert playbook.title in page
        assert f'href="/playbooks/{key}"' in page
        assert f'href="/playbooks/{key}/example"' in page
    assert 'href="/playbooks" aria-current="page"' in page
    assert client.get("/playbooks/x").status_code == 404
    assert client.get("/playbooks/x/example").status_code == 404


@pytest.mark.parametrize("key", PLAYBOOKS)
def test_a_template_shows_all_it_brings_and_its_example_is_worked_out(client, session, key):
    person = make_person(session)
    session.commit()
    client.sign_in(person)
    playbook = PLAYBOOKS[key]
    page = unescape(client.get(f"/playbooks/{key}").text)
    for words in (playbook.choose, playbook.chart_why, *playbook.traps, *(one.look for one in playbook.causes)):
        assert words in page
    assert "<mark>[" in page
    assert "Starting fishbone" in page
    example = client.get(f"/playbooks/{key}/example").text
    assert "Stable" in example
    assert 'id="example-chart"' in example
    assert playbook.example.facts["title"] in example
    body = example[example.index("<main") :]
    assert "<mark>" not in body
    assert not re.search(r"\[\d", body)


def test_opening_a_project_with_a_template_leads_to_what_it_brings(client, session):
    person = make_person(session)
    session.commit()
    client.sign_in(person)
    page = client.get("/projects/new?template=sla").text
    assert 'value="sla" id="template-sla" aria-describedby="template-sla-text" checked' in page
    for key, playbook in PLAYBOOKS.items():
        assert f"Brings {playbook.brings}." in page
        assert f'href="/playbooks/{key}"' in page
    answer = client.post("/projects/new", data={**FACTS, "template": "sla"})
    assert answer.status_code == 303
    assert "/playbooks/sla?fresh=yes" in answer.location
    session.commit()
    project = session.query(Project).one()
    assert project.template == "sla"
    page = client.get(answer.location).text
    assert "Choose what comes with it" in page
    chosen = re.findall(r'name="piece" value="([^"]+)"[^>]* checked', page)
    assert len(chosen) == page.count('name="piece"')
    done = client.post(f"/projects/{project.id}/playbooks/sla", data={"piece": chosen}, follow_redirects=True).text
    assert "Brought in: 5 metrics, 16 fields of charter wording, 2 counter metrics" in done
    assert "Everything of this template is there" in done
    session.commit()
    assert len(rows_of(session, project, Cause)) == len(PLAYBOOKS["sla"].causes)


def test_a_project_without_a_template_opens_as_before(client, session):
    person, lead = make_person(session), make_person(session)
    session.commit()
    client.sign_in(person)
    assert "/playbooks/" not in client.post("/projects/new", data={**FACTS, "template": ""}).location
    other = client.post("/projects/new", data={**FACTS, "template": "sla", "lead": str(lead.id)})
    assert "/playbooks/" not in other.location
    refused = client.post("/projects/new", data={**FACTS, "template": "made up"})
    assert refused.status_code == 422
    assert "Not a valid choice" in refused.text or "Choose one" in refused.text


def test_only_what_is_ticked_comes(client, session, work):
    project, base = work
    answer = client.post(f"{base}/sla", data={"piece": ["charter.problem_what", "metric.primary"]})
    assert answer.status_code == 303
    session.commit()
    assert charter_of(session, project).problem_what.startswith("[17] % of requests")
    assert not charter_of(session, project).business_case
    assert [one.name for one in metrics_of(session, project)] == ["Customer SLA missed ([24] h)"]
    page = client.get(f"{base}/sla").text
    assert "the field is filled and stays as it is" in page
    assert page.count("brought on") == 1
    assert "2 of" not in client.get(base).text
    assert "1 of" in client.get(base).text


def test_a_refusal_keeps_what_was_ticked(client, session, work):
    project, base = work
    page = client.get(f"{base}/sla").text
    line = re.search(r'value="(plan\.[^"]+)"', page)[1]
    refused = client.post(f"{base}/sla", data={"piece": [line]})
    assert refused.status_code == 422
    assert "Nothing was brought in" in refused.text
    assert re.findall(r'name="piece" value="([^"]+)"[^>]* checked', refused.text) == [line]
    nothing = client.post(f"{base}/sla", data={})
    assert nothing.status_code == 422
    assert "Tick at least one piece" in nothing.text
    session.commit()
    assert metrics_of(session, project) == []


def test_who_may_only_read_sees_the_pieces_and_cannot_tick_them(client, session, work):
    project, base = work
    reader = make_member(session, project, Role.VIEWER)
    session.commit()
    client.sign_in(reader)
    page = client.get(f"{base}/sla").text
    assert 'name="piece"' not in page
    assert "Who may change the project's forms" in page
    assert client.post(f"{base}/sla", data={"piece": ["metric.primary"]}).status_code == 403


def test_the_define_room_and_the_empty_charter_lead_there(client, work):
    project, base = work
    page = client.get(f"/projects/{project.id}/define/charter").text
    assert f'href="{base}"' in page
    assert f'href="{base}/sla"' in page
    listed = client.get(base).text
    assert listed.index("Missed SLA") < listed.index("Slow resolution")
    assert "Chosen when the project was opened" in listed
