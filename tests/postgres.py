"""Databases for tests on a real PostgreSQL server, made and dropped as they are needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool


def _run(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


def name_of(url: str) -> str:
    """The database's name in an address."""
    return make_url(url).database or ""


@contextmanager
def new_database(server: str, template: str = "template1") -> Iterator[str]:
    """An empty (or copied) database on the server; its address. Dropped at the end."""
    name = f"dmaic_test_{uuid4().hex[:12]}"
    _run(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _run(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def replace(server: str, name: str, template: str) -> None:
    """Put a copy of a prepared database in the place of this one."""
    _run(server, f'DROP DATABASE "{name}" WITH (FORCE)')
    _run(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
