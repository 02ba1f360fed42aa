"""The sponsor's promise is signed as it stands; a later change shows as what it was and what it is."""

from __future__ import annotations

from datetime import date

import pytest

from dmaic.define.commitment import (
    commitment_of,
    may_sign,
    sign_commitment,
    standing_of,
    write_commitment,
)
from dmaic.errors import Conflict, NotAllowed, RuleBroken
from dmaic.projects.permissions import Role
from dmaic.projects.team import terms_of, write_terms
from tests.factories import make_project, whole_team

SAID = {
    "resources": "Read access to the ticket system; 6,000 for training.",
    "review_cadence": "Every second Tuesday, 30 minutes.",
    "when_blocked": "Decide within five days.",
}


@pytest.fixture
def team(session):
    project = make_project(session)
    return project, whole_team(session, project)


def read(session, project):
    return standing_of(session, project, commitment_of(session, project))


def test_a_signature_stands_until_the_text_or_the_promised_time_changes(session, team):
    project, people = team
    sponsor, lead = people[Role.SPONSOR], people[Role.LEAD]
    terms = write_terms(session, project, lead, version=None, values={"share": 40.0, "loan_until": date(2026, 6, 30)})
    found = write_commitment(session, project, by=lead, version=None, values=SAID)
    seen = read(session, project)
    assert seen.facts["time"] == "Lea Lead 40 % until 30 Jun 2026"
    assert not seen.is_signed
    sign_commitment(session, project, by=sponsor, seen=seen.fingerprint)
    assert read(session, project).is_signed
    assert not may_sign(session, project, sponsor)
    with pytest.raises(RuleBroken, match="signed this text already"):
        sign_commitment(session, project, by=sponsor, seen=seen.fingerprint)

    write_terms(session, project, lead, version=terms.version, values={"share": 20.0})
    changed = read(session, project)
    assert not changed.is_signed
    assert changed.changes == (
        ("Time of the team", "Lea Lead 40 % until 30 Jun 2026", "Lea Lead 20 % until 30 Jun 2026"),
    )
    write_commitment(session, project, by=sponsor, version=found.version, values={**SAID, "when_blocked": "Wait."})
    assert [label for label, _, _ in read(session, project).changes] == [
        "When the project is blocked",
        "Time of the team",
    ]
    assert may_sign(session, project, sponsor)
    sign_commitment(session, project, by=sponsor, seen=read(session, project).fingerprint)
    assert read(session, project).changes == ()
    assert len(read(session, project).signatures) == 2
    assert terms_of(session, project)[lead.id].share == 20


def test_only_the_sponsor_signs_and_only_what_was_read(session, team):
    project, people = team
    sponsor = people[Role.SPONSOR]
    with pytest.raises(RuleBroken, match="Say first"):
        sign_commitment(session, project, by=sponsor, seen="")
    found = write_commitment(session, project, by=sponsor, version=None, values={**SAID, "when_blocked": ""})
    assert read(session, project).missing == ("When the project is blocked",)
    assert not may_sign(session, project, sponsor)
    write_commitment(session, project, by=sponsor, version=found.version, values=SAID)
    seen = read(session, project).fingerprint
    for role in (Role.LEAD, Role.FINANCE, Role.VIEWER):
        with pytest.raises(NotAllowed):
            sign_commitment(session, project, by=people[role], seen=seen)
    write_commitment(session, project, by=sponsor, version=found.version, values={**SAID, "resources": "Less."})
    with pytest.raises(Conflict, match="Read it again"):
        sign_commitment(session, project, by=sponsor, seen=seen)


def test_the_team_and_the_sponsor_write_nobody_else(session, team):
    project, people = team
    for role in (Role.FINANCE, Role.PROCESS_OWNER, Role.VIEWER):
        with pytest.raises(NotAllowed):
            write_commitment(session, project, by=people[role], version=None, values=SAID)
    found = write_commitment(session, project, by=people[Role.MEMBER], version=None, values=SAID)
    seen = found.version
    write_commitment(session, project, by=people[Role.SPONSOR], version=seen, values={**SAID, "resources": "More."})
    with pytest.raises(Conflict):
        write_commitment(session, project, by=people[Role.LEAD], version=seen, values=SAID)


def test_the_page_is_written_signed_and_shows_a_change(client, session, team):
    project, people = team
    session.commit()
    page = f"/projects/{project.id}/define/commitment"
    client.sign_in(people[Role.SPONSOR])
    assert client.post(page, data={**SAID, "version": ""}).status_code == 303
    session.commit()
    assert "Sign as sponsor" in client.get(page).text
    seen = read(session, project).fingerprint
    assert client.post(page + "/sign", data={"fingerprint": "stale"}).status_code == 409
    assert client.post(page + "/sign", data={"fingerprint": seen}).status_code == 303
    assert "Signed as it reads" in client.get(page).text
    client.sign_in(people[Role.LEAD])
    session.commit()
    version = str(commitment_of(session, project).version)
    assert client.post(page, data={**SAID, "resources": "Nothing.", "version": version}).status_code == 303
    assert client.post(page, data={**SAID, "resources": "Stale.", "version": version}).status_code == 409
    shown = client.get(page).text
    assert "Changed since it was signed" in shown
    assert "6,000 for training" in shown
    assert client.post(page + "/sign", data={"fingerprint": seen}).status_code == 403
    client.sign_in(people[Role.FINANCE])
    assert client.post(page + "/sign", data={"fingerprint": seen}).status_code == 403
    assert client.post(page, data=SAID).status_code == 403


def test_on_paper_the_promise_is_a_document(client, session, team):
    project, people = team
    lead = people[Role.LEAD]
    write_commitment(session, project, by=lead, version=None, values=SAID)
    session.commit()
    client.sign_in(lead)
    page = client.get(f"/projects/{project.id}/define/commitment").text
    screen, paper = page.split('class="paper-only"')
    assert screen.index('class="screen-only"') < screen.index("<textarea")
    for text in SAID.values():
        assert text in paper
