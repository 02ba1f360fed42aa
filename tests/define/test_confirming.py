"""A list is confirmed by whoever answers for it, and the word goes stale when a line changes."""

from __future__ import annotations

import pytest

from dmaic.define.benefits import BenefitLine, BenefitType
from dmaic.define.confirming import PAPERS, confirm, confirmation_of, may_confirm, stale_remark
from dmaic.define.sipoc import SipocLine
from dmaic.errors import Conflict, NotAllowed, RuleBroken
from dmaic.projects.permissions import Role
from dmaic.projects.rows import add_row, change_row, move_row, rows_of
from tests.factories import make_project, whole_team

SIPOC, BENEFITS = PAPERS["sipoc"], PAPERS["benefits"]


@pytest.fixture
def work(session):
    project = make_project(session)
    return project, whole_team(session, project)


def seen(session, project, paper):
    return confirmation_of(session, project, paper).fingerprint


def test_the_owner_confirms_the_sipoc_and_a_changed_line_makes_it_stale(session, work):
    project, team = work
    owner = team[Role.PROCESS_OWNER]
    with pytest.raises(RuleBroken, match="no line"):
        confirm(session, project, SIPOC, by=owner, seen=seen(session, project, SIPOC))
    line = add_row(session, project, SipocLine, {"step": "Read", "customer": "Desk"})
    assert may_confirm(session, project, SIPOC, owner)
    confirm(session, project, SIPOC, by=owner, seen=seen(session, project, SIPOC))
    assert confirmation_of(session, project, SIPOC).stands
    assert not may_confirm(session, project, SIPOC, owner)
    with pytest.raises(RuleBroken, match="as it reads"):
        confirm(session, project, SIPOC, by=owner, seen=seen(session, project, SIPOC))
    assert stale_remark(session, project, "sipoc") == []
    change_row(session, line, version=line.version, values={"customer": "Buyer"})
    standing = confirmation_of(session, project, SIPOC)
    assert not standing.stands
    assert standing.signature is not None
    assert f"Changed since {owner.name} confirmed it" in stale_remark(session, project, "sipoc")[0]
    assert may_confirm(session, project, SIPOC, owner)


def test_a_new_order_of_lines_is_a_change(session, work):
    project, team = work
    for step in ("Read", "Answer"):
        add_row(session, project, SipocLine, {"step": step})
    confirm(session, project, SIPOC, by=team[Role.PROCESS_OWNER], seen=seen(session, project, SIPOC))
    move_row(session, project, rows_of(session, project, SipocLine)[1], up=True)
    assert not confirmation_of(session, project, SIPOC).stands


def test_only_the_role_confirms_and_only_what_was_seen(session, work):
    project, team = work
    values = {"description": "Fewer", "type": BenefitType.HARD_COST, "population_size": 100.0, "rate": 10.0}
    line = add_row(session, project, BenefitLine, values)
    before = seen(session, project, BENEFITS)
    with pytest.raises(NotAllowed, match="finance confirms the benefit plan"):
        confirm(session, project, BENEFITS, by=team[Role.LEAD], seen=before)
    change_row(session, line, version=line.version, values={"rate": 12.0})
    with pytest.raises(Conflict, match="Read it again"):
        confirm(session, project, BENEFITS, by=team[Role.FINANCE], seen=before)
    signature = confirm(session, project, BENEFITS, by=team[Role.FINANCE], seen=seen(session, project, BENEFITS))
    assert signature.meaning == BENEFITS.meaning


def test_the_button_stands_on_the_page_of_whoever_may(client, session, work):
    project, team = work
    add_row(session, project, SipocLine, {"step": "Read"})
    session.commit()
    base = f"/projects/{project.id}/define"
    for role, status in ((Role.LEAD, 403), (Role.FINANCE, 403)):
        client.sign_in(team[role])
        assert "Confirm as process owner" not in client.get(f"{base}/sipoc").text
        assert client.post(f"{base}/sipoc/confirm", data={"fingerprint": ""}).status_code == status
    client.sign_in(team[Role.PROCESS_OWNER])
    page = client.get(f"{base}/sipoc").text
    assert "Confirm as process owner" in page
    given = {"fingerprint": seen(session, project, SIPOC)}
    assert client.post(f"{base}/sipoc/confirm", data=given).status_code == 303
    assert "Holds" in client.get(f"{base}/sipoc").text
