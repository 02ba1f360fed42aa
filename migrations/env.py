"""How do migrations meet the database? Alembic's entry: one transaction for all of them."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Engine

import dmaic.tables  # noqa: F401 - every table must be known before the models are compared
from dmaic.db import Model


def run(engine: Engine) -> None:
    """Run what Alembic asked for on this engine, inside one transaction."""
    with engine.begin() as connection:
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=engine.dialect.name == "sqlite",
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run(context.config.attributes["engine"])
