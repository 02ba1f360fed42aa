"""Every migration goes up, down and up again, and ends where the models are; on both databases."""

from __future__ import annotations

import os

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError

import dmaic.tables  # noqa: F401
from dmaic import schema
from dmaic.audit import AuditEntry
from dmaic.db import Model, Sessions, now, open_database
from tests import postgres

SERVER = os.environ.get("DMAIC_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request, tmp_path):
    if request.param == "sqlite":
        made = open_database(f"sqlite:///{tmp_path / 'm.sqlite'}")
        yield made
        made.dispose()
        return
    with postgres.new_database(SERVER) as url:
        made = open_database(url)
        yield made
        made.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_up_down_and_up_again(engine):
    schema.migrate(engine)
    assert tables(engine) == set(Model.metadata.tables)
    schema.migrate_down(engine)
    assert tables(engine) == set()
    schema.migrate(engine)
    assert schema.revision_of(engine) == schema.head()


def test_the_migrated_database_is_what_the_models_say(engine):
    schema.migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Model.metadata) == []


def test_there_is_one_line_of_numbered_migrations():
    script = ScriptDirectory(str(schema._folder()))
    revisions = [revision.revision for revision in script.walk_revisions()]
    assert len(script.get_heads()) == 1
    assert revisions == sorted(revisions, reverse=True)


def test_the_database_itself_refuses_to_change_or_delete_the_trail(engine):
    schema.migrate(engine)
    facts = {
        "chain": 0,
        "seq": 1,
        "at": now(),
        "who": "x",
        "kind": "x",
        "object_id": 1,
        "label": "",
        "act": "created",
        "changes": {},
        "reason": "",
        "previous_hash": "",
        "hash": "",
    }
    with Sessions(engine).writing() as session:
        session.execute(AuditEntry.__table__.insert().values(**facts))
        session.commit()
    for statement in ("UPDATE audit_entries SET who = 'y'", "DELETE FROM audit_entries"):
        with Sessions(engine).writing() as session, pytest.raises(DatabaseError, match="append-only"):
            session.execute(text(statement))
