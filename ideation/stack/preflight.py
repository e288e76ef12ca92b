"""What must be right before anything is started."""

import os
import secrets
import shutil
import signal
import socket
from pathlib import Path

import psutil

from ideation.stack import state
from ideation.stack.errors import StackError

PACKAGE = Path(__file__).resolve().parent.parent
LAST_PORT = 65_535


def require_port(port: int) -> None:
    """Refuse a port that cannot be listened on.

    Args:
        port: TCP port on 127.0.0.1.

    Raises:
        StackError: When another program has it, or this user may not use it.
    """
    with socket.socket() as probe:
        # gunicorn sets the same option, without which a port stays busy a minute after its use.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise StackError(
                f"This user may not listen on port {port}: choose one above 1023, for instance "
                "PORT=8000."
            ) from None
        except OSError:
            raise StackError(
                f"Port {port} is taken by {holder(port)}: stop it, or choose another port, for "
                f"instance PORT={port + 1 if port < LAST_PORT else 8000}."
            ) from None


def holder(port: int) -> str:
    """Name the program that listens on a port, as far as this user may know."""
    try:
        for connection in psutil.net_connections("tcp"):
            listens = connection.status == psutil.CONN_LISTEN and connection.pid
            if listens and connection.laddr[1:] == (port,):
                name = psutil.Process(connection.pid).name()
                return f"the program {name} (process {connection.pid})"
    except psutil.Error:
        # Only root may look at other people's connections.
        return "another program"
    return "another program"


def require_front_end() -> None:
    """Refuse to serve pages without their styles.

    Raises:
        StackError: When the front end has not been built.
    """
    if front_end() is None:
        raise StackError("The front end has not been built: run script/setup, then start again.")


def front_end() -> Path | None:
    """Return the list of built front-end files, or None when they have not been built."""
    for root in (PACKAGE, PACKAGE.parent):
        manifest = root / "static" / "dist" / "manifest.json"
        if manifest.is_file():
            return manifest
    return None


def keep_secret(home: Path) -> str:
    """Return the secret key of an instance; make it at the first start.

    Args:
        home: The prepared home folder.
    """
    path = home / "secret"
    if not path.is_file():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as output:
            output.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def end_leftovers(home: Path) -> None:
    """End what a killed supervisor left behind, should the kernel not have done so.

    The caller holds the lock of this home, so whatever its record names is nobody's.

    Args:
        home: The prepared home folder.
    """
    before = state.recorded(home)
    if before is None:
        return
    # PostgreSQL is not among them: it must never be killed in haste, and its own start sees to it.
    parts = (part for name, part in before.parts.items() if name != "postgres")
    processes = [process for part in parts if (process := state.process_of(part))]
    for number, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        for process in processes:
            process.send_signal(number)
        processes = psutil.wait_procs(processes, timeout=patience)[1]
    state.forget(home)


def empty_folder(folder: Path) -> Path:
    """Make a folder, or empty it, and return it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder
