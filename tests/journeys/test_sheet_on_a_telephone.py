"""A check sheet in the hand: the first row within the thumb's reach, and a sign that it adds."""

from __future__ import annotations

import pytest

from dmaic.define.metrics import DataType
from dmaic.measure.checksheet import open_sheet
from tests.browsing import load_parts, the_driver
from tests.journeys.steps import BELT, Open, Place, begin

expect = the_driver().expect
pytestmark = pytest.mark.browser


def with_sheet(place: Place) -> str:
    """A project with an open sheet; the address of the sheet."""
    with begin(place, "Fewer wrong bills") as begun:
        metric = begun.measure(name="Bills with an error", data_type=DataType.PROPORTION)
        sheet = open_sheet(
            begun.session,
            begun.project,
            metric,
            categories=["Wrong address"],
            about="Tuesday, early shift",
            by=begun.cast.belt,
        )
        return f"{begun.root}/measure/checksheet/{sheet.id}"


def test_the_first_row_is_in_reach_and_shows_that_it_adds(place: Place, visit: Open) -> None:
    sheet = with_sheet(place)
    page = visit(place, BELT, width=390)
    page.goto(sheet)
    load_parts(page, "swap")
    first = page.locator(".tally-add").first
    assert first.bounding_box()["y"] < 500
    expect(first.locator("svg")).to_be_visible()
    first.click()
    expect(page.locator(".tally-total")).to_have_text("1 in all")


def test_taps_faster_than_the_answers_are_all_counted(place: Place, visit: Open) -> None:
    sheet = with_sheet(place)
    page = visit(place, BELT, width=390)
    page.goto(sheet)
    load_parts(page, "swap")
    page.locator(".tally-add").first.evaluate("button => { button.click(); button.click(); button.click(); }")
    expect(page.locator(".tally-total")).to_have_text("3 in all")
    page.reload()
    expect(page.locator(".tally-total")).to_have_text("3 in all")
