"""Where does the record live? The model base, the engine for each kind of database, and its sessions.

SQLite runs in WAL mode with explicit transactions: the driver's implicit ones keep a rolled-back savepoint's row and
make reads unrepeatable. A session that is going to write begins IMMEDIATE, because a reader that turns writer fails
at once with SQLITE_BUSY_SNAPSHOT and no timeout helps.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import JSON, DateTime, Engine, Enum, MetaData, String, create_engine, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from dmaic.errors import Conflict

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. Naive values are refused; SQLite's naive text comes back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone can't be stored.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        str: String,
        # Enums are stored as their words, without a database type of their own: adding one needs no migration.
        enum.Enum: Enum(
            enum.Enum, native_enum=False, length=40, values_callable=lambda kind: [one.value for one in kind]
        ),
    }


_told: ContextVar[timedelta | None] = ContextVar("told", default=None)


def now() -> datetime:
    """This moment in UTC; while a past is told, the moment told of."""
    behind = _told.get()
    return datetime.now(UTC) if behind is None else datetime.now(UTC) - behind


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Let it be another moment from which the clock goes on: the demo tells the past of its projects this way.

    No page, setting or command reaches it, so nobody who uses an installation can date a record back.
    """
    before = _told.set(datetime.now(UTC) - moment)
    try:
        yield
    finally:
        _told.reset(before)


def check_version(item: Any, version: int | None) -> None:
    """Refuse a save that started from an older version of the row than the one in the database.

    ``version_id_col`` alone does not protect people: the row is read again at the second request, so the version the
    person saw has to travel with the form.
    """
    if version is None or item.version != version:
        raise Conflict(
            "Somebody else saved this since you opened it. Both versions are shown: choose, then save again."
        )


AnyModel = TypeVar("AnyModel", bound=Model)


def write_over(
    session: Session,
    table: type[AnyModel],
    found: AnyModel | None,
    *,
    version: int | None,
    values: Mapping[str, Any],
    **whose: Any,
) -> AnyModel:
    """Write the one row of its kind: over ``found``, or as a new row, to which ``whose`` says what it belongs to.

    A save from an older version of ``found`` raises Conflict and writes nothing.
    """
    if found is None:
        found = table(**whose, **values)
        session.add(found)
    else:
        check_version(found, version)
        for name, value in values.items():
            setattr(found, name, value)
    session.flush()
    return found


def open_database(url: str, *, synchronous: str = "NORMAL") -> Engine:
    """An engine for ``url`` with the settings its database needs."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite(synchronous))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(synchronous: str) -> Any:
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are ours: see _begin_sqlite
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=30000", f"synchronous={synchronous}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return prepare


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


class Sessions:
    """Opens sessions: one kind that will write, one that only reads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._read = sessionmaker(engine)
        self._write = sessionmaker(engine.execution_options(writing=True))

    def reading(self) -> Session:
        return self._read()

    def writing(self) -> Session:
        return self._write()
