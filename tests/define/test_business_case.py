"""The business case is arithmetic: sums, payback and present value by hand, and withheld while an input lacks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmaic.define.benefits import BenefitLine, BenefitType
from dmaic.define.business_case import (
    CostKind,
    ProjectCost,
    case_facts,
    case_of,
    case_remarks,
    reckon,
    settings_of,
    write_settings,
)
from dmaic.define.cash_flow import Flow, npv_at, year_of
from dmaic.define.views.business_case import case_picture
from dmaic.errors import BadInput, Conflict
from dmaic.projects.permissions import Role
from dmaic.projects.rows import add_row
from dmaic.statistics.result import State
from tests.factories import make_member, make_project

BEGIN = date(2026, 8, 31)
HARD = {
    "type": BenefitType.HARD_COST,
    "description": "Fewer second contacts",
    "units_improved": 4000.0,
    "unit_value": 6.0,
    "realization_factor": 50.0,
}


def benefit(year: float, first: int = 1, last: int = 24, realization: float = 50.0) -> Flow:
    return Flow("Benefit", False, False, year / 6, 6.0, realization, first, last)


def paid(amount: float, month: int = 0) -> Flow:
    return Flow("Outlay", True, True, 1.0, amount, 100.0, month, month)


def upkeep(year: float, last: int = 24) -> Flow:
    return Flow("Upkeep", True, False, 12.0, year / 12, 100.0, 1, last)


def case(*flows: Flow, rate: float | None = 8.0, horizon: int = 24):
    return reckon(flows, horizon=horizon, rate=rate, counted_from=BEGIN, currency="EUR")


def test_a_year_at_ten_percent_is_the_sum_of_the_textbook():
    # 110 at the end of month 12 at 10 % a year is worth 100 today
    only = Flow("Sale", False, False, 12.0, 110.0, 100.0, 12, 12)
    assert npv_at([only], 10.0) == pytest.approx(100.0, abs=1e-9)


def test_the_present_value_is_the_one_worked_by_hand():
    flows = (benefit(24000.0), paid(6000.0), upkeep(2400.0))
    # each month: 24,000 x 50 % / 12 = 1,000 less 200; outlay 6,000 at the start
    step = 1.08 ** (1 / 12)
    by_hand = sum(800 / step**month for month in range(1, 25)) - 6000
    found = case(*flows)
    assert found.npv.value == pytest.approx(by_hand, rel=1e-12)
    assert (found.gross, found.realized, found.running, found.one_off) == (48000, 24000, 4800, 6000)
    assert found.net == 24000 - 4800 - 6000


def test_payback_is_the_month_in_which_the_sum_reaches_zero_and_stays():
    assert case(benefit(24000.0), paid(6000.0)).payback.value == 6  # 1,000 a month
    assert case(benefit(24000.0), paid(6001.0)).payback.value == 7
    assert case(benefit(24000.0, first=4), paid(6000.0)).payback.value == 9
    assert case(benefit(24000.0), paid(3000.0), paid(4000.0, month=5)).payback.value == 7
    again_in_debt = case(benefit(24000.0), paid(3000.0), paid(9000.0, month=5))
    assert again_in_debt.payback.value == 12


def test_the_ledger_adds_up_to_what_is_shown():
    found = case(benefit(24000.0), paid(6000.0), upkeep(2400.0))
    months = found.ledger
    assert [month.number for month in months] == list(range(25))
    assert (months[0].benefit, months[0].cost, months[0].standing) == (0, 6000, -6000)
    assert months[1].net == 800
    assert sum(month.present for month in months) == pytest.approx(found.npv.value, rel=1e-12)
    assert months[-1].standing == pytest.approx(found.net)
    back = int(found.payback.value)
    assert months[back].standing >= 0 > months[back - 1].standing


def test_payback_is_withheld_where_there_is_none():
    late = case(benefit(24000.0), paid(60000.0)).payback
    assert late.state == State.WITHHELD
    assert "Not within the 24 months" in late.note
    assert "nothing to pay back" in case(benefit(24000.0)).payback.note


def test_break_even_is_where_the_present_value_is_zero():
    flows = (benefit(24000.0), paid(6000.0), upkeep(2400.0))
    share = case(*flows).break_even.value
    turned = tuple(
        Flow("Benefit", False, False, 4000.0, 6.0, share, 1, 24) if not one.is_cost else one for one in flows
    )
    assert npv_at(turned, 8.0) == pytest.approx(0.0, abs=1e-6)
    assert "50 %" in case(*flows).break_even.note
    assert "Even if all of it arrived" in case(benefit(2400.0), paid(60000.0)).break_even.note


def test_without_a_rate_payback_is_given_and_the_present_value_withheld():
    found = case(benefit(24000.0), paid(6000.0), rate=None)
    assert found.payback.value == 6
    assert "discount rate" in found.npv.note
    assert found.break_even.value is None


@settings(max_examples=60, deadline=None)
@given(
    year=st.floats(1, 1e7),
    outlay=st.floats(0, 1e7),
    running=st.floats(0, 1e6),
    rate=st.floats(0, 60),
    horizon=st.integers(1, 120),
)
def test_sums_hold_for_any_case(year, outlay, running, rate, horizon):
    flows = (benefit(year, last=horizon), paid(outlay), upkeep(running, last=horizon))
    found = case(*flows, rate=rate, horizon=horizon)
    assert found.net == pytest.approx(found.realized - found.running - found.one_off, rel=1e-9, abs=1e-6)
    at_zero = case(*flows, rate=0.0, horizon=horizon)
    assert at_zero.npv.value == pytest.approx(found.net, rel=1e-9, abs=1e-4)
    share = found.break_even.value / 50.0
    scale = max(year, outlay, running)
    assert npv_at(flows, rate, share=share) == pytest.approx(0.0, abs=1e-7 * scale * horizon)


def test_the_case_reads_the_benefit_lines_and_the_costs(session):
    project = make_project(session)
    add_row(session, project, BenefitLine, HARD)
    training = {"description": "Training", "kind": CostKind.ONE_OFF, "quantity": 24.0, "unit_price": 180.0}
    add_row(session, project, ProjectCost, training)
    licence = {"description": "Licence", "kind": CostKind.RUNNING, "quantity": 12.0, "unit_price": 90.0}
    add_row(session, project, ProjectCost, licence)
    chosen = {"horizon_months": 24, "discount_rate": 8.0, "counted_from": None}
    write_settings(session, project, version=None, values=chosen)
    found = case_of(session, project)
    assert found.counted_from == project.target_on
    assert (found.gross, found.realized, found.one_off, found.running) == (48000, 24000, 4320, 2160)
    assert found.payback.value == 5  # 4,320 over 1,000 - 90 a month
    drawing = case_picture(found, project)
    assert "Net present value" in str(drawing.table.rows[-1])
    assert case_remarks(found, session, project) == []


def test_a_year_tells_money_capacity_offsets_and_costs_apart(session):
    project = make_project(session)
    assert case_facts(session, project) == []
    add_row(session, project, BenefitLine, {**HARD, "units_improved": 1200.0, "unit_value": 10.0})
    freed = {"type": BenefitType.SOFT_CAPACITY, "description": "Time", "harvest_mechanism": "Two leavers"}
    add_row(session, project, BenefitLine, {**HARD, **freed, "units_improved": 500.0, "unit_value": 40.0})
    worse = {"type": BenefitType.OFFSET, "description": "More letters", "realization_factor": None}
    add_row(session, project, BenefitLine, {**HARD, **worse, "units_improved": 100.0, "unit_value": 6.0})
    once = {"type": BenefitType.ONE_OFF_COST, "description": "Training", "realization_factor": None}
    add_row(session, project, BenefitLine, {**HARD, **once, "units_improved": 1.0, "unit_value": 4000.0})
    told = dict(case_facts(session, project))
    assert told["Net a year"] == "5\u202f400 EUR"  # 1,200 x 10 x 50 % less 600
    assert told["Freed capacity realized a year, not counted as money"] == "10\u202f000 EUR"
    assert told["Offsets a year, got worse elsewhere"] == "600 EUR"
    assert told["Payback"] == "9 months"  # 4,000 over 450 a month
    assert "Running cost a year" not in told


def test_the_list_of_costs_counts_in_net_a_year_and_in_the_one_payback(client, session):
    # 1,200 x 10 x 50 % = 6,000 a year; licence 1,200 a year; 4,000 once: 4,800 a year, 4,000 / 400 = 10 months
    project = make_project(session)
    add_row(session, project, BenefitLine, {**HARD, "units_improved": 1200.0, "unit_value": 10.0})
    once = {"type": BenefitType.ONE_OFF_COST, "description": "Training", "realization_factor": None}
    add_row(session, project, BenefitLine, {**HARD, **once, "units_improved": 1.0, "unit_value": 4000.0})
    licence = {"description": "Licence", "kind": CostKind.RUNNING, "quantity": 12.0, "unit_price": 100.0}
    add_row(session, project, ProjectCost, licence)
    facts = case_facts(session, project)
    assert dict(facts)["Net a year"] == "4\u202f800 EUR"
    assert dict(facts)["Running cost a year"] == "1\u202f200 EUR"
    assert [value for name, value in facts if "ay" in name and "back" in name] == ["10 months"]
    found = case_of(session, project)
    assert (found.net_year.value, found.payback.value) == (4800.0, 10.0)
    session.commit()
    client.sign_in(project.members[0].person)
    for page in ("benefits", "costs", "business-case"):
        text = client.get(f"/projects/{project.id}/define/{page}").get_data(as_text=True)
        assert "Net a year" in text, page
        assert "4\u202f800" in text or "4,800" in text, page


def test_net_a_year_is_withheld_with_its_reason_while_a_line_lacks_a_figure(session):
    project = make_project(session)
    add_row(session, project, BenefitLine, HARD)
    add_row(session, project, BenefitLine, {**HARD, "description": "Half told", "unit_value": None})
    told = dict(case_facts(session, project))
    assert told["Net a year"] == "not given: “Half told” lacks the value of one unit."


def test_an_improvement_that_begins_late_counts_whole_in_a_year_in_full_swing():
    assert year_of([benefit(24000.0, first=13), upkeep(1200.0)]).net == 12000 - 1200


def test_a_line_counts_only_in_the_months_it_says(session):
    project = make_project(session)
    late = {**HARD, "start_on": date(2026, 11, 1), "months": 6}
    add_row(session, project, BenefitLine, late)
    past = {**HARD, "description": "Began before", "start_on": date(2026, 6, 1), "months": 12}
    add_row(session, project, BenefitLine, past)
    far = {**HARD, "description": "Far away", "start_on": date(2040, 1, 1)}
    add_row(session, project, BenefitLine, far)
    found = case_of(session, project)
    months = {flow.name: (flow.first, flow.last, flow.months) for flow in found.flows}
    assert months["Fewer second contacts"] == (4, 9, 6)
    assert months["Began before"] == (1, 10, 10)
    assert months["Far away"][2] == 0
    assert "“Far away” lies wholly outside the months looked at." in case_remarks(found, session, project)


def test_what_lacks_a_figure_withholds_the_results_and_says_which(session):
    project = make_project(session)
    assert "no benefit line" in case_of(session, project).npv.note
    add_row(session, project, BenefitLine, {**HARD, "realization_factor": None})
    assert "“Fewer second contacts” lacks the share that will be realized." in case_of(session, project).npv.note
    add_row(session, project, BenefitLine, {"description": "Idea's estimate"})
    add_row(session, project, ProjectCost, {"description": "Training", "kind": CostKind.ONE_OFF})
    found = case_of(session, project)
    assert found.missing[1:] == (
        "“Idea's estimate” lacks its type.",
        "The cost “Training” lacks its quantity or price.",
    )
    assert found.payback.value is None
    assert case_picture(found, project) is None


def test_capacity_and_what_is_not_harvested_are_told_apart(session):
    project = make_project(session)
    add_row(session, project, BenefitLine, {**HARD, "type": BenefitType.SOFT_CAPACITY, "harvest_mechanism": "x"})
    add_row(session, project, BenefitLine, {**HARD, "type": BenefitType.HIRING_AVOIDANCE})
    found = case_of(session, project)
    assert found.flows == ()
    assert "told apart" in found.left_out[0]
    assert "not how it is harvested" in found.left_out[1]


def test_costs_in_both_lists_are_pointed_out(session):
    project = make_project(session)
    add_row(session, project, BenefitLine, HARD)
    add_row(session, project, BenefitLine, {**HARD, "type": BenefitType.ONE_OFF_COST, "realization_factor": None})
    add_row(
        session,
        project,
        ProjectCost,
        {"description": "T", "kind": CostKind.ONE_OFF, "quantity": 1.0, "unit_price": 1.0},
    )
    found = case_of(session, project)
    assert found.one_off == 24001
    assert any("none is there twice" in remark for remark in case_remarks(found, session, project))


@pytest.mark.parametrize(
    "wrong", [{"horizon_months": 0}, {"horizon_months": None}, {"horizon_months": 12, "discount_rate": -1}]
)
def test_choices_outside_their_bounds_are_refused(session, wrong):
    with pytest.raises(BadInput):
        write_settings(session, make_project(session), version=None, values=wrong)


def test_a_stale_choice_writes_nothing(session):
    project = make_project(session)
    seen = write_settings(session, project, version=None, values={"horizon_months": 12}).version
    write_settings(session, project, version=seen, values={"horizon_months": 24})
    with pytest.raises(Conflict):
        write_settings(session, project, version=seen, values={"horizon_months": 36})
    assert settings_of(session, project).horizon_months == 24


def test_the_page_shows_the_arithmetic_and_refuses_readers(client, session):
    project = make_project(session)
    lead, reader = project.people_as(Role.LEAD)[0], make_member(session, project, Role.VIEWER)
    session.commit()
    page = f"/projects/{project.id}/define/business-case"
    client.sign_in(lead)
    assert "Withheld" in client.get(page).text
    add_row(session, project, BenefitLine, HARD)
    session.commit()
    sent = {"version": "", "horizon_months": "24", "discount_rate": "8"}
    assert client.post(page, data={**sent, "horizon_months": "0"}).status_code == 422
    assert client.post(page, data=sent).status_code == 303
    assert client.post(page, data=sent).status_code == 409
    cost = {"description": "Training", "kind": "one-off", "quantity": "24", "unit_price": "180", "source": "Finance"}
    assert client.post(f"/projects/{project.id}/define/costs/add", data=cost).status_code == 303
    shown = client.get(page).text
    assert "Added up" in shown
    assert "Month by month" in shown
    assert "4\u202f320" in shown
    client.sign_in(reader)
    assert client.get(page).status_code == 200
    assert client.post(page, data=sent).status_code == 403


def test_the_case_leaves_month_by_month(client, session):
    project = make_project(session)
    add_row(session, project, BenefitLine, HARD)
    session.commit()
    client.sign_in(project.people_as(Role.LEAD)[0])
    page = client.get(f"/projects/{project.id}/define/business-case").text
    assert "help-example" in page
    assert f'/projects/{project.id}/define/business-case.csv"' in page
    lines = client.get(f"/projects/{project.id}/define/business-case.csv").text.splitlines()
    assert lines[0].endswith("Month,Benefits,Costs,Sum so far,Worth today")
    assert len(lines) == 1 + 37
    first = lines[2].split(",")
    assert [float(cell) for cell in first[:4]] == pytest.approx([1, 1000, 0, 1000])
    assert first[4] == "", "without a rate nothing is worth less later"
