"""PostgreSQL and Redis as children of this process."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psutil
import psycopg
import pytest
import redis

from ideation.stack import StackError
from ideation.stack.postgres import EmbeddedPostgres
from ideation.stack.postgres.binaries import find_binaries
from ideation.stack.redis import EmbeddedRedis

OWNER = """
import json, sys, time
from pathlib import Path
from ideation.stack.postgres import EmbeddedPostgres
from ideation.stack.redis import EmbeddedRedis
home = Path(sys.argv[1])
postgres, server = EmbeddedPostgres(home).start(), EmbeddedRedis(home).start()
print(json.dumps([postgres.pid, server.pid]), flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def one_cluster(tmp_path_factory) -> Iterator[EmbeddedPostgres]:
    """A cluster for all tests of this file that need no fresh one: making one takes a second."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("cluster") / "home")
    yield server
    server.remove()


@pytest.fixture
def postgres(one_cluster: EmbeddedPostgres) -> Iterator[EmbeddedPostgres]:
    yield one_cluster.start()
    one_cluster.stop()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(tmp_path / "home")
    yield server
    server.remove()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    server = EmbeddedRedis(tmp_path / "home")
    yield server
    server.stop()


@contextmanager
def connected(postgres: EmbeddedPostgres) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres.url.replace("+psycopg", "")) as connection:
        yield connection


def ask(postgres: EmbeddedPostgres, question: str) -> object:
    with connected(postgres) as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def write_note(postgres: EmbeddedPostgres, text: str) -> None:
    with connected(postgres) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
        connection.execute("INSERT INTO note VALUES (%s)", (text,))


def data_folder(postgres: EmbeddedPostgres) -> Path:
    """Where the cluster is, or will be: beside the socket's folder as root, else in the home."""
    socket_folder = Path(unquote(urlsplit(postgres.url).query.removeprefix("host=")))
    beside = socket_folder.parent if os.geteuid() == 0 else postgres.home / "postgres"
    return beside / "data"


def wait_for(condition, patience: float = 20.0) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_new_database_has_vectors_thai_text_and_no_door_to_the_network(postgres):
    assert int(str(ask(postgres, "SHOW server_version_num"))) >= 150_000
    assert ask(postgres, "SELECT '[3,4]'::vector <-> '[0,0]'::vector") == 5.0
    assert ask(postgres, "SELECT lower('ÉCOLE ร่วมคิด')") == "école ร่วมคิด"
    assert ask(postgres, "SHOW listen_addresses") == ""
    assert ask(postgres, "SHOW fsync") == "on"
    assert psutil.Process(postgres.pid).net_connections("inet") == []


def test_the_socket_folder_is_closed_to_others(postgres):
    folder = Path(str(ask(postgres, "SHOW unix_socket_directories")))

    assert folder.stat().st_mode & 0o077 == 0
    assert len(str(folder / ".s.PGSQL.5432")) <= 107


def test_a_deep_home_still_gets_a_short_socket(tmp_path):
    home = tmp_path / ("deep" * 15) / ("deeper" * 10)
    with EmbeddedRedis(home) as server, EmbeddedPostgres(home) as postgres:
        assert ask(postgres, "SELECT 1") == 1
        assert redis.Redis.from_url(server.url).ping()
        postgres.remove()


def test_what_was_committed_survives_a_stop_and_a_kill(postgres):
    write_note(postgres, "before the stop")
    postgres.stop()
    postgres.start()
    write_note(postgres, "before the kill")
    postgres.kill()
    assert not postgres.is_running()
    postgres.start()

    assert ask(postgres, "SELECT count(*) FROM note") == 2


def test_stop_leaves_no_process(postgres):
    family = [psutil.Process(postgres.pid), *psutil.Process(postgres.pid).children(recursive=True)]
    postgres.stop()

    assert [process for process in family if process.is_running()] == []


def test_a_pid_file_of_a_dead_server_that_names_a_living_stranger_is_no_obstacle(postgres):
    data = Path(str(ask(postgres, "SHOW data_directory")))
    record = (data / "postmaster.pid").read_text().split("\n", 1)[1]
    postgres.kill()
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{record}")
    postgres.start()

    assert ask(postgres, "SELECT 1") == 1


def test_an_interrupted_creation_is_begun_anew(fresh, tmp_path):
    leftover = data_folder(fresh).with_name("data.new")
    leftover.mkdir()
    (leftover / "PG_VERSION").write_text("half of it")
    fresh.start()

    assert ask(fresh, "SELECT 1") == 1
    assert not leftover.exists()


def test_two_homes_live_side_by_side(postgres, fresh):
    fresh.start()
    write_note(fresh, "only here")
    write_note(postgres, "elsewhere")
    fresh.remove()

    assert ask(postgres, "SELECT count(*) FROM note WHERE text = 'only here'") == 0


def test_a_home_that_was_deleted_begins_empty(fresh, tmp_path):
    fresh.start()
    write_note(fresh, "old")
    fresh.stop()
    old = data_folder(fresh).parent
    shutil.rmtree(tmp_path / "home")
    anew = EmbeddedPostgres(tmp_path / "home")
    with anew:
        assert ask(anew, "SELECT to_regclass('note')") is None
        anew.remove()
    shutil.rmtree(old, ignore_errors=True)


def test_a_second_server_for_one_home_is_refused(postgres, server, tmp_path):
    server.start()
    with pytest.raises(StackError, match=r"PostgreSQL server already runs for .* IDEATION_HOME"):
        EmbeddedPostgres(postgres.home).start()
    with pytest.raises(StackError, match=r"Redis server already runs for .* IDEATION_HOME"):
        EmbeddedRedis(tmp_path / "home").start()

    assert ask(postgres, "SELECT 1") == 1


def test_too_little_space_is_said_before_anything_is_made(tmp_path):
    greedy = EmbeddedPostgres(tmp_path / "home", min_free=2**60)
    with pytest.raises(StackError, match=r"MB free .* free some space"):
        greedy.start()
    greedy.remove()


def test_a_home_that_cannot_be_written_is_named(tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    with pytest.raises(StackError, match=f"{in_the_way}/home cannot be written .* IDEATION_HOME"):
        EmbeddedRedis(in_the_way / "home").start()


def test_a_server_that_will_not_start_says_why(one_cluster):
    wrong = EmbeddedPostgres(one_cluster.home, settings={"shared_buffers": "a lot"})
    with pytest.raises(StackError, match=r"did not start: .*shared_buffers.*postgres.log"):
        wrong.start()


def test_a_cluster_of_an_unknown_version_is_left_alone(one_cluster):
    one_cluster.start().stop()
    mark = data_folder(one_cluster) / "PG_VERSION"
    version = mark.read_text()
    mark.write_text("14\n")
    try:
        with pytest.raises(StackError, match=r"made by PostgreSQL 14 .* dump it with the old"):
            one_cluster.start()
    finally:
        mark.write_text(version)


def pretend_postgres(folder: Path, version: str) -> Path:
    """A folder as of PostgreSQL's programs, which only tell their version."""
    folder.mkdir()
    for program in ("initdb", "postgres"):
        (folder / program).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        (folder / program).chmod(0o755)
    return folder


def test_programs_of_this_system_are_used_where_they_are_named(tmp_path, monkeypatch):
    monkeypatch.setenv("POSTGRES_BIN", str(pretend_postgres(tmp_path / "bin", "17.2 (Debian)")))
    assert find_binaries(tmp_path / "data", shared=True) == tmp_path / "bin"


def test_named_programs_that_are_missing_or_too_old_are_refused(tmp_path, monkeypatch):
    home = tmp_path / "home"
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path / "nowhere"))
    with pytest.raises(StackError, match=r"nowhere, where there is no initdb: name the folder"):
        EmbeddedPostgres(home).start()
    monkeypatch.setenv("POSTGRES_BIN", str(pretend_postgres(tmp_path / "old", "14.11")))
    with pytest.raises(StackError, match=r"holds PostgreSQL 14: name the folder of 15 or newer"):
        EmbeddedPostgres(home).start()
    EmbeddedPostgres(home).remove()


