"""Versions of a dataset: every act makes one, and each can be read as it was shown then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from dmaic.db import as_of
from dmaic.define.metrics import DataType, Metric
from dmaic.measure import baseline as tool
from dmaic.measure import datasets as data
from dmaic.measure.baseline import assess
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from tests.factories_charts import bring_in, calm, make_metric

BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def lead(project: Project) -> Person:
    return project.people_as(Role.LEAD)[0]


@pytest.fixture
def metric(session: Session, project: Project) -> Metric:
    return make_metric(session, project)


def at(hours: float) -> datetime:
    """So many hours after the beginning; the clock of a test goes on from there."""
    return BEGIN + timedelta(hours=hours)


def shown(found: data.Readings) -> list[float]:
    return found.value[~found.excluded].tolist()


def test_each_act_is_a_version_and_reads_as_it_was_shown_then(
    session: Session, project: Project, metric: Metric, lead: Person
) -> None:
    with as_of(at(0)):
        wrong = bring_in(session, project, metric, value=[1.0, 2.0, 99.0])
    with as_of(at(1)):
        data.correct_reading(session, project, metric, 2, reason="Digits swapped", by=lead, value=9.9)
    with as_of(at(2)):
        data.exclude_reading(session, project, metric, 0, reason="Power cut", by=lead)
    with as_of(at(3)):
        data.append_reading(session, metric, value=5.0, by=lead)
    with as_of(at(4)):
        bring_in(session, project, metric, value=[7.0])
    with as_of(at(5)):
        data.include_reading(session, project, metric, 0, reason="No cut that day", by=lead)
    with as_of(at(6)):
        data.withdraw_import(session, project, wrong.id, reason="Other machine", by=lead)
    with as_of(at(7)):
        data.bring_back_import(session, project, wrong.id, reason="It was ours")
    with as_of(at(8)):
        data.correct_reading(session, project, metric, 2, reason="Read again", by=lead, value=8.8)
    versions = data.versions_of(session, metric)
    assert [(one.number, one.what) for one in versions] == [
        (8, "reading corrected"),
        (7, "file brought back"),
        (6, "file withdrawn"),
        (5, "reading counted again"),
        (4, "file brought in"),
        (3, "reading excluded"),
        (2, "reading corrected"),
        (1, "file brought in"),
    ]
    assert versions[0].reason == "Read again"
    assert at(8) <= versions[0].at < at(8.1)
    read = {one.number: data.readings_at(session, metric, one.at) for one in versions}
    assert {number: shown(one) for number, one in read.items()} == {
        1: [1.0, 2.0, 99.0],
        2: [1.0, 2.0, 9.9],
        3: [2.0, 9.9],
        4: [2.0, 9.9, 5.0, 7.0],
        5: [1.0, 2.0, 9.9, 5.0, 7.0],
        6: [5.0, 7.0],
        7: [1.0, 2.0, 9.9, 5.0, 7.0],
        8: [1.0, 2.0, 8.8, 5.0, 7.0],
    }
    assert read[3].reasons == {0: "Power cut", 2: "Digits swapped"}
    assert (read[2].originals, read[1].corrected.any()) == ({2: 99.0}, False)
    assert read[8].fingerprint == data.read_all(session, metric).fingerprint
    assert data.version_at(versions, at(3.5)) == 3
    assert data.version_at(versions, at(-1)) is None
    assert shown(data.readings_at(session, metric, at(3.5))) == [2.0, 9.9, 5.0], "typed in one by one since"


def test_a_corrected_count_goes_back_with_its_share(session: Session, project: Project, lead: Person) -> None:
    share = make_metric(session, project, DataType.PROPORTION)
    with as_of(at(0)):
        bring_in(session, project, share, defects=[2.0], size=[10.0])
    with as_of(at(1)):
        data.correct_reading(session, project, share, 0, reason="Counted anew", by=lead, defects=4.0)
    assert data.read_all(session, share).value.tolist() == [0.4]
    before = data.readings_at(session, share, at(0.5))
    assert (before.value.tolist(), before.defects.tolist()) == ([0.2], [2.0])


def test_like_acts_within_a_minute_are_one_version(
    session: Session, project: Project, metric: Metric, lead: Person
) -> None:
    assert data.versions_of(session, metric) == []
    with as_of(at(0)):
        bring_in(session, project, metric, value=[1.0, 2.0, 3.0])
    with as_of(at(1)):
        for seq in range(3):
            data.correct_reading(session, project, metric, seq, reason="New file", by=lead, value=seq + 10.0)
    newest, _ = data.versions_of(session, metric)
    assert (newest.number, newest.what) == (2, "3 readings corrected")
    assert newest.labels == ("reading 1", "reading 2", "reading 3")


def test_readings_typed_one_by_one_and_sealed_are_cut_where_they_came(
    session: Session, metric: Metric, lead: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dmaic.measure.datasets.writing.BLOCK", 4)
    for hour in range(10):
        with as_of(at(hour)):
            data.append_reading(session, metric, value=float(hour), by=lead)
    assert shown(data.readings_at(session, metric, at(5.5))) == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]


def test_the_page_lists_them_gives_each_as_a_file_and_the_signed_sheet_names_its_own(
    session: Session, client: Any, project: Project, metric: Metric, lead: Person
) -> None:
    bring_in(session, project, metric, value=calm(30))
    data.correct_reading(session, project, metric, 2, reason="Digits swapped", by=lead, value=50.5)
    found = assess(data.read_all(session, metric), metric)
    study = tool.sign_baseline(session, project, metric, found, by=lead)
    data.exclude_reading(session, project, metric, 4, reason="Power cut", by=lead)
    session.commit()
    client.sign_in(lead)
    base = f"/projects/{project.id}/measure"
    page = client.get(f"{base}/data/{metric.id}").text
    assert "Versions of these data (3)" in page
    first = client.get(f"{base}/data/{metric.id}/readings.csv?version=1")
    assert "Digits swapped" not in first.text
    assert "readings-version-1.csv" in first.headers["Content-Disposition"]
    assert "Digits swapped" in client.get(f"{base}/data/{metric.id}/readings.csv?version=2").text
    assert client.get(f"{base}/data/{metric.id}/readings.csv?version=9").status_code == 404
    sheet = client.get(f"{base}/baselines/{study.id}").text
    assert "Version of the data</dt><dd>2</dd>" in sheet.replace("\n", "")
