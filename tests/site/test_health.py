"""Health: what load balancers ask, and what the doctor examines."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from redis import Redis
from sqlalchemy import text

from ideation import create_app
from ideation.core import clock, health, work
from ideation.extensions import db
from ideation.stack.redis import EmbeddedRedis
from tests.site.test_pages import failed_item


def by_name(app) -> dict[str, health.Check]:
    return {check.name: check for check in health.checks(app)}


@pytest.fixture
def another_app(app, environ):
    """Build an application with other servers; afterwards the usual one is in force again."""
    made = []

    def build(**servers: str):
        made.append(create_app({**environ, **servers}))
        return made[-1]

    yield build
    for other in made:
        with other.app_context():
            db.engine.dispose()
    work.bind(app.extensions["hinter"])


def test_the_process_lives(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json) == (200, {"status": "ok"})


def test_ready_with_database_and_redis(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json == {
        "ready": True,
        "parts": {"database": True, "migrations": True, "Redis": True},
    }


def test_not_ready_before_the_migrations(client, session):
    session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json["parts"]["migrations"] is False


def test_ready_without_redis_because_posting_survives_it(another_app, tmp_path):
    with EmbeddedRedis(tmp_path / "redis") as redis:
        app = another_app(REDIS_URL=redis.url)
        redis.stop()
        response = app.test_client().get("/readyz")
    assert response.status_code == 200
    assert response.json["parts"]["Redis"] is False


def test_not_ready_without_database(another_app):
    app = another_app(DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    response = app.test_client().get("/readyz")
    assert response.status_code == 503
    assert response.json["ready"] is False


def test_each_finding_that_is_bad_says_what_to_do(app, session):
    found = by_name(app)
    assert {"Python", "PostgreSQL", "migrations", "Redis", "worker", "reconciler"} <= {*found}
    assert {"front end", "translations", "mail", "disk", "secret", "work"} <= {*found}
    for check in found.values():
        assert check.detail
        assert check.ok or check.remedy, check


def test_a_silent_reconciler_is_noticed(app, session):
    assert by_name(app)["reconciler"].detail == "it has never run"
    work.beat(session(), "reconciler", now=clock.now() - timedelta(minutes=2))
    assert not by_name(app)["reconciler"].ok
    work.beat(session(), "reconciler", now=clock.now())
    assert by_name(app)["reconciler"].ok


def test_work_that_waits_or_failed_is_noticed(app, session, make):
    assert by_name(app)["work"].ok
    assert by_name(app)["failed work"].ok
    long_ago = clock.now() - timedelta(hours=1)
    failed_item(session, make.agency, subject_id=1)
    failed_item(session, make.agency, subject_id=2, state="waiting", due_at=long_ago)
    found = by_name(app)
    assert found["work"].detail.startswith("1 items")
    assert found["failed work"].detail.startswith("1 items")


@pytest.mark.committed
def test_a_worker_is_seen_alive_and_then_dead(app, environ, redis_url):
    Redis.from_url(redis_url).flushdb()
    assert not by_name(app)["worker"].ok
    worker = subprocess.Popen(
        [sys.executable, "-m", "workers.worker"],
        env={**os.environ, **environ},
        stderr=subprocess.DEVNULL,
    )
    try:
        assert eventually(lambda: by_name(app)["worker"].ok)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert eventually(lambda: not by_name(app)["worker"].ok)
    Redis.from_url(redis_url).flushdb()


def eventually(condition) -> bool:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False
