"""Whether every part works, and what to do where one does not.

Each check stands for itself: one that fails never keeps the others from running.
"""

import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import psutil
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from redis.exceptions import RedisError
from rq import Worker
from rq.worker import BaseWorker
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from ideation import paths
from ideation.config import SHORTEST_SECRET, Settings
from ideation.core import clock, work
from ideation.core.models import Heartbeat, WorkItem
from ideation.core.registry import registry
from ideation.core.settings import settings
from ideation.extensions import db
from ideation.stack import checks as machine
from ideation.stack.checks import START

LATEST_BEAT = timedelta(seconds=30)
LATEST_WORKER_BEAT = timedelta(minutes=8)  # RQ's workers speak up every seven minutes or sooner.
LONGEST_WAIT = timedelta(minutes=5)


# What was found about one part: name, ok, detail, and the remedy when it is not.
Check = machine.Finding


def checks(app: Flask) -> list[Check]:
    """Examine every part of a running application.

    Args:
        app: the application; its context is entered here.
    """
    with app.app_context():
        return list(_all(app, settings()))


def readiness() -> list[Check]:
    """Examine what decides whether the current application can serve: the database.

    Redis is reported too; since posting goes on without it, the caller decides what its
    absence means.
    """
    here = settings()
    return [
        _guarded("database", _database),
        _guarded("migrations", _migrations),
        machine.redis_server(here.redis_url, embedded=_embedded(here)),
    ]


def _all(app: Flask, here: Settings) -> Iterator[Check]:
    embedded = _embedded(here)
    yield machine.python()
    yield machine.postgres(here.database_url, embedded=embedded)
    yield _guarded("migrations", _migrations)
    yield machine.redis_server(here.redis_url, embedded=embedded)
    yield _guarded("worker", lambda: _worker(app))
    yield _guarded("reconciler", _reconciler)
    yield _guarded("work", _overdue)
    yield _guarded("failed work", _failed)
    yield machine.front_end()
    yield machine.translations()
    yield _mail(here)
    yield _disk(here.home)
    yield _secret(here)
    for name, check in registry.checks.items():
        yield _guarded(name, check)


def _embedded(here: Settings) -> bool:
    return here.environment == "embedded"


def _guarded(name: str, check: Callable[[], Check]) -> Check:
    """Run a check that needs a server; a server that is away is its finding."""
    try:
        return check()
    except (SQLAlchemyError, RedisError) as error:
        return Check(name, False, machine.first_line(error), "mend what it needs first, see above")
    finally:
        db.session.rollback()


def _database() -> Check:
    version: Any = db.session.scalar(select(func.current_setting("server_version")))
    return Check("database", True, f"PostgreSQL {version}")


def _migrations() -> Check:
    head = _head()
    present = MigrationContext.configure(db.session.connection()).get_current_revision()
    if present == head:
        return Check("migrations", True, f"at {head}")
    found = f"at {present}, not {head}"
    return Check("migrations", False, found, "run `ideation db upgrade`")


@cache
def _head() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()


def _worker(app: Flask) -> Check:
    connection = app.extensions["queue"].connection
    alive = [worker for worker in Worker.all(connection=connection) if _is_alive(worker)]
    if alive:
        return Check("worker", True, f"{len(alive)} alive")
    return Check("worker", False, "none is alive", f"{START}, or start `python -m workers.worker`")


def _is_alive(worker: BaseWorker) -> bool:
    """Tell whether a worker lives; a killed one stays in RQ's list until its last beat is old."""
    if worker.hostname == socket.gethostname() and not psutil.pid_exists(worker.pid or 0):
        return False
    beat = worker.last_heartbeat
    return beat is not None and _age(beat) < LATEST_WORKER_BEAT


def _age(moment: datetime) -> timedelta:
    return clock.now() - moment


def _reconciler() -> Check:
    remedy = f"{START}, or start `python -m workers.reconciler`"
    beat = db.session.get(Heartbeat, "reconciler")
    if beat is None:
        return Check("reconciler", False, "it has never run", remedy)
    seconds = int(_age(beat.at).total_seconds())
    if _age(beat.at) > LATEST_BEAT:
        return Check("reconciler", False, f"silent for {seconds} seconds", remedy)
    return Check("reconciler", True, f"spoke {seconds} seconds ago")


def _overdue() -> Check:
    """Find work that waits so long that nobody can be at it."""
    items = work.overdue(db.session(), now=clock.now(), grace=LONGEST_WAIT, limit=1_000)
    if not items:
        return Check("work", True, "nothing has waited for longer than five minutes")
    remedy = "see that worker and reconciler run; start more workers when they only lag behind"
    return Check("work", False, f"{len(items)} items have waited for over five minutes", remedy)


def _failed() -> Check:
    query = select(func.count()).where(WorkItem.state == "failed")
    number = db.session.scalar(query) or 0
    if not number:
        return Check("failed work", True, "none")
    remedy = "read the reasons with `ideation work failed`, then run `ideation work retry --all`"
    return Check("failed work", False, f"{number} items were given up after five failures", remedy)


def _mail(here: Settings) -> Check:
    if here.smtp_url:
        return Check("mail", True, "goes out by SMTP")
    if here.production:
        return Check("mail", False, "SMTP_URL is not set", "set SMTP_URL, so that mail goes out")
    return Check("mail", True, f"is kept in {here.mail_dir}")


def _disk(home: Path) -> Check:
    folder = next(place for place in (home, *home.parents) if place.is_dir())
    free = shutil.disk_usage(folder).free
    ok = free >= machine.LITTLE_SPACE
    remedy = "" if ok else "free some space, or move IDEATION_HOME to another disk"
    return Check("disk", ok, f"{free / 2**30:.1f} GB free at {folder}", remedy)


def _secret(here: Settings) -> Check:
    if len(here.secret_key) >= SHORTEST_SECRET:
        return Check("secret", True, "is set")
    remedy = f"set SECRET_KEY to at least {SHORTEST_SECRET} random characters"
    return Check("secret", False, "SECRET_KEY is too short", remedy)
