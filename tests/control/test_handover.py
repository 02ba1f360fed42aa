"""The handover holds only while the list is what both signed."""

from __future__ import annotations

import pytest

from dmaic.control.handover import HandoverItem, HandoverKind, is_accepted, sign_handover
from dmaic.errors import RuleBroken
from dmaic.projects.permissions import Role
from dmaic.projects.rows import add_row, change_row
from tests.factories import make_project, whole_team


def test_a_signature_stands_under_the_list_as_it_was(session):
    project = make_project(session)
    team = whole_team(session, project)
    values = {"kind": HandoverKind.CONTROL_PLAN, "name": "Control plan, revision 2", "ready": "no"}
    with pytest.raises(RuleBroken, match="empty"):
        sign_handover(session, project, by=team[Role.LEAD], role=Role.LEAD)
    item = add_row(session, project, HandoverItem, values)
    with pytest.raises(RuleBroken, match="Not ready yet"):
        sign_handover(session, project, by=team[Role.LEAD], role=Role.LEAD)
    change_row(session, item, version=item.version, values={"ready": "yes"})
    sign_handover(session, project, by=team[Role.LEAD], role=Role.LEAD)
    assert not is_accepted(session, project)
    sign_handover(session, project, by=team[Role.PROCESS_OWNER], role=Role.PROCESS_OWNER)
    assert is_accepted(session, project)
    change_row(session, item, version=item.version, values={"name": "Control plan, revision 3"})
    assert not is_accepted(session, project)


def test_the_page_offers_a_signature_only_while_it_can_be_given(session, client):
    project = make_project(session)
    team = whole_team(session, project)
    values = {"name": "Training of the night shift", "kind": HandoverKind.TRAINING, "ready": "no"}
    item = add_row(session, project, HandoverItem, values)
    session.commit()
    url = f"/projects/{project.id}/control/handover"
    page = client.sign_in(team[Role.LEAD]).get(url).text
    assert "Not ready yet: Training of the night shift" in page
    assert "Hand over as lead" not in page
    item.ready = "yes"
    session.commit()
    assert "Hand over as lead" in client.get(url).text
    client.post(f"{url}/sign")
    assert "Hand over as lead" not in client.get(url).text
