"""How does a file become readings? It is kept for a day, looked at, and brought in whole or not at all."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic import audit
from dmaic.charts.text import called
from dmaic.db import Sessions
from dmaic.define.metrics import Metric, open_metric
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.measure.datasets import Import, Sealed, same_file, sealed_batches, write_import
from dmaic.measure.datasets.packing import EPOCH, NO_TIME
from dmaic.measure.importing import (
    WITH_PROBLEMS,
    Conversion,
    Kind,
    Preview,
    Problems,
    Settings,
    Wanted,
    guess_layout,
    named_columns,
    preview,
    read_all,
)
from dmaic.measure.importing.periods import DAY_US
from dmaic.measure.jobs import Work
from dmaic.measure.limits import refresh_wall
from dmaic.measure.waiting import WaitingFile, forget, put_aside
from dmaic.people.accounts import Person
from dmaic.projects.project import Project

IN_REQUEST_BYTES = 2_000_000
_SHOWN = 200
_DOWNLOADED = 100_000


class Upload(WaitingFile):
    """A file for the readings of a metric. ``settings`` is how the person last looked at it, None before that."""

    __tablename__ = "uploads"
    prefix = ""

    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics.id"))
    kind: Mapped[Kind]
    settings: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    @property
    def chosen(self) -> Settings | None:
        return None if self.settings is None else Settings.of_json(self.settings)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file read to its end: packed blocks, and what was found on the way."""

    blocks: list[Sealed]
    result: Conversion


@dataclass(frozen=True, slots=True)
class FirstReading:
    """One reading as it would be stored."""

    time: str
    subgroup: str
    value: float | None
    defects: float | None
    size: float | None
    strata: str


class Unreadable(BadInput):
    """Rows of the file can't be read; ``outcome`` holds the first problems for the page of the job."""

    def __init__(self, result: Conversion) -> None:
        one = result.problems.rows == 1
        super().__init__(
            f"Nothing was imported: {_rows(result.problems.rows)} can't be read. Mend {'it' if one else 'them'} in the "
            f"file, change how it is read, or choose to leave {'this row' if one else 'these rows'} out."
        )
        self.outcome = {
            "problems": [[one.row, one.column, one.cell, one.sentence] for one in result.problems.kept[:_SHOWN]],
            "count": result.problems.count,
        }


def keep_upload(
    session: Session,
    project: Project,
    metric: Metric,
    stream: BinaryIO,
    *,
    instance: str | Path,
    file_name: str,
    by: Person,
) -> Upload:
    """Put a file aside so that it can be looked at and imported. Its content says what it is, not its name."""
    arrived = put_aside(session, Upload, stream, instance=instance, file_name=file_name)
    upload = Upload(
        project_id=project.id,
        metric_id=metric.id,
        person_id=by.id,
        file_name=arrived.file_name,
        file_hash=arrived.file_hash,
        file_bytes=arrived.file_bytes,
        kind=arrived.kind,
        settings=None,
    )
    session.add(upload)
    session.flush()
    return upload


def guess(upload: Upload, metric: Metric, *, instance: str | Path) -> None:
    """Look at a new file for the first time and keep what was guessed."""
    try:
        upload.settings = look(upload, metric, instance=instance).settings.to_json()
    except BadInput:
        if upload.kind == Kind.WORKBOOK:
            raise
        upload.settings = None  # the page says why, and lets the layout be changed


def open_upload(session: Session, project: Project, upload_id: int) -> Upload:
    """One waiting file of this project."""
    upload = session.get(Upload, upload_id)
    if upload is None or upload.project_id != project.id:
        raise NotFound("This file was imported already, or cleared away after a day. Send it again to import it.")
    return upload


def wanted_of(metric: Metric) -> Wanted:
    """What the metric asks of a file."""
    return Wanted(kind=metric.data_type, name=metric.name, unit=metric.unit)


def look(upload: Upload, metric: Metric, *, instance: str | Path, settings: Settings | None = None) -> Preview:
    """The file as it would be read with these settings; as last looked at, or as guessed, without them."""
    return preview(upload.path(instance), upload.kind, wanted_of(metric), settings or upload.chosen)


def layout_of(upload: Upload, *, instance: str | Path) -> Settings:
    """How the file seems to be laid out, where it can't be looked at any further."""
    return guess_layout(upload.path(instance), upload.kind)


def first_readings(found: Preview) -> list[FirstReading]:
    """The first rows as they will be stored."""
    if not found.readings:
        return []
    batch = found.readings[0]

    def figure(column: Sequence[float] | None, at: int) -> float | None:
        return None if column is None or math.isnan(column[at]) else column[at]

    return [
        FirstReading(
            time="" if batch.time is None else _written(batch.time[at]),
            subgroup="" if batch.subgroup is None else batch.subgroup[at],
            value=figure(batch.value, at),
            defects=figure(batch.defects, at),
            size=figure(batch.size, at),
            strata=", ".join(words[at] for words in batch.strata.values() if words[at]),
        )
        for at in range(len(batch))
    ]


