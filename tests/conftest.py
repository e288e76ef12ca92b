"""Real PostgreSQL and Redis for every test, and an application on them."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from ideation import create_app, paths
from ideation.config import database_url
from ideation.core import clock
from ideation.extensions import db
from ideation.stack.postgres import EmbeddedPostgres
from ideation.stack.redis import EmbeddedRedis
from ideation.stack.supervisor import IDEATION
from tests import factories, helpers
from tests.one_day import OneDay

# The Redis databases of a run: the application in this process, and the product's processes.
USES = APPLICATION, PROCESSES = range(2)

SECRET_KEY = "the tests' own key, long enough to be taken"


ONE_DAY = pytest.StashKey[OneDay]()


def pytest_configure(config: pytest.Config) -> None:
    """Let the application read a clock under which the day of the run does not end."""
    time.sleep(OneDay().seconds_to_wait())
    config.stash[ONE_DAY] = OneDay()
    clock.now = config.stash[ONE_DAY].now


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tell the clock that a test begins."""
    item.config.stash[ONE_DAY].begin_test()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The PostgreSQL server: DATABASE_URL's, or an embedded one for this run."""
    if given := os.environ.get("DATABASE_URL"):
        yield database_url(given)
        return
    # These tests lose nothing of worth in a power cut; the fault tests run their own server.
    # Tests roll back what they write: a vacuum in between would find tables of many pages without
    # a row, and the planner would then join six of them as if they were empty, for minutes.
    settings = {"fsync": "off", "autovacuum": "off"}
    postgres = EmbeddedPostgres(tmp_path_factory.mktemp("pg"), settings=settings).start()
    try:
        yield postgres.url
    finally:
        postgres.remove()


@pytest.fixture(scope="session")
def new_database(server: str) -> Iterator:
    """Make empty, migrated databases on the server; dropped at the end of the run."""
    made: list[str] = []
    admin = create_engine(server, isolation_level="AUTOCOMMIT")

    def make(label: str) -> str:
        name = f"ideation_test_{label}_{os.getpid()}"
        with admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        made.append(name)
        return make_url(server).set(database=name).render_as_string(hide_password=False)

    yield make
    with admin.connect() as connection:
        for name in made:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture(scope="session")
def redis_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], str]]:
    """Numbered databases on one Redis server: REDIS_URL's, or an embedded one for this run.

    Pytest's parallel workers share a given server, so each has numbers of its own.
    """
    if given := os.environ.get("REDIS_URL"):
        first = len(USES) * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        yield lambda number: helpers.redis_database(given, first + number)
        return
    with EmbeddedRedis(tmp_path_factory.mktemp("redis")) as redis:
        yield lambda number: helpers.redis_database(redis.url, number)


@pytest.fixture(scope="session")
def redis_url(redis_database: Callable[[int], str]) -> str:
    """The Redis database of the application under test."""
    return redis_database(APPLICATION)


@pytest.fixture(scope="session")
def environ(new_database, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The environment of the application under test."""
    home = tmp_path_factory.mktemp("home")
    return {
        "IDEATION_ENV": "test",
        "IDEATION_HOME": str(home),
        "DATABASE_URL": new_database("main"),
        "REDIS_URL": redis_url,
        "SECRET_KEY": SECRET_KEY,
        "PUBLIC_URL": "http://localhost",
        "MAIL_DIR": str(home / "mail"),
        "MAIL_FROM": "Ideation <no-reply@example.org>",
        "DEMO": "0",
    }


@pytest.fixture(scope="session")
def app(environ: dict) -> Iterator[Flask]:
    """The application on a migrated database."""
    app = create_app(environ)
    app.test_client_class = helpers.Browser
    with app.app_context():
        flask_migrate.upgrade(directory=str(paths.MIGRATIONS))
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _isolated(request: pytest.FixtureRequest) -> Iterator[None]:
    """Undo what a test wrote.

    Everything a test does runs in one transaction that is rolled back; a test marked
    `committed` really commits (for threads and processes), and the tables are emptied after it.
    Tests that use no application, such as those of `text`, skip all this.
    """
    if "app" not in request.fixturenames:
        yield
        return
    app = request.getfixturevalue("app")
    yield from _in_one_transaction(app, request)
    # A session left behind would be found again by a later context with the same id.
    assert not db.session.registry.registry, "a database session was left behind"


def _in_one_transaction(app: Flask, request: pytest.FixtureRequest) -> Iterator[None]:
    with app.app_context():
        engine = db.engine
        if request.node.get_closest_marker("committed"):
            try:
                yield
            finally:
                db.session.remove()
                empty(engine)
            return
        connection = engine.connect()
        transaction = connection.begin()
        # Every session of this test now works inside the one transaction.
        db.engines[None] = connection
        try:
            yield
        finally:
            db.session.remove()
            db.engines[None] = engine
            transaction.rollback()
            connection.close()


def empty(engine) -> None:
    """Empty every table, for tests that really commit."""
    names = ", ".join(f'"{table.name}"' for table in db.metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))


@pytest.fixture
def session(app: Flask) -> Session:
    """The database session that services and factories use."""
    return db.session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript, not signed in."""
    return app.test_client()


@pytest.fixture
def make(session: Session) -> factories.Make:
    """Makes objects with sensible content: `make.round(...)`, `make.officer(...)`."""
    return factories.Make(session)


@pytest.fixture
def queries(app: Flask) -> Iterator[list[str]]:
    """The statements that have reached the database; clear it before what is counted."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def command(environ: dict):
    """Run the `ideation` command as a process of its own, on the test database."""

    def run(*arguments: str, check: bool = True, **more: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [*IDEATION, *arguments],
            env={**os.environ, **environ, **more},
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            text=True,
            check=check,
            timeout=300,
        )

    return run


@pytest.fixture(scope="session")
def knowing_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model that knows the matters of `tests.text.voices`."""
    return _model("knowing_model", tmp_path_factory)


@pytest.fixture(scope="session")
def bert_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of the usual kind, a transformer with pooling."""
    return _model("bert_model", tmp_path_factory)


def _model(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip(
        "sentence_transformers", reason="the extra `encoder` is missing: script/test --encoder"
    )
    # It imports the library.
    from tests.text import models

    return getattr(models, kind)(tmp_path_factory.mktemp("models") / kind.replace("_", "-"))
