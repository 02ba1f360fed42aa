"""The charter in a real browser: two people who save at once, a draft that outlives the page, the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from dmaic.projects.permissions import Role
from tests.browsing import Window, serving, sign_in, the_driver
from tests.factories import PASSWORD, make_project, whole_team
from tests.factories_define import filled_charter

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = the_driver().expect
pytestmark = pytest.mark.browser
WHERE, SAVED = "#problem_where", "[data-flash=ok]"
KEPT = "Draft kept on this device."


@pytest.fixture
def served(app, session) -> Iterator[tuple[str, str, str]]:
    """The address of a filled charter, the lead's and a member's e-mail."""
    project = make_project(session)
    team = whole_team(session, project)
    filled_charter(session, project)
    session.commit()
    with serving(app) as address:
        yield f"{address}/projects/{project.id}/define/charter", team[Role.LEAD].email, team[Role.MEMBER].email


def opened(window: Window, address: str, email: str) -> Page:
    page = window(address)
    sign_in(page, email, PASSWORD, at=address)
    expect(page).to_have_url(address)
    return page


def save(page: Page) -> None:
    """Until the page that answers is there and its scripts have run."""
    with page.expect_navigation():
        page.click("button:has-text('Save draft')")


def test_the_second_saver_chooses_and_saves_at_once(window, served):
    address, lead, member = served
    page = opened(window, address, lead)
    other = opened(window, address, member)
    other.fill(WHERE, "Braga desk")
    other.fill("#scope_in", "All of it")
    expect(other.locator(".draft-state")).to_have_text(KEPT)
    page.fill(WHERE, "Porto desk")
    save(page)
    expect(page.locator(SAVED)).to_be_visible()
    save(other)
    expect(other.locator("table.conflict")).to_contain_text("Porto desk")
    expect(other.locator("table.conflict")).to_contain_text("Braga desk")
    other.click("label[for=keep-problem_where-theirs]")
    save(other)
    expect(other.locator(SAVED)).to_be_visible()
    expect(other.locator(WHERE)).to_have_value("Porto desk")
    expect(other.locator("#scope_in")).to_have_value("All of it")
    assert other.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft')).length") == 0


def test_what_was_typed_is_back_after_the_page_was_closed(window, served):
    address, lead, _member = served
    page = opened(window, address, lead)
    page.fill(WHERE, "Typed and not saved")
    expect(page.locator(".draft-state")).to_have_text(KEPT)
    page.close()
    again = page.context.new_page()
    again.goto(address)
    expect(again.locator(WHERE)).to_have_value("Typed and not saved")


def test_the_charter_is_written_and_saved_by_keyboard_alone(window, served):
    address, lead, _member = served
    page = opened(window, address, lead)
    page.focus("#business_case")
    page.keyboard.press("Control+A")
    page.keyboard.type("Typed by keyboard")
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Save draft":
            break
        covered = page.evaluate(
            "(() => { const a = document.activeElement.getBoundingClientRect();"
            " const b = document.querySelector('.stays').getBoundingClientRect();"
            " return a.top >= b.top && a.bottom <= b.bottom && !document.activeElement.closest('.stays'); })()"
        )
        assert not covered, page.evaluate("document.activeElement.id")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(SAVED)).to_be_visible()
    expect(page.locator("#business_case")).to_have_value("Typed by keyboard")