def _written(moment: int) -> str:
    """A moment as a sentence gives it: the day, and the clock where it is not midnight."""
    if moment == NO_TIME:
        return ""
    at = EPOCH + timedelta(microseconds=moment)
    return f"{at:%Y-%m-%d}" if not moment % DAY_US else f"{at:%Y-%m-%d %H:%M:%S}"


def is_large(upload: Upload, found: Preview) -> bool:
    """Whether reading it takes longer than a person should wait for a page."""
    return not found.complete or upload.file_bytes > IN_REQUEST_BYTES


def read_file(
    upload: Upload,
    metric: Metric,
    *,
    instance: str | Path,
    settings: Settings,
    report: Callable[[int, int], None] | None = None,
) -> ReadFile:
    """Read the whole file into packed blocks. Memory holds the compressed blocks, not the rows."""
    path = upload.path(instance)
    conversion = Conversion(settings, named_columns(path, upload.kind, settings), metric.data_type)
    total = upload.file_bytes if upload.kind == Kind.TEXT else 0
    watch = None if report is None else lambda done: report(done, total)
    blocks = list(sealed_batches(read_all(path, upload.kind, conversion, watch=watch)))
    return ReadFile(blocks, conversion)


def bring_in(
    session: Session,
    project: Project,
    metric: Metric,
    upload: Upload,
    read: ReadFile,
    *,
    instance: str | Path,
    by: Person,
    leave_out: bool = False,
    again: bool = False,
    personal: Sequence[str] = (),
) -> Import:
    """Write what was read: all of it, or nothing.

    Rows with problems are refused unless ``leave_out`` says to go without them; their number is kept with the import.
    The very same file is refused a second time unless ``again`` says that it is meant. ``personal`` names columns
    that look like personal data and are imported all the same.
    """
    result = read.result
    before = same_file(session, metric, upload.file_hash)
    if before is not None and not again:
        raise RuleBroken(
            f"This very file was imported on {called(before.imported_at.date())} by {before.imported_by.name}. Tick "
            "“Import it again” if its readings are meant to be there twice."
        )
    if result.problems and not leave_out:
        raise Unreadable(result)
    left_out = {name: count for name, count in result.left_out.items() if count}
    if result.problems:
        left_out[WITH_PROBLEMS] = result.problems.rows
    parts = {name: part.value for name, part in zip(result.names, result.settings.parts, strict=True)}
    settings = result.settings.to_json() | {"columns": parts, "notes": result.notes, "blank": result.blank}
    done = write_import(
        session,
        project,
        metric,
        read.blocks,
        by=by,
        file_name=upload.file_name,
        file_hash=upload.file_hash,
        file_bytes=upload.file_bytes,
        settings=settings | ({"personal": list(personal)} if personal else {}),
        left_out=left_out,
    )
    forget(session, upload, instance=instance)
    refresh_wall(session, project, metric)
    return done


def problem_lines(upload: Upload, metric: Metric, *, instance: str | Path) -> Iterator[list[str]]:
    """Every problem of the whole file as lines of a table, the head first."""
    found = look(upload, metric, instance=instance)
    yield ["Row", "Column", "Cell", "Problem"]
    if found.missing:
        return
    conversion = Conversion(found.settings, found.names, metric.data_type, problems=Problems(keep=_DOWNLOADED))
    for _ in read_all(upload.path(instance), upload.kind, conversion):
        pass
    for one in conversion.problems.kept:
        yield [str(one.row), one.column, one.cell, one.sentence]


def import_task(instance: str | Path) -> Callable[[Sessions, Work], dict[str, Any]]:
    """The background work of importing: read everything first, then write in one short transaction."""

    def run(sessions: Sessions, work: Work) -> dict[str, Any]:
        given: Mapping[str, Any] = work.given
        with sessions.reading() as session:
            project = session.get_one(Project, work.project_id)
            upload = open_upload(session, project, given["upload_id"])
            metric = open_metric(session, project, upload.metric_id)
            session.expunge_all()
        read = read_file(
            upload,
            metric,
            instance=instance,
            settings=Settings.of_json(given["settings"]),
            report=lambda done, total: work.report(done, total, "Reading the file"),
        )
        with sessions.writing() as session:
            person = session.get_one(Person, work.person_id)
            audit.act_as(session, person_id=person.id, who=person.name)
            project = session.get_one(Project, work.project_id)
            upload = open_upload(session, project, given["upload_id"])
            done = bring_in(
                session,
                project,
                open_metric(session, project, upload.metric_id),
                upload,
                read,
                instance=instance,
                by=person,
                leave_out=given["leave_out"],
                again=given["again"],
                personal=given["personal"],
            )
            outcome = {"message": f"{_rows(done.count, 'reading')} imported", "metric_id": metric.id}
            session.commit()
        return outcome

    return run


def _rows(count: int, of: str = "row") -> str:
    return f"{count:,} {of}{'' if count == 1 else 's'}".replace(",", "\u202f")
