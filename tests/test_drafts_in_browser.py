"""Is nothing lost of what a person types, whatever becomes of the page, and nothing kept that is saved or nobody's?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browsing import Window, first_of, held, the_driver, until

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

expect = the_driver().expect
pytestmark = pytest.mark.browser
GOAL, BASELINE, VERSION = "textarea[name=goal]", "input[name=baseline]", "input[name=version]"
BAR, STATE, SAVED = ".draft", ".draft-state", "[data-flash=ok]"
SAVE = "button:text-is('Save')"
KEPT = "Draft kept on this device."
STORE = "JSON.stringify(localStorage)"
TYPE = """([where, words]) => {
  const field = document.querySelector(where);
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""
"""Typed as fast as a script is: the draft waits for a pause, and is not kept yet."""


@pytest.fixture
def page(kit_address: str, window: Window) -> Page:
    return window(kit_address)


def typed(page: Page, words: str) -> None:
    page.goto("/form")
    page.fill(GOAL, words)
    expect(page.locator(STATE)).to_have_text(KEPT)


def save(page: Page) -> None:
    """Until the page that answers is there and its scripts have run."""
    with page.expect_navigation():
        page.click(SAVE)


def save_and_type_on(page: Page, baseline: str) -> None:
    """Save, and type into another field before the page that answers is there."""
    # Playwright waits with its own typing until a page that is being left is gone
    page.evaluate(f"addEventListener('submit', () => setTimeout({TYPE}, 0, ['{BASELINE}', '{baseline}']))")
    waiting = held(page, "**/form")
    page.click(SAVE, no_wait_after=True)
    with page.expect_navigation():
        first_of(page, waiting).continue_()


def drafts(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft'))")


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


def test_a_discarded_draft_is_not_kept_again_a_moment_later(page: Page) -> None:
    typed(page, "Half a sentence")
    page.goto("/form")
    page.evaluate(TYPE, [GOAL, "Half a sentence more"])
    page.locator(".draft button").evaluate("button => button.click()")
    page.wait_for_timeout(600)  # longer than the pause after which a draft is kept
    assert drafts(page) == []
    expect(page.locator(STATE)).to_have_text("")


def test_a_saved_form_leaves_no_draft(page: Page) -> None:
    typed(page, "Raise it to 80 %.")
    save(page)
    expect(page.locator(SAVED)).to_be_visible()
    assert drafts(page) == []
    page.goto("/form")
    expect(page.locator(BAR)).to_have_count(0)


def test_what_is_typed_while_the_answer_is_on_its_way_is_back_on_the_page_that_answers(page: Page) -> None:
    typed(page, "Raise it to 80 %.")
    save_and_type_on(page, "72")
    expect(page.locator(SAVED)).to_be_visible()
    expect(page.locator(BAR)).to_contain_text("not saved yet.")
    expect(page.locator(BAR)).not_to_contain_text("newer version")
    expect(page.locator(GOAL)).to_have_value("Raise it to 80 %.")
    expect(page.locator(BASELINE)).to_have_value("72")
    expect(page.locator(VERSION)).to_have_value("5")


def test_what_is_typed_on_after_adding_something_new_does_not_offer_it_again(page: Page) -> None:
    # a form without a version adds, one with a version changes what is there
    page.add_init_script("""new MutationObserver(() => document.querySelector("input[name=version]")?.remove())
      .observe(document, { childList: true, subtree: true })""")
    typed(page, "Added once.")
    save_and_type_on(page, "72")
    expect(page.locator(SAVED)).to_be_visible()
    expect(page.locator(BAR)).to_have_count(0)
    assert drafts(page) == []


def test_what_is_typed_before_the_scripts_have_come_is_newer_than_the_draft(page: Page) -> None:
    typed(page, "From yesterday.")
    page.goto("/rows")
    waiting = held(page, "**/main.js", method="GET")
    page.goto("/form", wait_until="commit")
    page.fill(BASELINE, "72")
    first_of(page, waiting).continue_()
    expect(page.locator(BAR)).to_be_visible()
    expect(page.locator(GOAL)).to_have_value("From yesterday.")
    expect(page.locator(BASELINE)).to_have_value("72")
    assert "72" in page.evaluate(STORE)


def test_a_draft_outlives_an_ended_session(page: Page) -> None:
    typed(page, "session over")
    page.click(SAVE)
    page.wait_for_url("**/sign-in**")
    page.goto("/form")
    expect(page.locator(GOAL)).to_have_value("session over")
    expect(page.locator(BAR)).to_be_visible()


def test_a_draft_outlives_a_lost_connection(page: Page) -> None:
    typed(page, "On the train")
    page.context.set_offline(True)
    page.click(SAVE)
    expect(page.locator(STATE)).to_contain_text("You are offline")
    page.context.set_offline(False)
    save(page)
    expect(page.locator(SAVED)).to_be_visible()
    expect(page.locator(GOAL)).to_have_value("On the train")


def test_an_application_on_the_same_laptop_is_reached_without_a_network(page: Page) -> None:
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false })")
    typed(page, "In flight")
    save(page)
    expect(page.locator(SAVED)).to_be_visible()
    assert drafts(page) == []


