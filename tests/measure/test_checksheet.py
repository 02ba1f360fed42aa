"""Readings taken by hand: values one by one, tallies that become a reading, nothing lost between two thumbs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dmaic.db import now
from dmaic.define.metrics import DataType
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.measure.checksheet import (
    close_sheet,
    count_up,
    counts_of,
    drop_sheet,
    enter_value,
    open_sheet,
    sheet_of,
    sheets_of,
    strata_names,
    tallies_of,
)
from dmaic.measure.datasets import read_all
from dmaic.projects.permissions import Role
from tests.factories import make_member, make_project
from tests.factories_define import make_metric
from tests.factories_gage import lead_of

SEEN = ("Wrong address", "Wrong amount")


@pytest.fixture
def project(session):
    return make_project(session)


def counted(session, project, kind=DataType.PROPORTION, **more):
    return make_metric(session, project, name="Bills with an error", data_type=kind, unit="", **more)


def a_sheet(session, project, metric, **more):
    return open_sheet(session, project, metric, categories=SEEN, by=lead_of(project), **more)


def test_a_closed_sheet_is_one_reading_of_the_series(session, project):
    metric = counted(session, project)
    sheet = a_sheet(session, project, metric, about="Tuesday, early shift")
    for category in ("Wrong address", "Wrong address", "Other", "Wrong amount"):
        count_up(session, sheet, category)
    count_up(session, sheet, "Wrong amount", by=-1)
    assert [(one.category, one.count) for one in tallies_of(session, sheet)] == [
        ("Wrong address", 2),
        ("Wrong amount", 0),
        ("Other", 1),
    ]
    moment = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
    assert close_sheet(session, sheet, size=120, counted=2, at=moment, by=lead_of(project)) == 0
    readings = read_all(session, metric)
    assert (readings.defects[0], readings.size[0], readings.subgroup[0]) == (2, 120, "Tuesday, early shift")
    assert [(one.category, one.count) for one in counts_of(session, metric)] == [("Wrong address", 2), ("Other", 1)]
    with pytest.raises(RuleBroken, match="closed"):
        count_up(session, sheet, "Other")


def test_a_slip_of_the_thumb_never_goes_below_nothing(session, project):
    sheet = a_sheet(session, project, counted(session, project))
    count_up(session, sheet, "Other", by=-1)
    assert tallies_of(session, sheet)[-1].count == 0
    with pytest.raises(NotFound, match="no such category"):
        count_up(session, sheet, "Weather")


@pytest.mark.parametrize(
    ("kind", "told", "words"),
    [
        (DataType.PROPORTION, {"size": None}, "looked at"),
        (DataType.RATE, {"size": None}, "looked at"),
        (DataType.PROPORTION, {"size": 1}, "more defective units"),
        (DataType.PROPORTION, {"size": 10, "counted": 3}, "Only 2 were tallied"),
        (DataType.COUNT, {"size": None, "counted": 1}, "add up to 2"),
    ],
)
def test_a_sheet_that_does_not_add_up_stays_open(session, project, kind, told, words):
    sheet = a_sheet(session, project, counted(session, project, kind))
    count_up(session, sheet, "Other")
    count_up(session, sheet, "Wrong amount")
    with pytest.raises(BadInput, match=words):
        close_sheet(session, sheet, **told, by=lead_of(project))
    assert sheet.is_open


def test_a_count_needs_no_number_looked_at(session, project):
    metric = counted(session, project, DataType.COUNT)
    sheet = a_sheet(session, project, metric)
    count_up(session, sheet, "Other")
    close_sheet(session, sheet, size=None, by=lead_of(project))
    assert read_all(session, metric).defects.tolist() == [1.0]


def test_a_sheet_is_for_what_is_counted_and_has_categories_one_can_tap(session, project):
    with pytest.raises(BadInput, match="measured, not counted"):
        a_sheet(session, project, make_metric(session, project))
    metric = counted(session, project)
    with pytest.raises(BadInput, match="can't be tapped"):
        open_sheet(session, project, metric, categories=[str(n) for n in range(31)], by=lead_of(project))
    with pytest.raises(BadInput, match="60 characters"):
        open_sheet(session, project, metric, categories=["x" * 61], by=lead_of(project))
    sheet = open_sheet(session, project, metric, categories=[" A ", "A", "", "other"], by=lead_of(project))
    assert [one.category for one in tallies_of(session, sheet)] == ["A", "Other"]
    with pytest.raises(NotFound):
        sheet_of(session, make_project(session), sheet.id)


def test_a_dropped_sheet_is_off_the_list_with_its_reason(session, project):
    metric = counted(session, project)
    sheet = a_sheet(session, project, metric)
    with pytest.raises(BadInput, match="why"):
        drop_sheet(session, sheet, reason="")
    drop_sheet(session, sheet, reason="Opened twice")
    assert sheets_of(session, metric) == []
    assert counts_of(session, metric) == []


def test_a_value_goes_into_the_series_with_its_strata(session, project):
    metric = make_metric(session, project, stratifiers="channel; shift, channel")
    assert strata_names(metric) == ("channel", "shift")
    enter_value(session, metric, value=31.5, strata={"channel": "mail", "shift": " "}, by=lead_of(project))
    readings = read_all(session, metric)
    assert readings.value.tolist() == [31.5]
    assert {name: words.tolist() for name, words in readings.strata.items()} == {"channel": ["mail"]}
    assert readings.has_times
    with pytest.raises(BadInput, match="future"):
        enter_value(session, metric, value=1.0, at=now() + timedelta(hours=1), by=lead_of(project))
    with pytest.raises(BadInput, match="counted, not measured"):
        enter_value(session, counted(session, project), value=1.0, by=lead_of(project))


def test_values_are_entered_on_a_page_that_remembers_what_they_belong_to(session, client, project):
    metric = make_metric(session, project, stratifiers="channel")
    owner = make_member(session, project, Role.PROCESS_OWNER)
    session.commit()
    client.sign_in(owner)
    address = f"/projects/{project.id}/measure/metrics/{metric.id}/checksheet"
    assert "No reading yet" in client.get(address).text
    assert client.post(address, data={"value": "x"}).status_code == 422
    assert client.post(address, data={"value": "5", "at": "2199-01-01T00:00"}).status_code == 422
    answer = client.post(
        address, data={"value": "31,5", "stratum-0": "mail", "at": "2026-03-02T14:00", "subgroup": "1"}
    )
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Reading 1 is in: 31.5 h." in page
    assert 'value="mail"' in page
    assert "2026-03-02 14:00" in page
    assert "Enter values" in client.get(f"/projects/{project.id}/measure/checksheet").text


def test_a_sheet_is_tallied_and_closed_without_any_script(session, client, project):
    metric = counted(session, project)
    session.commit()
    client.sign_in(lead_of(project))
    page = f"/projects/{project.id}/measure/metrics/{metric.id}/checksheet"
    assert client.post(f"{page}/open", data={"categories": ""}).status_code == 422
    assert client.post(f"{page}/open", data={"categories": "\n".join(map(str, range(40)))}).status_code == 422
    sheet = client.post(f"{page}/open", data={"categories": "Wrong address\nWrong amount", "about": "Tuesday"}).location
    for _ in range(3):
        assert client.post(sheet, data={"more": "Wrong address"}).status_code == 303
    client.post(sheet, data={"less": "Wrong address"})
    assert "<strong>2</strong> in all" in client.get(sheet).text
    assert "Tuesday" in client.get(page).text
    assert "Tuesday" in client.get(f"/projects/{project.id}/measure/checksheet").text
    assert client.post(f"{sheet}/close", data={"size": ""}).status_code == 422
    assert client.post(f"{sheet}/close", data={"size": "120"}).status_code == 303
    closed = client.get(page).text
    assert "Closed sheets" in closed
    assert "Wrong address\nWrong amount" in closed
    assert "2 of 120, reading 1" in client.get(sheet).text
    assert client.post(sheet, data={"more": "Wrong address"}).status_code == 409
    another = client.post(f"{page}/open", data={"categories": "A"}).location
    assert client.post(f"{another}/drop", data={"reason": "Opened twice"}).status_code == 303
    assert "was dropped" in client.get(another).text


def test_a_viewer_reads_but_enters_nothing(session, client, project):
    metric, other = make_metric(session, project), counted(session, project)
    sheet = a_sheet(session, project, other)
    viewer = make_member(session, project, Role.VIEWER)
    session.commit()
    client.sign_in(viewer)
    base = f"/projects/{project.id}/measure"
    assert "does not let you add readings" in client.get(f"{base}/metrics/{metric.id}/checksheet").text
    assert client.post(f"{base}/metrics/{metric.id}/checksheet", data={"value": "1"}).status_code == 403
    assert client.post(f"{base}/checksheet/{sheet.id}", data={"more": "Other"}).status_code == 403
    assert client.get(f"{base}/checksheet/{sheet.id}").status_code == 200
