"""What every row tool promises: add, change by two people, remove with a reason, bring back, reorder, CSV."""

from __future__ import annotations

from datetime import date

import pytest

from dmaic.analyze.causes import Cause, CauseFamily, CauseState, Origin
from dmaic.define.stakeholders import Stakeholder
from dmaic.errors import Conflict
from dmaic.improve.solutions import Action
from dmaic.measure.pareto.counts import DefectCategory
from dmaic.projects.permissions import Role
from dmaic.projects.rows import add_row, change_row, rows_of
from tests.factories import make_member, make_project

CATEGORY = {"name": "Wrong address", "occurrences": "212", "unit_cost": "18,50", "source": "March"}


@pytest.fixture
def project(session):
    project = make_project(session)
    session.commit()
    return project


@pytest.fixture
def base(client, project):
    client.sign_in(project.members[0].person)
    return f"/projects/{project.id}/measure/counts"


def test_a_row_is_added_with_a_decimal_comma_and_shown(client, session, project, base):
    assert client.post(f"{base}/add", data=CATEGORY).status_code == 303
    assert [row.unit_cost for row in rows_of(session, project, DefectCategory)] == [18.5]
    assert "Wrong address" in client.get(base).text


def test_a_number_that_is_none_is_refused_at_its_place_and_kept(client, base):
    answer = client.post(f"{base}/add", data={**CATEGORY, "occurrences": "many"})
    assert answer.status_code == 422
    assert "“many” is not a number" in answer.text
    assert "Wrong address" in answer.text


def test_an_ambiguous_thousand_is_refused_with_both_readings(client, base):
    answer = client.post(f"{base}/add", data={**CATEGORY, "occurrences": "1,234"})
    assert answer.status_code == 422
    assert "may mean 1234 or 1.2340" in answer.text


def test_a_price_with_three_decimals_survives_the_way_out_and_back_in(client, session, project, base):
    add_row(session, project, DefectCategory, {"name": "Dent", "occurrences": 4, "unit_cost": 12.125})
    session.commit()
    kept = client.get(f"{base}.csv").text.replace("Dent", "Scratch")
    assert client.post(f"{base}/import", data={"text": kept.lstrip("\ufeff")}).status_code == 303
    assert [row.unit_cost for row in rows_of(session, project, DefectCategory)] == [12.125, 12.125]


def test_what_the_list_does_not_show_stands_on_paper(client, session, project, base):
    values = {"name": "Head of the desk", "interest": 5, "concern": "Their minutes are counted", "role": "Gives people"}
    add_row(session, project, Stakeholder, values)
    session.commit()
    page = client.get(f"/projects/{project.id}/define/stakeholders").text
    table, paper = page.split("Stakeholders, in full")
    assert "Their minutes are counted" not in table
    assert "Their minutes are counted" in paper
    assert "Gives people" in paper
    assert "<dt>Who</dt>" not in paper, "what stands in the list is not said twice"


def test_a_stale_change_is_refused_and_writes_nothing(session, project):
    row = add_row(session, project, DefectCategory, {"name": "Dent", "occurrences": 4})
    session.commit()
    change_row(session, row, version=row.version, values={"name": "Dents"})
    with pytest.raises(Conflict):
        change_row(session, row, version=row.version - 1, values={"name": "Scratch"})
    assert row.name == "Dents"


def test_the_second_saver_sees_both_versions_of_a_row(client, app, session, project, base):
    mate = make_member(session, project, Role.MEMBER)
    row = add_row(session, project, DefectCategory, {"name": "Dent", "occurrences": 4})
    session.commit()
    other = app.test_client().sign_in(mate)
    stale = {**CATEGORY, "version": str(row.version)}
    assert client.post(f"{base}/{row.id}", data={**stale, "name": "Dent, deep"}).status_code == 303
    answer = other.post(f"{base}/{row.id}", data={**stale, "name": "Dent, flat"})
    assert answer.status_code == 409
    assert "Dent, deep" in answer.text
    assert "Dent, flat" in answer.text


