"""Stakeholders, messages and duties."""

from __future__ import annotations

from datetime import date

from dmaic.define.stakeholders import (
    Assignment,
    Duty,
    Message,
    Stakeholder,
    communication_remarks,
    raci_of,
    raci_remarks,
    stakeholder_picture,
    stakeholder_remarks,
)
from dmaic.projects.rows import add_row, rows_of
from tests.factories import make_project


def test_influence_and_interest_suggest_what_to_do():
    assert Stakeholder(interest=5, influence=4).place == "manage closely"
    assert Stakeholder(interest=1, influence=4).place == "keep satisfied"
    assert Stakeholder(interest=5, influence=2).place == "keep informed"
    assert Stakeholder(interest=1, influence=1).place == "watch"
    assert Stakeholder(interest=None, influence=1).place == ""


def test_an_influential_doubter_without_action_is_told(session):
    project = make_project(session)
    doubter = {"name": "CFO", "influence": 5, "support_now": -1, "support_needed": 1}
    row = add_row(session, project, Stakeholder, doubter)
    assert row.support_gap == 2
    assert "no action" in stakeholder_remarks(session, project)[0]
    row.action = "Show the arithmetic"
    assert "no owner of the action" in stakeholder_remarks(session, project)[0]
    row.owner_id = project.members[0].person_id
    assert stakeholder_remarks(session, project) == []


def test_the_grid_shows_who_is_placed(session):
    project = make_project(session)
    add_row(session, project, Stakeholder, {"name": "Nobody knows"})
    assert stakeholder_picture(session, project) is None
    add_row(session, project, Stakeholder, {"name": "CFO", "interest": 2, "influence": 5, "support_now": 0})
    drawing = stakeholder_picture(session, project)
    assert drawing is not None
    assert [row[0] for row in drawing.table.rows] == ["CFO"]


def test_a_message_nobody_sends_is_told(session):
    project = make_project(session)
    add_row(session, project, Message, {"audience": "Agents"})
    assert communication_remarks(session, project) == ["Nobody delivers the message to Agents."]


def test_a_day_gone_by_and_an_influential_person_who_is_told_nothing_are_told(session):
    project = make_project(session)
    lead = project.members[0].person
    add_row(session, project, Stakeholder, {"name": "Works council", "influence": 5})
    add_row(session, project, Stakeholder, {"name": "Agents", "influence": 5})
    add_row(session, project, Stakeholder, {"name": "Suppliers", "influence": 1})
    line = {"audience": "Agents of the desk", "owner_id": lead.id, "next_on": date(2020, 1, 3)}
    add_row(session, project, Message, line)
    assert communication_remarks(session, project) == [
        "The message to Agents of the desk was due on 3 Jan 2020. Enter the next day.",
        "Works council has influence 5 of 5 and is told nothing by this plan.",
    ]


def test_support_reads_as_words():
    assert Stakeholder(support_now=-1, support_needed=1).support_in_words == "against, needed: for it"
    assert Stakeholder(support_now=1, support_needed=1).support_in_words == "for it"
    assert Stakeholder(support_needed=2).support_in_words == "not known, needed: strongly for it"
    assert Stakeholder().support_in_words == ""


def test_each_deliverable_has_exactly_one_accountable_person(session):
    project = make_project(session)
    lead = project.members[0].person
    for deliverable, who, duty in (
        ("Baseline", "Ana", Duty.RESPONSIBLE),
        ("Baseline", "Ben", Duty.ACCOUNTABLE),
        ("Pilot", "Ana", Duty.ACCOUNTABLE),
        ("Pilot", "Ben", Duty.ACCOUNTABLE),
        ("Report", "Ana", Duty.INFORMED),
    ):
        add_row(session, project, Assignment, {"deliverable": deliverable, "person_name": who, "duty": duty})
    add_row(session, project, Assignment, {"deliverable": "Report", "person_id": lead.id, "duty": Duty.RESPONSIBLE})
    assert raci_of(rows_of(session, project, Assignment))["Report"] == {"Ana": "I", lead.name: "R"}
    assert raci_remarks(session, project) == [
        "2 people are accountable for “Pilot”. Leave exactly one A.",
        "Nobody is responsible for “Pilot”: who does the work?",
        "Nobody is accountable for “Report”. Give it exactly one A.",
    ]
