"""The RACI as a grid: one A a deliverable, nobody's letters overwritten."""

from __future__ import annotations

import pytest

from dmaic.define.raci import Wish, cells_of, columns_of, raci_picture, write_raci
from dmaic.define.stakeholders import Assignment, Duty, check_duty
from dmaic.errors import BadInput, Conflict
from dmaic.projects.permissions import Role
from dmaic.projects.rows import add_row, rows_of
from tests.factories import make_member, make_project


@pytest.fixture
def grid(session):
    project = make_project(session)
    mate = make_member(session, project, Role.MEMBER)
    lead = project.members[0].person
    add_row(session, project, Assignment, {"deliverable": "Baseline", "person_id": lead.id, "duty": Duty.ACCOUNTABLE})
    add_row(
        session, project, Assignment, {"deliverable": "Baseline", "person_name": "Works council", "duty": Duty.INFORMED}
    )
    return project, lead, mate


def cells(session, project):
    return cells_of(rows_of(session, project, Assignment))


def test_a_second_a_is_refused_with_the_name_of_the_first(session, grid):
    project, lead, mate = grid
    row = rows_of(session, project, Assignment)[0]
    values = {"deliverable": "baseline", "person_id": mate.id, "duty": Duty.ACCOUNTABLE, "id": None}
    with pytest.raises(BadInput, match=f"{lead.name} is accountable for “Baseline” already"):
        check_duty(session, project, values)
    check_duty(session, project, {**values, "id": row.id})  # the line itself goes over to somebody else
    check_duty(session, project, {**values, "duty": Duty.RESPONSIBLE})
    with pytest.raises(BadInput, match="has this letter"):
        check_duty(
            session, project, {**values, "person_id": None, "person_name": "works council", "duty": Duty.INFORMED}
        )


def test_the_grid_writes_what_changed_and_keeps_the_rest(session, grid):
    project, lead, mate = grid
    people = {column.name: column for column in columns_of(session, project)}
    assert list(people) == [lead.name, mate.name, "Works council"]
    wishes = [
        Wish("Baseline", people[lead.name], "A", "R"),
        Wish("Baseline", people[mate.name], "", "A R"),
        Wish("Baseline", people["Works council"], "I", "I"),
        Wish("Pilot", people["Works council"], "", "C"),
    ]
    assert write_raci(session, project, wishes) == 3
    assert cells(session, project) == {
        "Baseline": {str(lead.id): "R", "Works council": "I", str(mate.id): "A R"},
        "Pilot": {"Works council": "C"},
    }
    [gone] = rows_of(session, project, Assignment, removed=True)
    assert gone.duty == Duty.ACCOUNTABLE
    drawing = raci_picture(session, project)
    assert drawing is not None
    assert drawing.verdict == "1 of 2 deliverables have exactly one person who answers for them."


def test_two_a_in_the_grid_and_a_cell_that_moved_are_refused(session, grid):
    project, lead, mate = grid
    people = {column.name: column for column in columns_of(session, project)}
    with pytest.raises(BadInput, match="2 people would be accountable for “Baseline”"):
        write_raci(session, project, [Wish("Baseline", people[mate.name], "", "A")])
    with pytest.raises(Conflict, match="Look at the grid again"):
        write_raci(session, project, [Wish("Baseline", people[lead.name], "C", "R")])


def test_the_page_keeps_what_was_chosen_when_it_refuses(client, session, grid):
    project, lead, mate = grid
    session.commit()
    client.sign_in(lead)
    page = f"/projects/{project.id}/define/raci"
    assert "Fill in the grid" in client.get(page).text
    given = {"column-0": str(lead.id), "column-1": str(mate.id), "deliverable-0": "Baseline", "was-0-0": "A"}
    answer = client.post(f"{page}/grid", data={**given, "cell-0-0": "A", "was-0-1": "", "cell-0-1": "A"})
    assert answer.status_code == 422
    assert "Leave exactly one A" in answer.text
    assert '<option value="A" selected>' in answer.text
    saved = client.post(f"{page}/grid", data={**given, "cell-0-0": "R", "was-0-1": "", "cell-0-1": "A"})
    assert saved.status_code == 303
    assert cells(session, project)["Baseline"][str(mate.id)] == "A"
    stale = client.post(f"{page}/grid", data={**given, "cell-0-0": "I", "was-0-1": "", "cell-0-1": ""})
    assert stale.status_code == 409


def test_the_picture_follows_the_grid_and_nothing_is_kept(client, session, grid):
    project, lead, mate = grid
    session.commit()
    client.sign_in(lead)
    page = f"/projects/{project.id}/define/raci"
    assert f'data-live="{page}/grid/trial"' in client.get(page).text
    given = {"column-0": str(lead.id), "column-1": str(mate.id), "deliverable-0": "Baseline", "was-0-0": "A"}
    shown = {**given, "was-0-1": "", "cell-0-0": "R", "cell-0-1": "A", "deliverable-1": "Pilot", "cell-1-0": "A"}
    live = client.post(f"{page}/grid/trial", data=shown).json["live"]
    assert "2 of 2 deliverables have exactly one person" in live
    two = client.post(f"{page}/grid/trial", data={**shown, "cell-0-0": "A"}).json["live"]
    assert "2 people would be accountable for “Baseline”" in two
    session.commit()
    assert cells(session, project) == {"Baseline": {str(lead.id): "A", "Works council": "I"}}


def test_a_table_with_two_a_is_taken_back_whole(client, session, grid):
    project, lead, _mate = grid
    session.commit()
    client.sign_in(lead)
    text = "Deliverable;or a name;Is\nPilot;Ana;A: accountable\nPilot;Ben;A: accountable"
    answer = client.post(f"/projects/{project.id}/define/raci/import", data={"text": text})
    assert answer.status_code == 422
    assert "Ana is accountable for “Pilot” already" in answer.text
    assert "Pilot" not in cells(session, project)
