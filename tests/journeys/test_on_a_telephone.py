"""On a narrow screen the tools of a project are folded into one button that says where one is."""

from __future__ import annotations

import re

import pytest

from tests.browsing import the_driver
from tests.journeys.steps import BELT, Open, Place, demo_project

expect = the_driver().expect
pytestmark = pytest.mark.browser

PHASES = ["Define", "Measure", "Analyze", "Improve", "Control"]


def home_of(place: Place) -> str:
    with place.sessions.reading() as session:
        return f"/projects/{demo_project(session).id}"


def test_the_tools_are_folded_and_name_phase_and_page(demo_place: Place, visit: Open) -> None:
    home = home_of(demo_place)
    page = visit(demo_place, BELT, width=390)
    page.goto(f"{home}/measure/chart")
    tools = page.get_by_role("navigation", name="Tools of this project")
    button = page.get_by_role("button", name="Tools of this project")
    expect(button).to_have_text(re.compile(r"^\s*Tools of this project\s+Measure: Control chart\s*$"))
    expect(tools).to_be_hidden()
    top = page.evaluate("document.querySelector('#beside').getBoundingClientRect().top")
    bottom = button.evaluate("one => one.getBoundingClientRect().bottom")
    assert 0 < top - bottom < 40

    button.press("Enter")
    expect(tools).to_be_visible()
    marks = [tools.get_by_text(phase, exact=True).first.bounding_box() for phase in PHASES]
    tops = [mark["y"] for mark in marks if mark]
    assert len(tops) == 5
    assert tops == sorted(tops)
    page.keyboard.press("Escape")
    expect(tools).to_be_hidden()

    button.click()
    tools.get_by_text("Define", exact=True).click()
    tools.get_by_role("link", name="Charter", exact=True).click()
    page.wait_for_url("**/define/charter")
    expect(button).to_contain_text("Define: Charter")
    page.goto(f"{home}/team")
    expect(tools).to_be_hidden()
    expect(button).to_contain_text("Team")


def test_on_a_wide_screen_the_tools_stand_beside_the_page(demo_place: Place, visit: Open) -> None:
    page = visit(demo_place, BELT)
    page.goto(f"{home_of(demo_place)}/measure/chart")
    tools = page.get_by_role("navigation", name="Tools of this project")
    expect(tools).to_be_visible()
    expect(page.get_by_role("button", name="Tools of this project")).to_be_hidden()
    side, beside = tools.bounding_box(), page.locator("#beside").bounding_box()
    assert side
    assert beside
    assert side["x"] + side["width"] <= beside["x"]
