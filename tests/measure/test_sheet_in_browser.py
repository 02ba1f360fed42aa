"""Is a run sheet filled from the keyboard and saved as it goes, in a real browser, under the content policy?"""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from dmaic.measure.gage import readings_of
from tests.factories import PASSWORD, make_project
from tests.factories_gage import lead_of, make_study

pytest.importorskip("playwright", reason="the browser tests need the dev packages")
from playwright.sync_api import Page, expect, sync_playwright

pytestmark = pytest.mark.browser


@pytest.fixture
def address(app) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(address) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        page = browser.new_page(base_url=address)
        page.set_default_timeout(5000)
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
        yield page
        browser.close()
        assert not faults


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def test_enter_saves_a_row_and_goes_to_the_next(session, page):
    project = make_project(session)
    study = make_study(session, project, parts=("1", "2"), appraisers=("A", "B"), trials=2)
    session.commit()
    sign_in(page, lead_of(project).email)
    page.goto(f"/projects/{project.id}/measure/gage/{study.id}/sheet")
    page.focus("[name=value-1]")
    page.keyboard.type("0,29")
    page.keyboard.press("Enter")
    expect(page.locator("[name=value-2]")).to_be_focused()
    expect(page.locator("#run-1 .state-mark")).to_contain_text("in")
    expect(page.locator("#sheet-progress .progress-count")).to_have_text("1 of 8")
    page.keyboard.type("oops")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#problem-2")).to_contain_text("is not a number")
    page.keyboard.press("ArrowUp")
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    expect(page.locator("#problem-2")).to_have_text("")
    expect(page.locator("#sheet-progress .progress-count")).to_have_text("2 of 8")
    session.commit()
    assert [row.value for row in readings_of(session, study)[:3]] == [0.29, 0.5, None]


def test_a_row_that_cannot_be_sent_stays_on_the_page(session, page):
    project = make_project(session)
    study = make_study(session, project)
    session.commit()
    sign_in(page, lead_of(project).email)
    page.goto(f"/projects/{project.id}/measure/gage/{study.id}/sheet")
    page.context.set_offline(True)
    page.fill("[name=value-1]", "1.5")
    page.keyboard.press("Enter")
    expect(page.locator("#problem-1")).to_contain_text("stays here")
    page.context.set_offline(False)
    page.get_by_role("button", name="Save the sheet").click()
    expect(page.locator("#flashes")).to_contain_text("1 reading saved.")
