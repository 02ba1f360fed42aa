"""Do drafts, questions, in-place updates and uploads work in a real browser, under the content policy?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from tests.kit_page import kit_app

pytest.importorskip("playwright", reason="the browser tests need the dev packages")
from playwright.sync_api import Browser, Page, expect, sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.browser
GOAL, BAR = "textarea[name=goal]", ".draft"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        yield chromium
        chromium.close()


@pytest.fixture
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, kit_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=address)
    context.set_default_timeout(5000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
    yield page
    assert not faults


def typed(page: Page, words: str) -> None:
    page.goto("/form")
    page.fill(GOAL, words)
    expect(page.locator(".draft-state")).to_have_text("Draft kept on this device.")


def test_a_draft_outlives_a_closed_page_and_can_be_discarded(page: Page) -> None:
    typed(page, "Half a sentence")
    page.goto("/rows")
    page.goto("/form")
    expect(page.locator(BAR)).to_contain_text("is back in this form")
    expect(page.locator(GOAL)).to_have_value("Half a sentence")
    page.click(".draft button")
    expect(page.locator(GOAL)).to_have_value("Raise it.")
    page.reload()
    expect(page.locator(BAR)).to_have_count(0)


def test_a_saved_form_leaves_no_draft(page: Page) -> None:
    typed(page, "Raise it to 80 %.")
    page.click("text=Save")
    expect(page.locator("[data-flash=ok]")).to_be_visible()
    page.goto("/form")
    expect(page.locator(BAR)).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft')).length") == 0


def test_a_draft_outlives_an_ended_session(page: Page) -> None:
    typed(page, "session over")
    page.click("text=Save")
    page.wait_for_url("**/sign-in**")
    page.goto("/form")
    expect(page.locator(GOAL)).to_have_value("session over")
    expect(page.locator(BAR)).to_be_visible()


def test_a_draft_outlives_a_lost_connection(page: Page, context: BrowserContext) -> None:
    typed(page, "On the train")
    context.set_offline(True)
    page.click("text=Save")
    expect(page.locator(".draft-state")).to_contain_text("You are offline")
    context.set_offline(False)
    page.click("text=Save")
    expect(page.locator("[data-flash=ok]")).to_be_visible()


def test_a_draft_on_an_old_version_says_so_and_sends_the_old_version(page: Page) -> None:
    typed(page, "Mine.")
    page.request.post("/someone-else-saves")
    page.goto("/form")
    expect(page.locator(BAR)).to_contain_text("newer version")
    expect(page.locator(GOAL)).to_have_value("Mine.")
    expect(page.locator("input[name=version]")).to_have_value("4")
    page.click(".draft button")
    expect(page.locator("input[name=version]")).to_have_value("5")
    expect(page.locator(GOAL)).to_have_value("Theirs.")


def test_passwords_are_never_kept(page: Page) -> None:
    page.goto("/form")
    page.fill("input[name=password]", "very secret")
    page.fill(GOAL, "Seen")
    expect(page.locator(".draft-state")).to_have_text("Draft kept on this device.")
    assert "very secret" not in page.evaluate("JSON.stringify(localStorage)")


def test_signing_out_asks_before_it_removes_drafts(page: Page) -> None:
    typed(page, "Unsaved")
    page.click("details.account summary")
    page.click("[data-sign-out] button")
    expect(page.locator("dialog")).to_contain_text("unsaved draft")
    page.click("dialog >> text=Sign out")
    page.wait_for_url("**/sign-in**")
    assert "Unsaved" not in page.evaluate("JSON.stringify(localStorage)")


def test_errors_take_the_focus_when_the_page_opens(page: Page) -> None:
    page.goto("/form")
    page.fill(GOAL, "")
    page.click("text=Save")
    expect(page.locator(".summary")).to_be_focused()
    page.click(".summary a >> nth=0")
    expect(page.locator(GOAL)).to_be_focused()


def test_a_step_that_cannot_be_taken_back_asks_first(page: Page) -> None:
    page.goto("/form")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    page.click("text=Throw away")
    expect(page.locator("dialog")).to_contain_text("Throw it away?")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert not sent
    page.click("text=Throw away")
    page.click("dialog >> text=Throw away")
    expect(page.locator("[data-flash=ok]")).to_be_visible()
    assert sent == ["POST"]


def test_a_row_moves_by_keyboard_and_keeps_the_focus(page: Page) -> None:
    page.goto("/rows")
    page.focus("#row-Call button[value=down]")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#steps li").nth(1)).to_contain_text("Call")
    expect(page.locator("#row-Call button[value=down]")).to_be_focused()
    expect(page.locator("#announce")).to_have_text("Moved down. Now row 2 of 3.")
    page.keyboard.press("Enter")
    expect(page.locator("#steps li").nth(2)).to_contain_text("Call")
    expect(page.locator("#row-Call button[value=up]")).to_be_focused()


def test_a_filter_updates_in_place_and_its_address_can_be_shared(page: Page) -> None:
    page.goto("/filter")
    page.fill("#q", "billing")
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_have_text("You asked for billing.")
    expect(page.locator("#announce")).to_have_text("Found billing")
    expect(page.locator("#q")).to_be_focused()
    assert page.url.endswith("/filter?q=billing")


def test_an_upload_shows_its_way_and_opens_the_result(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "readings.csv"
    file.write_text("1\n2\n", encoding="utf-8")
    page.goto("/upload")
    page.set_input_files("input[type=file]", file)
    page.click("text=Send")
    expect(page.locator(".progress-label")).to_have_text("Reading rows")
    page.wait_for_url("**/rows")


def test_the_menu_and_the_account_open_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto("/rows")
    nav = page.locator("#main-nav a")
    expect(nav).to_be_hidden()
    page.click("text=Menu")
    expect(nav).to_be_visible()
    page.keyboard.press("Escape")
    page.click("details.account summary")
    expect(page.locator("[data-sign-out] button")).to_be_visible()
    context.close()


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_what_has_the_focus_is_never_under_the_header(page: Page, key: str) -> None:
    page.set_viewport_size({"width": 390, "height": 600})
    page.goto("/form")
    page.focus("text=Save" if key == "Shift+Tab" else "#main")
    for _ in range(24):
        page.keyboard.press(key)
        hidden = page.evaluate("""() => {
            const focus = document.activeElement, header = document.querySelector(".top");
            if (!focus.closest("main")) return false;
            return focus.getBoundingClientRect().top < header.getBoundingClientRect().bottom;
        }""")
        assert not hidden, page.evaluate("document.activeElement.outerHTML.slice(0, 120)")


@pytest.mark.parametrize("width", [1440, 390, 320])
@pytest.mark.parametrize("path", ["/form", "/rows", "/upload", "/filter?q=a", "/refused/404"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_fit_the_screen_and_axe_finds_nothing(page: Page, path: str, width: int, theme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{path}{'&' if '?' in path else '?'}theme={theme}")
    kinds = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": kinds}).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
