"""2,000 voices while web, workers, Redis and PostgreSQL die: none lost, none done twice."""

import json
import threading
import time
from collections.abc import Iterator

import pytest
import redis
from sqlalchemy import create_engine, text

from tests.faults.poster import post_all, texts
from tests.processes import Processes, Servers, wait_for

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

VOICES = 2_000
REDIS_DOWN_SECONDS = 60
KILL_A_WORKER_EVERY = 5
FINAL_WITHIN = 180

# Observes from outside how often each item is brought to `done`.
WITNESS = """
    CREATE TABLE witness (item_id bigint, at timestamptz DEFAULT clock_timestamp());
    CREATE FUNCTION saw_done() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO witness (item_id) VALUES (NEW.id);
        RETURN NEW;
    END $$;
    CREATE TRIGGER saw_done AFTER UPDATE ON work_item FOR EACH ROW
        WHEN (NEW.state = 'done' AND OLD.state <> 'done') EXECUTE FUNCTION saw_done();
"""


@pytest.fixture
def servers(tmp_path) -> Iterator[Servers]:
    """Servers to stop and kill: never those of DATABASE_URL and REDIS_URL, which are others'."""
    made = Servers(tmp_path)
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture
def processes(tmp_path, servers) -> Iterator[Processes]:
    made = Processes(
        tmp_path,
        database_url=servers.postgres.url,
        redis_url=servers.redis.url,
        application="tests.faults.wsgi:application",
        DEATHS_BEFORE_HINT="0.10",
    )
    try:
        yield made
    finally:
        made.stop()


def balance(processes: Processes) -> dict:
    answer = processes.command("work", "status", "--json")
    assert answer.stdout, answer.stderr
    return json.loads(answer.stdout)


def is_final(processes: Processes) -> bool:
    state = balance(processes)
    return state["in_flight"] == 0 and state["kinds"]["submission.theme"].get("waiting", 0) == 0


def open_round(processes: Processes) -> None:
    round = ("--area", "infrastructure", "--slug", "faults", "--title", "รอบทดสอบความทนทาน")
    for arguments in (("agencies", "load", "onde"), ("rounds", "open", "--agency", "onde", *round)):
        answer = processes.command(*arguments)
        assert answer.returncode == 0, answer.stderr


def kill_workers(processes: Processes, stop: threading.Event) -> None:
    number = 0
    while not stop.wait(KILL_A_WORKER_EVERY):
        name = f"worker-{number % 2}"
        processes.kill(name)
        processes.start_worker(number % 2)
        number += 1


def test_no_voice_is_lost_and_none_is_done_twice(servers, processes):
    assert processes.command("db", "upgrade").returncode == 0
    engine = create_engine(servers.postgres.url, pool_pre_ping=True)
    with engine.begin() as connection:
        connection.execute(text(WITNESS))
    open_round(processes)
    processes.start()

    stop = threading.Event()
    killer = threading.Thread(target=kill_workers, args=(processes, stop))
    said = texts(VOICES)
    posters = post_all(processes.port, "/rounds/faults/speak", said, browsers=8, seconds=420)
    killer.start()
    try:
        for _ in range(3):
            time.sleep(5)
            _flush(servers)
        servers.redis.kill()
        before = sum(len(poster.acknowledged) for poster in posters)
        time.sleep(REDIS_DOWN_SECONDS)
        during = sum(len(poster.acknowledged) for poster in posters)
        servers.redis.start()
        servers.postgres.stop()
        servers.postgres.start()
        for poster in posters:
            poster.join()
    finally:
        stop.set()
        killer.join()

    acknowledged = [text for poster in posters for text in poster.acknowledged]
    assert during > before, "people could not post while Redis was away"
    assert sorted(acknowledged) == sorted(said)
    wait_for("every voice is in a final state", lambda: is_final(processes), FINAL_WITHIN)

    state = balance(processes)
    assert state["balanced"], state
    assert (state["submissions"], state["themed"], state["failed"]) == (VOICES, VOICES, 0)
    with engine.connect() as connection:
        stored = connection.scalars(text("SELECT text FROM submission")).all()
        twice = connection.scalar(
            text(
                "SELECT count(*) FROM (SELECT FROM witness GROUP BY item_id HAVING count(*) > 1) t"
            )
        )
        placed = connection.scalar(
            text("SELECT count(DISTINCT submission_id) FROM submission_vector")
        )
        events = connection.scalar(
            text("SELECT count(*) FROM event WHERE verb = 'submission.submitted'")
        )
    assert sorted(stored) == sorted(said), "each acknowledged voice is stored exactly once"
    assert (twice, placed, events) == (0, VOICES, VOICES)
    engine.dispose()


def _flush(servers: Servers) -> None:
    redis.Redis.from_url(servers.redis.url).flushall()
