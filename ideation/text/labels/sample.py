"""Which texts of a theme are read, and which stand for it."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

MOST_READ: Final = 600
"""So many texts of a theme are read at most."""

MOST_CENTRAL: Final = 5
_TOO_ALIKE: Final = 0.9
# The larger part is spread over the theme, so that shares counted in the sample are near the true.
_MOST_CENTRAL_READ: Final = 200


def choose_rows(
    group: Sequence[int], vectors: npt.NDArray[np.float32], quotable: npt.NDArray[np.bool_] | None
) -> npt.NDArray[np.int64]:
    """Choose the texts of a theme that are read: the most central ones and an even spread.

    Args:
        group: Indices of the theme's texts, in any order.
        vectors: (n, d) rows of length 1 or 0.
        quotable: (n,) which texts may be shown; all of them if it is None.

    Returns:
        At most `MOST_READ` indices of quotable texts, the most central one first.
    """
    rows = np.unique(np.asarray(group, dtype=np.int64))
    own = vectors[rows]
    if quotable is not None:
        shown = quotable[rows]
        nearness = own[shown] @ own.mean(axis=0) if shown.any() else np.empty(0)
        rows = rows[shown]
    else:
        nearness = own @ own.mean(axis=0) if len(rows) else np.empty(0)
    ordered: npt.NDArray[np.int64] = rows[np.argsort(-nearness, kind="stable")]
    if len(ordered) <= MOST_READ:
        return ordered
    spread = np.linspace(_MOST_CENTRAL_READ, len(ordered) - 1, MOST_READ - _MOST_CENTRAL_READ)
    return np.concatenate([ordered[:_MOST_CENTRAL_READ], ordered[spread.astype(np.int64)]])


def central_rows(rows: npt.NDArray[np.int64], vectors: npt.NDArray[np.float32]) -> tuple[int, ...]:
    """Take the first texts that are unlike one another.

    Args:
        rows: What `choose_rows` gave.
        vectors: (n, d) rows of length 1 or 0.

    Returns:
        At most `MOST_CENTRAL` of them.
    """
    taken: list[int] = []
    for row in rows.tolist():
        if len(taken) == MOST_CENTRAL:
            break
        if not taken or float((vectors[taken] @ vectors[row]).max()) < _TOO_ALIKE:
            taken.append(row)
    return tuple(taken)
