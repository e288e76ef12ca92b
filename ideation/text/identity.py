"""Lasting identity: what a clustering run proposes is fitted to the themes that people know.

A cluster number means nothing outside its run. Here clusters are matched to existing themes by the
texts they share, and what officers have done (moves, locks, merges, splits, "not this theme")
bounds what a run may change.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.floating]

MATCHING_SHARE: Final = 0.5
"""A cluster is the same theme as before if they share this much of the smaller of them, ..."""

MATCHING_JACCARD: Final = 0.25
"""... or this much of both together."""

CONTENDING_SHARE: Final = 0.1
"""A theme whose fixed members are this share of a cluster's placed texts competes for the rest."""

STAYING_CONFIDENCE: Final = 0.35
"""Below this confidence a text stays in the theme it has, as long as that theme lives on."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one text belongs: exactly one of the two is set.

    Attributes:
        theme: Id of an existing theme.
        cluster: Index into `Reconciled.new_clusters`, for a theme that is to be made.
    """

    theme: int | None
    cluster: int | None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The outcome of `reconcile`.

    Attributes:
        assignment: The placement of each text, in order.
        new_clusters: Indices of the texts of each theme that is to be made, never empty ones.
        matched: The existing theme that each label of the run was taken for.
    """

    assignment: tuple[Placement, ...]
    new_clusters: tuple[tuple[int, ...], ...]
    matched: Mapping[int, int]


def reconcile(
    labels: Sequence[int],
    current: Sequence[int | None],
    pinned: Sequence[bool],
    sticky: frozenset[int],
    barred: Mapping[int, frozenset[int]],
    vectors: Vectors,
    confidence: Sequence[float] | None = None,
) -> Reconciled:
    """Fit the clusters of a run to the existing themes.

    A pinned text stays where it is. A text in a sticky theme stays there unless that theme is
    barred for it. Everything else follows its cluster: to the sticky theme that holds most of the
    cluster's placed texts, or else to the theme it is matched with, or else to a new theme. Where
    fixed texts of two themes lie in one cluster, each free text goes to the nearer of them.

    Args:
        labels: n cluster numbers of the run, of any value.
        current: n ids of the theme each text has now, or None.
        pinned: n marks of texts that an officer placed by hand.
        sticky: Ids of themes that were locked, merged into or split.
        barred: For an index of a text, the ids of themes it must not be given.
        vectors: (n, d) any space in which near texts are alike.
        confidence: n values from 0 to 1 of the run; None counts every text as sure.

    Returns:
        A placement for every text.

    Raises:
        ValueError: The sequences differ in length.
    """
    lengths = {len(labels), len(current), len(pinned), len(vectors)}
    if len(lengths) != 1 or (confidence is not None and len(confidence) != len(labels)):
        raise ValueError("labels, current, pinned, vectors and confidence differ in length")
    fixed = [
        theme is not None and (pin or (theme in sticky and theme not in barred.get(row, ())))
        for row, (theme, pin) in enumerate(zip(current, pinned, strict=True))
    ]
    run = _Run(labels, current, fixed, barred, vectors, confidence)
    matched = _match(run, sticky)
    chosen = [run.place(row, matched) for row in range(len(labels))]
    return _with_new_clusters(chosen, labels, matched)


class _Run:
    """The facts of one run, and the choice of a theme for one text."""

    def __init__(
        self,
        labels: Sequence[int],
        current: Sequence[int | None],
        fixed: Sequence[bool],
        barred: Mapping[int, frozenset[int]],
        vectors: Vectors,
        confidence: Sequence[float] | None,
    ) -> None:
        self.labels = labels
        self.current = current
        self.fixed = fixed
        self.barred = barred
        self.vectors = _unit(np.asarray(vectors, dtype=np.float64))
        self.confidence = confidence
        self.members = _groups(labels)
        self.placed = {
            label: Counter(theme for row in rows if (theme := current[row]) is not None)
            for label, rows in self.members.items()
        }
        self.centroids = self._centroids(_groups(current))
        self.contenders = {label: self._contenders(label) for label in self.members}

    def place(self, row: int, matched: Mapping[int, int]) -> int | None:
        """Choose an existing theme for a text, or None for a new one."""
        label, own = self.labels[row], self.current[row]
        if self.fixed[row]:
            return own
        barred = self.barred.get(row, frozenset())
        if self._stays(row, barred, matched):
            return own
        rivals = self.contenders[label]
        if len(rivals) > 1:
            nearest = self._nearest(row, rivals, barred)
            if nearest is not None:
                return nearest
        theme = matched.get(label)
        if theme is None or theme not in barred:
            return theme
        if own is not None and own not in barred:
            return own
        return self._nearest(row, self.centroids, barred)

    def _stays(self, row: int, barred: frozenset[int], matched: Mapping[int, int]) -> bool:
        own = self.current[row]
        if own is None or own in barred or self.confidence is None:
            return False
        return self.confidence[row] < STAYING_CONFIDENCE and own in matched.values()

    def _contenders(self, label: int) -> dict[int, npt.NDArray[np.float64]]:
        """Centroids of the themes that share out the free texts of a cluster."""
        placed = self.placed[label]
        total = placed.total()
        anchors = _groups(
            [self.current[row] if self.fixed[row] else None for row in self.members[label]]
        )
        themes = {
            theme: [self.members[label][position] for position in positions]
            for theme, positions in anchors.items()
            if len(positions) >= CONTENDING_SHARE * total
        }
        leader = max(placed, key=lambda theme: (placed[theme], -theme), default=None)
        if themes and leader is not None and placed[leader] * 2 > total:
            rows = [row for row in self.members[label] if self.current[row] == leader]
            themes.setdefault(leader, rows)
        return self._centroids(themes)

    def _centroids(self, groups: Mapping[int, Sequence[int]]) -> dict[int, npt.NDArray[np.float64]]:
        return {
            theme: _unit(self.vectors[list(rows)].mean(axis=0)[None, :])[0]
            for theme, rows in groups.items()
        }

    def _nearest(
        self, row: int, centroids: Mapping[int, npt.NDArray[np.float64]], barred: frozenset[int]
    ) -> int | None:
        allowed = sorted(theme for theme in centroids if theme not in barred)
        if not allowed:
            return None
        return max(allowed, key=lambda theme: float(centroids[theme] @ self.vectors[row]))


def _match(run: _Run, sticky: frozenset[int]) -> dict[int, int]:
    """Decide which existing theme, if any, each cluster is."""
    matched: dict[int, int] = {}
    for label, placed in run.placed.items():
        for theme, count in placed.items():
            if theme in sticky and count * 2 > placed.total():
                matched[label] = theme
    open_labels = sorted(label for label in run.members if label not in matched)
    claimed = set(matched.values())
    open_themes = sorted({theme for placed in run.placed.values() for theme in placed} - claimed)
    sizes = Counter(theme for theme in run.current if theme is not None)
    if not open_labels or not open_themes:
        return matched
    shared = np.array(
        [[run.placed[label][theme] for theme in open_themes] for label in open_labels],
        dtype=np.float64,
    )
    theme_sizes = np.array([sizes[theme] for theme in open_themes], dtype=np.float64)
    label_sizes = np.array([run.placed[label].total() for label in open_labels], dtype=np.float64)
    for row, column in _assign(shared, label_sizes, theme_sizes):
        matched[open_labels[row]] = open_themes[column]
    return matched


def _assign(
    shared: npt.NDArray[np.float64],
    label_sizes: npt.NDArray[np.float64],
    theme_sizes: npt.NDArray[np.float64],
) -> Iterable[tuple[int, int]]:
    """Pair clusters with themes so that the sum of their Jaccard overlaps is greatest."""
    from scipy.optimize import linear_sum_assignment

    together = label_sizes[:, None] + theme_sizes[None, :] - shared
    jaccard = shared / np.maximum(together, 1.0)
    smaller = np.minimum(label_sizes[:, None], theme_sizes[None, :])
    overlap = shared / np.maximum(smaller, 1.0)
    rows, columns = linear_sum_assignment(jaccard, maximize=True)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        alike = jaccard[row, column] >= MATCHING_JACCARD or overlap[row, column] >= MATCHING_SHARE
        if shared[row, column] > 0 and alike:
            yield row, column


def _with_new_clusters(
    chosen: Sequence[int | None], labels: Sequence[int], matched: Mapping[int, int]
) -> Reconciled:
    fresh: dict[int, list[int]] = {}
    for row, theme in enumerate(chosen):
        if theme is None:
            fresh.setdefault(labels[row], []).append(row)
    index = {label: position for position, label in enumerate(fresh)}
    assignment = tuple(
        Placement(None, index[labels[row]]) if theme is None else Placement(theme, None)
        for row, theme in enumerate(chosen)
    )
    return Reconciled(assignment, tuple(tuple(rows) for rows in fresh.values()), matched)


def _groups(keys: Sequence[int] | Sequence[int | None]) -> dict[int, list[int]]:
    """Collect the positions of each key; None is no key."""
    groups: dict[int, list[int]] = {}
    for row, key in enumerate(keys):
        if key is not None:
            groups.setdefault(key, []).append(row)
    return groups


def _unit(vectors: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    wide = np.asarray(vectors, dtype=np.float64)
    norms = np.linalg.norm(wide, axis=1, keepdims=True)
    unit: npt.NDArray[np.float64] = wide / np.where(norms == 0, 1.0, norms)
    return unit
