"""Readings taken by hand: values one by one, tallies that become a reading, nothing lost between two thumbs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

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
from dmaic.measure.service.sources import change_source, sources_of
from dmaic.projects.permissions import Role
from tests.factories import make_member, make_project
from tests.factories_define import make_metric
from tests.factories_gage import lead_of
from tests.measure.service_exports import bring, export_of

SEEN = ("Wrong address", "Wrong amount")


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
    assert "Reading 1 is in: 31.5 h, 2026-03-02 14:00 (UTC)." in page
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


def test_a_reading_is_dated_by_the_clock_of_the_device_that_sent_it(session, client, project):
    metric = make_metric(session, project)
    session.commit()
    client.sign_in(lead_of(project))
    address = f"/projects/{project.id}/measure/metrics/{metric.id}/checksheet"
    assert "By the clock of this device" in client.get(address).text
    answer = client.post(address, data={"value": "12.000", "zone": "Asia/Tokyo"})
    tokyo = now().astimezone(ZoneInfo("Asia/Tokyo"))
    page = client.get(answer.location).text
    assert "Reading 1 is in: 12 h" in page, "what was typed with three decimals is told as it was read"
    assert "(Asia/Tokyo, the clock of this device)." in page
    kept = read_all(session, metric).time[0].astype("datetime64[s]").astype(datetime)
    assert abs(kept - tokyo.replace(tzinfo=None)) < timedelta(minutes=1)
    ahead = (tokyo + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    refused = client.post(address, data={"value": "1", "at": ahead, "zone": "Asia/Tokyo"})
    assert (refused.status_code, "lies in the future (Asia/Tokyo" in refused.text) == (422, True)
    unknown = client.post(address, data={"value": "2", "zone": "Nowhere/Atlantis"})
    assert "(UTC)." in client.get(unknown.location).text


def test_where_the_exports_of_the_project_name_a_zone_it_is_theirs(session, client, tmp_path, project):
    bring(session, None, export_of(40), project, by=lead_of(project), folder=tmp_path)
    source = sources_of(session, project)[0]
    change_source(session, source, version=source.version, mapping=replace(source.mapping, zone="America/New_York"))
    metric = make_metric(session, project, name="Wait at the counter")
    session.commit()
    client.sign_in(lead_of(project))
    address = f"/projects/{project.id}/measure/metrics/{metric.id}/checksheet"
    assert "Empty: now. By the clock of America/New_York" in client.get(address).text
    answer = client.post(address, data={"value": "5", "zone": "Asia/Tokyo"})
    assert "(America/New_York, as in the project&#39;s exports)" in client.get(answer.location).text
    kept = read_all(session, metric).time[0].astype("datetime64[s]").astype(datetime)
    there = now().astimezone(ZoneInfo("America/New_York")).replace(tzinfo=None)
    assert abs(kept - there) < timedelta(minutes=1)


def test_a_closed_sheet_says_by_which_clock(session, client, project):
    metric = counted(session, project)
    sheet = a_sheet(session, project, metric)
    count_up(session, sheet, "Other")
    session.commit()
    client.sign_in(lead_of(project))
    address = f"/projects/{project.id}/measure/checksheet/{sheet.id}"
    answer = client.post(f"{address}/close", data={"size": "20", "at": "2026-03-02T14:00", "zone": "Europe/Lisbon"})
    page = client.get(answer.location).text
    assert "2026-03-02 14:00 (Europe/Lisbon, the clock of this device)" in page


def test_sheets_leave_as_a_table_and_their_acts_stand_in_the_history(session, client, project):
    metric = counted(session, project)
    sheet = a_sheet(session, project, metric, about="=Tuesday")
    count_up(session, sheet, "Wrong amount", by=1)
    close_sheet(session, sheet, size=40, by=lead_of(project))
    session.commit()
    client.sign_in(lead_of(project))
    address = f"/projects/{project.id}/measure/metrics/{metric.id}/checksheet"
    lines = client.get(f"{address}.csv").text.splitlines()
    assert lines[0].endswith("Sheet,Opened (UTC),Closed (UTC),Category,Count,Looked at,Reading")
    assert lines[2].startswith("'=Tuesday,")
    assert lines[2].endswith("Wrong amount,1,40.0,1")
    page = client.get(address).text
    assert f'href="{address}.csv"' in page
    assert "History" in page
    assert 'data-autosave="new-sheet-' in page
