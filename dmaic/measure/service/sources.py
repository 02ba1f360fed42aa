"""Which exports does this project take in, how are they read, and which files came?

A source is one system's export: its saved mapping, its calendar, its rules. Each file is kept as it was read, in
blocks of packed columns, and never overwritten: what a ticket says today is what the newest file that holds it says,
and a withdrawn file is passed over, so that the one before it speaks again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic.audit import Audited
from dmaic.db import Model, check_version
from dmaic.errors import BadInput, NotFound, RuleBroken
from dmaic.measure.brought_in import BroughtIn, bring_back, withdraw
from dmaic.measure.service.calendars import Calendar, read_holidays, read_hours
from dmaic.measure.service.clocks import Reopening
from dmaic.measure.service.fields import Rows, column_title
from dmaic.measure.service.mapping import Mapping
from dmaic.people.accounts import Person
from dmaic.projects.project import Project

BIG = BigInteger()


class ServiceSource(Audited, Model):
    """One system whose exports come again and again, with everything that decides how they are read and timed.

    ``hours`` and ``holidays`` are text as people write them; empty hours are a clock that never stops. ``minus_paused``
    takes the time on hold out of resolution times. Tickets reopened after ``same_ticket_days`` are new ones (event
    logs only; a ticket export has one line a ticket). ``only`` keeps to tickets that say these words in these columns:
    a problem that became a project of its own goes on reading the whole export.
    """

    __tablename__ = "service_sources"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    name: Mapped[str]
    mapping_json: Mapped[dict[str, Any]] = mapped_column(JSON)
    hours: Mapped[str] = mapped_column(default="")
    holidays: Mapped[str] = mapped_column(default="")
    reopening: Mapped[Reopening] = mapped_column(default=Reopening.LAST)
    same_ticket_days: Mapped[float | None]
    minus_paused: Mapped[bool] = mapped_column(default=True)
    only: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    audit_skipped = frozenset({"version", "mapping_json"})  # each file keeps the mapping it was read with
    audit_words = {
        "hours": "hours in which the clock runs",
        "holidays": "days on which the desk is closed",
        "reopening": "a reopened ticket counts",
        "same_ticket_days": "reopened after so many days it is a new ticket",
        "minus_paused": "time on hold is taken out",
        "only": "kept to tickets of",
    }

    @property
    def mapping(self) -> Mapping:
        return Mapping.of_json(self.mapping_json)

    @property
    def rows(self) -> Rows:
        return self.mapping.rows

    @property
    def only_words(self) -> str:
        """What the tickets are kept to, in words."""
        return " and ".join(
            f"{column_title(name).lower()} {' or '.join(f'“{word}”' for word in words_of(own))}"
            for name, own in (self.only or {}).items()
        )

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.mapping.zone, read_hours(self.hours), read_holidays(self.holidays))


class ServiceImport(BroughtIn):
    """One file of tickets: how it was read, and how many were new, changed and the same.

    ``first_at`` and ``last_at`` are the earliest and latest moment in
    it, in seconds of UTC; ``distinct`` says that no ticket comes twice in it.
    """

    __tablename__ = "service_imports"
    audit_words = {
        "new": "new rows",
        "changed": "changed rows",
        "same": "rows as before",
        "file_hash": "fingerprint of the file (SHA-256)",
    }
    noun = "file"

    source_id: Mapped[int] = mapped_column(ForeignKey("service_sources.id"), index=True)
    rows: Mapped[int] = mapped_column(BIG)
    kept: Mapped[int] = mapped_column(BIG)
    new: Mapped[int] = mapped_column(BIG)
    changed: Mapped[int] = mapped_column(BIG)
    same: Mapped[int] = mapped_column(BIG)
    distinct: Mapped[bool]
    problems: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[int] = mapped_column(BIG)
    last_at: Mapped[int] = mapped_column(BIG)
    mapping_json: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str]

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The earliest and the latest moment in the file."""
        return datetime.fromtimestamp(self.first_at, UTC), datetime.fromtimestamp(self.last_at, UTC)


