"""Measurements: what goes in comes out, numbered, with its exclusions and corrections over it."""

from __future__ import annotations

import math
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from config import Config
from dmaic import audit
from dmaic.app import database_url
from dmaic.define.metrics import DataType, Metric, define_metric
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.measure import datasets as data
from dmaic.measure.datasets import packing
from dmaic.projects.project import Project
from tests.factories import make_project


def make_metric(session: Session, project: Project, kind: DataType = DataType.CONTINUOUS) -> Metric:
    return define_metric(session, project, {"code": f"Y-{kind}", "name": "Resolution time", "data_type": kind})


@pytest.fixture
def metric(session: Session, project: Project) -> Metric:
    return make_metric(session, project)


def bring_in(session: Session, project: Project, metric: Metric, by: Any, batch: data.Batch, *, name: str = "a") -> Any:
    return data.write_import(
        session,
        project,
        metric,
        data.sealed_batches([batch]),
        by=by,
        file_name=f"{name}.csv",
        file_hash=name * 64,
        file_bytes=10,
    )


FIGURES = st.floats(allow_infinity=False, allow_nan=True, width=64)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_readings_come_out_of_a_block_as_they_went_in(draw: st.DataObject) -> None:
    count = draw.draw(st.integers(1, 40))

    def several(one: st.SearchStrategy[Any]) -> list[Any]:
        return draw.draw(st.lists(one, min_size=count, max_size=count))

    words = st.text(max_size=6)
    batch = data.Batch(
        value=several(FIGURES),
        time=several(st.integers(-(2**63), 2**62)),
        subgroup=several(words),
        strata={"shift": several(words), "söite": several(words)},
        noted_by=several(st.integers(1, 9)),
    )
    sealed = data.seal(batch)
    block = data.Block(count=sealed.count, sha256=sealed.sha256, **sealed.columns)
    back = packing.unpack(block)
    assert packing.block_holds(block)
    np.testing.assert_array_equal(back.value, batch.value)
    assert back.time.tolist() == batch.time
    for name, given_words in (("subgroup", batch.subgroup), *batch.strata.items()):
        found = back.subgroup if name == "subgroup" else back.strata.get(name)
        kept = [one.rstrip("\0") for one in given_words]  # numpy text ends at its last character that is not NUL
        assert (kept == [""] * count) if found is None else (found.tolist() == kept)
    there = [one for one in batch.value if not math.isnan(one)]
    assert sealed.values_there == len(there)
    assert (sealed.least, sealed.largest) == ((min(there), max(there)) if there else (None, None))


def test_an_infinite_figure_is_refused() -> None:
    with pytest.raises(BadInput, match="infinite"):
        data.seal(data.Batch(value=[1.0, float("inf")]))


def test_a_changed_block_no_longer_gives_its_hash() -> None:
    sealed = data.seal(data.Batch(value=[1.0, 2.0]))
    other = data.seal(data.Batch(value=[1.0, 3.0]))
    block = data.Block(count=2, sha256=sealed.sha256, **other.columns)
    assert not packing.block_holds(block)


def test_a_block_damaged_in_the_database_is_found(
    session: Session, project: Project, metric: Metric, lead: Any
) -> None:
    bring_in(session, project, metric, lead, data.Batch(value=[1.0] * 9_000))
    assert list(data.damaged_blocks(session)) == []
    other = data.seal(data.Batch(value=[2.0] * 4_096))
    session.execute(update(data.Block).where(data.Block.first_seq == 4_096).values(value=other.columns["value"]))
    assert list(data.damaged_blocks(session)) == [data.Damaged(project.id, metric.name, 4_096)]


def test_a_metric_without_readings_is_read_as_empty(session: Session, metric: Metric) -> None:
    assert data.series_of(session, metric) is None
    assert data.count_of(session, metric) == 0
    for found in (data.read_all(session, metric), data.read_last(session, metric, 5), data.read_span(session, metric)):
        assert len(found) == 0
    assert len(data.fingerprint(session, metric)) == 64


