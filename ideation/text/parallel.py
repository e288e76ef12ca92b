"""The same work on many batches of texts, in as many processes or machines as there are.

With the address of a Dask scheduler in `DASK_SCHEDULER` its workers do the batches; they need this
package in the same version. Otherwise joblib starts a process for each core where that pays.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from time import thread_time
from typing import Final, TypeVar

from ideation.text.tokens import extend_dictionary, own_terms

BATCH: Final = 1_000
"""Texts of one batch. It never depends on the number of processes, so results do not either."""

_FEWEST: Final = 4
"""So few batches are done sooner than other processes start."""

_TRIED: Final = 2
"""Batches that tell how long one takes; the first of a process has dictionaries to load."""

_STARTING: Final = 4.0
"""Seconds in which this process does what two would, for those have to import and load first."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_batches(
    work: Callable[[Sequence[Item]], Result],
    items: Sequence[Item],
    *,
    size: int = BATCH,
    n_jobs: int | None = None,
) -> Iterator[Result]:
    """Do the same with every batch of a sequence.

    Args:
        work: A function of a module (or a partial of one) that other processes can import.
        items: n items.
        size: Items of one batch, at least 1.
        n_jobs: So many processes, or -1 for as many as there are cores; None takes as many once
            the batches that are left would take longer than their start.

    Yields:
        The result of each batch, in the order of the items.
    """
    starts = range(0, len(items), size)
    batches = (items[start : start + size] for start in starts)
    n_left = len(starts)
    alone = n_left <= _FEWEST or n_jobs == 1
    undecided = n_jobs is None and not os.environ.get("DASK_SCHEDULER")
    seconds: list[float] = []
    while n_left and (alone or (undecided and _sooner_here(seconds, n_left))):
        began = thread_time()
        result = work(next(batches))
        seconds.append(thread_time() - began)
        n_left -= 1
        yield result
    if n_left:
        yield from _elsewhere(work, batches, n_jobs or -1)


def _sooner_here(seconds: Sequence[float], n_left: int) -> bool:
    """Say whether this process should go on by itself, from the batches that it has done."""
    return len(seconds) < _TRIED or min(seconds) * n_left < _STARTING


def _elsewhere(
    work: Callable[[Sequence[Item]], Result], batches: Iterable[Sequence[Item]], n_jobs: int
) -> Iterator[Result]:
    from joblib import Parallel, delayed

    terms = own_terms()
    with _backend(work):
        pool = Parallel(n_jobs=n_jobs, return_as="generator", pre_dispatch="3*n_jobs")
        yield from pool(delayed(_do)(work, terms, batch) for batch in batches)


def _backend(work: object) -> AbstractContextManager[object]:
    """Choose who does the work: the Dask cluster that is named, or processes of this machine."""
    from joblib import parallel_config

    address = os.environ.get("DASK_SCHEDULER")
    chosen = ExitStack()
    if address:
        from distributed import Client

        client = Client(address, set_as_default=False)  # type: ignore[no-untyped-call]  # has no types
        chosen.enter_context(client)
        chosen.enter_context(client.as_current())
        # What all batches share goes to each machine once.
        chosen.enter_context(parallel_config(backend="dask", scatter=[work]))
    return chosen


def in_threads(work: Callable[[Item], None], items: Sequence[Item]) -> None:
    """Do something with each item, on as many threads as there are cores.

    Args:
        work: Numerical work that hardly holds Python's lock, and that writes what it finds where
            no other item does.
        items: n items.
    """
    if len(items) < 2:
        for item in items:
            work(item)
        return
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        # What a thread raises is raised here, where the results are taken.
        for _ in pool.map(work, items):
            pass


def one_thread() -> AbstractContextManager[object]:
    """Compute on one thread, which adds numbers in the same order on every machine.

    On a busy machine it is also the faster way: threads that wait for each other spin.
    """
    # A library that is loaded later would bring threads of its own, unlimited the first time.
    import scipy.linalg  # noqa: F401  # what is limited must be loaded
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no types

    limits: AbstractContextManager[object] = threadpool_limits(limits=1)
    return limits


def _do(
    work: Callable[[Sequence[Item]], Result], terms: frozenset[str], batch: Sequence[Item]
) -> Result:
    """Work as the calling process would: with its words, and on one thread."""
    extend_dictionary(terms)
    with one_thread():
        return work(batch)
