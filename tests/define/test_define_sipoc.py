"""The SIPOC: its steps, what it lacks, its picture."""

from __future__ import annotations

from dmaic.define.sipoc import SipocLine, customers_of, sipoc_facts, sipoc_picture, sipoc_remarks, steps_of
from dmaic.projects.rows import add_row, rows_of
from tests.factories import make_project
from tests.factories_define import filled_charter


def fill(session, project, *steps: str, **line: str) -> None:
    given = {"supplier": "Customer", "input": "Question", "output": "Answer", "customer": "Customer", **line}
    for step in steps:
        add_row(session, project, SipocLine, {"step": step, **given})


def test_an_empty_list_has_no_picture_and_no_remarks(session):
    project = make_project(session)
    assert sipoc_picture(session, project) is None
    assert sipoc_remarks(session, project) == []


def test_too_few_and_too_many_steps_are_told(session):
    few, many = make_project(session), make_project(session)
    fill(session, few, "One", "Two", "Three")
    fill(session, many, *(f"Step {number}" for number in range(9)))
    assert "3 steps: a SIPOC usually has 4 to 8" in sipoc_remarks(session, few)[0]
    assert "9 steps" in sipoc_remarks(session, many)[0]


def test_several_lines_of_a_step_are_one_step(session):
    project = make_project(session)
    fill(session, project, "Read", "Check", "Decide", "Answer")
    fill(session, project, "Read", input="Invoice", customer="Desk")
    lines = rows_of(session, project, SipocLine)
    assert {step: len(rows) for step, rows in steps_of(lines).items()}["Read"] == 2
    assert customers_of(lines) == ["Customer", "Desk"]
    assert sipoc_remarks(session, project) == []


def test_a_step_without_customer_input_or_output_is_told(session):
    project = make_project(session)
    fill(session, project, "Read", "Check", "Answer")
    fill(session, project, "File", input="", customer="")
    assert sipoc_remarks(session, project) == ["“File” has no input and no customer."]


def test_the_picture_names_every_column(session):
    project = make_project(session)
    fill(session, project, "Read", "Check", "Decide", "Answer")
    drawing = sipoc_picture(session, project)
    assert drawing is not None
    assert "SIPOC of Billing support" in drawing.title
    assert "Decide" in drawing.description


def test_the_boundaries_are_those_of_the_charter(session):
    project = make_project(session)
    assert sipoc_facts(session, project)[1][1] == ""
    filled_charter(session, project)
    assert [words for _, words in sipoc_facts(session, project)] == [
        "Billing support",
        "The customer's message arrives",
        "The ticket is closed for 7 days",
    ]
