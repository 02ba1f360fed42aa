"""Counts that were added up elsewhere, a row a period: read, known again, adopted, revised."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy.orm import Session

from dmaic.define.definitions import gaps_of
from dmaic.errors import BadInput
from dmaic.measure import datasets
from dmaic.measure.chart_settings import settings_of
from dmaic.measure.points import Grouping
from dmaic.measure.service.adopting import adopt, drift_of, recompute, take_over
from dmaic.measure.service.beside import mix, ranked
from dmaic.measure.service.export import open_export, read_export
from dmaic.measure.service.fields import Field, Rows
from dmaic.measure.service.mapping import guess_mapping
from dmaic.measure.service.measures import ALL, Grain
from dmaic.measure.service.observing import observe
from dmaic.measure.service.presets import detect
from dmaic.measure.service.sources import ServiceImport, ServiceSource, add_source
from dmaic.measure.service.spans import grain_of
from dmaic.measure.service.taking_in import take_in
from dmaic.measure.service.tickets import read_tickets
from dmaic.people.accounts import Person
from dmaic.projects.project import Project
from tests.factories import make_person, make_project

HEAD = "period,org_code,type,attendances,breaches,admissions"
MONTHS = [f"{2024 + at // 12}-{at % 12 + 1:02d}-01" for at in range(26)]


@pytest.fixture
def lead(session: Session) -> Person:
    return make_person(session)


@pytest.fixture
def project(session: Session, lead: Person) -> Project:
    return make_project(session, lead=lead)


def lines_of(months: list[str], *, wrong: int = 50) -> list[str]:
    """Two hospitals with two types each; the second type hardly ever breaches."""
    return [
        f"{month},{site},{kind},{1000 if kind == '1' else 500},{wrong + at if kind == '1' else 2},{at}"
        for at, month in enumerate(months)
        for site in ("R1H", "RAL")
        for kind in ("1", "other")
    ]


def bring(
    session: Session,
    project: Project,
    lead: Person,
    folder: Path,
    lines: list[str],
    source: ServiceSource | None = None,
) -> tuple[ServiceSource, ServiceImport]:
    text = "\n".join(lines)
    digest = hashlib.sha256(text.encode()).hexdigest()
    path = folder / f"{digest[:8]}.csv"
    path.write_text(text)
    opening = open_export(path)
    mapping = guess_mapping(opening.headers, opening.rows).mapping if source is None else source.mapping
    source = source or add_source(session, project, name="Emergency", mapping=mapping)
    export = read_export(opening, mapping, secret=b"a secret of this installation")
    return source, take_in(session, source, export, by=lead, file_name="a.csv", file_hash=digest, file_bytes=1)


def test_a_table_of_counts_is_known_by_its_columns() -> None:
    found = detect(HEAD.split(","))[0]
    assert (found.preset.name, found.score) == ("periods", 1.0)
    assert found.fields[:5] == (Field.CREATED, Field.TEAM, Field.KIND, Field.TOTAL, Field.DEFECTS)
    offered = detect(["Date", "Queue", "Calls offered", "Abandoned"])[0]
    assert (offered.preset.rows, offered.fields[3]) == (Rows.PERIODS, Field.DEFECTS)
    tickets = detect(["Id", "Created at", "Closed at", "Total", "Errors"])[0]
    assert tickets.preset.rows == Rows.TICKETS


@pytest.mark.parametrize(
    ("days", "grain"),
    [
        (["2026-01-01", "2026-02-01", "2026-04-01"], Grain.MONTH),
        (["2026-01-31", "2026-02-28", "2026-03-31"], Grain.MONTH),
        (["2026-01-05", "2026-01-12", "2026-01-26"], Grain.WEEK),
        (["2026-01-05", "2026-01-06", "2026-01-12"], Grain.DAY),
        (["2026-03-01"], Grain.MONTH),
        (["2026-03-02"], Grain.DAY),
    ],
)
def test_the_period_of_counts_is_seen_from_their_dates(days: list[str], grain: Grain) -> None:
    assert grain_of(np.array(days, dtype="datetime64[D]").astype(np.int64)) == grain


def test_counts_become_a_share_with_its_strata_gathered_by_the_month(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    source, done = bring(session, project, lead, tmp_path, [HEAD, *lines_of(MONTHS)])
    assert (done.rows, done.kept, done.new) == (104, 104, 104)
    adopted = adopt(session, project, source, "share_wrong", {"bad": "Breaches", "all": "attendances"}, by=lead)
    assert adopted.metric.name == "Breaches out of attendances"
    assert gaps_of(adopted.metric) == []
    assert "2024-01-01 1 R1H; yes, 50 of 1,000" in adopted.metric.worked_examples
    readings = datasets.read_all(session, adopted.metric)
    assert len(readings) == 104
    assert readings.defects.sum() == sum(2 * (50 + at) + 2 * 2 for at in range(26))
    assert readings.size.sum() == 26 * 3000
    saved = settings_of(session, adopted.metric)
    assert saved is not None
    assert (saved.grouping, saved.kind) == (Grouping.MONTH, "")


def test_a_month_that_was_not_over_when_the_file_came_waits(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    source, done = bring(session, project, lead, tmp_path, [HEAD, *lines_of([*MONTHS[:3], "2026-11-01"])])
    done.imported_at = done.imported_at.replace(year=2026, month=11, day=20)
    session.flush()
    found = observe(read_tickets(session, source), ALL["share_wrong"], {"bad": "b", "all": "a"})
    assert np.datetime64(found.ends, "D") == np.datetime64("2026-11-20")
    adopted = adopt(session, project, source, "share_wrong", {}, by=lead)
    assert len(datasets.read_all(session, adopted.metric)) == 12


def test_a_revised_count_replaces_the_one_before_and_is_taken_over_with_a_reason(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    lines = lines_of(MONTHS)
    source, _ = bring(session, project, lead, tmp_path, [HEAD, *lines])
    adopted = adopt(session, project, source, "share_wrong", {}, by=lead)
    revised = [lines[-4].replace(",75,", ",95,"), *lines_of(["2026-03-01"])]
    assert revised[0] != lines[-4]
    _, done = bring(session, project, lead, tmp_path, [HEAD, *revised], source)
    assert (done.new, done.changed, done.same) == (4, 1, 0)
    drifts = drift_of(session, adopted, recompute(session, adopted))
    assert [(one.label, one.was, one.now) for one in drifts] == [("2026-02-01, R1H, 1", 0.075, 0.095)]
    assert take_over(session, project, adopted, drifts, reason="Late returns", by=lead) == 1
    assert drift_of(session, adopted, recompute(session, adopted)) == []


def test_the_same_row_twice_is_kept_twice_and_impossible_counts_are_left_out(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    lines = [
        HEAD,
        "2026-01-01,R1H,1,100,5,0",
        "2026-01-01,R1H,1,200,5,0",
        "2026-02-01,R1H,1,10,20,0",
        "2026-02-01,RAL,1,0,0,0",
    ]
    source, done = bring(session, project, lead, tmp_path, lines)
    assert done.new == 4
    found = observe(read_tickets(session, source), ALL["share_wrong"], {"bad": "b", "all": "a"})
    assert found.size is not None
    assert found.size.tolist() == [100, 200]
    assert {reason: count for reason, count in found.left_out.items() if count} == {
        "rows with more cases wrong than there were": 1,
        "rows without a case": 1,
    }


def test_good_counts_and_months_in_words_are_read(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    lines = ["Month,Total,Within target", "Jan-26,100,90", "Feb-26,100,80", "Mar-26,50,50"]
    source, _ = bring(session, project, lead, tmp_path, lines)
    adopted = adopt(session, project, source, "share_wrong", {}, by=lead)
    readings = datasets.read_all(session, adopted.metric)
    assert readings.time.astype("datetime64[D]").astype(str).tolist() == ["2026-01-01", "2026-02-01", "2026-03-01"]
    assert readings.defects.tolist() == [10, 20, 0]
    assert adopted.grain == Grain.MONTH


def test_a_reading_can_not_be_finer_than_the_counts(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    source, _ = bring(session, project, lead, tmp_path, [HEAD, *lines_of(MONTHS)])
    with pytest.raises(BadInput, match="given by the month"):
        adopt(session, project, source, "share_wrong", {}, by=lead, grain=Grain.DAY)
    monthly = adopt(session, project, source, "counted", {}, by=lead, grain=Grain.MONTH)
    assert datasets.read_all(session, monthly.metric).defects.tolist() == [3000] * 26


def test_mix_and_pareto_weigh_the_cases_and_not_the_rows(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    """Type 1 breaches 10 %, other 1 % all the time; only the mix moves: 500 of 1,000 cases, then 900 of 1,000."""
    first = ["2026-01-01,R,1,500,50,0", "2026-01-01,R,other,500,5,0"]
    then = ["2026-02-01,R,1,900,90,0", "2026-02-01,R,other,100,1,0"]
    source, _ = bring(session, project, lead, tmp_path, [HEAD, *first, *then])
    tickets = read_tickets(session, source)
    found = observe(tickets, ALL["share_wrong"], {"bad": "b", "all": "a"})
    shift = mix(found, tickets.words(Field.KIND), split=int(np.datetime64("2026-02-01").astype(np.int64)))
    assert shift is not None
    assert shift.change == pytest.approx(0.091 - 0.055)
    assert shift.mix_effect == pytest.approx(0.036)
    few = ranked(tickets, Field.KIND, measure="wrong")
    assert few is not None
    assert [(row.category, row.amount) for row in few.first.rows] == [("1", 140.0), ("other", 6.0)]