def test_an_import_longer_than_a_block_is_read_back_in_order(
    session: Session, project: Project, metric: Metric, lead: Any
) -> None:
    values = [float(i) for i in range(10_000)]
    done = bring_in(session, project, metric, lead, data.Batch(value=values))
    assert (done.count, done.first_seq, done.last_seq) == (10_000, 0, 9_999)
    assert session.scalar(select(func.count()).select_from(data.Block)) == 3
    assert data.read_all(session, metric).value.tolist() == values
    assert data.read_last(session, metric, 5_000).seq.tolist() == list(range(5_000, 10_000))
    assert data.read_last(session, metric, 3, before=4_097).value.tolist() == [4094.0, 4095.0, 4096.0]
    assert data.read_range(session, metric, 4_095, 4_097).value.tolist() == [4095.0, 4096.0, 4097.0]
    assert data.count_of(session, metric) == 10_000


def test_an_import_leaves_one_entry_in_the_trail(session: Session, project: Project, metric: Metric, lead: Any) -> None:
    done = bring_in(session, project, metric, lead, data.Batch(value=[1.0] * 9_000))
    entries = audit.entries_of(session, chain=project.id, kind="imports")
    assert [(one.act, one.object_id) for one in entries] == [("imported", done.id)]
    assert entries[0].changes["readings"] == [None, 9_000]


def test_live_readings_follow_an_import_and_the_next_import_follows_them(
    session: Session, project: Project, metric: Metric, lead: Any
) -> None:
    bring_in(session, project, metric, lead, data.Batch(value=[1.0, 2.0]))
    at = datetime(2026, 3, 4, 14, 5, tzinfo=UTC)
    assert data.append_reading(session, metric, value=3.0, at=at, strata={"shift": "late"}, by=lead) == 2
    assert data.append_reading(session, metric, value=4.0, by=lead) == 3
    bring_in(session, project, metric, lead, data.Batch(value=[5.0], subgroup=["S1"]), name="b")
    assert data.append_reading(session, metric, value=6.0, by=lead) == 5
    found = data.read_all(session, metric)
    assert found.value.tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    assert found.seq.tolist() == [0, 1, 2, 3, 4, 5]
    assert found.strata["shift"].tolist() == ["", "", "late", "", "", ""]
    assert [found.labels(i) for i in range(6)] == ["1", "2", "2026-03-04 14:05", "4", "S1", "6"]


