"""Do questions, in-place updates and uploads work in a real browser, under the content policy?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsing import Window, first_of, held, load_parts, the_driver

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

expect = the_driver().expect
pytestmark = pytest.mark.browser
GOAL, SAVED = "textarea[name=goal]", "[data-flash=ok]"
SAVE = "button:text-is('Save')"


@pytest.fixture
def page(kit_address: str, window: Window) -> Page:
    return window(kit_address)


def written(page: Page) -> list[str]:
    """The requests that write something, as the page sends them from now on."""
    sent: list[str] = []

    def heard(request: Request) -> None:
        if request.method == "POST":
            sent.append(request.url)

    page.on("request", heard)
    return sent


def test_errors_take_the_focus_when_the_page_opens(page: Page) -> None:
    page.goto("/form")
    page.fill(GOAL, "")
    page.click(SAVE)
    expect(page.locator(".summary")).to_be_focused()
    page.click(".summary a >> nth=0")
    expect(page.locator(GOAL)).to_be_focused()


def test_errors_leave_the_focus_to_whom_types_already(page: Page) -> None:
    page.goto("/form")
    page.fill(GOAL, "")
    waiting = held(page, "**/main.js", method="GET")
    page.click(SAVE, no_wait_after=True)
    expect(page.locator(".summary")).to_be_visible()
    page.fill(GOAL, "Raise it to 80 %.")
    expect(page.locator(".draft-state")).to_have_count(0)
    first_of(page, waiting).continue_()
    expect(page.locator(".draft-state")).to_have_count(1)
    expect(page.locator(GOAL)).to_be_focused()


def test_a_step_that_cannot_be_taken_back_asks_first(page: Page) -> None:
    page.goto("/form")
    sent = written(page)
    page.click("text=Throw away")
    expect(page.locator("dialog")).to_contain_text("Throw it away?")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert not sent
    page.click("text=Throw away")
    page.click("dialog >> text=Throw away")
    expect(page.locator(SAVED)).to_be_visible()
    assert len(sent) == 1


def test_a_double_click_on_a_slow_day_saves_once(page: Page) -> None:
    page.goto("/form")
    sent = written(page)
    waiting = held(page, "**/form")
    page.evaluate("addEventListener('submit', (one) => setTimeout(() => one.submitter.click(), 50), { once: true })")
    page.click(SAVE, no_wait_after=True)
    first = first_of(page, waiting)
    page.wait_for_timeout(500)  # the second click comes meanwhile
    first.continue_()
    expect(page.locator(SAVED)).to_be_visible()
    expect(page.locator("input[name=version]")).to_have_value("5")
    assert len(sent) == 1


def test_a_row_moves_by_keyboard_and_keeps_the_focus(page: Page) -> None:
    page.goto("/rows")
    load_parts(page, "rows")
    page.focus("#row-Call button[value=down]")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#steps li").nth(1)).to_contain_text("Call")
    expect(page.locator("#row-Call button[value=down]")).to_be_focused()
    expect(page.locator("#announce")).to_have_text("Moved down. Now row 2 of 3.")
    page.keyboard.press("Enter")
    expect(page.locator("#steps li").nth(2)).to_contain_text("Call")
    expect(page.locator("#row-Call button[value=up]")).to_be_focused()


def test_a_row_moves_as_often_as_it_is_told_to(page: Page) -> None:
    page.goto("/rows")
    load_parts(page, "rows")
    page.locator("#row-Call button[value=down]").evaluate("button => { button.click(); button.click(); }")
    expect(page.locator("#steps li").nth(2)).to_contain_text("Call")
    expect(page.locator("#announce")).to_have_text("Moved down. Now row 3 of 3.")


def test_a_filter_updates_in_place_and_its_address_can_be_shared(page: Page) -> None:
    page.goto("/filter")
    load_parts(page, "swap")
    page.fill("#q", "billing")
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_have_text("You asked for billing.")
    expect(page.locator("#announce")).to_have_text("Found billing")
    expect(page.locator("#q")).to_be_focused()
    expect(page).to_have_url("/filter?q=billing")


def test_an_upload_shows_its_way_and_opens_the_result(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "readings.csv"
    file.write_text("1\n2\n", encoding="utf-8")
    page.goto("/upload")
    load_parts(page, "upload")
    page.set_input_files("input[type=file]", file)
    page.click("text=Send")
    expect(page.locator(".progress-label")).to_have_text("Reading rows")
    page.wait_for_url("**/rows")


def test_the_menu_and_the_account_open_without_scripts(kit_address: str, window: Window) -> None:
    page = window(kit_address, java_script_enabled=False, viewport={"width": 390, "height": 800})
    page.goto("/rows")
    nav = page.locator("#main-nav a")
    expect(nav).to_be_hidden()
    page.click("text=Menu")
    expect(nav).to_be_visible()
    page.keyboard.press("Escape")
    page.click("details.account summary")
    expect(page.locator("[data-sign-out] button")).to_be_visible()


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_what_has_the_focus_is_never_under_the_header(page: Page, key: str) -> None:
    page.set_viewport_size({"width": 390, "height": 600})
    page.goto("/form")
    page.focus(SAVE if key == "Shift+Tab" else "#main")
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
