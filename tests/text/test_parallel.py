"""Work on many texts is the same whoever does it: this process, others, or a Dask cluster."""

import os
from collections.abc import Iterator, Sequence
from time import thread_time

import numpy as np
import pytest
from joblib import cpu_count

from ideation.text import ThemeClusterer, extend_dictionary, tokenise
from ideation.text.parallel import in_batches

from .voices import TEXTS

# More batches than one process does by itself.
MANY = [f"{text} ครั้งที่ {number}" for number in range(140) for text in TEXTS]


def lengths(texts: Sequence[str]) -> list[int]:
    return [len(text) for text in texts]


def worker(_texts: Sequence[str]) -> int:
    return os.getpid()


def slow_worker(texts: Sequence[str]) -> int:
    """Take half a second of the processor."""
    end = thread_time() + 0.5
    while thread_time() < end:
        pass
    return worker(texts)


def words(texts: Sequence[str]) -> list[list[str]]:
    return [tokenise(text) for text in texts]


@pytest.fixture(scope="module")
def alone() -> ThemeClusterer:
    return ThemeClusterer(6, n_jobs=1).fit(MANY)


def test_results_come_in_the_order_of_the_items() -> None:
    found = [length for part in in_batches(lengths, MANY, size=500) for length in part]
    assert found == [len(text) for text in MANY]


def test_quick_work_stays_in_this_process() -> None:
    assert set(in_batches(worker, MANY, size=50)) == {os.getpid()}


@pytest.mark.skipif(cpu_count() == 1, reason="one core has no use for other processes")
def test_long_work_goes_to_other_processes() -> None:
    found = list(in_batches(slow_worker, MANY[:12], size=1))
    assert len(found) == 12
    assert set(found) - {os.getpid()}


def test_other_processes_know_the_words_of_an_agency() -> None:
    term = "โครงการเน็ตชุมชนทันใจ"
    extend_dictionary([term])
    try:
        found = [cut for part in in_batches(words, [term] * 12, size=2, n_jobs=2) for cut in part]
    finally:
        extend_dictionary([])
    assert found == [[term]] * 12


def test_processes_find_the_same_themes(alone: ThemeClusterer) -> None:
    assert_same(ThemeClusterer(6, n_jobs=2).fit(MANY), alone)


@pytest.fixture
def cluster() -> Iterator[str]:
    """Start a Dask scheduler and two workers, each a process of its own."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as found:
        yield found.scheduler_address


def test_a_dask_cluster_finds_the_same_themes(
    alone: ThemeClusterer, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import Client

    monkeypatch.setenv("DASK_SCHEDULER", cluster)
    assert_same(ThemeClusterer(6).fit(MANY), alone)
    with Client(cluster) as client:
        workers = set(client.run(os.getpid).values())
    assert len(workers) == 2
    assert set(in_batches(worker, MANY, size=50)) <= workers


def assert_same(one: ThemeClusterer, other: ThemeClusterer) -> None:
    for name in ("vectors_", "labels_", "confidence_", "second_", "topics_"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
