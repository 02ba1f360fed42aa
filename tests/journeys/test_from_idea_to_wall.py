"""A belt takes a problem from the first page to the manager's wall of charts, in a browser."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from dmaic.audit import act_as, verify
from dmaic.define.benefits import BenefitLine, BenefitType
from dmaic.define.metrics import primary_metric
from dmaic.define.sipoc import CustomerKind, SipocLine
from dmaic.define.stakeholders import Stakeholder
from dmaic.define.voice import SpecSource, add_ctq
from dmaic.demo.people import ACCOUNTS, hire
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from dmaic.projects.rows import add_row
from tests.browsing import the_driver
from tests.journeys.steps import BELT, Open, Place, arrive, begin, fill, press, words

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = the_driver().expect
pytestmark = pytest.mark.browser

VALUES = (31.4, 28.9, 35.2, 30.1, 33.8, 29.5, 32.0, 36.1, 27.7, 31.9, None, 30.6, 34.4, 29.0, 33.1,
          58.3, 30.2, 32.7, 28.4, 35.0, 31.1, 29.9, 33.5, 30.8, 27.9, 34.1, 32.3, 29.2, 31.6, 30.4)  # fmt: skip
SPECIAL = VALUES.index(58.3)
NAMES = {part: name for part, name, _ in ACCOUNTS}
ENGLISH = {"problem_what": "Refunds wait 31 hours.", "problem_where": "Refund desk, Cork", "problem_unit": "h"}


def thirty_rows() -> str:
    """Cells as a spreadsheet gives them: decimal comma, a blank, and a week without any day."""
    lines, day = ["Closed on\tHours"], date(2026, 3, 2)
    for at, value in enumerate(VALUES):
        day += timedelta(days=8 if at == 20 else 1)
        lines.append(f"{day:%d.%m.%Y}\t{'' if value is None else str(value).replace('.', ',')}")
    return "\n".join(lines)


def by_hand(values: list[float | None]) -> tuple[float, float, float]:
    """Lower limit, mean and upper limit of an individuals chart, worked out with a pencil: mean ± 2.6587 mean range."""
    there = [one for one in values if one is not None]
    ranges = [abs(b - a) for a, b in pairwise(values) if a is not None and b is not None]
    centre, reach = sum(there) / len(there), 2.6586807763582734 * sum(ranges) / len(ranges)
    return centre - reach, centre, centre + reach


def limits_on(page: Page) -> tuple[float, ...]:
    """Lower limit, centre and upper limit as the page's table of limits gives them."""
    row = page.get_by_role("table").filter(has_text="Limits rest on").locator("tbody tr").first
    cells = [row.locator(f"td[data-label='{name}']").inner_text() for name in ("LCL", "Centre", "UCL")]
    return tuple(float(text.replace("\u202f", "").replace("−", "-")) for text in cells)


