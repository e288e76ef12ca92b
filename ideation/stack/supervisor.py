"""One process that starts, watches and ends all the others."""

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import psutil

from ideation.stack import places, preflight, state
from ideation.stack.errors import StackError
from ideation.stack.postgres import EmbeddedPostgres
from ideation.stack.process import adopt_orphans, end, exclusive, reap_strangers, spawn, tail
from ideation.stack.redis import EmbeddedRedis

READY_PATIENCE = 90.0
LONGEST_BACKOFF = 30.0
# A part that ran this long had started well; its next crash is a new story.
STEADY = 60.0
TICK = 0.2
# Everything shares one machine here: a person who waits for a page goes before the work behind it.
POLITE = 5
IDEATION = (sys.executable, "-c", "from ideation.cli import main; main()")


class StopRequested(Exception):
    """Someone asked the supervisor to end while it was still starting."""


@dataclass
class Part:
    """A process of the product that shall always run.

    Args:
        name: Name in messages, and of the log file.
        command: Program and arguments.
        death_signal: What it receives when the supervisor dies.
        patience: Seconds it may take to end what it is doing.
        niceness: How far it lets other processes go first.
        extra: Environment beyond what all parts share.
    """

    name: str
    command: tuple[str, ...]
    death_signal: int
    patience: float
    niceness: int = 0
    extra: Mapping[str, str] = field(default_factory=dict)
    child: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    crashes: int = 0
    next_start: float = 0.0


