"""Files as they come from outside go in by the pages: rings in samples, waits by month, requests with open cases."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from dmaic.audit import act_as
from dmaic.define.metrics import DataType, MetricRole, define_metric
from dmaic.demo.people import hire
from dmaic.projects.project import start_project
from tests.journeys.conftest import Open, Place

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def as_csv(rows: list[list[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def file_of(name: str) -> bytes:
    """The real file where it is, else one made alike."""
    if (SHARED / name).exists():
        return (SHARED / name).read_bytes()
    random = Random(7)
    if name.startswith("piston"):
        rows = [[f"{random.gauss(74.0012, 0.0099):.3f}", sample, "True"] for sample in range(1, 41) for _ in range(5)]
        return as_csv([["diameter", "sample", "trial"], *rows])
    begun = datetime(2025, 1, 6, 8, tzinfo=UTC)
    rows = []
    for at in range(400):
        created = begun + timedelta(hours=2 * at)
        closed = "" if at % 20 == 0 else f"{created + timedelta(hours=random.expovariate(1 / 30)):%m/%d/%Y %H:%M}"
        rows.append([at, f"{created:%m/%d/%Y %H:%M}", closed, "Noise"])
    return as_csv([["Unique Key", "Created Date", "Closed Date", "Complaint Type"], *rows])


def waits_by_month() -> bytes:
    """Breaches out of attendances of all big departments, month by month; overdispersed as thousands a month are."""
    name = SHARED / "nhs_ae_attendances.csv"
    months: dict[str, list[int]] = {}
    if name.exists():
        with name.open() as file:
            for row in csv.DictReader(file):
                if row["type"] == "1":
                    month = months.setdefault(row["period"], [0, 0])
                    month[0] += int(row["breaches"])
                    month[1] += int(row["attendances"])
    else:
        random = Random(8)
        for at in range(36):
            size = random.randint(90_000, 110_000)
            months[f"{2016 + at // 12}-{at % 12 + 1:02d}-01"] = [round(size * random.gauss(0.15, 0.02)), size]
    return as_csv([["period", "breaches", "attendances"], *[[one, *both] for one, both in sorted(months.items())]])


def begin(place: Place, kind: DataType, unit: str) -> str:
    """A project with one metric of this kind; the address of its data page."""
    with place.sessions.writing() as session:
        act_as(session, person_id=None, who="test")
        cast = hire(session)
        project = start_project(
            session,
            by=cast.belt,
            title="Files from outside",
            process_name="Anything",
            start_on=date(2026, 1, 12),
            target_on=date(2026, 12, 18),
        )
        facts = {"code": "Y1", "name": "Outside figure", "role": MetricRole.PRIMARY, "data_type": kind, "unit": unit}
        define_metric(session, project, facts)
        root = f"/projects/{project.id}"
        session.commit()
    return root


def bring_in(page: Page, root: str, name: str, content: bytes, parts: dict[str, str]) -> None:
    """Send a file, say what its columns are, look again, import it."""
    page.goto(f"{root}/measure/data")
    page.locator("input[type=file]").first.set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Look at it").click()
    page.get_by_text("How it is read").first.wait_for()
    for column, part in parts.items():
        page.get_by_label(f"What is {column}?", exact=True).select_option(part)
    page.get_by_role("button", name="Look again").first.click()
    page.wait_for_load_state()
    page.get_by_role("button", name=re.compile("^Import ")).click()
    page.get_by_text(re.compile(r"readings imported")).first.wait_for()
    page.goto(f"{root}/measure/chart")


def test_rings_in_samples_become_averages_and_ranges(place: Place, visit: Open) -> None:
    root = begin(place, DataType.CONTINUOUS, "mm")
    page = visit(place, "belt@demo.example")
    parts = {"diameter": "value", "sample": "subgroup", "trial": "leave out"}
    bring_in(page, root, "pistonrings_long.csv", file_of("pistonrings_long.csv"), parts)
    assert "Averages and ranges (X-bar R)" in page.locator("main").inner_text()


def test_waits_of_thousands_a_month_are_told_to_be_overdispersed(place: Place, visit: Open) -> None:
    root = begin(place, DataType.PROPORTION, "%")
    page = visit(place, "belt@demo.example")
    parts = {"period": "time", "breaches": "defects", "attendances": "size"}
    bring_in(page, root, "ae_by_month.csv", waits_by_month(), parts)
    told = page.locator("main").inner_text()
    assert "Laney" in told
    assert "sigma Z" in told


def test_requests_become_durations_and_the_open_ones_are_counted(place: Place, visit: Open) -> None:
    root = begin(place, DataType.CONTINUOUS, "h")
    page = visit(place, "belt@demo.example")
    content = file_of("nyc311_requests.csv")
    bring_in(page, root, "nyc311_requests.csv", content, {"Created Date": "start", "Closed Date": "end"})
    page.goto(f"{root}/measure/data")
    page.get_by_role("link", name=re.compile("Readings and imports")).first.click()
    page.wait_for_load_state()
    assert "still open" in page.locator("main").inner_text()
