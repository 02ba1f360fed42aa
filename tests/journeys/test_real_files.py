"""Files as they come from outside go in by the pages: rings in samples, waits by month, requests with open cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dmaic.define.metrics import DataType
from tests.browsing import the_driver
from tests.journeys.exports import COUNTS, REQUESTS, RINGS, as_csv, file_of, rows_of
from tests.journeys.steps import BELT, Open, Place, begin, choose_file, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = the_driver().expect
pytestmark = pytest.mark.browser


def waits_by_month() -> bytes:
    """Breaches out of attendances of all big departments, month by month; overdispersed as thousands a month are."""
    months: dict[str, list[int]] = {}
    for row in rows_of(file_of(COUNTS)):
        if row["type"] == "1":
            month = months.setdefault(row["period"], [0, 0])
            month[0] += int(row["breaches"])
            month[1] += int(row["attendances"])
    return as_csv([["period", "breaches", "attendances"], *[[one, *both] for one, both in sorted(months.items())]])


def with_metric(place: Place, kind: DataType, unit: str) -> str:
    """A project with one metric of this kind; its address."""
    with begin(place, "Files from outside") as begun:
        begun.measure(name="Outside figure", data_type=kind, unit=unit)
    return begun.root


def bring_in(page: Page, root: str, name: str, content: bytes, parts: dict[str, str]) -> None:
    """Send a file, say what its columns are, look again, import it."""
    page.goto(f"{root}/measure/data")
    choose_file(page, content, name=name)
    press(page, "^Look at it$")
    expect(page.get_by_text("How it is read").first).to_be_visible()
    for column, part in parts.items():
        page.get_by_label(f"What is {column}?", exact=True).select_option(part)
    press(page, "^Look again$")
    press(page, "^Import ")
    expect(page.get_by_text("readings imported").first).to_be_visible()
    page.goto(f"{root}/measure/chart")


def test_rings_in_samples_become_averages_and_ranges(place: Place, visit: Open) -> None:
    root = with_metric(place, DataType.CONTINUOUS, "mm")
    page = visit(place, BELT)
    parts = {"diameter": "value", "sample": "subgroup", "trial": "leave out"}
    bring_in(page, root, RINGS, file_of(RINGS), parts)
    expect(page.locator("main")).to_contain_text("Averages and ranges (X-bar R)")


def test_waits_of_thousands_a_month_are_told_to_be_overdispersed(place: Place, visit: Open) -> None:
    root = with_metric(place, DataType.PROPORTION, "%")
    page = visit(place, BELT)
    parts = {"period": "time", "breaches": "defects", "attendances": "size"}
    bring_in(page, root, "ae_by_month.csv", waits_by_month(), parts)
    expect(page.locator("main")).to_contain_text("Laney")
    expect(page.locator("main")).to_contain_text("sigma Z")


def test_requests_become_durations_and_the_open_ones_are_counted(place: Place, visit: Open) -> None:
    root = with_metric(place, DataType.CONTINUOUS, "h")
    page = visit(place, BELT)
    bring_in(page, root, REQUESTS, file_of(REQUESTS), {"Created Date": "start", "Closed Date": "end"})
    page.goto(f"{root}/measure/data")
    press(page, "Readings and imports")
    expect(page.locator("main")).to_contain_text("still open")
