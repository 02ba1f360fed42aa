"""The charter in a real browser: two people who save at once, a draft that outlives the page, the keyboard."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from dmaic.projects.permissions import Role
from tests.factories import PASSWORD, make_project, whole_team
from tests.factories_define import filled_charter

pytest.importorskip("playwright", reason="the browser tests need the dev packages")
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

pytestmark = pytest.mark.browser
WHERE = "#problem_where"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        yield chromium
        chromium.close()


@pytest.fixture
def served(app, session) -> Iterator[tuple[str, str, str]]:
    """The address of a filled charter, the lead's and a member's e-mail."""
    project = make_project(session)
    team = whole_team(session, project)
    filled_charter(session, project)
    session.commit()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/projects/{project.id}/define/charter"
    yield address, team[Role.LEAD].email, team[Role.MEMBER].email
    server.shutdown()
    thread.join()
    server.server_close()


def opened(browser: Browser, address: str, email: str) -> tuple[BrowserContext, Page]:
    context = browser.new_context()
    context.set_default_timeout(5000)
    page = context.new_page()
    page.goto(address)
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(address)
    return context, page


def save(page: Page) -> None:
    page.click("button:has-text('Save draft')")


def test_the_second_saver_chooses_and_saves_at_once(browser, served):
    address, lead, member = served
    first, page = opened(browser, address, lead)
    second, other = opened(browser, address, member)
    other.fill(WHERE, "Braga desk")
    other.fill("#scope_in", "All of it")
    expect(other.locator(".draft-state")).to_have_text("Draft kept on this device.")
    page.fill(WHERE, "Porto desk")
    save(page)
    expect(page.locator("[data-flash=ok]")).to_be_visible()
    save(other)
    expect(other.locator("table.conflict")).to_contain_text("Porto desk")
    expect(other.locator("table.conflict")).to_contain_text("Braga desk")
    other.click("label[for=keep-problem_where-theirs]")
    save(other)
    expect(other.locator("[data-flash=ok]")).to_be_visible()
    expect(other.locator(WHERE)).to_have_value("Porto desk")
    expect(other.locator("#scope_in")).to_have_value("All of it")
    assert other.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft')).length") == 0
    first.close()
    second.close()


def test_what_was_typed_is_back_after_the_page_was_closed(browser, served):
    address, lead, _member = served
    context, page = opened(browser, address, lead)
    page.fill(WHERE, "Typed and not saved")
    expect(page.locator(".draft-state")).to_have_text("Draft kept on this device.")
    page.close()
    again = context.new_page()
    again.goto(address)
    expect(again.locator(WHERE)).to_have_value("Typed and not saved")
    context.close()


def test_the_charter_is_written_and_saved_by_keyboard_alone(browser, served):
    address, lead, _member = served
    context, page = opened(browser, address, lead)
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
    page.keyboard.press("Enter")
    expect(page.locator("[data-flash=ok]")).to_be_visible()
    expect(page.locator("#business_case")).to_have_value("Typed by keyboard")
    context.close()
