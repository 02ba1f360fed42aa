"""While a form is typed, the page follows: what would be saved is worked out, and nothing is saved."""

from __future__ import annotations

import pytest

from dmaic import audit
from dmaic.define.benefits import BenefitLine, BenefitType
from dmaic.define.business_case import settings_of
from dmaic.define.needs import Need
from dmaic.define.sipoc import SipocLine
from dmaic.define.voice import Voice
from dmaic.projects.permissions import Role
from dmaic.projects.rows import add_row, rows_of
from tests.factories import make_member, make_project

LINE = {"step": "Check the invoice", "supplier": "Ledger", "input": "Invoice", "output": "Answer", "customer": "Buyer"}


@pytest.fixture
def project(session, client):
    project = make_project(session)
    session.commit()
    client.sign_in(project.members[0].person)
    return project


def base(project):
    return f"/projects/{project.id}/define"


def test_a_new_row_is_drawn_and_not_kept(client, session, project):
    page = client.post(f"{base(project)}/sipoc/trial", data=LINE).json["live"]
    assert "Process: Check the invoice." in page
    assert "1 step: a SIPOC usually has 4 to 8" in page
    session.expire_all()
    assert rows_of(session, project, SipocLine) == []
    assert audit.entries_of(session, chain=project.id, kind="sipoc_lines") == []


def test_a_change_is_drawn_in_place_of_the_row(client, session, project):
    row = add_row(session, project, SipocLine, LINE)
    session.commit()
    page = client.post(f"{base(project)}/sipoc/trial?row={row.id}", data={**LINE, "step": "Read the invoice"}).json[
        "live"
    ]
    assert "Process: Read the invoice." in page
    assert "Check the invoice" not in page
    session.expire_all()
    assert [(one.step, one.version) for one in rows_of(session, project, SipocLine)] == [("Check the invoice", 1)]


def test_what_is_half_typed_is_left_out(client, session, project):
    assert "Process:" not in client.post(f"{base(project)}/sipoc/trial", data={**LINE, "step": ""}).json["live"]
    row = add_row(session, project, BenefitLine, {"description": "Fewer", "population_size": 62000.0, "rate": 6.6})
    session.commit()
    typed = {
        "description": "Fewer",
        "type": "hard cost",
        "population_size": "62000",
        "rate": "6.6",
        "unit_value": "6.4",
    }
    page = client.post(f"{base(project)}/benefits/trial?row={row.id}", data={**typed, "realization_factor": "5x"}).json[
        "live"
    ]
    assert "lacks the share that will be realized" in page
    page = client.post(f"{base(project)}/benefits/trial?row={row.id}", data={**typed, "realization_factor": "50"}).json[
        "live"
    ]
    # 62,000 x 6.6 % = 4,092; x 6.40 = 26,188.80; half of it
    assert "26\u202f189" in page
    assert "13\u202f094" in page


def test_a_refusal_is_told_while_it_is_typed(client, project):
    typed = {"description": "x", "type": "hard cost", "population_size": "100", "rate": "10", "units_improved": "11"}
    page = client.post(f"{base(project)}/benefits/trial", data=typed).json["live"]
    assert "100 × 10 % = 10 units, but 11 are given" in page


def test_a_trial_makes_no_need(client, session, project):
    client.post(f"{base(project)}/voice/trial", data={"verbatim": "Late", "need": "In time"})
    assert rows_of(session, project, Need) == rows_of(session, project, Voice) == []
    assert client.post(f"{base(project)}/voice/add", data={"verbatim": "Late", "need": "In time"}).status_code == 303
    session.rollback()
    assert [one.name for one in rows_of(session, project, Need)] == ["In time"]


def test_readers_try_nothing_and_other_projects_rows_are_not_found(client, session, project):
    other = make_project(session)
    row = add_row(session, other, SipocLine, LINE)
    reader = make_member(session, project, Role.VIEWER)
    session.commit()
    assert client.post(f"{base(project)}/sipoc/trial?row={row.id}", data=LINE).status_code == 404
    client.sign_in(reader)
    assert client.post(f"{base(project)}/sipoc/trial", data=LINE).status_code == 403


def test_the_address_begins_a_row(client, session, project):
    need = add_row(session, project, Need, {"name": "In time"})
    session.commit()
    page = client.get(f"{base(project)}/ctqs?need_id={need.id}&driver=Speed&priority=x").text
    assert f'<option selected value="{need.id}">In time</option>' in page
    assert 'value="Speed"' in page


def test_the_case_is_reckoned_with_the_choices_being_typed(client, session, project):
    line = {"description": "Fewer", "type": BenefitType.HARD_COST, "population_size": 1000.0, "rate": 12.0}
    add_row(session, project, BenefitLine, {**line, "unit_value": 10.0, "realization_factor": 100.0})
    session.commit()
    page = client.post(f"{base(project)}/business-case/trial", data={"horizon_months": "12", "discount_rate": "0"})
    # 1,000 x 12 % x 10 = 1,200 a year, not discounted
    assert "1\u202f200" in page.json["live"]
    half = client.post(f"{base(project)}/business-case/trial", data={"horizon_months": "6", "discount_rate": "0"})
    assert "= 600\u00a0EUR" in half.json["live"].replace(" EUR", "\u00a0EUR")
    assert settings_of(session, project) is None
