"""How does an export come in? It is kept for a day, looked at, taken in whole, and what follows from it is brought up
to date: readings of adopted measures, and the figures that stand beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic import audit
from dmaic.db import Sessions
from dmaic.errors import BadInput, NotFound
from dmaic.measure.jobs import Work
from dmaic.measure.service.clocks import Reopening
from dmaic.measure.service.export import Export, Opening, open_export, read_export
from dmaic.measure.service.mapping import Guess, guess_mapping
from dmaic.measure.service.mapping import Mapping as Columns
from dmaic.measure.service.sources import ServiceImport, ServiceSource, add_source, open_source
from dmaic.measure.service.taking_in import take_in
from dmaic.measure.service.upkeep import bring_current, bring_up_to_date
from dmaic.measure.waiting import WaitingFile, forget, put_aside
from dmaic.people.accounts import Person
from dmaic.projects.project import Project

IN_REQUEST_BYTES = 3_000_000


class ServiceUpload(WaitingFile):
    """An export of tickets, calls or answers. ``source_id`` is None where it makes a new source."""

    __tablename__ = "service_uploads"
    prefix = "service-"

    source_id: Mapped[int | None] = mapped_column(ForeignKey("service_sources.id"))
    mapping_json: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    @property
    def is_large(self) -> bool:
        """Whether reading it takes longer than a person should wait for a page."""
        return self.file_bytes > IN_REQUEST_BYTES


@dataclass(frozen=True, slots=True)
class Look:
    """An export as it would be read: the mapping, how it was guessed, and what comes of the first rows."""

    opening: Opening
    guess: Guess
    mapping: Columns
    sample: Export | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file brought."""

    source: ServiceSource
    done: ServiceImport
    readings: int

    @property
    def sentence(self) -> str:
        """What happened, for the person who sent it."""
        done = self.done
        said = f"{_thin(done.new)} new, {_thin(done.changed)} changed, {_thin(done.same)} the same"
        more = f" {_thin(self.readings)} readings were added to the adopted measures." if self.readings else ""
        return f"{done.file_name}: {said}.{more}"


def _thin(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")


def keep_export(
    session: Session,
    project: Project,
    stream: BinaryIO,
    *,
    instance: str | Path,
    file_name: str,
    by: Person,
    source: ServiceSource | None = None,
) -> ServiceUpload:
    """Put an export aside. Its content says what it is, not its name; BadInput where it is no table."""
    arrived = put_aside(session, ServiceUpload, stream, instance=instance, file_name=file_name)
    upload = ServiceUpload(
        project_id=project.id,
        person_id=by.id,
        source_id=None if source is None else source.id,
        file_name=arrived.file_name,
        file_hash=arrived.file_hash,
        file_bytes=arrived.file_bytes,
        mapping_json=None,
    )
    session.add(upload)
    session.flush()
    return upload


def open_upload(session: Session, project: Project, upload_id: int) -> ServiceUpload:
    """One waiting export of this project."""
    upload = session.get(ServiceUpload, upload_id)
    if upload is None or upload.project_id != project.id:
        raise NotFound("This export was taken in already, or cleared away after a day. Send it again.")
    return upload


def look(
    upload: ServiceUpload,
    source: ServiceSource | None,
    *,
    instance: str | Path,
    secret: bytes,
    mapping: Columns | None = None,
    preset: str = "",
    zone: str = "UTC",
) -> Look:
    """The export as it would be read: by ``mapping``, as last looked at, as its source saved it, or as guessed."""
    opening = open_export(upload.path(instance))
    guess = guess_mapping(opening.headers, opening.rows, zone=zone, preset=preset)
    kept = None if upload.mapping_json is None or preset else Columns.of_json(upload.mapping_json)
    saved = None if source is None or preset else source.mapping
    chosen = mapping or kept or saved or guess.mapping
    try:
        sample = read_export(opening, chosen, secret=secret, only=len(opening.rows))
    except BadInput as refusal:
        return Look(opening, guess, chosen, None, str(refusal))
    return Look(opening, guess, chosen, sample)


def fits(found: Look, source: ServiceSource) -> bool:
    """Whether a source's saved mapping reads this export without any question left."""
    names = {header for header, _ in source.mapping.columns}
    return found.sample is not None and found.sample.kept > 0 and set(found.opening.headers) <= names


def bring_in(
    session: Session,
    project: Project,
    upload: ServiceUpload,
    export: Export,
    *,
    instance: str | Path,
    by: Person,
    mapping: Columns,
    name: str = "",
    rules: Mapping[str, Any] | None = None,
) -> Outcome:
    """Take in an export that was read, into its source or a new one, and bring everything up to date."""
    source, done = keep_rows(
        session, project, upload, export, instance=instance, by=by, mapping=mapping, name=name, rules=rules
    )
    return Outcome(source, done, bring_up_to_date(session, project, source, by=by))


def keep_rows(
    session: Session,
    project: Project,
    upload: ServiceUpload,
    export: Export,
    *,
    instance: str | Path,
    by: Person,
    mapping: Columns,
    name: str = "",
    rules: Mapping[str, Any] | None = None,
) -> tuple[ServiceSource, ServiceImport]:
    """Keep the rows of an export; what follows from them is brought up to date afterwards."""
    if upload.source_id is None:
        source = add_source(session, project, name=name or upload.file_name, mapping=mapping, **(rules or {}))
    else:
        source = open_source(session, project, upload.source_id)
        if mapping.to_json() != source.mapping_json:
            source.mapping_json = mapping.to_json()
    done = take_in(
        session,
        source,
        export,
        by=by,
        file_name=upload.file_name,
        file_hash=upload.file_hash,
        file_bytes=upload.file_bytes,
    )
    forget(session, upload, instance=instance)
    return source, done


def service_task(instance: str | Path, secret: bytes) -> Callable[[Sessions, Work], dict[str, Any]]:
    """The background work of taking in an export: read it, keep its rows in one transaction, then what follows."""

    def run(sessions: Sessions, work: Work) -> dict[str, Any]:
        given = work.given
        mapping = Columns.of_json(given["mapping"])
        with sessions.reading() as session:
            upload = open_upload(session, session.get_one(Project, work.project_id), given["upload_id"])
            total = upload.file_bytes
            opening = open_export(upload.path(instance))
        export = read_export(
            opening, mapping, secret=secret, progress=lambda done: work.report(done, total, "Reading the export")
        )
        work.report(total, total, "Joining it with what is known")
        with sessions.writing() as session:
            person = session.get_one(Person, work.person_id)
            audit.act_as(session, person_id=person.id, who=person.name)
            project = session.get_one(Project, work.project_id)
            upload = open_upload(session, project, given["upload_id"])
            source, done = keep_rows(
                session,
                project,
                upload,
                export,
                instance=instance,
                by=person,
                mapping=mapping,
                name=given["name"],
                rules=_rules(given["rules"]),
            )
            session.expire_on_commit = False  # what was kept is told after the session is closed
            session.commit()
        outcome = Outcome(source, done, bring_current(sessions, work, source.id))
        return {"message": outcome.sentence.rstrip("."), "source_id": source.id}

    return run


def _rules(given: Mapping[str, Any]) -> dict[str, Any]:
    """Rules of the clock after their way through the job's row."""
    return {**given, "reopening": Reopening(given["reopening"])} if "reopening" in given else dict(given)
