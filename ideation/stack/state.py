"""What a running stack tells other commands about itself: run/stack.json in its home."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

FILE = Path("run") / "stack.json"


@dataclass(frozen=True)
class Known:
    """A process that can be told from a later one with the same number.

    Args:
        pid: Process id.
        born: When the process began, in seconds since the epoch.
    """

    pid: int
    born: float


@dataclass(frozen=True)
class RunningStack:
    """The servers and processes of one home folder.

    Args:
        database_url: Address of PostgreSQL, for SQLAlchemy.
        redis_url: Address of Redis, for Redis clients.
        port: TCP port of the web server on 127.0.0.1.
        supervisor: The process that runs everything else.
        parts: The processes it started, by name.
    """

    database_url: str
    redis_url: str
    port: int
    supervisor: Known
    parts: dict[str, Known] = field(default_factory=dict)


def running(home: Path) -> RunningStack | None:
    """Return the stack that runs for a home folder.

    Args:
        home: The IDEATION_HOME in question; it need not exist.

    Returns:
        The stack, or None when no supervisor lives that wrote there.
    """
    found = recorded(home)
    return found if found is not None and lives(found.supervisor) else None


def recorded(home: Path) -> RunningStack | None:
    """Return what the last supervisor of a home folder wrote, whether or not it still lives."""
    try:
        content = json.loads((home / FILE).read_text(encoding="utf-8"))
        content["supervisor"] = Known(**content["supervisor"])
        content["parts"] = {name: Known(**part) for name, part in content["parts"].items()}
        return RunningStack(**content)
    except (OSError, ValueError, KeyError, TypeError):
        # Missing, or cut short by a full disk: to every reader that is a stack that is not there.
        return None


def record(home: Path, stack: RunningStack) -> None:
    """Write what runs, for its owner's eyes only.

    Args:
        home: The prepared home folder.
        stack: What runs.
    """
    fresh = home / FILE.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(asdict(stack), indent=2), encoding="utf-8")
    fresh.replace(home / FILE)


def forget(home: Path) -> None:
    """Remove the record of a stack that has ended."""
    (home / FILE).unlink(missing_ok=True)


def know(pid: int | None = None) -> Known:
    """Describe a living process.

    Args:
        pid: Its process id; None for this process.
    """
    process = psutil.Process(os.getpid() if pid is None else pid)
    return Known(process.pid, process.create_time())


def lives(known: Known) -> bool:
    """Whether exactly this process still lives."""
    return process_of(known) is not None


def process_of(known: Known) -> psutil.Process | None:
    """Return the living process that is meant, or None when it has ended."""
    try:
        process = psutil.Process(known.pid)
        same = abs(process.create_time() - known.born) < 1
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.NoSuchProcess:
        return None