def test_a_form_that_did_not_arrive_is_not_taken_for_saved_by_what_is_saved_next(page: Page) -> None:
    typed(page, "Never arrives")
    page.route("**/form", lambda route: route.fulfill(status=204))  # the page stays as it is
    with page.expect_response("**/form"):
        page.click(SAVE)
    page.unroute_all()

    def with_success(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</h1>", "</h1><p data-flash='ok'>Moved.</p>"))

    page.route("**/move/Call", with_success)
    with page.expect_navigation():
        page.evaluate("""() => {
          const other = document.createElement("form");
          Object.assign(other, { method: "post", action: "/move/Call", innerHTML: "<input name=to value=down>" });
          document.body.append(other);
          other.requestSubmit();
        }""")
    expect(page.locator(SAVED)).to_have_text("Moved.")
    page.goto("/form")
    expect(page.locator(GOAL)).to_have_value("Never arrives")


def test_a_part_drawn_anew_meanwhile_is_not_taken_for_the_answer(page: Page) -> None:
    typed(page, "Saved before")
    save(page)
    page.fill(GOAL, "Never arrives")
    expect(page.locator(STATE)).to_have_text(KEPT)
    page.evaluate("addEventListener('submit', () => setTimeout(() => document.dispatchEvent(new Event('swapped')), 0))")
    waiting = held(page, "**/form")
    page.click(SAVE, no_wait_after=True)
    with page.expect_response("**/form"):
        first_of(page, waiting).fulfill(status=204)  # the page stays as it is
    page.goto("/form")
    expect(page.locator(GOAL)).to_have_value("Never arrives")


def test_a_draft_on_an_old_version_says_so_and_sends_the_old_version(page: Page) -> None:
    typed(page, "Mine.")
    page.request.post("/someone-else-saves")
    page.goto("/form")
    expect(page.locator(BAR)).to_contain_text("newer version")
    expect(page.locator(GOAL)).to_have_value("Mine.")
    expect(page.locator(VERSION)).to_have_value("4")
    page.click(".draft button")
    expect(page.locator(VERSION)).to_have_value("5")
    expect(page.locator(GOAL)).to_have_value("Theirs.")


def test_passwords_are_never_kept(page: Page) -> None:
    page.goto("/form")
    page.fill("input[name=password]", "very secret")
    page.fill(GOAL, "Seen")
    until(page, lambda: "Seen" in page.evaluate(STORE))
    assert "very secret" not in page.evaluate(STORE)


def test_signing_out_asks_before_it_removes_drafts(page: Page) -> None:
    typed(page, "Unsaved")
    page.click("details.account summary")
    page.click("[data-sign-out] button")
    expect(page.locator("dialog")).to_contain_text("unsaved draft")
    page.click("dialog >> text=Sign out")
    page.wait_for_url("**/sign-in**")
    assert "Unsaved" not in page.evaluate(STORE)


def test_signing_out_leaves_nothing_of_what_was_typed_a_moment_before(page: Page) -> None:
    page.goto("/form")
    page.evaluate(TYPE, [GOAL, "Unsaved"])
    with page.expect_navigation():
        page.locator("[data-sign-out]").evaluate("form => form.requestSubmit()")
    page.wait_for_url("**/sign-in**")
    assert "Unsaved" not in page.evaluate(STORE)


def test_a_store_that_is_forbidden_costs_the_drafts_and_nothing_else(page: Page) -> None:
    page.add_init_script("""for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, { get() { throw new DOMException("No store here", "SecurityError"); } });
    }""")
    page.goto("/form")
    page.fill(GOAL, "Not kept")
    page.click("text=Throw away")
    expect(page.locator("dialog")).to_contain_text("Throw it away?")
    page.keyboard.press("Escape")
    save(page)
    expect(page.locator(SAVED)).to_be_visible()
    expect(page.locator(GOAL)).to_have_value("Not kept")
