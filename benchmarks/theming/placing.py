"""How fast one text of later finds its theme, and what hostile texts cost."""

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.report import p95
from benchmarks.theming.process import in_own_process
from benchmarks.theming.sets import SETS, read, shuffled

UNSEEN = 1_000
ROUND = 1_000
WARM = 20
TIMES = 5

HOSTILE = {
    "a usual text": "ถนนหน้าโรงเรียนพังมานานแล้ว อยากให้ซ่อมด้วยครับ",
    "ด้านหน้า, 4,000 times": "ด้านหน้า" * 4_000,
    "1 MB of one letter": "ก" * 1_000_000,
    "10,000 emoji": "😀" * 10_000,
    "mixed direction marks": "ถนน\u202eพัง\u202c \u2067abc\u2069\u200f שלום \u061cمرحبا " * 1_000,
}


def measure(title: str) -> dict[str, Any]:
    """Place unseen texts one by one in a process that has found the themes of the others."""
    from ideation.text import ThemeClusterer

    texts, _ = read(title)
    order = shuffled(len(texts), seed=0)
    clusterer = ThemeClusterer().fit([texts[row] for row in order[UNSEEN:]])
    for row in order[UNSEEN : UNSEEN + WARM]:
        clusterer.place([texts[row]])
    spent = [_spent(partial(clusterer.place, [texts[row]])) for row in order[:UNSEEN]]
    seconds, used = [each[0] for each in spent], [each[1] for each in spent]
    return {
        "set": title,
        "themes of": len(texts) - UNSEEN,
        "placed": UNSEEN,
        "p50_ms": round(statistics.median(seconds) * 1000, 2),
        "p95_ms": round(p95(seconds), 2),
        "slowest_ms": round(max(seconds) * 1000, 2),
        "p50_cpu_ms": round(statistics.median(used) * 1000, 2),
        "p95_cpu_ms": round(p95(used), 2),
    }


def _spent(call: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds and the processor seconds of a call."""
    started, used = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - started, time.process_time() - used


def _median_cpu_ms(call: Callable[[], object]) -> float:
    return statistics.median(_spent(call)[1] for _time in range(TIMES)) * 1000


def measure_hostile() -> dict[str, Any]:
    """Place hostile texts, and find the themes of a round with and without each.

    So small a round is read by one process, whose processor time tells more than the clock of a
    machine that others use as well.
    """
    from ideation.text import ThemeClusterer, propose_themes

    texts, _ = read("call centre")
    texts = [texts[row] for row in shuffled(len(texts), seed=0)[:ROUND]]
    clusterer = ThemeClusterer().fit(texts)
    found = []
    for name, text in HOSTILE.items():
        spent = [_spent(partial(clusterer.place, [text])) for _time in range(TIMES)]
        without = _median_cpu_ms(partial(propose_themes, texts))
        within = _median_cpu_ms(partial(propose_themes, [*texts, text]))
        found.append(
            {
                "text": name,
                "characters": len(text),
                "place_ms": round(statistics.median(seconds for seconds, _ in spent) * 1000, 2),
                "place_cpu_ms": round(statistics.median(used for _, used in spent) * 1000, 2),
                "round_cpu_ms": round(within),
                "round_without_cpu_ms": round(without),
                "added_cpu_ms": round(within - without),
            }
        )
    return {"rows": found}


def rows() -> list[dict[str, Any]]:
    """Measure the placing on every set."""
    return [in_own_process(measure, title=title) for title in SETS]


def hostile_rows() -> list[dict[str, Any]]:
    """Measure the hostile texts."""
    found: list[dict[str, Any]] = in_own_process(measure_hostile)["rows"]
    return found
