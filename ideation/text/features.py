"""The space of one round: what its own texts teach about likeness, and the background beside."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Self

import numpy as np
import numpy.typing as npt

from ideation.text.hashing import FeatureCounts, count_features
from ideation.text.space import BackgroundSpace, unit_rows

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# So many buckets hold the n-grams and the words of a round with few collisions.
_CHAR_BITS: Final = 18
_WORD_BITS: Final = 17
_BATCH: Final = 2_000
_FEW_TEXTS: Final = 50


class RoundSpace:
    """Latent semantic analysis of n-grams beside one of words, and the background space.

    Args:
        dimensions: At most so many of the first two kinds each; fewer when there are few texts.
        background: Weight of the background space, at least 0; the round's own two parts together
            weigh 1.
        random_state: Seed of the decomposition.

    Attributes:
        vectors_: (n, up to 2 * dimensions + 128) rows of length 1, or of
            zeros for texts without letters.
    """

    vectors_: npt.NDArray[np.float32]

    def __init__(
        self, dimensions: int = 50, *, background: float = 0.7, random_state: int = 0
    ) -> None:
        self.dimensions = dimensions
        self.background = background
        self.random_state = random_state

    def fit(self, texts: Sequence[str]) -> Self:
        """Find the space of these texts, and their places in it.

        Args:
            texts: n texts of any kind, at least one.

        Returns:
            Itself.
        """
        counts = _count(texts)
        own = [self._decompose(_weighed(counts, words=words)) for words in (False, True)]
        beside = BackgroundSpace.load().transform(texts)
        self.vectors_ = unit_rows(
            np.hstack([unit_rows(np.hstack(own)), np.float32(self.background) * beside])
        )
        return self

    def _decompose(self, weighed: "csr_matrix") -> npt.NDArray[np.float32]:
        from sklearn.utils.extmath import randomized_svd

        dimensions = min(self.dimensions, min(weighed.shape) - 1)
        if dimensions < 1:
            return np.zeros((weighed.shape[0], 1), dtype=np.float32)
        left, singular, _ = randomized_svd(
            weighed, dimensions, n_iter=4, random_state=self.random_state
        )
        return unit_rows((left * singular).astype(np.float32))


def _count(texts: Sequence[str]) -> FeatureCounts:
    parts = [
        count_features(texts[start : start + _BATCH], char_bits=_CHAR_BITS, word_bits=_WORD_BITS)
        for start in range(0, len(texts), _BATCH)
    ]
    return FeatureCounts.joined(parts)


def _weighed(counts: FeatureCounts, *, words: bool) -> "csr_matrix":
    """Give the dampened, rarity-weighted counts of one kind of feature, rows of length 1."""
    from scipy.sparse import csr_matrix

    n_texts = len(counts.indptr) - 1
    rows = np.repeat(np.arange(n_texts), np.diff(counts.indptr))
    frequency = np.bincount(counts.buckets)
    wanted = (counts.buckets >= 1 << _CHAR_BITS) == words
    if n_texts >= _FEW_TEXTS:
        # A feature of one text says nothing about likeness.
        wanted &= frequency[counts.buckets] > 1
    rows, buckets = rows[wanted], counts.buckets[wanted]
    idf = np.log((1 + n_texts) / (1 + frequency)) + 1
    weights = (1 + np.log(counts.counts[wanted])) * idf[buckets]
    lengths = np.sqrt(np.bincount(rows, weights=weights**2, minlength=n_texts))
    used, columns = np.unique(buckets, return_inverse=True)
    values = (weights / lengths[rows]).astype(np.float32)
    return csr_matrix((values, (rows, columns)), shape=(n_texts, len(used)))
