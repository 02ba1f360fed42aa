"""What was read? Readings enter a planned study one by one, sheet by sheet or as a table; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dmaic import audit
from dmaic.db import now
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.measure.gage.planning import filled_count
from dmaic.measure.gage.tables import MeasurementReading, MeasurementStudy, StudyType
from dmaic.people.accounts import Person

FINDINGS = ("right", "wrong", "missing", "duplicate")
_TOLD = 20
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One reading as it was typed. ``seen`` is how often the row had been changed when the person saw it.

    In a data audit ``rating`` is the finding; left open, it follows from what source and report say.
    """

    run: int
    value: float | None = None
    rating: str = ""
    in_source: str = ""
    in_report: str = ""
    note: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """A reading that somebody else saved meanwhile with another value: both, and who."""

    run: int
    theirs: str
    yours: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did."""

    filled: int
    replaced: int
    clashes: tuple[Clash, ...]


def readings_of(session: Session, study: MeasurementStudy, *, appraiser: str | None = None) -> list[MeasurementReading]:
    """The run sheet in its order, of one appraiser or of all."""
    query = select(MeasurementReading).where(MeasurementReading.study_id == study.id)
    if appraiser is not None:
        query = query.where(MeasurementReading.appraiser == appraiser)
    return list(session.scalars(query.order_by(MeasurementReading.run)))


def next_open(session: Session, study: MeasurementStudy, *, appraiser: str | None = None) -> MeasurementReading | None:
    """The first reading that is not in yet."""
    return next((one for one in readings_of(session, study, appraiser=appraiser) if not one.is_filled), None)


def save_readings(session: Session, study: MeasurementStudy, entries: Sequence[Entry], *, by: Person) -> Saved:
    """Write what was typed, one entry in the audit trail for all of it.

    An entry that says what the row says changes nothing. A row that somebody else changed since it was shown is left
    as it is and reported as a clash.
    """
    _refuse_closed(study)
    checked = [check_entry(study, entry) for entry in entries]
    before = filled_count(session, study)
    rows = _rows(session, study, [entry.run for entry in checked])
    filled, clashes = 0, []
    replaced: dict[str, list[Any]] = {}
    for wanted in checked:
        row = rows[wanted.run]
        if _says(row) == _said(wanted):
            continue
        if wanted.seen is not None and wanted.seen != row.changes:
            clashes.append(Clash(row.run, row.shown, _text(wanted)))
            continue
        if row.is_filled:
            replaced[f"run {row.run}"] = [row.shown, _text(wanted)]
        else:
            filled += 1
        _write(row, wanted, by)
    session.flush()
    if filled or replaced:
        told: dict[str, list[Any]] = dict(list(replaced.items())[:_TOLD])
        if len(replaced) > _TOLD:
            told["further readings replaced"] = [None, len(replaced) - _TOLD]
        _record(session, study, "filled", {**({"readings": [before, before + filled]} if filled else {}), **told})
    return Saved(filled, len(replaced), tuple(clashes))


def clear_reading(session: Session, study: MeasurementStudy, run: int, *, reason: str) -> None:
    """Empty one reading again, with a reason: it was taken on the wrong part, say."""
    _refuse_closed(study)
    if not reason.strip():
        raise BadInput("Say why the reading is taken back; the history keeps it.")
    row = _rows(session, study, [run])[run]
    if not row.is_filled:
        raise RuleBroken(f"Run {run} is empty already.")
    was = row.shown
    row.value, row.rating, row.in_source, row.in_report, row.note = None, "", "", "", ""
    row.changes += 1
    session.flush()
    audit.because(session, reason)
    _record(session, study, "took back a reading of", {f"run {run}": [was, None]})


def _record(session: Session, study: MeasurementStudy, act: str, changes: Mapping[str, Any]) -> None:
    audit.record(
        session,
        project_id=study.project_id,
        kind=MeasurementStudy.__tablename__,
        object_id=study.id,
        act=act,
        label=study.audit_label(),
        changes=dict(changes),
    )


def finding_of(in_source: str, in_report: str) -> str:
    """What a traced record turns out to be when nobody says otherwise: the same, missing, or wrong."""
    if not in_source and not in_report:
        return ""
    if not in_report:
        return "missing"
    return "right" if _same(in_source, in_report) else "wrong"


def _same(one: str, other: str) -> bool:
    """Equal as text, or as numbers: 12.50 and 12.5 are the same amount."""
    if one.strip().casefold() == other.strip().casefold():
        return True
    try:
        return float(one) == float(other)
    except ValueError:
        return False


def check_entry(study: MeasurementStudy, entry: Entry) -> Entry:
    """The entry checked against its kind of study, a finding filled in where it follows."""
    texts = (entry.rating, entry.in_source, entry.in_report, entry.note)
    if any(len(text) > _LONGEST for text in texts):
        raise BadInput(f"Run {entry.run}: use {_LONGEST} characters at most.")
    if study.type == StudyType.AUDIT:
        finding = entry.rating or finding_of(entry.in_source, entry.in_report)
        if finding not in FINDINGS:
            raise BadInput(f"Run {entry.run}: the finding must be one of {', '.join(FINDINGS)}.")
        return Entry(entry.run, None, finding, entry.in_source, entry.in_report, entry.note, entry.seen)
    if study.type == StudyType.AGREEMENT:
        if entry.rating not in study.categories:
            raise BadInput(f"Run {entry.run}: “{entry.rating}” is not among {', '.join(study.categories)}.")
        return Entry(entry.run, rating=entry.rating, note=entry.note, seen=entry.seen)
    if entry.value is None:
        raise BadInput(f"Run {entry.run} has no figure.")
    if not abs(entry.value) < 1e15:
        raise BadInput(
            f"Run {entry.run}: {entry.value:g} is no reading of an instrument. Check the entry and the unit."
        )
    return Entry(entry.run, value=entry.value, note=entry.note, seen=entry.seen)


def _says(row: MeasurementReading) -> tuple[float | None, str, str, str, str]:
    return row.value, row.rating, row.in_source, row.in_report, row.note


def _said(entry: Entry) -> tuple[float | None, str, str, str, str]:
    return entry.value, entry.rating, entry.in_source, entry.in_report, entry.note


def _text(entry: Entry) -> str:
    return entry.rating if entry.value is None else format(entry.value, ".15g")


def _write(row: MeasurementReading, entry: Entry, by: Person) -> None:
    row.value, row.rating, row.in_source, row.in_report, row.note = _said(entry)
    row.noted_by_id, row.noted_at = by.id, now()
    row.changes += 1


def _rows(session: Session, study: MeasurementStudy, runs: Iterable[int]) -> dict[int, MeasurementReading]:
    """The named rows, locked until the transaction ends."""
    wanted = set(runs)
    query = select(MeasurementReading).where(
        MeasurementReading.study_id == study.id, MeasurementReading.run.in_(wanted)
    )
    found = session.scalars(query.with_for_update().execution_options(populate_existing=True))
    rows = {row.run: row for row in found}
    strange = wanted - set(rows)
    if strange:
        raise NotFound(f"The sheet has no run {min(strange)}. Open it again.")
    return rows


def _refuse_closed(study: MeasurementStudy) -> None:
    if study.is_judged:
        raise RuleBroken(
            "The verdict is kept, so the readings are closed. Reopen the study with a reason, or repeat it."
        )
    if study.dropped_at is not None:
        raise RuleBroken("This study was dropped. Plan a new one.")