class Supervisor:
    """Runs the whole product on one machine.

    Args:
        home: The IDEATION_HOME of this instance.
        port: TCP port of the web server on 127.0.0.1.
        demo: Whether the living example is loaded.
        environ: Settings from outside; DATABASE_URL and REDIS_URL replace the own servers.
        say: Receives each line for the operator.
    """

    def __init__(
        self,
        home: Path,
        *,
        port: int,
        demo: bool,
        environ: Mapping[str, str],
        say: Callable[[str], None],
    ) -> None:
        self._home = home
        self._port = port
        self._demo = demo
        self._environ = dict(environ)
        self._say = say
        self._stop = threading.Event()
        self._postgres: EmbeddedPostgres | None = None
        self._redis: EmbeddedRedis | None = None
        self._parts: list[Part] = []

    def run(self) -> None:
        """Start everything, watch it, and end it all when asked by SIGINT or SIGTERM.

        Raises:
            StackError: When a part cannot start; everything else has been ended by then.
        """
        home = self._home = places.prepare_home(self._home)
        preflight.require_front_end()
        try:
            self._run(home)
        except OSError as error:
            raise places.unwritable(home, error) from error

    def _run(self, home: Path) -> None:
        # The handler outlasts the end: a second Ctrl-C must not cut it short.
        with handled(self._ask_to_stop), ExitStack() as held:
            held.enter_context(
                exclusive(
                    home / "run" / "supervisor.lock",
                    f"Another supervisor already runs for {home}: use that one, stop it, or set "
                    "IDEATION_HOME to another folder.",
                )
            )
            preflight.end_leftovers(home)
            preflight.require_port(self._port)
            adopt_orphans()
            held.callback(self._end)
            try:
                self._start()
            except StopRequested:
                return
            self._watch()

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()

    def _start(self) -> None:
        self._say(f"Home: {self._home}")
        self._start_servers()
        self._say("Bringing the database up to date")
        self._command("migrate", "db", "upgrade")
        self._parts = self._make_parts()
        for part in self._parts:
            self._launch(part)
        self._record()
        sign_ins = self._load_demo() if self._demo else ""
        self._say("Waiting for the web server")
        self._await_ready()
        self._say(f"Ready: http://127.0.0.1:{self._port}")
        if sign_ins:
            self._say(sign_ins)
        self._say("Press Ctrl-C to stop.")

    def _load_demo(self) -> str:
        """Load the living example, and return the lines that say how to sign in to it."""
        self._say("Loading the demo (the first time takes a while)")
        return self._command("demo", "demo", "load")

    def _start_servers(self) -> None:
        if not self._environ.get("DATABASE_URL"):
            self._say("Starting PostgreSQL")
            self._postgres = EmbeddedPostgres(self._home).start()
            self._environ["DATABASE_URL"] = self._postgres.url
        if not self._environ.get("REDIS_URL"):
            self._say("Starting Redis")
            self._redis = EmbeddedRedis(self._home).start()
            self._environ["REDIS_URL"] = self._redis.url
        address = f"http://127.0.0.1:{self._port}"
        self._environ.update(
            IDEATION_ENV="embedded",
            IDEATION_HOME=str(self._home),
            PORT=str(self._port),
            PUBLIC_URL=self._environ.get("PUBLIC_URL") or address,
            SECRET_KEY=self._environ.get("SECRET_KEY") or preflight.keep_secret(self._home),
            DEMO="1" if self._demo else "0",
            PYTHONUNBUFFERED="1",
        )
        self._record()

    def _make_parts(self) -> list[Part]:
        metrics = preflight.empty_folder(self._home / "run" / "metrics")
        python = sys.executable
        return [
            Part(
                "web",
                (python, "-m", "gunicorn", "-c", "python:ideation.stack.web", "wsgi:application"),
                # gunicorn's quick shutdown: the port must be free for the next start.
                signal.SIGINT,
                15.0,
                extra={"PROMETHEUS_MULTIPROC_DIR": str(metrics)},
            ),
            # A killed worker loses nothing: its lease runs out and the work is given out again.
            Part("worker", (python, "-m", "workers.worker"), signal.SIGKILL, 10.0, POLITE),
            Part("reconciler", (python, "-m", "workers.reconciler"), signal.SIGKILL, 5.0, POLITE),
        ]

    def _launch(self, part: Part) -> None:
        part.started = time.monotonic()
        part.child = spawn(
            part.command,
            log=self._log(part.name),
            env={**self._environ, **part.extra},
            cwd=self._home,
            death_signal=part.death_signal,
            niceness=part.niceness,
        )

    def _command(self, name: str, *arguments: str) -> str:
        """Run one of the product's own commands to its end and return its answer."""
        log, answer = self._log(name), self._log(name).with_suffix(".out")
        log.unlink(missing_ok=True)
        child = spawn(
            (*IDEATION, *arguments),
            log=log,
            answer=answer,
            env=self._environ,
            cwd=self._home,
            death_signal=signal.SIGKILL,
        )
        while child.poll() is None and not self._stop.wait(0.05):
            self._mend()
        if child.poll() is None:
            end(child, (signal.SIGTERM, 5))
        self._stop_if_asked()
        if child.returncode == 0:
            return answer.read_text(encoding="utf-8", errors="replace").strip()
        said = tail(log)
        if "No space left on device" in said:
            raise places.disk_full(self._home)
        words = " ".join(arguments)
        raise StackError(
            f"The step `ideation {words}` failed: {last_line(said)} The whole story is in {log}."
        )

    def _await_ready(self) -> None:
        deadline = time.monotonic() + READY_PATIENCE
        while not ready(self._port):
            self._stop_if_asked()
            self._mend()
            web = self._parts[0]
            if time.monotonic() > deadline or web.crashes > 2:
                log = self._log("web")
                raise StackError(
                    f"The web server did not become ready: {last_line(tail(log))} The whole story "
                    f"is in {log}."
                )
            self._stop.wait(0.1)

    def _watch(self) -> None:
        while not self._stop.wait(TICK):
            self._mend()
            reap_strangers(self._own_pids())

    def _own_pids(self) -> set[int]:
        parts = {part.child.pid for part in self._parts if part.child is not None}
        return parts | {server.pid for server in self._servers()}

    def _mend(self) -> None:
        """Start again whatever has ended without being asked to."""
        changed = self._mend_servers()
        for part in self._parts:
            changed = self._mend_part(part) or changed
        if changed:
            self._record()

    def _mend_servers(self) -> bool:
        changed = False
        for name, server in (("PostgreSQL", self._postgres), ("Redis", self._redis)):
            if server is not None and not server.is_running():
                self._say(f"{name} ended unexpectedly; starting it again")
                server.kill()
                server.start()
                changed = True
        return changed

    def _mend_part(self, part: Part) -> bool:
        now = time.monotonic()
        if part.child is None:
            if now < part.next_start:
                return False
            self._launch(part)
            return True
        status = part.child.poll()
        if status is None:
            return False
        part.crashes = 1 if now - part.started > STEADY else part.crashes + 1
        pause = min(2.0 ** (part.crashes - 1) - 1, LONGEST_BACKOFF)
        part.next_start = now + pause
        part.child = None
        self._say(
            f"The {part.name} ended unexpectedly (status {status}); starting it again in "
            f"{pause:.0f} s. Its log is {self._log(part.name)}."
        )
        return False

    def _end(self) -> None:
        """End the parts in order: first those who ask, last those who answer."""
        self._say("Stopping")
        family = psutil.Process().children(recursive=True)
        servers = {server.pid for server in self._servers()}
        for part in self._parts:
            if part.child is not None:
                end(part.child, (signal.SIGTERM, part.patience), group=True)
        # Forked helpers of a part that was killed have become children of this process.
        ended = {part.child.pid for part in self._parts if part.child is not None}
        for process in family:
            if process.pid not in servers | ended and not below(process, servers):
                end_process(process)
        if self._redis is not None:
            self._redis.stop()
        if self._postgres is not None:
            self._postgres.stop()
        state.forget(self._home)
        self._say("Stopped")

    def _servers(self) -> Iterator[EmbeddedPostgres | EmbeddedRedis]:
        for server in (self._postgres, self._redis):
            if server is not None and server.has_started():
                yield server

    def _record(self) -> None:
        parts = {part.name: part.child.pid for part in self._parts if part.child is not None}
        for name, server in (("postgres", self._postgres), ("redis", self._redis)):
            if server is not None and server.has_started():
                parts[name] = server.pid
        known = {}
        for name, pid in parts.items():
            try:
                known[name] = state.know(pid)
            except psutil.NoSuchProcess:
                # It ended this moment; the next round of watching starts it again.
                continue
        state.record(
            self._home,
            state.RunningStack(
                database_url=self._environ["DATABASE_URL"],
                redis_url=self._environ["REDIS_URL"],
                port=self._port,
                supervisor=state.know(),
                parts=known,
            ),
        )

    def _log(self, name: str) -> Path:
        return self._home / "log" / f"{name}.log"

    def _stop_if_asked(self) -> None:
        if self._stop.is_set():
            raise StopRequested


@contextmanager
def handled(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Send the signals that ask for an end to a handler, for the length of a block."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def ready(port: int) -> bool:
    """Whether the web server says that it and all it needs are ready."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def last_line(said: str) -> str:
    """Return the last line that says something, as a sentence."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    line = lines[-1] if lines else "it gave no reason"
    return line if line.endswith((".", "!", "?")) else f"{line}."


def below(process: psutil.Process, ancestors: set[int]) -> bool:
    """Whether a process descends from one of these; one that has ended descends from none."""
    try:
        return any(parent.pid in ancestors for parent in process.parents())
    except psutil.NoSuchProcess:
        return False


def end_process(process: psutil.Process) -> None:
    """Kill and reap a process that has lost its parent."""
    try:
        process.kill()
        process.wait(timeout=5)
    except (psutil.NoSuchProcess, psutil.TimeoutExpired):
        return


def home_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the home folder that the environment asks for."""
    return Path(environ.get("IDEATION_HOME") or "instance").absolute()
