"""From a raw export to a signed baseline, in a browser: every press of a button is counted, every figure checked."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
import pytest
from sqlalchemy import select

from dmaic.audit import act_as
from dmaic.demo.people import hire
from dmaic.measure import datasets
from dmaic.measure.service.adopting import ServiceMeasure
from dmaic.measure.service.measures import Grain
from dmaic.projects.project import start_project
from tests.journeys.conftest import Open, Place
from tests.journeys.exports import COUNTS, TICKETS, Told, counts_of, file_of, told_by

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

STEPS = 5
"""Read it, take in, adopt, baseline, sign: each stage is looked at once, and none has a press to spare."""
WITH_PROPOSAL = 6
"""One more where the chart itself proposes a better one and the proposal is taken."""


def begin(place: Place) -> str:
    with place.sessions.writing() as session:
        act_as(session, person_id=None, who="test")
        cast = hire(session)
        project = start_project(
            session,
            by=cast.belt,
            title="From an export",
            process_name="Requests",
            start_on=date(2026, 1, 12),
            target_on=date(2026, 12, 18),
        )
        address = f"/projects/{project.id}/measure"
        session.commit()
    return address


def press(page: Page, label: str) -> int:
    """Press one button or link; each is a step."""
    page.locator("main").get_by_role("button", name=re.compile(label)).or_(
        page.locator("main").get_by_role("link", name=re.compile(label))
    ).first.click()
    page.wait_for_load_state()
    return 1


def read_and_take_in(page: Page, root: str, name: str) -> int:
    page.goto(f"{root}/service")
    content = {"name": name, "mimeType": "text/csv", "buffer": file_of(name)}
    page.locator("input[type=file]").first.set_input_files(content)
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
    page.get_by_text(re.compile("^Signed: ")).first.wait_for()
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
    root = begin(place)
    page = visit(place, "belt@demo.example")
    steps = read_and_take_in(page, root, name)
    assert (tile(page, "Tickets"), tile(page, "Still open")) == (told.tickets, told.open)
    shown = page.locator("main").inner_text()
    if told.open:
        beside = (
            f"after {three_digits(told.all_median)} h; of the closed ones alone {three_digits(told.closed_median)} h"
        )
        assert beside in shown
    else:
        assert f"median {three_digits(told.closed_median)} h" in shown
    steps += adopt_only(page, "resolution_time")
    assert "Resolution time" in page.locator("h1").inner_text()
    adopted, readings = readings_of(place)
    hours = in_whole_periods(told, adopted.final_by)
    assert 0 < len(hours) <= told.tickets - told.open
    assert sorted(readings.value.tolist()) == pytest.approx(sorted(hours), abs=1e-6)
    steps += sign(page)
    assert f"median (p50) {median(hours):g} h" in page.locator("main").inner_text()
    assert steps == STEPS


def test_counts_by_month_take_as_few_presses_and_are_offered_the_chart_that_fits(place: Place, visit: Open) -> None:
    told = counts_of()
    root = begin(place)
    page = visit(place, "belt@demo.example")
    steps = read_and_take_in(page, root, COUNTS)
    assert tile(page, "Rows") == told.rows
    share = told.breaches / told.attendances
    assert f"{100 * share:.3g} %" in page.locator("main").inner_text()
    steps += press(page, "^Adopt")  # ticked by itself: there is one share in the file
    page.wait_for_url("**/chart")
    assert "Breaches out of attendances" in page.locator("h1").inner_text()
    adopted, readings = readings_of(place)
    assert (adopted.measure_name, len(readings)) == ("share_wrong", told.rows)
    months = readings.time.astype("datetime64[D]").astype(str)
    for month, expected in told.shares.items():
        own = months == month
        assert readings.defects[own].sum() / readings.size[own].sum() == pytest.approx(expected, rel=1e-12)
    assert np.unique(months).size == len(told.shares)
    proposal = page.locator("main").inner_text()
    assert "Another chart fits better: Shares, overdispersed (Laney p′)" in proposal
    steps += press(page, "^Use it")
    assert "LCL" in page.locator("main").inner_text()
    assert "Another chart fits better" not in page.locator("main").inner_text()
    steps += sign(page)
    assert f"{100 * share:.3g} %" in page.locator("main").inner_text()
    assert steps == WITH_PROPOSAL


def test_the_next_file_takes_one_press_and_says_what_is_new(place: Place, visit: Open) -> None:
    """A month more of the same counts: the saved mapping reads it without a question."""
    head, *lines = file_of(COUNTS).decode("utf-8-sig").splitlines()
    months = sorted({line.split(",")[0] for line in lines})
    before = [line for line in lines if line.split(",")[0] < months[-1]]
    again = [line for line in lines if line.split(",")[0] >= months[-2]]
    root = begin(place)
    page = visit(place, "belt@demo.example")
    page.goto(f"{root}/service")
    steps = 0
    for name, kept in (("first.csv", before), ("second.csv", again)):
        content = {"name": name, "mimeType": "text/csv", "buffer": "\n".join([head, *kept]).encode()}
        page.locator("input[type=file]").first.set_input_files(content)
        steps = press(page, "^Read it$")
        if name == "first.csv":
            press(page, "^Take in")
        page.get_by_text(re.compile(rf"^{name}: .* the same")).first.wait_for()
    assert steps == 1
    new = sum(1 for line in lines if line.split(",")[0] == months[-1])
    same = len(again) - new
    said = page.locator("main").inner_text().replace(" ", " ")
    assert f"second.csv: {new} new, 0 changed, {same} the same" in said
    assert tile(page, "Rows") == len(lines)
    assert datetime.now(UTC).date().isoformat() not in said.split("Measures to adopt")[0]