def test_a_redis_that_cannot_run_says_why(tmp_path):
    program = tmp_path / "redis-server"
    program.write_text("#!/bin/sh\necho 'out of luck'\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(StackError, match=r"did not start: out of luck. .*redis.log"):
        EmbeddedRedis(tmp_path / "home", program=program).start()


def test_redis_keeps_what_it_holds_over_stop_and_start(server):
    server.start()
    redis.Redis.from_url(server.url).set("key", "value")
    server.stop()
    server.start()

    assert redis.Redis.from_url(server.url).get("key") == b"value"


def test_redis_starts_again_after_a_kill(server):
    server.start()
    before = server.pid
    server.kill()
    server.start()

    assert server.pid != before
    assert redis.Redis.from_url(server.url).ping()


def test_files_of_a_newer_redis_are_given_up(server, tmp_path):
    data = tmp_path / "home" / "redis"
    data.mkdir(parents=True)
    for name in ("dump.rdb", "appendonly.aof"):
        (data / name).write_bytes(b"REDIS0999\xfa\x09redis-ver\x0599.99\xff" + b"\0" * 8)
    server.start()

    assert redis.Redis.from_url(server.url).dbsize() == 0


def test_redis_listens_on_no_port(server):
    server.start()
    listening = psutil.Process(server.pid).net_connections("inet")

    assert listening == []
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(server.url.removeprefix("unix://").partition("?")[0])


def test_the_death_of_the_owner_ends_both_and_the_next_start_works(tmp_path):
    home = tmp_path / "home"
    command = [sys.executable, "-c", OWNER, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        pids = json.loads(owner.stdout.readline())
        owner.send_signal(signal.SIGKILL)
        owner.wait()
    # At once, while the orphans may still be on their way out.
    postgres = EmbeddedPostgres(home)
    with postgres, EmbeddedRedis(home) as server:
        assert ask(postgres, "SELECT 1") == 1
        assert redis.Redis.from_url(server.url).ping()
        wait_for(lambda: all(gone(pid) for pid in pids))
        postgres.remove()
