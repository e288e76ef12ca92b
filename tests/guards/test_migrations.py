"""The migrations make exactly what the models say, and the way back works."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from ideation import paths
from ideation.config import database_url
from ideation.core import clock, events
from ideation.extensions import db

# What alembic itself does not compare: check constraints, partial indexes, operator classes.
CATALOGUE = """
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT 'column', attrelid::regclass::text, attname,
        format_type(atttypid, atttypmod) || attnotnull || attidentity::text
        || coalesce(pg_get_expr(adbin, adrelid), '')
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0
        AND NOT attisdropped
"""


def catalogue(connection) -> set[tuple]:
    rows = connection.execute(text(CATALOGUE))
    return {tuple(row) for row in rows if row[1] != "alembic_version"}


def test_models_equal_migrations(session):
    context = MigrationContext.configure(
        session.connection(), opts={"compare_type": True, "compare_server_default": True}
    )
    assert compare_metadata(context, db.metadata) == []


def test_constraints_and_indexes_equal_migrations(session, new_database):
    engine = create_engine(database_url(new_database("models")))
    with engine.begin() as connection:
        connection.execute(text("CREATE EXTENSION vector"))
        db.metadata.create_all(connection)
        by_models = catalogue(connection)
    engine.dispose()
    by_migrations = catalogue(session.connection())
    assert len(by_models) > 200, "the catalogue query sees too little to trust"
    assert by_migrations == by_models


def test_there_is_one_head():
    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS))
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_downgrade_and_upgrade(new_database, command):
    url = new_database("ways")
    engine = create_engine(database_url(url))
    command("db", "upgrade", DATABASE_URL=url)
    with engine.connect() as connection:
        first = catalogue(connection)
    command("db", "downgrade", "base", DATABASE_URL=url)
    assert inspect(engine).get_table_names() == ["alembic_version"]
    command("db", "upgrade", DATABASE_URL=url)
    with engine.connect() as connection:
        assert catalogue(connection) == first
    engine.dispose()


@pytest.mark.parametrize("change", ["UPDATE event SET verb = 'other'", "DELETE FROM event"])
def test_the_event_record_is_final(change, session, make):
    events.record(session, "agency.loaded", make.agency, now=clock.now())
    session.flush()
    with pytest.raises(DBAPIError, match="never changed"), session.begin_nested():
        session.execute(text(change))
