"""What waits for a person is listed with what to do about it, and a manager lands where there is something to see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dmaic.define.benefits import BenefitLine
from dmaic.define.charter import sign_charter, submit_charter, write_charter
from dmaic.define.commitment import commitment_of, sign_commitment, standing_of, write_commitment
from dmaic.define.confirming import PAPERS, confirm, confirmation_of
from dmaic.define.sipoc import SipocLine
from dmaic.portfolio.desk import desk_of
from dmaic.portfolio.waiting import signatures_asked
from dmaic.projects.checklist import Item
from dmaic.projects.permissions import Role
from dmaic.projects.project import ProjectState, add_member
from dmaic.projects.rows import add_row
from dmaic.projects.study import keep_study, sign
from dmaic.tollgates.review import submit_gate
from tests.factories import make_person, make_project, whole_team
from tests.factories_define import filled_charter, make_metric

TODAY = date.today()
MET = [Item("charter", "The charter is submitted", met=True, why="Version 1.", evidence="v1")]
PROMISE = {"resources": "Access.", "review_cadence": "Every second Tuesday.", "when_blocked": "Within five days."}


@pytest.fixture
def team(session):
    project = make_project(session)
    return project, whole_team(session, project)


def asked(session, person):
    return [one.paper for one in signatures_asked(session, person)]


def test_a_submitted_charter_waits_for_sponsor_and_finance_until_each_has_signed(session, team):
    project, people = team
    sponsor, finance = people[Role.SPONSOR], people[Role.FINANCE]
    charter = filled_charter(session, project)
    assert asked(session, sponsor) == []
    submit_charter(session, project, charter, by=people[Role.LEAD])
    assert asked(session, sponsor) == asked(session, finance) == ["Charter, version 1"]
    assert asked(session, people[Role.LEAD]) == []
    sign_charter(session, project, charter, person=sponsor, role=Role.SPONSOR)
    assert asked(session, sponsor) == []
    assert asked(session, finance) == ["Charter, version 1"]
    # a charter changed since cannot be signed, so it does not wait
    write_charter(session, project, version=charter.version, values={"scope_out": "Anything by letter"})
    assert asked(session, finance) == []


def test_a_commitment_waits_for_the_sponsor_as_it_is_worded(session, team):
    project, people = team
    sponsor = people[Role.SPONSOR]
    found = write_commitment(session, project, by=people[Role.LEAD], version=None, values={**PROMISE, "resources": ""})
    assert asked(session, sponsor) == []
    write_commitment(session, project, by=people[Role.LEAD], version=found.version, values=PROMISE)
    assert asked(session, sponsor) == ["Sponsor's commitment"]
    sign_commitment(session, project, by=sponsor, seen=standing_of(session, project, found).fingerprint)
    assert asked(session, sponsor) == []
    changed = {**PROMISE, "when_blocked": "Within ten days."}
    write_commitment(session, project, by=people[Role.LEAD], version=found.version, values=changed)
    assert commitment_of(session, project) is found
    assert asked(session, sponsor) == ["Sponsor's commitment"]


@pytest.mark.parametrize(
    ("kind", "row", "values", "role", "called"),
    [
        ("sipoc", SipocLine, {"step": "Receive"}, Role.PROCESS_OWNER, "SIPOC"),
        ("benefits", BenefitLine, {"description": "Fewer contacts"}, Role.FINANCE, "Benefit plan"),
    ],
)
def test_a_list_waits_for_whoever_confirms_it_while_it_reads_otherwise(session, team, kind, row, values, role, called):
    project, people = team
    add_row(session, project, row, values)
    assert asked(session, people[role]) == [called]
    seen = confirmation_of(session, project, PAPERS[kind]).fingerprint
    confirm(session, project, PAPERS[kind], by=people[role], seen=seen)
    assert asked(session, people[role]) == []
    add_row(session, project, row, values)
    assert asked(session, people[role]) == [called]
    project.state = ProjectState.ON_HOLD
    session.flush()
    assert asked(session, people[role]) == []


def signed_baseline(session, project, lead):
    metric = make_metric(session, project)
    study = keep_study(
        session,
        project,
        by=lead,
        analysis="baseline",
        stage="baseline",
        title="Baseline of hours",
        fingerprint="f",
        rows_used=30,
        options={},
        result={},
        subject_id=metric.id,
    )
    names = {"kind": "baseline", "object_id": study.id, "meaning": "", "fingerprint": "f"}
    sign(session, project, person=lead, role=Role.LEAD.value, **names)
    return names


def test_a_baseline_waits_for_those_who_have_not_signed_it(session, team):
    project, people = team
    names = signed_baseline(session, project, people[Role.LEAD])
    assert asked(session, people[Role.FINANCE]) == asked(session, people[Role.PROCESS_OWNER]) == ["Baseline of hours"]
    assert asked(session, people[Role.LEAD]) == asked(session, people[Role.SPONSOR]) == []
    sign(session, project, person=people[Role.FINANCE], role=Role.FINANCE.value, **names)
    assert asked(session, people[Role.FINANCE]) == []


def test_each_late_project_says_what_to_do(session):
    lead = make_person(session)
    past, ahead = TODAY - timedelta(days=3), TODAY + timedelta(days=60)
    over = make_project(session, lead, start_on=date(2025, 1, 1), target_on=past)
    review = make_project(session, lead, start_on=date(2025, 1, 1), target_on=ahead, next_gate_on=past)
    submitted = make_project(session, lead, start_on=date(2025, 1, 1), target_on=ahead, next_gate_on=past)
    whole_team(session, submitted)
    submit_gate(session, submitted, MET, by=lead)
    make_project(session, lead, start_on=date(2025, 1, 1), target_on=ahead)
    said = dict(desk_of(session, lead, TODAY).late)
    assert set(said) == {over, review, submitted}
    assert said[over] == "3 days past its target close: agree a new date with the sponsor."
    assert "submit the gate, or set a new day" in said[review]
    assert "waits for a decision by Sponsor / champion Person or Coach Person: ask for it" in said[submitted]


def test_the_page_tells_papers_late_projects_and_signals_in_a_fixed_number_of_statements(
    client, session, count_queries
):
    person = make_person(session)

    def more(count):
        for _ in range(count):
            project = make_project(session, person, start_on=date(2025, 1, 1), target_on=TODAY - timedelta(days=9))
            project.signals = 2
            team = whole_team(session, project)
            for role in (Role.SPONSOR, Role.FINANCE, Role.PROCESS_OWNER):
                add_member(session, project, person, role)
            add_row(session, project, SipocLine, {"step": "Receive"})
            write_commitment(session, project, by=person, version=None, values=PROMISE)
            charter = filled_charter(session, project)
            submit_charter(session, project, charter, by=team[Role.LEAD])
            signed_baseline(session, project, person)
        session.commit()

    def statements():
        before = count_queries()
        page = client.get("/")
        assert page.status_code == 200
        return page.text, count_queries() - before

    more(1)
    client.sign_in(person)
    statements()
    page, few = statements()
    for told in ("Sponsor&#39;s commitment", "SIPOC", "Baseline of hours", "agree a new date", "find out what was"):
        assert told in page
    more(6)
    assert statements()[1] == few
    assert few <= 24


def test_a_manager_without_projects_lands_on_the_wall_which_says_whose_decision_is_awaited(client, session, team):
    project, people = team
    submit_gate(session, project, MET, by=people[Role.LEAD])
    manager = make_person(session, is_manager=True)
    session.commit()
    client.sign_in(manager)
    answer = client.get("/")
    assert answer.location == "/wall"
    for path in ("/wall", "/portfolio"):
        page = client.get(path).text
        assert "The define gate waits for a decision by Sponsor / champion Person or Coach Person." in page


def test_the_first_manager_of_an_empty_installation_is_asked_to_open_a_project(client, session):
    manager = make_person(session, is_manager=True)
    session.commit()
    client.sign_in(manager)
    assert "Open your first project" in client.get("/").text
