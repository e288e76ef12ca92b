"""The server process."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg

from ideation.stack import places
from ideation.stack.errors import StackError
from ideation.stack.postgres.binaries import find_binaries
from ideation.stack.postgres.cluster import (
    ROLE,
    STOP_PATIENCE,
    end_orphan,
    failure,
    make_cluster,
    state_folder,
    system_account,
)
from ideation.stack.process import (
    Account,
    end,
    exclusive,
    kill,
    log_size,
    spawn,
    tail,
    wait_until,
)

DATABASE = "ideation"
START_PATIENCE = 60.0

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "shared_buffers": "192MB",
    "maintenance_work_mem": "128MB",
    "work_mem": "16MB",
    "max_connections": "100",
    "max_wal_size": "1GB",
    "jit": "off",
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}


class EmbeddedPostgres:
    """A PostgreSQL server with the vector extension, reachable by this user alone.

    It listens on a Unix socket in a private folder, never on the network. As root the server
    runs under a system account, with its data below /var/lib/ideation; otherwise everything
    is below the home folder. Start it from the main thread, whose end it does not outlive.

    Args:
        home: The folder of this instance; several instances live side by side.
        settings: Server settings that differ from those of the product.
        min_free: Bytes that must be free on the disk before a database is made.
    """

    def __init__(
        self,
        home: Path,
        *,
        settings: Mapping[str, str] | None = None,
        min_free: int = places.MIN_FREE,
    ) -> None:
        self.home = home
        self._settings = {**SETTINGS, **(settings or {})}
        self._min_free = min_free
        self._child: subprocess.Popen[bytes] | None = None
        self._held = ExitStack()
        self._socket: Path | None = None

    @property
    def url(self) -> str:
        """The address of the product's database, for SQLAlchemy."""
        return self.database_url(DATABASE)

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        if self._child is None:
            raise StackError("PostgreSQL has not been started: call start() first.")
        return self._child.pid

    def database_url(self, name: str) -> str:
        """Return the address of any database on this server, for SQLAlchemy.

        Args:
            name: Name of the database; it need not exist yet.
        """
        return f"postgresql+psycopg://{ROLE}@/{quote(name)}?host={quote(str(self._folder()))}"

    def has_started(self) -> bool:
        """Whether the server was started and has not been stopped; it may have crashed since."""
        return self._child is not None

    def is_running(self) -> bool:
        """Whether the server process lives."""
        return self._child is not None and self._child.poll() is None

    def start(self) -> Self:
        """Start the server and return when the database answers.

        Makes the cluster, the database and the extension where they are missing.

        Returns:
            This server.

        Raises:
            StackError: When the server cannot start; the sentence says why and what to do.
        """
        if self.is_running():
            return self
        home = self.home = places.prepare_home(self.home)
        account = system_account() if places.is_root() else None
        try:
            self._held.enter_context(
                exclusive(
                    home / "run" / "postgres.lock",
                    f"A PostgreSQL server already runs for {home}: stop it, or set IDEATION_HOME "
                    "to another folder.",
                )
            )
            self._start(home, account)
        except OSError as error:
            self.stop()
            raise places.unwritable(home, error) from error
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Shut the server down cleanly; clients are disconnected, nothing committed is lost."""
        if self._child is not None:
            end(self._child, (signal.SIGINT, STOP_PATIENCE), (signal.SIGQUIT, 5))
            self._child = None
        self._held.close()

    def kill(self) -> None:
        """End the server as a power cut would; the next start recovers what was committed."""
        if self._child is not None:
            kill(self._child)
            self._child = None
        self._held.close()

    def remove(self) -> None:
        """Stop the server and delete its data for good."""
        self.stop()
        if not self.home.is_dir():
            return
        home = places.prepare_home(self.home)
        shutil.rmtree(self._folder(), ignore_errors=True)
        shutil.rmtree(state_folder(home), ignore_errors=True)

    def __enter__(self) -> Self:
        """Start the server."""
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self.stop()

    def _folder(self) -> Path:
        if self._socket is None:
            home = places.prepare_home(self.home)
            account = system_account() if places.is_root() else None
            state_folder(home)
            self._socket = places.socket_folder(home, "pg", account)
        return self._socket

    def _start(self, home: Path, account: Account | None) -> None:
        state = state_folder(home)
        data = state / "data"
        binaries = find_binaries(data, shared=account is not None)
        log = home / "log" / "postgres.log"
        if not (data / "PG_VERSION").is_file():
            places.require_space(state, self._min_free)
            make_cluster(binaries, data, account, log)
        end_orphan(data)
        self._child = self._launch(binaries, data, account, log)
        make_database(self._folder())

    def _launch(
        self, binaries: Path, data: Path, account: Account | None, log: Path
    ) -> subprocess.Popen[bytes]:
        """Start the server until it answers; leftovers of a killed one may need a moment."""
        settings = {**self._settings, "unix_socket_directories": str(self._folder())}
        settings.setdefault("dynamic_shared_memory_type", shared_memory())
        command: list[str | Path] = [binaries / "postgres", "-D", data]
        command += [f"--{name}={value}" for name, value in settings.items()]
        deadline = time.monotonic() + START_PATIENCE
        while True:
            begin = log_size(log)
            child = spawn(
                command,
                log=log,
                cwd=data,
                env={"PATH": os.defpath, "LC_ALL": "C"},
                account=account,
                death_signal=signal.SIGINT,
            )
            if self._answers(child, deadline):
                return child
            end(child, (signal.SIGINT, 5))
            said = tail(log, begin)
            if "still in use" not in said or time.monotonic() > deadline:
                raise failure("PostgreSQL did not start", data, said, log)
            time.sleep(0.1)

    def _answers(self, child: subprocess.Popen[bytes], deadline: float) -> bool:
        def settled() -> bool:
            return child.poll() is not None or answers(self._folder())

        wait_until(settled, deadline - time.monotonic())
        return child.poll() is None and answers(self._folder())


def shared_memory() -> str:
    """Choose where parallel index builds share memory; containers often have a tiny /dev/shm."""
    shm = Path("/dev/shm")  # noqa: S108 -- only its size is read
    roomy = shm.is_dir() and shutil.disk_usage(shm).free > 256 * 2**20
    return "posix" if roomy else "mmap"


def answers(folder: Path) -> bool:
    """Whether a server on the socket in this folder accepts a connection and a query."""
    try:
        with connect(folder, "postgres") as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def connect(folder: Path, database: str) -> psycopg.Connection[tuple[object, ...]]:
    """Open a connection to a database of the server in this folder; each statement commits."""
    return psycopg.connect(
        host=str(folder), user=ROLE, dbname=database, autocommit=True, connect_timeout=5
    )


def make_database(folder: Path) -> None:
    """Create the product's database and the vector extension where they are missing."""
    with connect(folder, "postgres") as connection:
        found = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)
        ).fetchone()
        if found is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")
    with connect(folder, DATABASE) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
