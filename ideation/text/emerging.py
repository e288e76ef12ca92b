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


def emerging_groups(
    points: Floats, centres: Floats, is_new: npt.NDArray[np.bool_]
) -> list[npt.NDArray[np.bool_]]:
    """Find groups of new texts that fit no theme that there was.

    A group is taken where it draws mostly new texts, and where these are much nearer to each other
    than to any theme. Texts that came by chance from the matters there were make no such group.

    Args:
        points: (n, d) texts as they are by themselves, untaught.
        centres: (k, d) middles of the themes that there were.
        is_new: (n,) marks of texts that had no theme.

    Returns:
        For each group the (n,) marks of the texts that it draws, the largest group first.
    """
    rows = np.flatnonzero(is_new)
    if len(rows) < FEWEST_TEXTS:
        return []
    found = []
    distances = squared_distances(points, centres).min(axis=1)
    least_gain = _LEAST_GAIN * float(distances.sum()) / len(centres)
    usual = is_new.mean()
    least_share = usual + _NEWNESS * (1 - usual)
    number = max(2, round(usual_number(len(rows))))
    groups = halved(points[rows], [np.arange(len(rows))], number)
    for group in sorted(groups, key=len, reverse=True):
        drawn, own = _drawn(points, points[rows[group]], distances)
        if drawn.sum() < FEWEST_TEXTS or is_new[drawn].mean() < least_share:
            continue
        if float((distances - own)[drawn].sum()) >= least_gain:
            found.append(drawn)
            distances = np.minimum(distances, own)
    return found


def _drawn(
    points: Floats, group: Floats, distances: Floats
) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Let a group draw the texts that are nearer to it than to any theme, and settle its middle.

    Returns:
        (n,) marks of the texts it draws; (n,) squared distances of all texts to its middle.
    """
    centre = group.mean(axis=0, keepdims=True)
    for _ in range(_STEPS):
        own = squared_distances(points, centre)[:, 0]
        drawn = own < distances
        if not drawn.any():
            break
        centre = points[drawn].mean(axis=0, keepdims=True)
    return drawn, own
