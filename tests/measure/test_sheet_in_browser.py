"""Is a run sheet filled from the keyboard and saved as it goes, in a real browser, under the content policy?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from dmaic.db import now
from dmaic.measure.datasets import read_all
from dmaic.measure.gage import readings_of
from dmaic.measure.gage.filling import Entry, save_readings
from tests.browsing import Window, first_of, held, serving, sign_in, the_driver
from tests.factories import PASSWORD, make_project
from tests.factories_define import make_metric
from tests.factories_gage import lead_of, make_study

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = the_driver().expect
pytestmark = pytest.mark.browser
PROGRESS = "#sheet-progress .progress-count"
HOLDS_BACK = """() => {
  const leaving = new Event("beforeunload", { cancelable: true });
  dispatchEvent(leaving);
  return leaving.defaultPrevented;
}"""
"""Whether the page would ask before it is left."""


@pytest.fixture
def address(app) -> Iterator[str]:
    with serving(app) as address:
        yield address


@pytest.fixture
def page(address: str, window: Window) -> Page:
    return window(address)


def open_sheet(page: Page, project, study) -> None:
    sign_in(page, lead_of(project).email, PASSWORD)
    page.goto(f"/projects/{project.id}/measure/gage/{study.id}/sheet")


def test_enter_saves_a_row_and_goes_to_the_next(session, page):
    project = make_project(session)
    study = make_study(session, project, parts=("1", "2"), appraisers=("A", "B"), trials=2)
    session.commit()
    open_sheet(page, project, study)
    page.focus("[name=value-1]")
    page.keyboard.type("0,29")
    page.keyboard.press("Enter")
    expect(page.locator("[name=value-2]")).to_be_focused()
    expect(page.locator("#run-1 .state-mark")).to_contain_text("in")
    expect(page.locator(PROGRESS)).to_have_text("1 of 8")
    page.keyboard.type("oops")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#problem-2")).to_contain_text("is not a number")
    page.keyboard.press("ArrowUp")
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    expect(page.locator("#problem-2")).to_have_text("")
    expect(page.locator(PROGRESS)).to_have_text("2 of 8")
    session.commit()
    assert [row.value for row in readings_of(session, study)[:3]] == [0.29, 0.5, None]


def test_a_correction_waits_for_the_answer_to_what_it_corrects(session, page):
    project = make_project(session)
    study = make_study(session, project)
    session.commit()
    open_sheet(page, project, study)
    waiting = held(page, "**/sheet*")
    page.focus("[name=value-1]")
    page.keyboard.type("0.2")
    page.keyboard.press("Enter")
    first = first_of(page, waiting)
    page.keyboard.press("ArrowUp")
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    first.continue_()
    expect(page.locator("[name=seen-1]")).to_have_value("2")
    expect(page.locator("#problem-1")).to_have_text("")
    session.commit()
    assert readings_of(session, study)[0].value == 0.5


def test_a_sheet_whose_rows_are_saved_can_be_left_without_a_question(session, page):
    project = make_project(session)
    study = make_study(session, project)
    session.commit()
    open_sheet(page, project, study)
    page.focus("[name=value-1]")
    page.keyboard.type("0.2")
    assert page.evaluate(HOLDS_BACK)
    page.keyboard.press("Enter")
    expect(page.locator("[name=seen-1]")).to_have_value("1")
    assert not page.evaluate(HOLDS_BACK)


def test_a_row_that_cannot_be_sent_stays_on_the_page(session, page):
    project = make_project(session)
    study = make_study(session, project)
    session.commit()
    open_sheet(page, project, study)
    page.context.set_offline(True)
    page.fill("[name=value-1]", "1.5")
    page.keyboard.press("Enter")
    expect(page.locator("#problem-1")).to_contain_text("stays here")
    page.context.set_offline(False)
    page.get_by_role("button", name="Save the sheet").click()
    expect(page.locator("#flashes")).to_contain_text("1 reading saved.")


def test_a_row_that_could_not_be_sent_outlives_the_page_and_the_session(session, page):
    project = make_project(session)
    study = make_study(session, project)
    session.commit()
    open_sheet(page, project, study)
    page.context.set_offline(True)
    page.fill("[name=value-1]", "1.5")
    page.keyboard.press("Enter")
    expect(page.locator("#problem-1")).to_contain_text("kept on this device")
    page.context.set_offline(False)
    page.context.clear_cookies()
    page.goto("/sign-in")
    open_sheet(page, project, study)
    expect(page.locator("#run-1 .state-mark")).to_contain_text("in")
    expect(page.locator(PROGRESS)).to_contain_text("1 of")
    session.commit()
    assert readings_of(session, study)[0].value == 1.5
    page.reload()
    expect(page.locator("[name=value-1]")).to_have_value("")  # blinded: what is in is not shown
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.endsWith(':rows'))") == []


def test_a_kept_row_does_not_write_over_what_somebody_else_took_meanwhile(session, page):
    project = make_project(session)
    study = make_study(session, project)
    session.commit()
    open_sheet(page, project, study)
    page.context.set_offline(True)
    page.fill("[name=value-1]", "1.5")
    page.keyboard.press("Enter")
    expect(page.locator("#problem-1")).to_contain_text("kept on this device")
    save_readings(session, study, [Entry(1, 2.5)], by=lead_of(project))
    session.commit()
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#problem-1")).not_to_have_text("")
    session.commit()
    assert readings_of(session, study)[0].value == 2.5


def test_a_value_taken_by_hand_is_dated_by_the_clock_of_the_device(session, address, chromium):
    project = make_project(session)
    metric = make_metric(session, project)
    session.commit()
    context = chromium.new_context(base_url=address, timezone_id="Asia/Tokyo")
    try:
        page = context.new_page()
        sign_in(page, lead_of(project).email, PASSWORD)
        page.goto(f"/projects/{project.id}/measure/metrics/{metric.id}/checksheet")
        page.fill("[name=value]", "12.000")
        page.keyboard.press("Enter")
        told = page.locator("[data-flash]").first
        expect(told).to_contain_text("Reading 1 is in: 12 h")
        expect(told).to_contain_text("(Asia/Tokyo, the clock of this device)")
    finally:
        context.close()
    session.commit()
    kept = read_all(session, metric).time[0].astype("datetime64[s]").astype(datetime)
    assert abs(kept - now().astimezone(ZoneInfo("Asia/Tokyo")).replace(tzinfo=None)) < timedelta(minutes=2)