def test_the_tail_is_sealed_when_a_block_has_gathered(
    session: Session, metric: Metric, lead: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dmaic.measure.datasets.writing.BLOCK", 64)
    for i in range(64 + 3):
        data.append_reading(session, metric, value=float(i), by=lead)
    assert session.scalar(select(func.count()).select_from(data.TailReading)) == 3
    assert session.scalar(select(func.count()).select_from(data.Block)) == 1
    assert data.read_all(session, metric).value.tolist() == [float(i) for i in range(64 + 3)]
    assert data.read_last(session, metric, 5).seq.tolist() == [62, 63, 64, 65, 66]
    spans = data.read_span(session, metric)
    assert spans.low.tolist() == [0.0, 64.0]
    assert spans.high.tolist() == [63.0, 66.0]


def test_a_reading_needs_a_finite_figure(session: Session, metric: Metric, lead: Any) -> None:
    with pytest.raises(BadInput, match="Give the measured value"):
        data.append_reading(session, metric, by=lead)
    with pytest.raises(BadInput, match="finite"):
        data.append_reading(session, metric, value=float("nan"), by=lead)


def test_a_counted_reading_is_charted_as_defects_per_unit(session: Session, project: Project, lead: Any) -> None:
    metric = make_metric(session, project, DataType.PROPORTION)
    data.append_reading(session, metric, defects=3, size=50, by=lead)
    assert data.read_all(session, metric).value.tolist() == [0.06]
    with pytest.raises(BadInput, match="more defective"):
        data.append_reading(session, metric, defects=51, size=50, by=lead)
    data.correct_reading(session, project, metric, 0, reason="counted twice", by=lead, defects=2)
    found = data.read_all(session, metric)
    assert (found.value[0], found.defects[0], found.size[0]) == (0.04, 2.0, 50.0)


def test_a_reading_is_excluded_only_with_a_reason_and_stays_visible(
    session: Session, project: Project, metric: Metric, lead: Any
) -> None:
    bring_in(session, project, metric, lead, data.Batch(value=[1.0, 99.0, 2.0]))
    with pytest.raises(BadInput, match="why"):
        data.exclude_reading(session, project, metric, 1, reason="  ", by=lead)
    data.exclude_reading(session, project, metric, 1, reason="power cut", by=lead)
    found = data.read_all(session, metric)
    assert found.value.tolist() == [1.0, 99.0, 2.0]
    assert found.excluded.tolist() == [False, True, False]
    assert found.reasons == {1: "power cut"}
    assert found.counted.tolist() == [True, False, True]
    with pytest.raises(RuleBroken):
        data.exclude_reading(session, project, metric, 1, reason="again", by=lead)


def test_counting_a_reading_again_keeps_both_acts_in_the_record(
    session: Session, project: Project, metric: Metric, lead: Any
) -> None:
    bring_in(session, project, metric, lead, data.Batch(value=[1.0, 99.0]))
    before = data.fingerprint(session, metric)
    data.exclude_reading(session, project, metric, 1, reason="power cut", by=lead)
    assert data.fingerprint(session, metric) != before
    data.include_reading(session, project, metric, 1, reason="the cut was elsewhere", by=lead)
    assert data.fingerprint(session, metric) == before
    assert [(one.reason, one.ended_reason) for one in data.exclusions_of(session, metric)] == [
        ("power cut", "the cut was elsewhere")
    ]
    reasons = [one.reason for one in audit.entries_of(session, chain=project.id, kind="exclusions")]
    assert reasons == ["the cut was elsewhere", "power cut"]


def test_a_correction_keeps_the_original(session: Session, project: Project, metric: Metric, lead: Any) -> None:
    at = packing.time_us(datetime(2026, 1, 5, tzinfo=UTC))
    bring_in(session, project, metric, lead, data.Batch(value=[1.0, 99.0], time=[at, at]))
    before = data.read_all(session, metric).fingerprint
    data.correct_reading(session, project, metric, 1, reason="digits swapped", by=lead, value=9.9)
    moved = datetime(2026, 1, 6, tzinfo=UTC)
    data.correct_reading(session, project, metric, 0, reason="wrong day", by=lead, at=moved)
    found = data.read_all(session, metric)
    assert found.value.tolist() == [1.0, 9.9]
    assert found.corrected.tolist() == [True, True]
    assert found.originals[1] == 99.0
    assert found.labels(0) == "2026-01-06"
    assert found.fingerprint != before
    assert data.read_span(session, metric).high.tolist() == [9.9]
    assert [one.original for one in data.corrections_of(session, metric, seq=1)] == [{"value": 99.0}]
    with pytest.raises(RuleBroken, match="Nothing would change"):
        data.correct_reading(session, project, metric, 1, reason="again", by=lead, value=9.9)


def test_a_withdrawn_import_is_passed_over_and_can_be_brought_back(
    session: Session, project: Project, metric: Metric, lead: Any
) -> None:
    bring_in(session, project, metric, lead, data.Batch(value=[1.0, 2.0]))
    wrong = bring_in(session, project, metric, lead, data.Batch(value=[50.0] * 5_000), name="b")
    bring_in(session, project, metric, lead, data.Batch(value=[3.0]), name="c")
    before, whole = data.fingerprint(session, metric), data.read_all(session, metric)
    with pytest.raises(BadInput, match="why"):
        data.withdraw_import(session, project, wrong.id, reason="", by=lead)
    data.withdraw_import(session, project, wrong.id, reason="other machine", by=lead)
    assert data.read_all(session, metric).value.tolist() == [1.0, 2.0, 3.0]
    assert data.read_last(session, metric, 2).seq.tolist() == [1, 5_002]
    assert data.count_of(session, metric) == 3
    assert data.read_span(session, metric).high.tolist() == [2.0, 3.0]
    with pytest.raises(NotFound, match="withdrawn"):
        data.exclude_reading(session, project, metric, 10, reason="odd", by=lead)
    assert data.fingerprint(session, metric) != before
    data.bring_back_import(session, project, wrong.id, reason="it was ours after all")
    assert data.fingerprint(session, metric) == before
    assert data.read_all(session, metric).value.tolist() == whole.value.tolist()
    acts = [(one.act, one.reason) for one in audit.entries_of(session, chain=project.id, kind="imports", limit=2)]
    assert acts == [("brought back", "it was ours after all"), ("withdrew", "other machine")]


def test_the_same_bytes_are_recognised_unless_their_import_is_withdrawn(
    session: Session, project: Project, metric: Metric, lead: Any
) -> None:
    first = bring_in(session, project, metric, lead, data.Batch(value=[1.0]))
    assert data.same_file(session, metric, "a" * 64) is first
    data.withdraw_import(session, project, first.id, reason="wrong metric", by=lead)
    assert data.same_file(session, metric, "a" * 64) is None


def test_an_import_of_another_project_is_not_found(
    session: Session, project: Project, metric: Metric, lead: Any
) -> None:
    done = bring_in(session, project, metric, lead, data.Batch(value=[1.0]))
    other = make_project(session)
    with pytest.raises(NotFound):
        data.withdraw_import(session, other, done.id, reason="curious", by=lead)
    with pytest.raises(NotFound):
        data.exclude_reading(session, other, metric, 0, reason="curious", by=lead)


def test_an_append_costs_the_same_whatever_the_history(
    session: Session, project: Project, metric: Metric, lead: Any, count_queries: Any
) -> None:
    data.append_reading(session, metric, value=1.0, by=lead)
    start = count_queries()
    data.append_reading(session, metric, value=2.0, by=lead)
    few = count_queries() - start
    bring_in(session, project, metric, lead, data.Batch(value=[1.0] * 50_000))
    start = count_queries()
    data.append_reading(session, metric, value=2.0, by=lead)
    assert count_queries() - start == few


KILLED = """
import sys, time
from dmaic import tables
from dmaic.db import Sessions, open_database
from dmaic.define.metrics import Metric
from dmaic.measure import datasets as data
from dmaic.people.accounts import Person
from dmaic.projects.project import Project

def blocks():
    for _ in range(5):
        yield data.seal(data.Batch(value=[1.0] * 4_096))
    print("half", flush=True)
    time.sleep(60)

with Sessions(open_database(sys.argv[1])).writing() as session:
    project, metric, person = session.get(Project, 1), session.get(Metric, 1), session.get(Person, 1)
    data.write_import(session, project, metric, blocks(), by=person, file_name="x", file_hash="x", file_bytes=1)
    session.commit()
"""


def test_an_import_whose_process_is_killed_leaves_nothing(
    session: Session, metric: Metric, config: Config, lead: Any
) -> None:
    assert metric.id == lead.id == 1
    session.commit()
    command = [sys.executable, "-c", KILLED, database_url(config)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as importing:
        assert importing.stdout is not None
        assert importing.stdout.readline() == "half\n"
        importing.kill()
    for table in (data.Block, data.Import, data.Series):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert audit.entries_of(session, chain=metric.project_id, kind="imports") == []


def test_an_import_that_is_rolled_back_leaves_nothing(
    session: Session, project: Project, metric: Metric, lead: Any
) -> None:
    session.commit()

    def breaks() -> Any:
        yield data.seal(data.Batch(value=[1.0]))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        data.write_import(session, project, metric, breaks(), by=lead, file_name="x", file_hash="x", file_bytes=1)
    session.rollback()
    for table in (data.Block, data.Import, data.Series):
        assert session.scalar(select(func.count()).select_from(table)) == 0
