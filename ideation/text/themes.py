"""Themes: which texts of a round speak of the same matter."""

from collections.abc import Callable, Sequence
from typing import Final, Literal, Self

import numpy as np
import numpy.typing as npt

from ideation.text.features import RoundSpace
from ideation.text.graph import neighbour_graph, spectral_embedding
from ideation.text.space import unit_rows

_FEWEST_TEXTS: Final = 8
_FEWEST_FOR_GRAPH: Final = 60
_NEIGHBOURS: Final = 30
_FEWEST_DIMENSIONS: Final = 20
_STARTS: Final = 4
_SAMPLE: Final = 2_000
_TRIES: Final = 7
# Borders between themes are clearest for very few or very many; this holds the usual number's end.
_CUSTOM: Final = 0.03
# So steep that a text as near to the second theme as to its own has a confidence near one half.
_STEEPNESS: Final = 12.0


class ThemeClusterer:
    """Groups the texts of a round into themes.

    Args:
        n_themes: So many themes, or "auto" to choose the number from the texts.
        random_state: Seed; the same texts, parameters and seed give the same themes.

    Attributes:
        labels_: (n,) number of the theme of each text, from 0, the largest theme first.
        confidence_: (n,) how clearly each text belongs to its theme, from 0 to 1; 0 for a text
            that has nothing in common with any other.
        n_themes_: The number of themes.
        vectors_: (n, d) the texts in the space of the round.
    """

    labels_: npt.NDArray[np.int64]
    confidence_: npt.NDArray[np.float32]
    n_themes_: int
    vectors_: npt.NDArray[np.float32]

    def __init__(self, n_themes: int | Literal["auto"] = "auto", *, random_state: int = 0) -> None:
        self.n_themes = n_themes
        self.random_state = random_state

    def fit(self, texts: Sequence[str], progress: Callable[[float], None] | None = None) -> Self:
        """Find the themes of a round.

        Args:
            texts: n texts of any kind.
            progress: Told the share of the work that is done, from 0 to 1.

        Returns:
            Itself.
        """
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no types

        tell = progress or _untold
        tell(0.0)
        # One thread adds numbers in the same order on every machine. On a busy one it is also the
        # faster way: threads that wait for each other spin.
        with threadpool_limits(limits=1):
            self._fit(texts, tell)
        tell(1.0)
        return self

    def _fit(self, texts: Sequence[str], tell: Callable[[float], None]) -> None:
        if not texts:
            self._keep(np.empty((0, 1), np.float32), np.empty(0, np.int64))
            return
        self.vectors_ = RoundSpace(random_state=self.random_state).fit(texts).vectors_
        tell(0.4)
        labels = self._cluster(tell)
        tell(0.9)
        self._keep(self.vectors_, labels)

    def _cluster(self, tell: Callable[[float], None]) -> npt.NDArray[np.int64]:
        distinct = len(np.unique(np.round(self.vectors_, 3), axis=0))
        if self.n_themes != "auto":
            number = min(self.n_themes, distinct)
            return self._group(self._embed(number), number)
        if distinct < _FEWEST_TEXTS:
            return np.zeros(len(self.vectors_), dtype=np.int64)
        usual = usual_number(len(self.vectors_))
        tried = _numbers_to_try(usual, distinct - 1)
        embedded = self._embed(tried[-1])
        tell(0.6)
        scores = {}
        for step, number in enumerate(tried, start=1):
            clearness = self._clearness(self._group(embedded, number, starts=1))
            scores[number] = clearness - _CUSTOM * np.log(number / usual) ** 2
            tell(0.6 + 0.2 * step / len(tried))
        return self._group(embedded, max(tried, key=scores.__getitem__))

    def _embed(self, number: int) -> npt.NDArray[np.float32]:
        """Give the leading dimensions of the neighbour graph, none for a small round."""
        n_texts = len(self.vectors_)
        if n_texts < _FEWEST_FOR_GRAPH or number < 2:
            return np.zeros((n_texts, 0), dtype=np.float32)
        neighbours = min(_NEIGHBOURS, n_texts // 10)
        dimensions = min(max(number, _FEWEST_DIMENSIONS), n_texts // 4)
        graph = neighbour_graph(self.vectors_, neighbours)
        return spectral_embedding(graph, dimensions, self.random_state)

    def _group(
        self, embedded: npt.NDArray[np.float32], number: int, starts: int = _STARTS
    ) -> npt.NDArray[np.int64]:
        from sklearn.cluster import KMeans

        if number < 2:
            return np.zeros(len(self.vectors_), dtype=np.int64)
        leading = unit_rows(embedded[:, : max(number, _FEWEST_DIMENSIONS)])
        model = KMeans(number, n_init=starts, random_state=self.random_state)
        labels: npt.NDArray[np.int64] = model.fit_predict(np.hstack([leading, self.vectors_]))
        return labels.astype(np.int64)

    def _clearness(self, labels: npt.NDArray[np.int64]) -> float:
        """Compare how near texts are to their own theme and to the next: the mean silhouette."""
        from sklearn.metrics import silhouette_score

        sample = np.random.default_rng(self.random_state).permutation(len(labels))[:_SAMPLE]
        if not 2 <= len(np.unique(labels[sample])) < len(sample):
            return -1.0
        return float(silhouette_score(self.vectors_[sample], labels[sample]))

    def _keep(self, vectors: npt.NDArray[np.float32], labels: npt.NDArray[np.int64]) -> None:
        """Number the themes by size and measure how clearly each text belongs to its own."""
        found, first, counts = np.unique(labels, return_index=True, return_counts=True)
        order = np.lexsort((first, -counts))
        rank = np.empty(len(found), dtype=np.int64)
        rank[order] = np.arange(len(found))
        self.vectors_ = vectors
        self.labels_ = rank[np.searchsorted(found, labels)]
        self.n_themes_ = len(found)
        self.confidence_ = confidence(vectors, self.labels_, self.n_themes_)


def usual_number(n_texts: int) -> float:
    """Give the number of themes that people can work with: 5 of 30 texts, 10 of 400, 30 of 13,400.

    Args:
        n_texts: At least 1.

    Returns:
        At most 45.
    """
    return float(min(1.6 * n_texts**0.31, 45.0))


def _numbers_to_try(usual: float, most: int) -> list[int]:
    low, high = max(2, round(usual / 2)), max(2, min(round(usual * 2), most))
    return sorted({round(value) for value in np.geomspace(min(low, high), high, _TRIES)})


def _untold(_share: float) -> None:
    """Take the progress that nobody asked for."""


def confidence(
    vectors: npt.NDArray[np.float32], labels: npt.NDArray[np.int64], n_themes: int
) -> npt.NDArray[np.float32]:
    """Measure how much nearer each text is to its own theme than to the others.

    Args:
        vectors: (n, d) rows of length 1 or 0.
        labels: (n,) numbers from 0 to n_themes - 1, none of them empty.
        n_themes: k.

    Returns:
        (n,) the share of its own theme among all, from 0 to 1, weighted steeply by nearness.
    """
    if n_themes == 0:
        return np.zeros(0, dtype=np.float32)
    sums = np.zeros((n_themes, vectors.shape[1]), dtype=np.float64)
    np.add.at(sums, labels, vectors)
    centers = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    likeness = vectors @ centers.T.astype(np.float32)
    shares = np.exp(_STEEPNESS * (likeness - likeness.max(axis=1, keepdims=True)))
    own: npt.NDArray[np.float32] = shares[np.arange(len(labels)), labels] / shares.sum(axis=1)
    return np.where(vectors.any(axis=1), own, np.float32(0)).astype(np.float32)
