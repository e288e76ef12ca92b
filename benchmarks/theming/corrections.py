"""What the themes gain when officers place some texts by hand."""

import statistics
from typing import Any

import numpy as np

from benchmarks.theming.process import in_own_process
from benchmarks.theming.sets import SETS, numbered, read, shuffled

SHARE = 0.05
CHOICES = 3


def measure(title: str) -> dict[str, Any]:
    """Place some texts by the labels that people gave, and look at the others."""
    from sklearn.metrics import v_measure_score

    from ideation.text import ThemeClusterer

    texts, truth = read(title)
    gold = np.array(numbered(truth))
    number = len(set(truth))
    alone = ThemeClusterer(number).fit(texts).labels_
    found = []
    for choice in range(CHOICES):
        rows = shuffled(len(texts), choice)
        placed, others = np.split(rows, [round(SHARE * len(texts))])
        given = np.full(len(texts), -1)
        given[placed] = gold[placed]
        taught = ThemeClusterer(number).fit(texts, given).labels_
        without = float(v_measure_score(gold[others], alone[others]))
        with_them = float(v_measure_score(gold[others], taught[others]))
        found.append(_row(title, str(choice), len(placed), without, with_them))
    return {"rows": [*found, _mean(title, found)]}


def _row(title: str, choice: str, placed: int, without: float, with_them: float) -> dict[str, Any]:
    return {
        "set": title,
        "choice": choice,
        "placed": placed,
        "v_without": round(without, 4),
        "v_with": round(with_them, 4),
        "rise_percent": round((with_them / without - 1) * 100, 1),
    }


def _mean(title: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    means = [statistics.mean(row[name] for row in found) for name in ("v_without", "v_with")]
    return _row(title, "mean", found[0]["placed"], *means)


def rows() -> list[dict[str, Any]]:
    """Measure every set."""
    return [row for title in SETS for row in in_own_process(measure, title=title)["rows"]]
