"""How do measurements get in? A whole import at once, or one live reading after another; both only at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dmaic.db import now
from dmaic.define.metrics import Metric
from dmaic.errors import BadInput, NotFound
from dmaic.measure.brought_in import record_act
from dmaic.measure.datasets.packing import BLOCK, Sealed, seal, time_us
from dmaic.measure.datasets.reading import series_of, tail_batch
from dmaic.measure.datasets.tables import Block, Import, Series, TailReading
from dmaic.people.accounts import Person
from dmaic.projects.project import Project

_FINITE = 1.7976931348623157e308


def imports_of(session: Session, metric: Metric) -> list[Import]:
    """The metric's imports, newest first, withdrawn ones among them."""
    query = select(Import).join(Series, Series.id == Import.series_id).where(Series.metric_id == metric.id)
    return list(session.scalars(query.order_by(Import.id.desc())))


def open_import(session: Session, project: Project, import_id: int) -> Import:
    """One import of this project."""
    found = session.get(Import, import_id)
    if found is None or found.project_id != project.id:
        raise NotFound("There is no such import in this project.")
    return found


def same_file(session: Session, metric: Metric, file_hash: str) -> Import | None:
    """The newest import of the very same bytes that is not withdrawn."""
    return next(
        (one for one in imports_of(session, metric) if one.file_hash == file_hash and not one.is_withdrawn), None
    )


def write_import(
    session: Session,
    project: Project,
    metric: Metric,
    blocks: Iterable[Sealed],
    *,
    by: Person,
    file_name: str,
    file_hash: str,
    file_bytes: int,
    settings: Mapping[str, Any] | None = None,
    left_out: Mapping[str, int] | None = None,
) -> Import:
    """Append sealed blocks as one import: everything or nothing, in the caller's transaction.

    One entry of the audit trail names file, hash and rows. The blocks may be a stream; they are numbered as they come.
    """
    series = _series_to_write(session, project, metric)
    _seal_tail(session, series)
    done = Import(
        project_id=project.id,
        series_id=series.id,
        file_name=file_name,
        file_hash=file_hash,
        file_bytes=file_bytes,
        first_seq=series.next_seq,
        count=0,
        settings=dict(settings or {}),
        left_out=dict(left_out or {}),
        imported_by_id=by.id,
        imported_by=by,
    )
    session.add(done)
    session.flush()
    for block in blocks:
        session.execute(insert(Block).values(**_row(series, block, series.next_seq, done.id)))
        series.next_seq += block.count
        done.count += block.count
    if not done.count:
        raise BadInput("There is no reading in it, so nothing was imported.")
    series.tail_from = series.next_seq
    changes = {
        "readings": [None, done.count],
        "file_hash": [None, file_hash],
        "left_out": [None, {name: count for name, count in done.left_out.items() if count}],
    }
    record_act(session, done, "imported", changes=changes, label=f"{file_name} into {metric.name}")
    return done


def append_reading(
    session: Session,
    metric: Metric,
    *,
    value: float | None = None,
    at: datetime | None = None,
    subgroup: str = "",
    size: float | None = None,
    defects: float | None = None,
    strata: Mapping[str, str] | None = None,
    by: Person,
) -> int:
    """Take in one live reading and give its seq. The cost does not grow with the history.

    A counted reading has defects and size; ``value`` may then be left out. Raises BadInput where there is no figure
    at all, a figure is not finite, or the defects exceed what was looked at.
    """
    _check_figures(metric, value, size, defects)
    project = session.get_one(Project, metric.project_id)
    series = _series_to_write(session, project, metric)
    seq = series.next_seq
    reading = {
        "series_id": series.id,
        "seq": seq,
        "value": value,
        "time": None if at is None else time_us(at),
        "subgroup": subgroup.strip(),
        "size": size,
        "defects": defects,
        "strata": dict(strata or {}),
        "noted_by_id": by.id,
        "noted_at": time_us(now()),
    }
    session.execute(insert(TailReading).values(**reading))
    series.next_seq = seq + 1
    if series.next_seq - series.tail_from >= BLOCK:
        _seal_tail(session, series)
    session.flush()
    return seq


def check_counts(metric: Metric, size: float | None, defects: float | None) -> None:
    """Refuse counts that can't be: negative, or more defective units than units."""
    if defects is not None and defects < 0:
        raise BadInput("A count can't be below 0.")
    if size is not None and size <= 0:
        raise BadInput("The number looked at must be above 0.")
    if metric.data_type.value == "proportion" and defects is not None and size is not None and defects > size:
        raise BadInput("There can't be more defective units than units looked at.")


def _check_figures(metric: Metric, value: float | None, size: float | None, defects: float | None) -> None:
    figures = [one for one in (value, size, defects) if one is not None]
    if value is None and defects is None:
        raise BadInput("Give the number defective." if metric.is_counted else "Give the measured value.")
    if not all(-_FINITE <= one <= _FINITE for one in figures):
        raise BadInput("Give a finite number.")
    if metric.is_counted:
        check_counts(metric, size, defects)


def _series_to_write(session: Session, project: Project, metric: Metric) -> Series:
    """The metric's series, made if it is the first reading, and locked until the transaction ends."""
    if series_of(session, metric) is None:
        try:
            with session.begin_nested():
                session.add(Series(project_id=project.id, metric_id=metric.id, next_seq=0, tail_from=0, withdrawn=0))
        except IntegrityError:
            # somebody else's first reading came at the same moment
            session.expire_all()
    query = select(Series).where(Series.metric_id == metric.id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def _seal_tail(session: Session, series: Series) -> None:
    """Move the live readings that have gathered into a block."""
    query = select(TailReading).where(TailReading.series_id == series.id).order_by(TailReading.seq)
    tail = list(session.scalars(query))
    if not tail:
        return
    session.execute(insert(Block).values(**_row(series, seal(tail_batch(tail)), tail[0].seq, None)))
    for one in tail:
        session.expunge(one)
    session.execute(delete(TailReading).where(TailReading.series_id == series.id))
    series.tail_from = series.next_seq


def _row(series: Series, block: Sealed, first_seq: int, import_id: int | None) -> dict[str, Any]:
    return {
        "series_id": series.id,
        "first_seq": first_seq,
        "count": block.count,
        "import_id": import_id,
        "values_there": block.values_there,
        "total": block.total,
        "squares": block.squares,
        "least": block.least,
        "largest": block.largest,
        "first_time": block.first_time,
        "last_time": block.last_time,
        **block.columns,
        "sha256": block.sha256,
    }
