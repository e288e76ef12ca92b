"""Cutting points into groups so that nearly the same points give nearly the same groups."""

from collections.abc import Sequence
from typing import Final, Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

_TRIALS: Final = 3
_LEAST_GAIN: Final = 1e-4
_HALVING_STEPS: Final = 30
_MOST_MOVES: Final = 100
# Centres that move by less than this share of the mean variance of a dimension stand still.
_STILL: Final = 1e-4


class SplitMergeKMeans:
    """KMeans from a start that depends on the points alone, improved by splits and merges.

    KMeans from random starts ends in another of many near optima each time; people then see
    their themes reshuffled. Here the group with the largest spread is halved along its longest
    axis until there are enough groups (Su and Dy 2007). Then, as long as it pays, one group is
    halved where that gains most, and the two groups are joined where that costs least.

    Args:
        n_clusters: k, at least 1; fewer groups are found where there are fewer different points.
        rounds: At most so many splits with merges.
        least_gain: Each must lower the inertia by this share of it; None asks for next to nothing.

    Attributes:
        labels_: (n,) number of the group of each point.
        cluster_centers_: (k, d) means of the groups.
        inertia_: Sum of the squared distances from the points to their centres.
    """

    labels_: Labels
    cluster_centers_: Floats
    inertia_: float

    def __init__(
        self, n_clusters: int, *, rounds: int = 20, least_gain: float | None = None
    ) -> None:
        self.n_clusters = n_clusters
        self.rounds = rounds
        self.least_gain = least_gain

    def fit(self, X: Floats, y: object = None, *, start: Floats | None = None) -> Self:  # noqa: N803, ARG002  # scikit-learn's names
        """Find the groups.

        Args:
            X: (n, d) points, at least one.
            y: Ignored; stands here as in every estimator.
            start: Up to (k, d) centres to begin with, such as those of an earlier run.

        Returns:
            Itself.
        """
        self._still = _STILL * float(X.var(axis=0, dtype=np.float64).mean())
        self._settle(X, self._begun(X, start))
        for _ in range(self.rounds if len(self.cluster_centers_) > 2 else 0):
            if not self._improve(X):
                break
        return self

    def predict(self, X: Floats) -> Labels:  # noqa: N803  # scikit-learn's name
        """Give the number of the nearest centre of each of (n, d) points."""
        return nearest_centre(X, self.cluster_centers_)

    def _begun(self, points: Floats, start: Floats | None) -> Floats:
        """Give the centres to begin with."""
        if start is not None:
            _, first = np.unique(start, axis=0, return_index=True)
            start = start[np.sort(first)]
            if len(start) >= self.n_clusters:
                return start
        groups = [np.arange(len(points))]
        if start is not None:
            labels = nearest_centre(points, start)
            groups = [np.flatnonzero(labels == group) for group in np.unique(labels)]
        groups = halved(points, groups, self.n_clusters)
        return np.stack([points[rows].mean(axis=0) for rows in groups]).astype(np.float32)

    def _settle(self, points: Floats, centres: Floats) -> None:
        self.labels_, self.cluster_centers_, self.inertia_ = _settled(points, centres, self._still)

    def _improve(self, points: Floats) -> bool:
        """Try the splits with merges that promise most; keep the first that holds its promise."""
        gains, halves = self._gains(points)
        costs = self._costs()
        least = (self.least_gain or _LEAST_GAIN) * self.inertia_
        for split in np.argsort(-gains, kind="stable")[:_TRIALS].tolist():
            without = costs.copy()
            without[split], without[:, split] = np.inf, np.inf
            one, other = divmod(int(without.argmin()), len(costs))
            if gains[split] - costs[one, other] <= least:
                continue
            centres = self.cluster_centers_.copy()
            centres[one] = self._joined(one, other)
            centres[other], centres[split] = halves[split]
            settled = _settled(points, centres, self._still)
            if settled[2] < self.inertia_ - least:
                self.labels_, self.cluster_centers_, self.inertia_ = settled
                return True
        return False

    def _gains(self, points: Floats) -> tuple[npt.NDArray[np.float64], list[Floats]]:
        """Say by how much halving each group lowers the inertia, and into which centres."""
        gains, halves = [], []
        for group in range(len(self.cluster_centers_)):
            own = points[self.labels_ == group]
            sides = _halves(own) if len(own) > 1 else np.zeros(len(own), dtype=np.bool_)
            if not sides.any() or sides.all():
                gains.append(0.0)
                halves.append(np.repeat(self.cluster_centers_[group : group + 1], 2, axis=0))
                continue
            parts = [own[sides], own[~sides]]
            gains.append(_spread(own) - sum(map(_spread, parts)))
            halves.append(np.stack([part.mean(axis=0) for part in parts]))
        return np.array(gains), halves

    def _costs(self) -> npt.NDArray[np.float64]:
        """Say by how much joining each pair of groups raises the inertia (Ward 1963)."""
        sizes = np.bincount(self.labels_, minlength=len(self.cluster_centers_)).astype(np.float64)
        together = np.maximum(sizes[:, None] + sizes[None, :], 1)
        costs = squared_distances(self.cluster_centers_, self.cluster_centers_).astype(np.float64)
        costs *= sizes[:, None] * sizes[None, :] / together
        np.fill_diagonal(costs, np.inf)
        return costs

    def _joined(self, one: int, other: int) -> Floats:
        sizes = np.bincount(self.labels_, minlength=len(self.cluster_centers_))[[one, other]]
        weights = (sizes / max(sizes.sum(), 1)).astype(np.float32)
        middle: Floats = weights @ self.cluster_centers_[[one, other]]
        return middle


