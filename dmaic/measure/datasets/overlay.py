"""What may change about readings that are in? They are excluded, corrected, withdrawn: laid over, never overwritten."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dmaic import audit
from dmaic.db import now
from dmaic.define.metrics import Metric
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.measure.brought_in import bring_back, withdraw
from dmaic.measure.datasets.packing import time_us
from dmaic.measure.datasets.reading import read_range, series_of
from dmaic.measure.datasets.readings import Readings
from dmaic.measure.datasets.tables import Correction, Exclusion, Import, Series
from dmaic.measure.datasets.writing import check_counts, open_import
from dmaic.people.accounts import Person
from dmaic.projects.project import Project


def open_reading(session: Session, project: Project, metric: Metric, seq: int) -> tuple[Series, Readings]:
    """The series and the one reading with this seq; one of a withdrawn import is not found."""
    series = series_of(session, metric)
    if series is None or metric.project_id != project.id:
        raise NotFound("There is no such reading.")
    found = read_range(session, metric, seq, seq)
    if not len(found):
        raise NotFound("There is no such reading, or its import is withdrawn.")
    return series, found


def exclude_reading(
    session: Session, project: Project, metric: Metric, seq: int, *, reason: str, by: Person
) -> Exclusion:
    """Count the reading no longer, for a reason. It stays visible and marked on every chart."""
    if not reason.strip():
        raise BadInput("Say why this reading does not count: what was special when it was taken?")
    series, found = open_reading(session, project, metric, seq)
    if found.excluded[0]:
        raise RuleBroken("This reading is excluded already.")
    exclusion = Exclusion(
        project_id=project.id, series_id=series.id, seq=seq, reason=reason.strip(), by_id=by.id, by=by
    )
    audit.because(session, reason)
    session.add(exclusion)
    session.flush()
    return exclusion


def include_reading(
    session: Session, project: Project, metric: Metric, seq: int, *, reason: str, by: Person
) -> Exclusion:
    """Count an excluded reading again, for a reason; the exclusion stays in the record as ended."""
    if not reason.strip():
        raise BadInput("Say why this reading counts again.")
    series, _ = open_reading(session, project, metric, seq)
    query = select(Exclusion).where(
        Exclusion.series_id == series.id, Exclusion.seq == seq, Exclusion.ended_at.is_(None)
    )
    exclusion = session.scalar(query)
    if exclusion is None:
        raise RuleBroken("This reading counts already.")
    audit.because(session, reason)
    exclusion.ended_at, exclusion.ended_reason = now(), reason.strip()
    exclusion.ended_by_id, exclusion.ended_by = by.id, by
    session.flush()
    return exclusion


def correct_reading(
    session: Session,
    project: Project,
    metric: Metric,
    seq: int,
    *,
    reason: str,
    by: Person,
    value: float | None = None,
    size: float | None = None,
    defects: float | None = None,
    at: datetime | None = None,
) -> Correction:
    """Lay the right figure over a wrong one, for a reason. Only what is given changes; the original stays readable."""
    if not reason.strip():
        raise BadInput("Say why the figure was wrong and where the right one comes from.")
    given: dict[str, Any] = {
        name: figure for name, figure in (("value", value), ("size", size), ("defects", defects)) if figure is not None
    }
    if any(not math.isfinite(figure) for figure in given.values()):
        raise BadInput("Give a finite number.")
    if at is not None:
        given["time"] = time_us(at)
    series, found = open_reading(session, project, metric, seq)
    before = _figures(found)
    changed = {name: figure for name, figure in given.items() if before[name] != figure}
    if not changed:
        raise RuleBroken("Nothing would change: these are the figures already there.")
    if metric.is_counted:
        after = {**before, **changed}
        check_counts(metric, after["size"], after["defects"])
    correction = Correction(
        project_id=project.id,
        series_id=series.id,
        seq=seq,
        changed=changed,
        original={name: before[name] for name in changed},
        reason=reason.strip(),
        by_id=by.id,
        by=by,
    )
    audit.because(session, reason)
    session.add(correction)
    session.flush()
    return correction


def withdraw_import(session: Session, project: Project, import_id: int, *, reason: str, by: Person) -> Import:
    """Pass over everything an import brought in, for a reason. Nothing is destroyed; it can be brought back."""
    done = open_import(session, project, import_id)
    withdraw(session, done, reason=reason, by=by)
    _locked(session, done).withdrawn += done.count
    session.flush()
    return done


def bring_back_import(session: Session, project: Project, import_id: int, *, reason: str) -> Import:
    """Show a withdrawn import's readings again, for a reason."""
    done = open_import(session, project, import_id)
    bring_back(session, done, reason=reason)
    _locked(session, done).withdrawn -= done.count
    session.flush()
    return done


def exclusions_of(session: Session, metric: Metric, *, seq: int | None = None) -> list[Exclusion]:
    """Every exclusion ever made, ended ones among them, newest first; of one reading when asked."""
    query = select(Exclusion).join(Series, Series.id == Exclusion.series_id).where(Series.metric_id == metric.id)
    if seq is not None:
        query = query.where(Exclusion.seq == seq)
    return list(session.scalars(query.order_by(Exclusion.id.desc())))


def corrections_of(session: Session, metric: Metric, *, seq: int | None = None) -> list[Correction]:
    """Every correction, newest first; of one reading when asked."""
    query = select(Correction).join(Series, Series.id == Correction.series_id).where(Series.metric_id == metric.id)
    if seq is not None:
        query = query.where(Correction.seq == seq)
    return list(session.scalars(query.order_by(Correction.id.desc())))


def _figures(found: Readings) -> dict[str, Any]:
    time = int(found.time.astype("int64")[0])

    def figure(value: float) -> float | None:
        return None if math.isnan(value) else float(value)

    return {
        "value": figure(found.value[0]),
        "size": figure(found.size[0]),
        "defects": figure(found.defects[0]),
        "time": None if time == -(2**63) else time,
    }


def _locked(session: Session, done: Import) -> Series:
    query = select(Series).where(Series.id == done.series_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()
