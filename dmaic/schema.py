"""Is the database in step with the code? Migrations up, down, and where they stand."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

HERE = Path(__file__).parent


def migrate(engine: Engine, target: str = "head") -> None:
    """Bring the database up (or, with a revision, to exactly there)."""
    command.upgrade(_config(engine), target)


def migrate_down(engine: Engine, target: str = "base") -> None:
    """Take the database back."""
    command.downgrade(_config(engine), target)


def write_revision(engine: Engine, message: str, number: str) -> None:
    """Draft the next migration from the difference between tables and database; to be read by hand."""
    command.revision(_config(engine), message=message, autogenerate=True, rev_id=number)


def revision_of(engine: Engine) -> str | None:
    """The revision the database stands at."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The newest revision of the code."""
    found = ScriptDirectory(str(_folder())).get_current_head()
    assert found is not None
    return found


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_folder()))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["engine"] = engine.execution_options(writing=True)
    return config


def _folder() -> Path:
    inside = HERE / "migrations"
    return inside if inside.exists() else HERE.parent / "migrations"
