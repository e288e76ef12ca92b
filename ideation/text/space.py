"""A fixed vector space that every text has a place in before any round is fitted."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from ideation.text.files import load_shipped, read_parameters
from ideation.text.hashing import FeatureCounts, count_features

_SHIPPED: Final = "background-1"
# Hashing works on so many texts at once, which bounds its memory.
_BATCH: Final = 512


@dataclass(frozen=True)
class BackgroundSpace:
    """Hashed n-grams and words, weighted and projected by what a large corpus taught.

    Attributes:
        name: Names the space for good; vectors of different names must not be compared.
        char_bits: n-grams fall into 2 ** char_bits buckets.
        word_bits: Words fall into 2 ** word_bits buckets.
        char_weight: Share of the n-grams in a text's length, from 0 to 1; words have the rest.
        idf: (buckets,) rarity of each feature in the corpus.
        components: (buckets, dimensions) small integers, to be multiplied by their scale.
        scales: (buckets,) one for each row of `components`.
    """

    dimensions: ClassVar[int] = 128

    name: str
    char_bits: int
    word_bits: int
    char_weight: float
    idf: npt.NDArray[np.float32]
    components: npt.NDArray[np.int8]
    scales: npt.NDArray[np.float32]

    @staticmethod
    def load() -> "BackgroundSpace":
        """Give the space that this package ships; later calls cost nothing."""
        return _load_shipped()

    @staticmethod
    def read(path: Path, sidecar: Path | None = None) -> "BackgroundSpace":
        """Read a space that `ideation text train-space` wrote.

        Args:
            path: The .npz file.
            sidecar: The .json file; the one of the same name if it is not given.

        Returns:
            The space, ready for use.
        """
        parameters = read_parameters(path, sidecar)
        with np.load(path, allow_pickle=False) as arrays:
            return BackgroundSpace(
                name=parameters["name"],
                char_bits=parameters["char_bits"],
                word_bits=parameters["word_bits"],
                char_weight=parameters["char_weight"],
                idf=arrays["idf"].astype(np.float32),
                components=arrays["components"],
                scales=arrays["scales"].astype(np.float32),
            )

    def transform(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Place texts in the space.

        Args:
            texts: n texts of any kind.

        Returns:
            (n, 128) rows of length 1, so that the product of two is their likeness; a text
            without letters has a row of zeros.
        """
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            counts = count_features(batch, char_bits=self.char_bits, word_bits=self.word_bits)
            out[start : start + len(batch)] = self._project(counts)
        return out

    def _project(self, counts: FeatureCounts) -> npt.NDArray[np.float32]:
        weights = weigh(counts, self.idf, self.char_bits, self.char_weight)
        weights *= self.scales[counts.buckets]
        rows = np.zeros((len(counts.indptr) - 1, self.dimensions), dtype=np.float32)
        for row, (start, end) in enumerate(
            zip(counts.indptr[:-1].tolist(), counts.indptr[1:].tolist(), strict=True)
        ):
            if end > start:
                rows[row] = weights[start:end] @ self.components[counts.buckets[start:end]]
        return unit_rows(rows)


def weigh(
    counts: FeatureCounts, idf: npt.NDArray[np.float32], char_bits: int, char_weight: float
) -> npt.NDArray[np.float32]:
    """Weigh counted features: dampened, by rarity, n-grams and words each to their share.

    Args:
        counts: The features of n texts.
        idf: (buckets,) rarity of each feature.
        char_bits: Buckets from 2 ** char_bits on are words.
        char_weight: Share of the n-grams, from 0 to 1.

    Returns:
        A weight for each entry of `counts`.
    """
    weights = (1.0 + np.log(counts.counts)) * idf[counts.buckets]
    n_texts = len(counts.indptr) - 1
    rows = np.repeat(np.arange(n_texts), np.diff(counts.indptr))
    words = (counts.buckets >= (1 << char_bits)).astype(np.int64)
    block = rows * 2 + words
    lengths = np.sqrt(np.bincount(block, weights=weights**2, minlength=2 * n_texts))
    shares = np.sqrt(np.array([char_weight, 1.0 - char_weight]))[words]
    weighed: npt.NDArray[np.float32] = (weights * shares / lengths[block]).astype(np.float32)
    return weighed


def unit_rows(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Bring each row to length 1; rows of zeros stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)


@functools.cache
def _load_shipped() -> BackgroundSpace:
    return load_shipped(_SHIPPED, BackgroundSpace.read)
