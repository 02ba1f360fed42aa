"""From a raw export to a signed baseline, in a browser: every press of a button is counted, every figure checked."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
import pytest
from sqlalchemy import select

from dmaic.measure import datasets
from dmaic.measure.service.adopting import ServiceMeasure
from dmaic.measure.service.measures import Grain
from tests.browsing import the_driver
from tests.journeys.exports import COUNTS, TICKETS, Told, counts_of, file_of, told_by
from tests.journeys.steps import BELT, Open, Place, begin, choose_file, press, words

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = the_driver().expect
pytestmark = pytest.mark.browser

STEPS = 5
"""Read it, take in, adopt, baseline, sign: each stage is looked at once, and none has a press to spare."""
WITH_PROPOSAL = 6
"""One more where the chart itself proposes a better one and the proposal is taken."""


def with_project(place: Place) -> str:
    """A project without anything; the address of its Measure phase."""
    with begin(place, "From an export") as begun:
        return f"{begun.root}/measure"


def read_and_take_in(page: Page, root: str, name: str) -> int:
    page.goto(f"{root}/service")
    choose_file(page, file_of(name), name=name)
    steps = press(page, "^Read it$")
    page.wait_for_url("**/uploads/*")
    steps += press(page, "^Take in")
    page.wait_for_url("**/sources/*")
    return steps


def adopt_only(page: Page, measure: str) -> int:
    for box in page.locator("input[name=measure]").all():
        box.set_checked(box.get_attribute("value") == measure)
    steps = press(page, "^Adopt")
    page.wait_for_url("**/chart")
    return steps


def sign(page: Page) -> int:
    steps = press(page, "^Baseline$")
    page.wait_for_url("**/baseline*")
    page.locator("[name=sign-note]").fill("Special causes are known and stay in: the summer closing.")
    steps += press(page, "^Sign:")
    expect(page.get_by_text(re.compile("^Signed: ")).first).to_be_visible()
    return steps


def tile(page: Page, label: str) -> float:
    """The figure of a tile."""
    found = page.locator(".tile").filter(has=page.get_by_text(label, exact=True)).first.inner_text()
    figure = found.split(label, 1)[1].strip().split("\n")[0]
    return float(re.sub(r"[^\d.]", "", figure))


def three_digits(value: float) -> str:
    return f"{value:.3g}"


def readings_of(place: Place) -> tuple[ServiceMeasure, datasets.Readings]:
    with place.sessions.reading() as session:
        adopted = session.scalars(select(ServiceMeasure)).one()
        found = datasets.read_all(session, adopted.metric)
        session.expunge_all()
    return adopted, found


def in_whole_periods(told: Told, by: Grain) -> list[float]:
    """Hours of the tickets resolved in periods that the file knows in full, in the order of their resolution."""

    def first_day(day: date) -> date:
        if by == Grain.MONTH:
            return day.replace(day=1)
        return day - timedelta(days=day.weekday()) if by == Grain.WEEK else day

    def is_whole(start: date) -> bool:
        after = {Grain.MONTH: (start + timedelta(days=32)).replace(day=1), Grain.WEEK: start + timedelta(days=7)}
        return start >= told.earliest.date() and after.get(by, start + timedelta(days=1)) <= told.latest.date()

    return [hours for end, hours in told.hours if is_whole(first_day(end.date()))]


@pytest.mark.parametrize("name", TICKETS)
def test_a_raw_export_becomes_a_signed_baseline_in_five_presses(place: Place, visit: Open, name: str) -> None:
    told = told_by(name)
    root = with_project(place)
    page = visit(place, BELT)
    steps = read_and_take_in(page, root, name)
    assert (tile(page, "Tickets"), tile(page, "Still open")) == (told.tickets, told.open)
    shown = words(page)
    if told.open:
        beside = (
            f"after {three_digits(told.all_median)} h; of the closed ones alone {three_digits(told.closed_median)} h"
        )
        assert beside in shown
    else:
        assert f"median {three_digits(told.closed_median)} h" in shown
    steps += adopt_only(page, "resolution_time")
    expect(page.locator("h1")).to_contain_text("Resolution time")
    adopted, readings = readings_of(place)
    hours = in_whole_periods(told, adopted.final_by)
    assert 0 < len(hours) <= told.tickets - told.open
    assert sorted(readings.value.tolist()) == pytest.approx(sorted(hours), abs=1e-6)
    steps += sign(page)
    assert f"median (p50) {median(hours):g} h" in words(page)
    assert steps == STEPS


def test_counts_by_month_take_as_few_presses_and_are_offered_the_chart_that_fits(place: Place, visit: Open) -> None:
    told = counts_of()
    root = with_project(place)
    page = visit(place, BELT)
    steps = read_and_take_in(page, root, COUNTS)
    assert tile(page, "Rows") == told.rows
    share = told.breaches / told.attendances
    assert f"{100 * share:.3g} %" in words(page)
    steps += press(page, "^Adopt")  # ticked by itself: there is one share in the file
    page.wait_for_url("**/chart")
    expect(page.locator("h1")).to_contain_text("Breaches out of attendances")
    adopted, readings = readings_of(place)
    assert (adopted.measure_name, len(readings)) == ("share_wrong", told.rows)
    months = readings.time.astype("datetime64[D]").astype(str)
    for month, expected in told.shares.items():
        own = months == month
        assert readings.defects[own].sum() / readings.size[own].sum() == pytest.approx(expected, rel=1e-12)
    assert np.unique(months).size == len(told.shares)
    assert "Another chart fits better: Shares, overdispersed (Laney p′)" in words(page)
    steps += press(page, "^Use it")
    assert "LCL" in words(page)
    assert "Another chart fits better" not in words(page)
    steps += sign(page)
    assert f"{100 * share:.3g} %" in words(page)
    assert steps == WITH_PROPOSAL


def test_the_next_file_takes_one_press_and_says_what_is_new(place: Place, visit: Open) -> None:
    """A month more of the same counts: the saved mapping reads it without a question."""
    head, *lines = file_of(COUNTS).decode("utf-8-sig").splitlines()
    months = sorted({line.split(",")[0] for line in lines})
    before = [line for line in lines if line.split(",")[0] < months[-1]]
    again = [line for line in lines if line.split(",")[0] >= months[-2]]
    root = with_project(place)
    page = visit(place, BELT)
    page.goto(f"{root}/service")
    steps = 0
    for name, kept in (("first.csv", before), ("second.csv", again)):
        choose_file(page, "\n".join([head, *kept]).encode(), name=name)
        steps = press(page, "^Read it$")
        if name == "first.csv":
            press(page, "^Take in")
        expect(page.get_by_text(re.compile(rf"^{name}: .* the same")).first).to_be_visible()
    assert steps == 1
    new = sum(1 for line in lines if line.split(",")[0] == months[-1])
    same = len(again) - new
    said = words(page)
    assert f"second.csv: {new} new, 0 changed, {same} the same" in said
    assert tile(page, "Rows") == len(lines)
    assert datetime.now(UTC).date().isoformat() not in said.split("Measures to adopt")[0]