def shown(numbers: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(float(f"{one:.4g}") for one in numbers)


def test_from_the_first_page_to_the_managers_wall(place: Place, visit: Open) -> None:
    with place.sessions.writing() as session:
        act_as(session, person_id=None, who="test")
        people = {role: person.id for role, person in (
            (role, getattr(cast, part))
            for cast in [hire(session)]
            for role, part in (("sponsor", "sponsor"), ("process_owner", "owner"), ("finance", "finance"))
        )}  # fmt: skip
        session.commit()
    page = visit(place, BELT)

    page.goto("/projects/new")
    fill(
        page, title="Refunds paid faster", process_name="Refunds", business_unit="Shop",
        start_on="2026-01-12", target_on=f"{date.today() + timedelta(days=120)}",
        **{role: str(person_id) for role, person_id in people.items()},
    )  # fmt: skip
    press(page, "^Open the project$")
    page.wait_for_url(re.compile(r"/projects/\d+"))
    home = re.search(r"/projects/\d+", page.url)
    assert home is not None
    root, project_id = home[0], int(home[0].rpartition("/")[2])

    page.goto(f"{root}/define/metrics/new")
    fill(
        page, code="Y1", name="Hours until the refund is paid", description="From the request to the payment.",
        data_type="continuous", unit="h", unit_of_analysis="refund", numerator="Hours between request and payment",
        inclusions="All refunds", exclusions="Gift cards", time_window="Day of payment", source_system="Shop",
        source_query="Report 7", worked_examples="R-1; yes; paid\nR-2; no; gift card\nR-3; yes; paid twice",
    )  # fmt: skip
    page.locator("[name=owner_id]").select_option(index=1)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_url(lambda url: "/new" not in url)

    page.goto(f"{root}/define/counter-metrics")
    fill(page, name="Refunds paid twice", side="not above", tolerance="0.4", unit="%")
    arrive(page, page.locator("#add form .form-end button").first.click)
    expect(page.get_by_text("Refunds paid twice").first).to_be_visible()

    page.goto(f"{root}/define/charter")
    fill(
        page, business_case="One refund in eight is asked for again.", problem_magnitude="31",
        problem_when_from="2025-10-01", problem_when_to="2025-12-31", problem_consequence="Customers write again.",
        problem_source="Report 7", goal_direction="decrease", goal_baseline="31", goal_baseline_status="estimated",
        goal_target="48", goal_by="2026-12-01", scope_first_step="Request", scope_last_step="Payment",
        scope_in="All refunds", scope_out="Gift cards", **ENGLISH,
    )  # fmt: skip
    page.locator("[name=goal_metric_id]").select_option(index=1)
    press(page, "Save and submit")
    expect(page.locator("main .error", has_text="lies above the baseline").first).to_be_visible()
    expect(page.locator("[name=goal_target]")).to_have_value("48")
    fill(page, goal_target="24")
    press(page, "Save and submit")
    expect(page.get_by_text("Submitted as version 1").first).to_be_visible()
    assert "Cut hours until the refund is paid from 31 h to 24 h by 1 Dec 2026" in words(page)

    page.goto(f"{root}/measure/data")
    page.locator("[name=text]").first.fill(thirty_rows())
    press(page, "^Look at it$")
    expect(page.get_by_text("What comes of it")).to_be_visible()
    assert "Decimal" in words(page)
    expect(page.locator("[name=decimal]")).to_have_value(",")
    expect(page.locator("[name=dates]")).to_have_value("dmy")
    expect(page.locator(".tile", has_text="Missing values")).to_contain_text(re.compile(r"\b1\b"))
    press(page, "^Import 30 readings")
    expect(page.get_by_text("30 readings imported")).to_be_visible()

    page.goto(f"{root}/measure/chart")
    assert limits_on(page) == pytest.approx(shown(by_hand(list(VALUES))), rel=2e-4)
    assert re.search("not stable|signal", words(page), re.IGNORECASE)
    with place.sessions.reading() as session:
        metric = primary_metric(session, session.get_one(Project, project_id))
        assert metric is not None
        metric_id = metric.id
    page.goto(f"{root}/measure/metrics/{metric_id}/points/{SPECIAL}")
    page.get_by_text("Exclude it").click()
    page.locator("details[open] [name=reason], details[open] [name$=reason]").first.fill("Bank closed for two days.")
    press(page, "^Exclude$")
    expect(page.get_by_text("Bank closed for two days.").first).to_be_visible()
    page.goto(f"{root}/measure/chart")
    without = [None if at == SPECIAL else value for at, value in enumerate(VALUES)]
    assert limits_on(page) == pytest.approx(shown(by_hand(without)), rel=2e-4)

    page.goto(f"{root}/measure/baseline")
    press(page, "^Sign: ")
    expect(page.get_by_text("Signed: Baseline of").first).to_be_visible()

    with place.sessions.writing() as session:
        _rest_of_define(session, project_id, metric_id)
        session.commit()
    finance = visit(place, "finance@demo.example")
    finance.goto(f"{root}/define/benefits")
    finance.get_by_role("button", name="Confirm as finance").click()
    finance.get_by_role("dialog").get_by_role("button", name="Confirm as finance").click()
    finance.get_by_text("Holds", exact=True).wait_for()
    for who in ("sponsor", "finance"):
        signer = visit(place, f"{who}@demo.example")
        signer.goto(f"{root}/define/charter")
        signer.locator("main").get_by_role("button", name=re.compile("Sign")).first.click()
        arrive(signer, signer.get_by_role("dialog").get_by_role("button", name=re.compile("Sign")).click)
        expect(signer.locator(".check-why", has_text=f"{NAMES[who]} signed version 1")).to_be_visible()
    page.goto(f"{root}/gates/define")
    expect(page.locator(".checklist > .open .check-asked")).to_have_text([])
    press(page, "^Submit the gate$")
    expect(page.get_by_text("Waits for a decision").first).to_be_visible()
    sponsor = visit(place, "sponsor@demo.example")
    sponsor.goto(f"{root}/gates/define")
    fill(sponsor, decision="pass")
    press(sponsor, "^Decide$")
    expect(sponsor.get_by_text("The define gate is passed")).to_be_visible()

    manager = visit(place, "manager@demo.example")
    manager.goto("/wall")
    expect(manager.locator("main")).to_contain_text("Refunds paid faster")
    expect(manager.locator("main svg").locator("path, polyline").first).to_be_attached()
    with place.sessions.reading() as session:
        assert not list(verify(session))
        assert session.get_one(Project, project_id).phase.value == "measure"


def _rest_of_define(session: Session, project_id: int, metric_id: int) -> None:
    """What gate D asks beside charter and metric, by the verbs: the row tools have tests of their own."""
    project = session.get_one(Project, project_id)
    act_as(session, person_id=None, who="test")
    for step in ("Check the request", "Pay"):
        line = {"supplier": "Customer", "input": "Request", "step": step, "output": "Money", "customer": "Customer"}
        add_row(session, project, SipocLine, {**line, "customer_kind": CustomerKind.EXTERNAL})
    ctq = {"name": "Paid within two days", "metric_id": metric_id, "upper_limit": 48.0}
    add_ctq(session, project, {**ctq, "spec_source": SpecSource.CUSTOMER})
    add_row(session, project, Stakeholder, {"name": "Head of the shop", "interest": 5, "influence": 4})
    benefit = {"type": BenefitType.HARD_COST, "description": "Fewer second requests", "units_improved": 900.0}
    add_row(session, project, BenefitLine, {**benefit, "unit_value": 6.0, "realization_factor": 90.0})


def test_two_who_save_the_same_charter_see_both_versions(place: Place, visit: Open) -> None:
    with begin(
        place, "Shared charter", team=lambda cast: {Role.LEAD: [cast.belt.id], Role.MEMBER: [cast.member.id]}
    ) as begun:
        address = f"{begun.root}/define/charter"
    first, second = visit(place, BELT), visit(place, "member@demo.example")
    first.goto(address)
    fill(first, business_case="Begun.")
    press(first, "^Save draft$")
    first.goto(address)
    second.goto(address)
    fill(first, business_case="Refunds cost trust.")
    press(first, "^Save draft$")
    expect(first.get_by_text("Draft", exact=True).first).to_be_visible()
    fill(second, business_case="Refunds cost money.")
    press(second, "^Save draft$")
    expect(second.get_by_text("Somebody else saved the charter while you were writing")).to_be_visible()
    both = second.locator("table.conflict")
    expect(both).to_contain_text("Refunds cost trust.")
    expect(both).to_contain_text("Refunds cost money.")


def test_the_charter_can_be_written_and_the_chart_read_with_the_keyboard_alone(place: Place, visit: Open) -> None:
    with begin(place, "By keyboard") as begun:
        address = f"{begun.root}/define/charter"
    page = visit(place, BELT)
    page.goto(address)
    _tab_to(page, "business_case")
    page.keyboard.type("Refunds cost trust.")
    _tab_to(page, "problem_what")
    page.keyboard.type("Refunds wait 31 hours.")
    _tab_to_button(page, "Save draft")
    arrive(page, lambda: page.keyboard.press("Enter"))
    expect(page.get_by_text("Draft", exact=True).first).to_be_visible()
    page.goto(address)
    expect(page.locator("[name=problem_what]")).to_have_value("Refunds wait 31 hours.")


def _tab_to(page: Page, name: str) -> None:
    """Tab on until the field has the focus; the focus must be visible on the way."""
    for _ in range(160):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('name')") == name:
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def _tab_to_button(page: Page, text: str) -> None:
    for _ in range(160):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").strip() == text:
            return
    raise AssertionError(f"the keyboard does not reach the button {text}")
