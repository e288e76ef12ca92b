"""The background space: whether neighbours are alike, and how long one text takes."""

import statistics
import time
from typing import Any

import numpy as np

from benchmarks.report import p95
from benchmarks.theming.process import in_own_process
from benchmarks.theming.sets import SETS, read, shuffled

SAMPLE = 6_000
ONE_BY_ONE = 1_000


def measure(title: str) -> dict[str, Any]:
    """Measure how often the nearest other text has the same label, and the time."""
    from ideation.text import BackgroundSpace

    space = BackgroundSpace.load()
    texts, truth = read(title)
    labels = dict(zip(texts, truth, strict=True))
    names = sorted(labels)
    chosen = [names[row] for row in shuffled(len(names), seed=0)[:SAMPLE]]
    vectors = space.transform(chosen)
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    nearest = likeness.argmax(axis=1)
    same = [labels[chosen[i]] == labels[chosen[j]] for i, j in enumerate(nearest)]
    used = time.process_time()
    space.transform(texts)
    used = time.process_time() - used
    seconds = [_seconds(space, text) for text in texts[:ONE_BY_ONE]]
    return {
        "set": title,
        "nearest_agrees": round(statistics.mean(same), 3),
        "texts": len(texts),
        "cpu_seconds": round(used, 2),
        "one_text_median_ms": round(statistics.median(seconds) * 1000, 2),
        "one_text_p95_ms": round(p95(seconds), 2),
    }


def _seconds(space: Any, text: str) -> float:
    started = time.perf_counter()
    space.transform([text])
    return time.perf_counter() - started


def rows() -> list[dict[str, Any]]:
    """Measure every set."""
    return [in_own_process(measure, title=title) for title in SETS]
