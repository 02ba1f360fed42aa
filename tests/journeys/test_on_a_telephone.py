"""On a narrow screen the tools of a project are folded into one button that says where one is."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dmaic.projects.project import Project
from tests.journeys.conftest import Open, Place

pytestmark = pytest.mark.browser

PHASES = ["Define", "Measure", "Analyze", "Improve", "Control"]


def home_of(place: Place) -> str:
    with place.sessions.reading() as session:
        found = session.scalars(select(Project.id).where(Project.title.contains("billing tickets"))).one()
    return f"/projects/{found}"


def test_the_tools_are_folded_and_name_phase_and_page(demo_place: Place, visit: Open) -> None:
    home = home_of(demo_place)
    page = visit(demo_place, "belt@demo.example", width=390)
    page.goto(f"{home}/measure/chart")
    tools = page.get_by_role("navigation", name="Tools of this project")
    button = page.get_by_role("button", name="Tools of this project")
    assert " ".join(button.inner_text().split()) == "Tools of this project Measure: Control chart"
    assert not tools.is_visible()
    top = page.evaluate("document.querySelector('#beside').getBoundingClientRect().top")
    bottom = button.evaluate("one => one.getBoundingClientRect().bottom")
    assert 0 < top - bottom < 40

    button.press("Enter")
    assert tools.is_visible()
    marks = [tools.get_by_text(phase, exact=True).first.bounding_box() for phase in PHASES]
    tops = [mark["y"] for mark in marks if mark]
    assert len(tops) == 5
    assert tops == sorted(tops)
    page.keyboard.press("Escape")
    assert not tools.is_visible()

    button.click()
    tools.get_by_text("Define", exact=True).click()
    tools.get_by_role("link", name="Charter", exact=True).click()
    page.wait_for_url("**/define/charter")
    assert "Define: Charter" in " ".join(button.inner_text().split())
    page.goto(f"{home}/team")
    assert not tools.is_visible()
    assert "Team" in button.inner_text()


def test_on_a_wide_screen_the_tools_stand_beside_the_page(demo_place: Place, visit: Open) -> None:
    page = visit(demo_place, "belt@demo.example")
    page.goto(f"{home_of(demo_place)}/measure/chart")
    tools = page.get_by_role("navigation", name="Tools of this project")
    assert tools.is_visible()
    assert not page.get_by_role("button", name="Tools of this project").is_visible()
    side, beside = tools.bounding_box(), page.locator("#beside").bounding_box()
    assert side
    assert beside
    assert side["x"] + side["width"] <= beside["x"]
