"""What `ideation doctor` can find out about this machine without the application."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import redis

from ideation.stack import places, preflight, state
from ideation.stack.postgres.binaries import OLDEST_POSTGRES

OLDEST_PYTHON = (3, 11)
LITTLE_SPACE = 1024**3
START = "start everything with script/serve (or `ideation up`)"


@dataclass(frozen=True)
class Finding:
    """What was found about one part.

    Args:
        name: The part.
        ok: Whether it is as it should be.
        detail: What was found.
        remedy: What to do when it is not; empty when it is.
    """

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def examine(home: Path, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Look at each part of this machine in turn.

    Args:
        home: The IDEATION_HOME of the instance in question.
        environ: The settings from outside.

    Yields:
        A finding for each part, good or bad.
    """
    yield python()
    yield home_folder(home)
    yield disk(home)
    yield from servers(home, environ)
    yield front_end()
    yield translations()


def python() -> Finding:
    """Check the version of Python."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    wanted = ".".join(str(part) for part in OLDEST_PYTHON)
    return Finding(
        "Python",
        sys.version_info >= OLDEST_PYTHON,
        version,
        "" if sys.version_info >= OLDEST_PYTHON else f"install Python {wanted} or newer",
    )


def home_folder(home: Path) -> Finding:
    """Check that the home folder can be written."""
    name = "home folder"
    if not home.is_dir():
        return Finding(name, False, f"{home} does not exist", f"{START}, or set IDEATION_HOME")
    if not os.access(home, os.W_OK | os.X_OK):
        return Finding(name, False, f"{home} cannot be written", "give this user the right to")
    return Finding(name, True, str(home))


def disk(home: Path) -> Finding:
    """Check the free space where the files are, and where root's database is."""
    folders = [home, places.SYSTEM_STATE] if places.is_root() else [home]
    existing = [folder for folder in folders if folder.is_dir()] or [Path.cwd()]
    free, folder = min((shutil.disk_usage(folder).free, folder) for folder in existing)
    remedy = (
        "" if free >= LITTLE_SPACE else "free some space, or move IDEATION_HOME to another disk"
    )
    return Finding("disk", not remedy, f"{free / 2**30:.1f} GB free at {folder}", remedy)


def servers(home: Path, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Check PostgreSQL and Redis: those of the environment, else those of a running stack."""
    stack = state.running(home)
    if stack is not None:
        yield Finding("embedded stack", True, f"runs as process {stack.supervisor.pid}")
    own_database = stack.database_url if stack else ""
    own_redis = stack.redis_url if stack else ""
    yield postgres(
        environ.get("DATABASE_URL") or own_database, embedded=not environ.get("DATABASE_URL")
    )
    yield redis_server(environ.get("REDIS_URL") or own_redis, embedded=not environ.get("REDIS_URL"))


def postgres(url: str, *, embedded: bool) -> Finding:
    """Check that PostgreSQL answers, is new enough and has the vector extension.

    Args:
        url: Its address, in any spelling SQLAlchemy knows; empty when there is none.
        embedded: Whether the supervisor is responsible for it.
    """
    name = "PostgreSQL"
    if not url:
        return Finding(name, False, "not running", f"{START}, or set DATABASE_URL")
    restart = START if embedded else "start the server that DATABASE_URL names, or correct it"
    scheme, separator, rest = url.partition("://")
    address = f"{scheme.partition('+')[0]}{separator}{rest}"
    try:
        with psycopg.connect(address, connect_timeout=5) as connection:
            version = connection.info.server_version // 10_000
            vector = connection.execute(
                "SELECT extversion FROM pg_extension WHERE extname = 'vector'"
            ).fetchone()
    except psycopg.OperationalError as error:
        return Finding(name, False, f"does not answer: {first_line(error)}", restart)
    if version < OLDEST_POSTGRES:
        remedy = f"upgrade it to PostgreSQL {OLDEST_POSTGRES} or newer"
        return Finding(name, False, f"version {version}", remedy)
    if vector is None:
        remedy = "install pgvector on its host, then run CREATE EXTENSION vector as its superuser"
        return Finding(name, False, f"version {version}, no vector extension", remedy)
    return Finding(name, True, f"version {version}, vector {vector[0]}")


def redis_server(url: str, *, embedded: bool) -> Finding:
    """Check that Redis answers.

    Args:
        url: Its address; empty when there is none.
        embedded: Whether the supervisor is responsible for it.
    """
    name = "Redis"
    if not url:
        return Finding(name, False, "not running", f"{START}, or set REDIS_URL")
    restart = START if embedded else "start the server that REDIS_URL names, or correct REDIS_URL"
    try:
        client = redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5)
        try:
            # The library's types allow for its asynchronous twin.
            facts: Any = client.info("server")
        finally:
            client.close()
    except (redis.RedisError, ValueError) as error:
        remedy = f"{restart}; posting goes on meanwhile, its work is done when Redis is back"
        return Finding(name, False, f"does not answer: {first_line(error)}", remedy)
    return Finding(name, True, f"version {facts['redis_version']}")


def front_end() -> Finding:
    """Check that styles and scripts have been built."""
    built = preflight.front_end()
    if built is None:
        return Finding("front end", False, "not built", "run script/setup")
    return Finding("front end", True, "built")


def translations() -> Finding:
    """Check that every language has been compiled since it was last changed."""
    name = "translations"
    for root in (preflight.PACKAGE, preflight.PACKAGE.parent):
        stale = [path.parent.parent.name for path in stale_catalogues(root / "translations")]
        compiled = list((root / "translations").glob("*/LC_MESSAGES/*.mo"))
        if stale:
            return Finding(name, False, f"out of date: {', '.join(stale)}", "run script/setup")
        if compiled:
            return Finding(name, True, f"{len(compiled)} compiled")
    return Finding(name, False, "none compiled", "run script/setup")


def stale_catalogues(folder: Path) -> Iterator[Path]:
    """Yield each source of translations that is newer than its compiled form."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.is_file() or compiled.stat().st_mtime < source.stat().st_mtime:
            yield source


def first_line(error: Exception) -> str:
    """Return the first line of what an error says."""
    lines = str(error).strip().splitlines()
    return lines[0].strip() if lines else type(error).__name__
