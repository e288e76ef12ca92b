"""Matters that nobody spoke of before: groups of new texts that stand apart from all themes."""

from typing import Final

import numpy as np
import numpy.typing as npt

from ideation.text.number import usual_number
from ideation.text.partition import halved, squared_distances

Floats = npt.NDArray[np.float32]

FEWEST_TEXTS: Final = 5
"""So many texts make a theme that was not there before."""

# Of the texts that would join, at least half of what could be are to be new beyond their share.
_NEWNESS: Final = 0.5
# It is to tell apart as much as a third of a usual theme does.
_LEAST_GAIN: Final = 0.3
_STEPS: Final = 3


def with_emerging(points: Floats, centres: Floats, is_new: npt.NDArray[np.bool_]) -> Floats:
    """Add the middles of groups of new texts that fit no theme that there was.

    A group is taken where it draws mostly new texts, and where these are much nearer to each other
    than to any theme. Texts that came by chance from the matters there were make no such group.

    Args:
        points: (n, d) texts as they are cut.
        centres: (k, d) middles of the themes that there were.
        is_new: (n,) marks of texts that had no theme.

    Returns:
        (k or more, d) the same middles, and those of the emerging themes below them.
    """
    rows = np.flatnonzero(is_new)
    if len(rows) < FEWEST_TEXTS:
        return centres
    distances = squared_distances(points, centres).min(axis=1)
    least_gain = _LEAST_GAIN * float(distances.sum()) / len(centres)
    usual = is_new.mean()
    least_share = usual + _NEWNESS * (1 - usual)
    number = max(2, round(usual_number(len(rows))))
    groups = halved(points[rows], [np.arange(len(rows))], number)
    for group in sorted(groups, key=len, reverse=True):
        centre, drawn, gain = _drawn(points, points[rows[group]], distances)
        if drawn.sum() < FEWEST_TEXTS or gain < least_gain or is_new[drawn].mean() < least_share:
            continue
        centres = np.vstack([centres, centre])
        distances = np.minimum(distances, squared_distances(points, centre)[:, 0])
    return centres


def _drawn(
    points: Floats, group: Floats, distances: Floats
) -> tuple[Floats, npt.NDArray[np.bool_], float]:
    """Let a group draw the texts that are nearer to it than to any theme, and settle its middle.

    Returns:
        (1, d) middle; (n,) marks of the texts it draws; by how much they are nearer, in all.
    """
    centre: Floats = group.mean(axis=0, keepdims=True)
    for step in range(_STEPS):
        own = squared_distances(points, centre)[:, 0]
        drawn = own < distances
        if step == _STEPS - 1 or not drawn.any():
            break
        centre = points[drawn].mean(axis=0, keepdims=True)
    return centre, drawn, float((distances - own)[drawn].sum())