def test_removing_needs_a_reason_and_can_be_undone(client, session, project, base):
    row = add_row(session, project, DefectCategory, {"name": "Dent", "occurrences": 4})
    session.commit()
    assert client.post(f"{base}/{row.id}/remove", data={"reason": " "}).status_code == 422
    assert client.post(f"{base}/{row.id}/remove", data={"reason": "Counted twice"}).status_code == 303
    session.expire_all()
    assert rows_of(session, project, DefectCategory) == []
    session.commit()
    assert "Counted twice" in client.get(f"/projects/{project.id}/history").text
    session.commit()
    client.post(f"{base}/1/restore")
    assert [one.name for one in rows_of(session, project, DefectCategory)] == ["Dent"]


def test_rows_move_and_the_ends_stay(client, session, project, base):
    rows = [add_row(session, project, DefectCategory, {"name": name, "occurrences": 1}) for name in "abc"]
    session.commit()
    client.post(f"{base}/{rows[2].id}/move", data={"to": "up"})
    client.post(f"{base}/{rows[0].id}/move", data={"to": "up"})
    session.expire_all()
    assert [row.name for row in rows_of(session, project, DefectCategory)] == ["a", "c", "b"]


def test_the_download_can_be_uploaded_again_and_formulas_are_defused(client, session, project, base):
    add_row(session, project, DefectCategory, {"name": "=1+1", "occurrences": 3, "unit_cost": 2.5, "source": "Mai"})
    session.commit()
    text = client.get(f"{base}.csv").text
    assert "'=1+1" in text
    assert client.post(f"{base}/import", data={"text": text.lstrip("\ufeff")}).status_code == 303
    assert [(row.name, row.unit_cost) for row in rows_of(session, project, DefectCategory)] == [("=1+1", 2.5)] * 2


def test_a_pasted_table_is_taken_whole_or_not_at_all(client, session, project, base):
    table = "Category\tCount\nDent\t4\nScratch\tfew\nDirt\t2"
    answer = client.post(f"{base}/import", data={"text": table})
    assert answer.status_code == 422
    assert "Row 3, Count: “few” is not a number" in answer.text
    assert rows_of(session, project, DefectCategory) == []


def test_the_row_of_another_project_is_not_found(client, session, base):
    other = make_project(session)
    row = add_row(session, other, DefectCategory, {"name": "Dent", "occurrences": 4})
    session.commit()
    assert client.get(f"{base}/{row.id}").status_code == 404


def test_a_rejected_cause_needs_its_reason(client, session, project, base):
    causes = f"/projects/{project.id}/analyze/causes"
    cause = {
        "name": "Second approver",
        "family": CauseFamily.METHOD.value,
        "origin": Origin.DATA.value,
        "state": CauseState.REJECTED.value,
    }
    assert client.post(f"{causes}/add", data=cause).status_code == 422
    assert client.post(f"{causes}/add", data={**cause, "reason": "No effect, n = 412"}).status_code == 303
    assert [one.state for one in rows_of(session, project, Cause)] == [CauseState.REJECTED]
    assert 'class="chart"' in client.get(causes).text


def test_a_day_reads_as_on_every_page_and_goes_out_and_in_unharmed(client, session, project, base):
    tasks = f"/projects/{project.id}/improve/actions"
    add_row(session, project, Action, {"name": "Roll out", "due_on": date(2026, 3, 4)})
    session.commit()
    page = client.get(tasks).text
    assert ">4 Mar 2026<" in page
    assert "2026-03-04" not in page.split('id="add"')[0]
    kept = client.get(f"{tasks}.csv").text
    assert "2026-03-04" in kept
    assert client.post(f"{tasks}/import", data={"text": kept}).status_code == 303
    as_shown = "Task\tDue\tState\nTrain the night shift\t4 Mar 2026\tplanned"
    assert client.post(f"{tasks}/import", data={"text": as_shown}).status_code == 303
    assert [row.due_on for row in rows_of(session, project, Action)] == [date(2026, 3, 4)] * 3


def test_thousands_are_marked_in_the_list_and_not_in_the_file(client, session, project, base):
    add_row(session, project, DefectCategory, {"name": "Dent", "occurrences": 12000, "unit_cost": 1250.5})
    session.commit()
    page = client.get(base).text
    assert "12\u202f000" in page
    assert "1\u202f250.5" in page
    assert "12000,1250.5" in client.get(f"{base}.csv").text
