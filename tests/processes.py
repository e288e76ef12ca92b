"""The product's real processes, for tests that kill them and for benchmarks."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from ideation.stack.postgres import EmbeddedPostgres
from ideation.stack.redis import EmbeddedRedis
from ideation.stack.supervisor import IDEATION

ROOT = Path(__file__).resolve().parents[1]
SECRET_KEY = "the fault tests' own key, long enough to be taken"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what: str, true: Callable[[], object], seconds: float) -> None:
    """Wait until something holds; fail with its name if it does not in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return
        time.sleep(0.25)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")


class Servers:
    """A PostgreSQL and a Redis of one's own, which may be flushed, stopped and killed."""

    def __init__(self, home: Path) -> None:
        self.postgres = EmbeddedPostgres(home / "pg").start()
        self.redis = EmbeddedRedis(home / "redis").start()

    def stop(self) -> None:
        self.redis.stop()
        self.postgres.remove()


class Processes:
    """Web, workers and the reconciler on one folder, one database and one Redis."""

    def __init__(
        self,
        home: Path,
        *,
        database_url: str,
        redis_url: str,
        application: str = "wsgi:application",
        **environ: str,
    ) -> None:
        self.application = application
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = (home / "processes.log").open("w")
        self.log_path = home / "processes.log"
        self.environ = {
            **os.environ,
            "IDEATION_ENV": "test",
            "IDEATION_HOME": str(home),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "SECRET_KEY": SECRET_KEY,
            "PUBLIC_URL": self.url,
            "PORT": str(self.port),
            "MAIL_DIR": str(home / "mail"),
            "DEMO": "0",
            **environ,
        }
        self.children: dict[str, subprocess.Popen] = {}

    def command(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [*IDEATION, *arguments],
            env=self.environ,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=180,
        )

    def start(self, workers: int = 2) -> None:
        self.spawn(
            "web",
            *("-m", "gunicorn", "-c", "python:ideation.stack.web", self.application),
        )
        self.spawn("reconciler", "-m", "workers.reconciler")
        for number in range(workers):
            self.start_worker(number)
        wait_for("the web process answers", self.answers, 60)

    def start_worker(self, number: int) -> None:
        self.spawn(f"worker-{number}", "-m", "workers.worker")

    def spawn(self, name: str, *arguments: str) -> None:
        self.children[name] = subprocess.Popen(
            [sys.executable, *arguments],
            env=self.environ,
            cwd=ROOT,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def kill(self, name: str) -> None:
        """SIGKILL a process alone, as the kernel would; what it forked lives on."""
        child = self.children[name]
        child.kill()
        child.wait()

    def end(self, name: str) -> None:
        """End a process in its own time."""
        self.children[name].terminate()
        self.children[name].wait()

    def answers(self) -> bool:
        try:
            address = f"{self.url}/healthz"
            with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310  Our own http.
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        self.log.close()
