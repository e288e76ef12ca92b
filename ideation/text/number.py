"""How many themes: as many as people can work with, and as the texts show."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from ideation.text.partition import squared_distances

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

MOST_THEMES: Final = 80
"""No more themes are chosen from the texts alone."""

_TRIES: Final = 7
_FEWEST: Final = 5
_WIDEST: Final = 2.5
_SAMPLE: Final = 2_000
_TINY: Final = 1e-12
# Borders between themes are clearest for very few or very many; this holds the usual number's end.
_CUSTOM: Final = 0.02


def usual_number(n_texts: int) -> float:
    """Give the number of themes that people can work with: 5 of 30 texts, 10 of 400, 30 of 13,400.

    Args:
        n_texts: At least 1.

    Returns:
        At most 45.
    """
    return float(min(1.6 * n_texts**0.31, 45.0))


def numbers_to_try(n_texts: int, distinct: int) -> list[int]:
    """Give the numbers of themes to choose among, ascending.

    Args:
        n_texts: At least 1.
        distinct: So many different texts there are; more themes cannot be.
    """
    usual = usual_number(n_texts)
    low = max(_FEWEST, round(usual / 2))
    high = max(2, min(round(usual * _WIDEST), distinct, MOST_THEMES))
    return sorted({round(value) for value in np.geomspace(min(low, high), high, _TRIES)})


def merit(vectors: Floats, groups: Sequence[Labels], random_state: int) -> float:
    """Say how well a number of themes suits: clear borders, and not far from the usual number.

    Args:
        vectors: (n, d) the texts.
        groups: Rows of `vectors` in each theme.
        random_state: Seed of the sample that is looked at.

    Returns:
        At most 1.
    """
    labels = np.empty(len(vectors), dtype=np.int64)
    for theme, rows in enumerate(groups):
        labels[rows] = theme
    far = float(np.log(len(groups) / usual_number(len(vectors)))) ** 2
    return _clearness(vectors, labels, random_state) - _CUSTOM * far


def _clearness(vectors: Floats, labels: Labels, random_state: int) -> float:
    """Compare how near texts are to their own theme and to the next.

    Returns:
        The mean silhouette of a sample (Rousseeuw 1987), from -1 to 1.
    """
    sample = np.random.default_rng(random_state).permutation(len(labels))[:_SAMPLE]
    themes, own = np.unique(labels[sample], return_inverse=True)
    if not 2 <= len(themes) < len(sample):
        return -1.0
    distances = np.sqrt(squared_distances(vectors[sample], vectors[sample]))
    np.fill_diagonal(distances, 0)
    sizes, rows = np.bincount(own), np.arange(len(sample))
    totals = distances @ np.eye(len(themes), dtype=np.float32)[own]
    within = totals[rows, own] / np.maximum(sizes[own] - 1, 1)
    means = totals / sizes
    means[rows, own] = np.inf
    between = means.min(axis=1)
    clearness = (between - within) / np.maximum(np.maximum(between, within), _TINY)
    # Nothing is known of what stands alone in its theme.
    return float(np.where(sizes[own] > 1, clearness, 0).mean())
