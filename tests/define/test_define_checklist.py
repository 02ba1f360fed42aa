"""Gate D: each item met and unmet."""

from __future__ import annotations

import pytest
from flask import Flask

from dmaic.define import charter as charters
from dmaic.define.benefits import BenefitLine
from dmaic.define.charter import counter_metrics_of
from dmaic.define.checklist import gate_items
from dmaic.define.metrics import primary_metric
from dmaic.define.sipoc import SipocLine
from dmaic.define.stakeholders import Stakeholder
from dmaic.define.voice import Ctq
from dmaic.projects.checklist import Item
from dmaic.projects.permissions import Role
from dmaic.projects.project import Phase
from dmaic.projects.rows import change_row, remove_row, rows_of
from dmaic.tollgates.review import snapshot_of
from tests.factories import make_member, make_project, whole_team
from tests.factories_define import confirm_benefits, define_complete

CODES = [
    "define.charter",
    "define.goal",
    "define.counter",
    "define.metric",
    "define.sample",
    "define.sipoc",
    "define.ctq",
    "define.stakeholders",
    "define.benefit",
    "define.benefit_confirmed",
    "define.signed_by_sponsor",
    "define.signed_by_finance",
]


def items(session, project) -> dict[str, Item]:
    return {item.code: item for item in gate_items(session, project)}


@pytest.fixture
def complete(session):
    project = make_project(session)
    define_complete(session, project, whole_team(session, project))
    return project


def test_an_empty_project_meets_nothing_and_is_told_why(session):
    found = items(session, make_project(session))
    assert list(found) == CODES
    assert not any(item.met for item in found.values())
    assert all(item.why for item in found.values())


def test_a_complete_project_meets_everything(session, complete):
    assert [item.code for item in gate_items(session, complete) if not item.met] == []


def test_every_item_leads_to_a_page(session, complete, app: Flask):
    assert {item.endpoint for item in gate_items(session, complete)} <= set(app.view_functions)


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (SipocLine, ["define.sipoc"]),
        (Ctq, ["define.ctq"]),
        (Stakeholder, ["define.stakeholders"]),
        (BenefitLine, ["define.benefit", "define.benefit_confirmed"]),
    ],
)
def test_an_emptied_list_opens_its_item_again(session, complete, kind, codes):
    for row in rows_of(session, complete, kind):
        remove_row(session, row, reason="Trial")
    assert [one.code for one in gate_items(session, complete) if not one.met] == codes


def test_the_gate_asks_for_finances_word_on_the_benefits_and_again_after_a_change(session, complete):
    line = rows_of(session, complete, BenefitLine)[0]
    change_row(session, line, version=line.version, values={"unit_value": 9.9})
    found = items(session, complete)["define.benefit_confirmed"]
    assert not found.met
    assert found.why.startswith("A line changed since the word of Finance Person, ")
    confirm_benefits(session, complete, complete.people_as(Role.FINANCE)[0])
    assert items(session, complete)["define.benefit_confirmed"].met


def test_a_benefit_worked_out_again_in_a_later_phase_leaves_the_passed_gate_as_it_was(session, complete):
    before = snapshot_of(gate_items(session, complete))
    complete.phase = Phase.MEASURE
    line = rows_of(session, complete, BenefitLine)[0]
    change_row(session, line, version=line.version, values={"unit_value": 9.9})
    assert items(session, complete)["define.benefit_confirmed"].met
    confirm_benefits(session, complete, complete.people_as(Role.FINANCE)[0])
    assert snapshot_of(gate_items(session, complete)) == before


def test_an_unconfirmed_benefit_plan_names_who_is_asked(session):
    project = make_project(session)
    assert "name a finance partner" in items(session, project)["define.benefit_confirmed"].why
    make_member(session, project, Role.FINANCE, "Fay Finance")
    assert "Fay Finance does that" in items(session, project)["define.benefit_confirmed"].why


def test_a_sipoc_without_customers_is_not_enough(session, complete):
    for row in rows_of(session, complete, SipocLine):
        row.customer = ""
    session.flush()
    assert items(session, complete)["define.sipoc"].why == "No step has a customer."


def test_a_gap_in_the_definition_is_named(session, complete):
    metric = primary_metric(session, complete)
    metric.exclusions, metric.source_query, metric.worked_examples = "", "", "T-1; yes; plain"
    session.flush()
    found = items(session, complete)
    assert found["define.metric"].why == "Median resolution time lacks: Left out, Field or query."
    assert "the field or query, 2 more worked examples" in found["define.sample"].why


def test_a_charter_changed_after_signing_opens_charter_and_signatures(session, complete):
    charter = charters.charter_of(session, complete)
    charters.write_charter(session, complete, version=charter.version, values={"goal_target": 60.0})
    found = items(session, complete)
    assert found["define.charter"].why == "Changed since version 1: Target."
    assert "lies above the baseline" in found["define.goal"].why
    assert "Changed since Sponsor / champion Person signed version 1: Target." in found["define.signed_by_sponsor"].why
    assert not found["define.signed_by_finance"].met


def test_without_counter_metric_the_charter_reads_differently_too(session, complete):
    remove_row(session, counter_metrics_of(session, complete)[0], reason="Trial")
    found = items(session, complete)
    assert not found["define.counter"].met
    assert found["define.charter"].why == "Changed since version 1: Counter metrics."


def test_capacity_without_harvest_is_named(session, complete):
    rows_of(session, complete, BenefitLine)[0].harvest_mechanism = ""
    session.flush()
    assert items(session, complete)["define.benefit"].why == "No harvest mechanism: Fewer second contacts."


def test_a_templates_invented_records_and_bracket_text_are_no_data(session, complete):
    metric = primary_metric(session, complete)
    metric.worked_examples = "\n".join(f"[T-{n}]; yes, 31.5 h; closed once" for n in range(4))
    session.flush()
    found = items(session, complete)["define.sample"]
    assert not found.met
    assert "3 more worked examples from real records" in found.why
    metric.worked_examples = "\n".join(f"T-{n}; yes, 31.5 h; closed once" for n in range(3))
    metric.source_system, metric.source_query = "[Ticket system, reporting copy]", "[Query 118]"
    session.flush()
    found = items(session, complete)["define.sample"]
    assert not found.met
    assert found.why.endswith("lacks: the source system, the field or query.")