def halved(points: Floats, groups: Sequence[Labels], number: int) -> list[Labels]:
    """Halve the group with the largest spread until there are enough.

    Args:
        points: (n, d).
        groups: Rows of `points` in each group, at least one.
        number: So many groups are wanted; fewer come out where there are fewer different points.

    Returns:
        Rows of `points` in each group.
    """
    groups = list(groups)
    spreads = [_spread(points[rows]) for rows in groups]
    while len(groups) < number and max(spreads) > 0:
        widest = int(np.argmax(spreads))
        rows = groups[widest]
        sides = _halves(points[rows])
        parts = [rows[sides], rows[~sides]]
        groups[widest : widest + 1] = parts
        spreads[widest : widest + 1] = [_spread(points[part]) for part in parts]
    return groups


def nearest_centre(points: Floats, centres: Floats) -> Labels:
    """Give for each of (n, d) points the number of the nearest of (k, d) centres."""
    # The length of a point itself does not matter to it.
    nearness = points @ centres.T - (centres**2).sum(axis=1) / 2
    nearest: Labels = nearness.argmax(axis=1)
    return nearest


def squared_distances(points: Floats, centres: Floats) -> Floats:
    """Give the (n, k) squared distances of (n, d) points to (k, d) centres, at least 0."""
    lengths = (points**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1)[None, :]
    distances: Floats = np.maximum(lengths - 2 * (points @ centres.T), 0)
    return distances


def _settled(points: Floats, centres: Floats, still: float) -> tuple[Labels, Floats, float]:
    """Move points and centres until next to nothing changes (Lloyd 1982).

    A group that loses all points begins anew with the point that is farthest from its centre, and
    vanishes only where there are fewer different points. scikit-learn's KMeans does the same, but
    loading it takes as long as finding the themes of some thousand texts.

    Args:
        points: (n, d).
        centres: (k, d) to begin with.
        still: Centres that together move by no more than this, squared, stand still.
    """
    labels = nearest_centre(points, centres)
    for _ in range(_MOST_MOVES):
        moved = _middles(points, _none_empty(points, centres, labels), centres)
        shift = float(((moved - centres) ** 2).sum(dtype=np.float64))
        before, centres = labels, moved
        labels = nearest_centre(points, centres)
        if shift <= still or np.array_equal(before, labels):
            break
    found, labels = np.unique(labels, return_inverse=True)
    centres = centres[found]
    inertia = float(((points - centres[labels]) ** 2).sum(dtype=np.float64))
    return labels.astype(np.int64), centres, inertia


def _none_empty(points: Floats, centres: Floats, labels: Labels) -> Labels:
    """Give each group without points one of those that are farthest from their centres."""
    empty = np.flatnonzero(np.bincount(labels, minlength=len(centres)) == 0)
    if not len(empty):
        return labels
    far = ((points - centres[labels]) ** 2).sum(axis=1)
    labels = labels.copy()
    labels[np.argsort(-far, kind="stable")[: len(empty)]] = empty
    return labels


def _middles(points: Floats, labels: Labels, centres: Floats) -> Floats:
    """Give the means of the points of each group; one without points keeps its centre."""
    from scipy.sparse import csr_matrix

    ones, columns = np.ones(len(labels), dtype=np.float32), np.arange(len(labels))
    membership = csr_matrix((ones, (labels, columns)), shape=(len(centres), len(labels)))
    sizes = np.bincount(labels, minlength=len(centres)).astype(np.float32)[:, None]
    return np.where(sizes > 0, membership @ points / np.maximum(sizes, 1), centres)


def _halves(points: Floats) -> npt.NDArray[np.bool_]:
    """Say on which side of its middle each of (n, d) points lies, across its longest axis.

    The sides are then settled as KMeans settles two groups, in one product a step.
    """
    centred = points - points.mean(axis=0)
    _, axes = np.linalg.eigh((centred.T @ centred).astype(np.float64))
    sides: npt.NDArray[np.bool_] = centred @ axes[:, -1].astype(np.float32) > 0
    for _ in range(_HALVING_STEPS):
        if not sides.any() or sides.all():
            return np.arange(len(points)) > 0
        one, other = centred[sides].mean(axis=0), centred[~sides].mean(axis=0)
        moved = centred @ (one - other) > (one @ one - other @ other) / 2
        if np.array_equal(moved, sides):
            break
        sides = moved
    return sides


def _spread(points: Floats) -> float:
    return float(((points - points.mean(axis=0)) ** 2).sum(dtype=np.float64))
