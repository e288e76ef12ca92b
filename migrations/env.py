"""Alembic's way into the application's database."""

from alembic import context
from flask import current_app

import ideation.accounts.models
import ideation.agencies.models
import ideation.core.models
import ideation.deliver.models
import ideation.develop.models
import ideation.diagnose.models
import ideation.discover.models
import ideation.notify.models
import ideation.rounds.models  # noqa: F401  Imported so that every table is known.

database = current_app.extensions["migrate"].db


def run_migrations() -> None:
    """Run the migrations in one transaction, under a lock that several hosts share."""
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            transaction_per_migration=True,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run_migrations()
