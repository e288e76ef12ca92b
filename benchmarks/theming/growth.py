"""How many texts keep their theme when a round grows by a ninth."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.theming.process import in_own_process
from benchmarks.theming.sets import SETS, read, shuffled

SHARE = 0.9
CHOICES = 2


def measure(title: str) -> dict[str, Any]:
    """Find the themes of most texts, then of all, starting from the first and from nothing."""
    texts, _ = read(title)
    return {"rows": [_row(title, texts, choice) for choice in range(CHOICES)]}


def _row(title: str, texts: list[str], choice: int) -> dict[str, Any]:
    from ideation.text import propose_themes

    grown = [texts[row] for row in shuffled(len(texts), choice)]
    old = propose_themes(grown[: round(SHARE * len(grown))]).labels
    before = [*old, *[-1] * (len(grown) - len(old))]
    after = propose_themes(grown, before=before)
    afresh = propose_themes(grown)
    return {
        "set": title,
        "choice": choice,
        "texts_before": len(old),
        "texts_after": len(grown),
        "themes_before": len(set(old)),
        "themes_after": len(after.themes),
        "kept_as_the_product_does": kept_by_reconcile(grown, old, after.labels, after.confidence),
        "kept_raw": kept_raw(old, after.labels),
        "kept_raw_from_nothing": kept_raw(old, afresh.labels),
    }


def kept_by_reconcile(
    texts: list[str], old: Sequence[int], new: Sequence[int], confidence: Sequence[float]
) -> float:
    """Return the share of old texts that stay in their theme on the board."""
    from ideation.text import BackgroundSpace, reconcile

    fitted = reconcile(
        new,
        [*old, *[None] * (len(new) - len(old))],
        [False] * len(new),
        frozenset(),
        {},
        BackgroundSpace.load().transform(texts),
        confidence,
    )
    pairs = zip(fitted.assignment, old, strict=False)
    return round(sum(place.theme == theme for place, theme in pairs) / len(old), 4)


def kept_raw(old: Sequence[int], new: Sequence[int]) -> float:
    """Return the share of old texts in the new theme that is paired with their old one."""
    from scipy.optimize import linear_sum_assignment

    shared = np.zeros((max(old) + 1, max(new) + 1))
    np.add.at(shared, (np.array(old), np.array(new[: len(old)])), 1)
    pairs = linear_sum_assignment(shared, maximize=True)
    return round(float(shared[pairs].sum() / len(old)), 4)


def rows() -> list[dict[str, Any]]:
    """Measure every set."""
    return [row for title in SETS for row in in_own_process(measure, title=title)["rows"]]
