"""What poor quality costs: added up by category, with every line's source asked for."""

from __future__ import annotations

import pytest

from dmaic.errors import BadInput
from dmaic.measure.quality_cost import (
    CostCategory,
    QualityCostLine,
    check_cost,
    cost_facts,
    cost_of,
    cost_picture,
    cost_remarks,
)
from dmaic.projects.rows import add_row
from tests.factories import make_project
from tests.factories_gage import lead_of

LINES = [
    ("Second contacts", CostCategory.EXTERNAL, 228_000.0, "2,968 × 12 × 6.40", "Contact report"),
    ("Corrected bills", CostCategory.INTERNAL, 52_000.0, "", ""),
    ("Checking of every tenth bill", CostCategory.APPRAISAL, 20_000.0, "0.3 of a job", "Payroll"),
]


def lines(session, project, rows=LINES):
    for name, category, amount, basis, source in rows:
        values = {"name": name, "category": category, "amount": amount, "basis": basis, "source": source}
        add_row(session, project, QualityCostLine, values)


def test_failures_are_the_cost_of_poor_quality(session):
    project = make_project(session)
    assert cost_of(session, project) is None
    assert cost_facts(session, project) == []
    assert cost_picture(session, project) is None
    lines(session, project)
    found = cost_of(session, project)
    assert found.cost_of_poor_quality == 280_000
    assert found.cost_of_quality == 300_000
    told = dict(cost_facts(session, project))
    assert told["External failure"] == "228\u202f000\u00a0EUR (76%)"
    assert told["Prevention"].startswith("0")


def test_what_is_missing_is_asked_for(session):
    project = make_project(session)
    lines(session, project)
    said = " ".join(cost_remarks(session, project))
    assert "Nothing is spent on prevention" in said
    assert "“Corrected bills” names no source" in said
    assert "“Corrected bills” does not say how it was reckoned" in said
    with pytest.raises(BadInput, match="no negative amount"):
        check_cost(session, project, {"amount": -1.0})


def test_many_lines_are_drawn_as_the_largest_and_the_rest(session):
    project = make_project(session)
    lines(session, project, [(f"Cost {n}", CostCategory.INTERNAL, float(n), "b", "s") for n in range(1, 20)])
    picture = cost_picture(session, project)
    assert len(picture.table.rows) == 13
    assert picture.table.rows[-1][0] == "7 smaller ones"


def test_the_page_adds_up(session, client):
    project = make_project(session)
    lines(session, project)
    session.commit()
    client.sign_in(lead_of(project))
    address = f"/projects/{project.id}/measure/quality-cost"
    assert "280\u202f000" in client.get(address).text
    refused = client.post(f"{address}/add", data={"name": "Refund", "category": "external", "amount": "-5"})
    assert refused.status_code == 422
    added = client.post(f"{address}/add", data={"name": "Refunds", "category": "external", "amount": "5000"})
    assert added.status_code == 303
