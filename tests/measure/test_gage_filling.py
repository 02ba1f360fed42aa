"""Readings enter a planned study one by one, nothing typed is lost, and each save is one entry in the trail."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dmaic.audit import AuditEntry, entries_of
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.measure.gage import (
    Entry,
    clear_reading,
    finding_of,
    next_open,
    readings_of,
    save_readings,
)
from tests.factories import make_project
from tests.factories_gage import lead_of, make_study


def test_a_part_filled_sheet_is_kept_and_each_save_is_one_entry_in_the_trail(session):
    project = make_project(session)
    study = make_study(session, project)
    before = len(entries_of(session, chain=project.id, limit=500))
    saved = save_readings(session, study, [Entry(run, value=run / 10) for run in (1, 2, 5)], by=lead_of(project))
    assert (saved.filled, saved.replaced, saved.clashes) == (3, 0, ())
    assert next_open(session, study).run == 3
    new = entries_of(session, chain=project.id, limit=500)[: -before or None]
    assert [(entry.act, entry.changes) for entry in new] == [("filled", {"readings": [0, 3]})]


def test_a_replaced_reading_is_told_from_what_to_what(session):
    project = make_project(session)
    study = make_study(session, project)
    save_readings(session, study, [Entry(1, value=0.5)], by=lead_of(project))
    assert save_readings(session, study, [Entry(1, value=0.5)], by=lead_of(project)).replaced == 0
    assert save_readings(session, study, [Entry(1, value=0.75)], by=lead_of(project)).replaced == 1
    assert session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first().changes == {
        "run 1": ["0.5", "0.75"]
    }


def test_two_people_on_one_row_lose_neither_reading(session):
    project = make_project(session)
    study = make_study(session, project)
    save_readings(session, study, [Entry(1, value=0.5, seen=0)], by=lead_of(project))
    saved = save_readings(
        session, study, [Entry(1, value=0.6, seen=0), Entry(2, value=0.7, seen=0)], by=lead_of(project)
    )
    assert saved.filled == 1
    assert [(clash.run, clash.theirs, clash.yours) for clash in saved.clashes] == [(1, "0.5", "0.6")]
    assert readings_of(session, study)[0].value == 0.5
    # the same figure twice is no clash
    assert save_readings(session, study, [Entry(1, value=0.5, seen=0)], by=lead_of(project)).clashes == ()


@pytest.mark.parametrize("entry", [Entry(1), Entry(1, value=1e300), Entry(1, rating="x" * 301)])
def test_what_is_no_reading_is_refused(session, entry):
    project = make_project(session)
    with pytest.raises(BadInput, match="1"):
        save_readings(session, make_study(session, project), [entry], by=lead_of(project))


def test_a_run_that_is_not_on_the_sheet_is_not_found(session):
    project = make_project(session)
    with pytest.raises(NotFound, match="run 91"):
        save_readings(session, make_study(session, project), [Entry(91, value=1.0)], by=lead_of(project))


def test_a_reading_is_taken_back_with_a_reason(session):
    project = make_project(session)
    study = make_study(session, project)
    save_readings(session, study, [Entry(1, value=0.5)], by=lead_of(project))
    with pytest.raises(BadInput):
        clear_reading(session, study, 1, reason="")
    clear_reading(session, study, 1, reason="Measured part 3 instead")
    assert not readings_of(session, study)[0].is_filled
    entry = entries_of(session, chain=project.id)[0]
    assert (entry.changes, entry.reason) == ({"run 1": ["0.5", None]}, "Measured part 3 instead")
    with pytest.raises(RuleBroken, match="empty"):
        clear_reading(session, study, 1, reason="again")


@pytest.mark.parametrize(
    ("source", "report", "finding"),
    [
        ("12.50", "12.5", "right"),
        ("Paid", "paid ", "right"),
        ("12.5", "12.6", "wrong"),
        ("12", "", "missing"),
        ("", "", ""),
    ],
)
def test_a_finding_follows_from_what_source_and_report_say(source, report, finding):
    assert finding_of(source, report) == finding
