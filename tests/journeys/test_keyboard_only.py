"""Without a mouse: sign in, write a charter, reach the chart, open one of its points, begin new limits there."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from dmaic.demo.people import PASSWORD
from tests.browsing import the_driver
from tests.factories_charts import bring_in
from tests.journeys.steps import BELT, Open, Place, arrive, begin

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = the_driver().expect
pytestmark = pytest.mark.browser

FOCUSED = """() => {
  const on = document.activeElement, label = on.id ? document.querySelector(`label[for="${CSS.escape(on.id)}"]`) : null;
  return [on.tagName, on.getAttribute("aria-label") ?? (label ?? on).textContent.trim().replace(/\\s+/g, " ")];
}"""
"""What has the focus: its tag and its name."""

RING = """() => {
  const on = document.activeElement, style = getComputedStyle(on);
  return on.type === "date" || style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""
"""Whether one can see where the focus is; the button inside a date field has the browser's own ring."""


def with_readings(place: Place) -> str:
    """A project with forty readings, one of them far out; its address."""
    with begin(place, "Without a mouse", team=lambda cast: cast.team(cast.belt)) as begun:
        metric = begun.measure(name="Time to answer", unit="min")
        random = Random(4)
        values = [round(random.gauss(30, 3), 1) for _ in range(40)]
        values[25] = 60.0
        bring_in(begun.session, begun.project, metric, value=values)
    return begun.root


FIELDS = ("INPUT", "TEXTAREA", "SELECT")
ANY = ("A", "BUTTON", "SUMMARY", "svg")


def walk_to(page: Page, name: str, *, most: int, among: tuple[str, ...] = ANY) -> int:
    """Press Tab until what is called like this has the focus; how many it took. Each stop can be seen."""
    passed: list[str] = []
    for pressed in range(1, most + 1):
        page.keyboard.press("Tab")
        tag, said = page.evaluate(FOCUSED)
        if tag == "BODY":
            break
        assert page.evaluate(RING), said
        if said.startswith(name) and tag in among:
            return pressed
        passed.append(said)
    pytest.fail(f"{name} is not reached within {most} tabs, only {passed}")


def skip_the_tools(page: Page) -> None:
    """Past the bar at the top and the tools at the side, by the links made for it."""
    walk_to(page, "Skip the tools of the project", most=3)
    page.keyboard.press("Enter")  # a jump within the page


def follow(page: Page, name: str, *, most: int = 60) -> None:
    walk_to(page, name, most=most)
    arrive(page, lambda: page.keyboard.press("Enter"))


def write(page: Page, name: str, text: str, *, most: int = 60) -> None:
    walk_to(page, name, most=most, among=FIELDS)
    page.keyboard.type(text)


def test_from_sign_in_to_a_point_and_new_limits_without_a_mouse(place: Place, visit: Open) -> None:
    root = with_readings(place)
    page = visit(place)
    page.goto("/sign-in")
    write(page, "E-mail address", BELT, most=6)
    write(page, "Password", PASSWORD, most=2)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    follow(page, "Without a mouse")
    follow(page, "Charter")
    page.wait_for_url("**/define/charter")

    skip_the_tools(page)
    write(page, "Business case", "Callers wait half an hour.")
    write(page, "What is wrong?", "The median wait is 30 min; 15 were promised.", most=6)
    follow(page, "Save", most=160)
    page.goto(f"{root}/define/charter")
    expect(page.locator("[name=business_case]")).to_have_value("Callers wait half an hour.")
    expect(page.locator("[name=problem_what]")).to_have_value("The median wait is 30 min; 15 were promised.")

    walk_to(page, "Measure", most=40)
    page.keyboard.press("Enter")
    follow(page, "Control chart", most=12)
    page.wait_for_url("**/measure/chart")
    assert walk_to(page, "Skip to the chart", most=2) == 2
    page.keyboard.press("Enter")
    assert walk_to(page, "Time to answer", most=1) == 1
    page.keyboard.press("f")
    expect(page.locator("#control-chart [aria-live]")).to_contain_text("30 Jan 2026: 60 min")
    page.keyboard.press("Enter")
    page.wait_for_url("**/points/25")
    expect(page.locator("h1")).to_have_text("Time to answer, 30 Jan 2026")

    skip_the_tools(page)
    write(page, "What was special?", "The new telephone system went live.")
    follow(page, "Write it down", most=6)
    expect(page.get_by_text("The new telephone system went live.").first).to_be_visible()
    skip_the_tools(page)
    follow(page, "The process was changed here")
    page.wait_for_url("**#new-limits")
    write(page, "What changed in the process?", "The new telephone system went live.", most=12)
    write(page, "Why new limits?", "It stays, and it was wanted.", most=6)
    write(page, "Approved by", "Daniel", most=6)
    follow(page, "Begin new limits", most=4)
    expect(page.get_by_text("A new stage began").first).to_be_visible()
    assert page.url.startswith(place.url + root)
