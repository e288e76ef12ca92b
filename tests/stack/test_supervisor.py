"""`ideation up` and `ideation doctor` as an operator meets them: real processes, no network."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ideation.stack import running
from ideation.stack.postgres import EmbeddedPostgres
from ideation.stack.supervisor import IDEATION, ready

PATIENCE = 90.0


class Operator:
    """Someone at a terminal, with a home folder and a free port."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.environ = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL", "DEMO", "PORT")
        }
        self.environ.update(IDEATION_HOME=str(home))
        self.environ.pop("IDEATION_ENV", None)
        self.stack: subprocess.Popen[str] | None = None

    def up(self) -> subprocess.Popen[str]:
        """Start the stack without the demo."""
        return subprocess.Popen(
            [*IDEATION, "up", "--empty", "--port", str(self.port)],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def stop(self) -> None:
        if self.stack is not None and self.stack.poll() is None:
            self.stack.terminate()
            self.stack.communicate(timeout=PATIENCE)

    def run(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [*IDEATION, *arguments],
            env={**self.environ, **environ},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def is_served(self) -> bool:
        return ready(self.port)

    def pids(self) -> dict[str, int]:
        stack = running(self.home)
        return {name: part.pid for name, part in stack.parts.items()} if stack else {}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def read_until_ready(supervisor: subprocess.Popen[str]) -> str:
    assert supervisor.stdout is not None
    said = ""
    for line in supervisor.stdout:
        said += line
        if line.startswith("Ready: "):
            return said
    raise AssertionError(f"the stack did not become ready:\n{said}")


def wait_for(condition, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def family(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def living(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [process for process in processes if is_alive(process)]


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture(scope="module")
def operator(tmp_path_factory) -> Iterator[Operator]:
    operator = Operator(tmp_path_factory.mktemp("operator") / "home")
    yield operator
    operator.stop()
    EmbeddedPostgres(operator.home).remove()


@pytest.fixture
def stack(operator: Operator) -> subprocess.Popen[str]:
    """A stack that is ready; the next test takes over the one this test leaves running."""
    if operator.stack is None or operator.stack.poll() is not None:
        operator.stack = operator.up()
        read_until_ready(operator.stack)
    return operator.stack


def test_the_doctor_finds_the_embedded_servers_and_names_a_stopped_one(operator, stack):
    healthy = json.loads(operator.run("doctor", "--json").stdout)
    found = {check["name"]: check for check in healthy["checks"]}
    assert found["PostgreSQL"]["ok"]
    assert found["Redis"]["ok"]

    sick = operator.run("doctor", REDIS_URL=f"unix://{operator.home}/no-such.sock")
    assert sick.returncode == 1
    assert "Redis: start the server that REDIS_URL names" in sick.stdout


def test_a_second_stack_or_a_taken_port_is_refused_in_one_sentence(operator, stack, tmp_path):
    again = operator.run("up", "--empty")
    neighbour = Operator(tmp_path / "home")
    taken = neighbour.run("up", "--empty", "--port", str(operator.port))

    assert again.returncode == taken.returncode == 1
    assert again.stderr.startswith("ideation: Another supervisor already runs for")
    assert f"Port {operator.port} is taken by" in taken.stderr
    assert f"PORT={operator.port + 1}" in taken.stderr
    assert operator.is_served()


def test_killed_parts_are_started_again(operator, stack):
    before = operator.pids()
    assert set(before) == {"web", "worker", "reconciler", "postgres", "redis"}
    for name in ("redis", "worker", "postgres"):
        os.kill(before[name], signal.SIGKILL)

    wait_for(
        lambda: len(operator.pids().items() - before.items()) == 3 and len(operator.pids()) == 5,
        "not every killed part was started again",
    )
    wait_for(operator.is_served, "the web server did not recover")


def test_a_killed_supervisor_does_not_block_the_next_which_ends_without_a_trace(operator, stack):
    everyone = family(stack.pid)
    stack.kill()
    stack.communicate(timeout=PATIENCE)
    operator.stack = operator.up()
    read_until_ready(operator.stack)
    assert operator.is_served()
    assert (operator.home / "secret").stat().st_mode & 0o777 == 0o600
    wait_for(lambda: not living(everyone), "something outlived the killed supervisor")

    everyone = family(operator.stack.pid)
    # A second Ctrl-C of someone impatient must not cut the orderly end short.
    for _ in range(2):
        operator.stack.send_signal(signal.SIGINT)
        time.sleep(0.2)
    operator.stack.communicate(timeout=PATIENCE)
    assert operator.stack.returncode == 0
    assert living(everyone) == []
    assert running(operator.home) is None
