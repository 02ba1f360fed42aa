"""A check sheet in the hand: the first row within the thumb's reach, and a sign that it adds."""

from __future__ import annotations

from datetime import date

import pytest

from dmaic.audit import act_as
from dmaic.define.metrics import DataType, MetricRole, define_metric
from dmaic.demo.people import hire
from dmaic.measure.checksheet import open_sheet
from dmaic.projects.project import start_project
from tests.journeys.conftest import Open, Place

pytestmark = pytest.mark.browser


def begin(place: Place) -> str:
    """A project with an open sheet; the address of the sheet."""
    with place.sessions.writing() as session:
        act_as(session, person_id=None, who="test")
        cast = hire(session)
        project = start_project(
            session,
            by=cast.belt,
            title="Fewer wrong bills",
            process_name="Billing",
            start_on=date(2026, 1, 12),
            target_on=date(2026, 12, 18),
        )
        given = {"code": "Y1", "name": "Bills with an error", "role": MetricRole.PRIMARY, "unit": ""}
        metric = define_metric(session, project, {**given, "data_type": DataType.PROPORTION})
        sheet = open_sheet(
            session, project, metric, categories=["Wrong address"], about="Tuesday, early shift", by=cast.belt
        )
        address = f"/projects/{project.id}/measure/checksheet/{sheet.id}"
        session.commit()
    return address


def test_the_first_row_is_in_reach_and_shows_that_it_adds(place: Place, visit: Open) -> None:
    sheet = begin(place)
    page = visit(place, "belt@demo.example", width=390)
    page.goto(sheet)
    first = page.locator(".tally-add").first
    assert first.bounding_box()["y"] < 500
    assert first.locator("svg").is_visible()
    first.click()
    page.locator(".tally-total", has_text="1 in all").wait_for()