class ServiceColumn(Model):
    """One column of one block of a file's rows, packed."""

    __tablename__ = "service_columns"

    import_id: Mapped[int] = mapped_column(ForeignKey("service_imports.id"), primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(primary_key=True)
    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]
    packed: Mapped[bytes] = mapped_column(LargeBinary())


def words_of(own: str | list[str]) -> list[str]:
    """What ``only`` asks of one column: one of these words."""
    return [own] if isinstance(own, str) else own


def sources_of(session: Session, project: Project) -> list[ServiceSource]:
    """The project's sources, in the order in which they were set up."""
    query = select(ServiceSource).where(ServiceSource.project_id == project.id)
    return list(session.scalars(query.order_by(ServiceSource.id)))


def known_zone(session: Session, project: Project, person: Person) -> str:
    """The time zone that exports came in before: into this project, else through this person; empty where none did."""
    own = sources_of(session, project)
    if own:
        return own[0].mapping.zone
    last = session.scalar(
        select(ServiceSource)
        .join(ServiceImport, ServiceImport.source_id == ServiceSource.id)
        .where(ServiceImport.imported_by_id == person.id)
        .order_by(ServiceImport.id.desc())
        .limit(1)
    )
    return "" if last is None else last.mapping.zone


def open_source(session: Session, project: Project, source_id: int) -> ServiceSource:
    """One source of this project."""
    found = session.get(ServiceSource, source_id)
    if found is None or found.project_id != project.id:
        raise NotFound("There is no such source in this project.")
    return found


def add_source(session: Session, project: Project, *, name: str, mapping: Mapping, **rules: Any) -> ServiceSource:
    """Set up a source; its name is unique in the project, and its hours and holidays must be readable."""
    name = name.strip()
    if not name:
        raise BadInput("Give the source a name, such as “Zendesk, billing desk”.")
    taken = select(ServiceSource.id).where(ServiceSource.project_id == project.id, ServiceSource.name == name)
    if session.scalar(taken) is not None:
        raise RuleBroken(f"There is a source “{name}” already. Bring the file in there, or give this one another name.")
    source = ServiceSource(project_id=project.id, name=name, mapping_json=mapping.to_json(), **rules)
    _check(source.mapping, source.hours or "", source.holidays or "")
    session.add(source)
    session.flush()
    return source


def change_source(
    session: Session, source: ServiceSource, *, version: int | None, mapping: Mapping | None = None, **rules: Any
) -> None:
    """Change mapping, calendar or rules; a save from an older version raises Conflict."""
    check_version(source, version)
    _check(mapping or source.mapping, rules.get("hours", source.hours), rules.get("holidays", source.holidays))
    if mapping is not None and mapping.to_json() != source.mapping_json:
        source.mapping_json = mapping.to_json()
    for name, value in rules.items():
        setattr(source, name, value)
    session.flush()


def _check(mapping: Mapping, hours: str, holidays: str) -> None:
    """Raises BadInput where the calendar can't be read."""
    Calendar(mapping.zone, read_hours(hours), read_holidays(holidays))


def files_of(session: Session, source: ServiceSource) -> list[ServiceImport]:
    """The files that came, newest first, withdrawn ones among them."""
    query = select(ServiceImport).where(ServiceImport.source_id == source.id)
    return list(session.scalars(query.order_by(ServiceImport.id.desc())))


def open_file(session: Session, source: ServiceSource, import_id: int) -> ServiceImport:
    """One file of this source."""
    found = session.get(ServiceImport, import_id)
    if found is None or found.source_id != source.id:
        raise NotFound("There is no such file in this source.")
    return found


def withdraw_file(session: Session, source: ServiceSource, import_id: int, *, reason: str, by: Person) -> ServiceImport:
    """Pass over a file, for a reason: tickets say again what the files before it said. Nothing is destroyed."""
    found = open_file(session, source, import_id)
    withdraw(session, found, reason=reason, by=by)
    return found


def bring_back_file(session: Session, source: ServiceSource, import_id: int, *, reason: str) -> ServiceImport:
    """Count a withdrawn file again, for a reason."""
    found = open_file(session, source, import_id)
    bring_back(session, found, reason=reason)
    return found
