"""From a raw file through measurement study and verdict to the signed snapshot, with the published figures."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.browsing import the_driver
from tests.journeys.exports import GAGE, RINGS, RINGS_WIDE, SHARED, as_csv, file_of, rows_of
from tests.journeys.steps import BELT, Open, Place, begin, choose_file, press, words

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = the_driver().expect
pytestmark = pytest.mark.browser


def with_metric(place: Place, **facts: object) -> str:
    """A project with one measured metric; its address."""
    with begin(place, "A measured length") as begun:
        begun.measure(unit="mm", **facts)
    return begun.root


def study_from(page: Page, root: str, kind: str, content: bytes) -> None:
    """A measurement study from a raw file, up to the page with its verdict."""
    page.goto(f"{root}/measure/gage")
    press(page, "^Plan a study$")
    press(page, f"^{re.escape(kind)}$")
    take_file(page, content)


def take_file(page: Page, content: bytes) -> None:
    page.get_by_text("The readings were taken already").click()
    choose_file(page, content, field=page.get_by_label("or a CSV file"))
    press(page, "^Make the sheet$")
    page.wait_for_url(re.compile(r"/gage/\d+$"))


def keep_and_sign(page: Page, remediation: str = "") -> None:
    if remediation:
        page.get_by_label("What is done about it").fill(remediation)
    press(page, "^Keep the verdict$")
    press(page, "^Sign$")
    assert "The study was made as planned" in words(page)


def bring_in(page: Page, root: str, name: str, content: bytes) -> None:
    """Send a file and import it as the application reads it by itself."""
    page.goto(f"{root}/measure/data")
    choose_file(page, content, name=name)
    press(page, "^Look at it$")
    press(page, "^Import ")
    expect(page.get_by_text("readings imported").first).to_be_visible()


def sign_baseline(page: Page, root: str, note: str = "") -> str:
    """Sign what the baseline page works out; the words of the signed sheet."""
    page.goto(f"{root}/measure/baseline")
    if note:
        page.locator("[name=sign-note]").fill(note)
    press(page, "^Sign:")
    expect(page.get_by_text(re.compile("^Signed: ")).first).to_be_visible()
    press(page, "^Signed sheet$")
    return words(page)


def lengths() -> bytes:
    """Forty lengths of a stable process, one a day."""
    random = Random(1)
    return as_csv([["day", "length mm"], *[[f"2026-{3 + at // 28:02d}-{1 + at % 28:02d}", f"{random.gauss(0, 0.8):.2f}"]
                                           for at in range(40)]])  # fmt: skip


def calmer_study() -> bytes:
    """The manual's study after a remedy: every reading five times nearer to the mean of its part."""
    rows = rows_of(file_of(GAGE))
    parts: dict[str, list[float]] = {}
    for row in rows:
        parts.setdefault(row["part"], []).append(float(row["measurement"]))
    mean = {part: sum(values) / len(values) for part, values in parts.items()}
    return as_csv([["part", "appraiser", "trial", "measurement"], *[
        [row["part"], row["appraiser"], row["trial"],
         f"{mean[row['part']] + (float(row['measurement']) - mean[row['part']]) / 5:.6f}"] for row in rows
    ]])  # fmt: skip


def test_the_manuals_gage_study_goes_from_file_to_signed_snapshot(place: Place, visit: Open) -> None:
    """Published by AIAG (MSA, 4th ed., ANOVA): EV 0.19993, AV 0.22684, GRR 0.30237, PV 1.04233, 27.86 %, ndc 4."""
    root = with_metric(place, name="Length", lower_limit=-4.0, upper_limit=4.0, target=0.0)
    page = visit(place, BELT)
    study_from(page, root, "Gage R&R, crossed", file_of(GAGE))
    told = words(page)
    for figure in ("0.1999", "0.2268", "0.3024", "1.042", "27.86", "7.762", "Distinct categories: 4"):
        assert figure in told, figure
    for row in ("9 88.36 9.818 245.6", "2 3.167 1.584", "78 3.118 0.03997"):
        assert row in told, row
    assert "Conditionally fit" in told
    press(page, "^Keep the verdict$")
    assert "Say what is done about it" in words(page)
    keep_and_sign(page, "Ana writes one method with photographs by 1 May; all three train on parts 2 and 7.")
    press(page, "^Plan a retest$")
    take_file(page, calmer_study())
    # by hand: GRR a fifth, 0.06047; PV = sqrt((9.81799 - 0.00160) / 9) = 1.04438; 100 x 0.06047 / 1.04613 = 5.78
    told = words(page)
    assert "Fit for use" in told
    for figure in ("0.06047", "1.044", "5.781", "Distinct categories: 24"):
        assert figure in told, figure
    assert "Repeats the study of" in told
    keep_and_sign(page)
    page.goto(f"{root}/measure/gage")
    expect(page.get_by_role("region", name="Verdict by metric")).to_contain_text("Fit for use")
    bring_in(page, root, "lengths.csv", lengths())
    sheet = sign_baseline(page, root)
    assert "Data (SHA-256)" in sheet
    assert "Measurement system ok" in sheet


def ring_study() -> bytes:
    """A study whose answer is worked out by hand: parts 0.01 apart, appraisers 0.0001, trials 0.0003, nothing else."""
    return as_csv([["part", "appraiser", "trial", "measurement"], *[
        [part, name, trial, f"{73.945 + 0.01 * part + 0.0001 * who + 0.0003 * trial:.4f}"]
        for part in range(1, 11) for who, name in enumerate("ABC") for trial in (1, 2, 3)
    ]])  # fmt: skip


@pytest.mark.parametrize("name", [RINGS, RINGS_WIDE])
def test_piston_rings_go_from_file_to_signed_snapshot(place: Place, visit: Open, name: str) -> None:
    """Published (Montgomery; R qcc, first 25 samples): centre 74.00118, limits 73.98805 and 74.01430 from ranges."""
    root = with_metric(place, name="Inside diameter", lower_limit=73.95, upper_limit=74.05, target=74.0)
    page = visit(place, BELT)
    study_from(page, root, "Gage R&R, crossed", ring_study())
    told = words(page)
    # by hand: EV^2 = 30 x 2 x 0.0003^2 / 78, AV^2 = (30 x 0.0001^2 - EV^2) / 30, PV^2 = (0.00825 - EV^2) / 9
    for figure in ("0.0002631", "0.0000877", "0.0002774", "0.03028", "0.916", "1.664"):
        assert figure in told, figure
    keep_and_sign(page)
    bring_in(page, root, name, file_of(name))
    page.goto(f"{root}/measure/chart")
    assert "Averages and ranges (X-bar R)" in words(page)
    page.get_by_text("Freeze these limits", exact=True).first.click()
    page.get_by_label("Points that set the limits").fill("25")
    press(page, "^Freeze$")
    limits = page.get_by_role("region", name="Limits of each stage").inner_text()
    if (SHARED / name).exists():
        for figure in ("74.00118", "73.98805", "74.01430"):
            assert figure in limits, limits
        assert "sample 37" in words(page)
    sheet = sign_baseline(page, root)
    assert "125" in sheet
    assert "Data (SHA-256)" in sheet
