"""Hashed text features without a vocabulary, in NumPy alone so that a web process stays small."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ideation.text.normalise import normalise
from ideation.text.tokens import content_words, words_of

Keys = npt.NDArray[np.int64]

MULTIPLIERS: Final = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xC2B2AE3D27D4EB4F),
    np.uint64(0x165667B19E3779F9),
    np.uint64(0x27D4EB2F165667C5),
)
MIXER: Final = np.uint64(0xFF51AFD7ED558CCD)
_HALF: Final = np.uint64(33)
_SPACE: Final = ord(" ")
_LONGEST_GRAM: Final = 4


@dataclass(frozen=True, slots=True)
class FeatureCounts:
    """Counts of hashed features, in the layout of a compressed sparse row matrix.

    Attributes:
        indptr: (n + 1,) where each text's features begin.
        buckets: Bucket of each feature, ascending within a text.
        counts: How often it occurs in the text.
    """

    indptr: npt.NDArray[np.int64]
    buckets: npt.NDArray[np.int64]
    counts: npt.NDArray[np.float32]

    @staticmethod
    def joined(parts: "Sequence[FeatureCounts]") -> "FeatureCounts":
        """Put the counts of several batches of texts under one another."""
        sizes = np.concatenate([np.diff(part.indptr) for part in parts])
        return FeatureCounts(
            indptr=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            buckets=np.concatenate([part.buckets for part in parts]),
            counts=np.concatenate([part.counts for part in parts]),
        )


def count_features(texts: Sequence[str], *, char_bits: int, word_bits: int) -> FeatureCounts:
    """Count the character 2- to 4-grams and the content words of each text.

    Args:
        texts: n texts of any kind.
        char_bits: n-grams share 2 ** char_bits buckets, the first ones.
        word_bits: Words share the 2 ** word_bits buckets after them.

    Returns:
        The counts of all n texts.
    """
    cleaned = [normalise(text) for text in texts]
    width = (1 << char_bits) + (1 << word_bits)
    grams = _gram_keys([text.lower() for text in cleaned], width, char_bits)
    words = _word_keys(cleaned, width, char_bits, word_bits)
    unique, counts = np.unique(np.concatenate([*grams, words]), return_counts=True)
    rows, buckets = np.divmod(unique, width)
    indptr = np.searchsorted(rows, np.arange(len(texts) + 1))
    return FeatureCounts(indptr.astype(np.int64), buckets, counts.astype(np.float32))


def count_grams(cleaned: Sequence[str], bits: int) -> FeatureCounts:
    """Count the character 2- to 4-grams of each text.

    Args:
        cleaned: n texts that are normalised and in lower case.
        bits: They fall into 2 ** bits buckets.

    Returns:
        The counts of all n texts.
    """
    width = 1 << bits
    keys = np.concatenate([np.empty(0, np.int64), *_gram_keys(cleaned, width, bits)])
    unique, counts = np.unique(keys, return_counts=True)
    rows, buckets = np.divmod(unique, width)
    indptr = np.searchsorted(rows, np.arange(len(cleaned) + 1))
    return FeatureCounts(indptr.astype(np.int64), buckets, counts.astype(np.float32))


def _gram_keys(cleaned: Sequence[str], width: int, bits: int) -> list[Keys]:
    """Hash every n-gram that has no space inside; one at its edge marks where a run ends."""
    codes = [np.frombuffer(f" {text} ".encode("utf-32-le"), np.uint32) for text in cleaned]
    stream = np.concatenate([*codes, np.empty(0, np.uint32)]).astype(np.uint64)
    rows = np.repeat(np.arange(len(codes), dtype=np.int64), [len(code) for code in codes])
    spaces = stream == _SPACE
    hashed = stream * MULTIPLIERS[0]
    inside = np.zeros(len(stream), dtype=np.bool_)
    found: list[Keys] = []
    for length in range(2, min(_LONGEST_GRAM, len(stream)) + 1):
        end = len(stream) - length + 1
        hashed = hashed[:end] + stream[length - 1 :] * MULTIPLIERS[length - 1]
        if length > 2:
            inside = inside[:end] | spaces[length - 2 : length - 2 + end]
        whole = (rows[:end] == rows[length - 1 :]) & ~inside[:end]
        whole &= ~(spaces[:end] & spaces[length - 1 :])
        found.append(rows[:end][whole] * width + _bucket(hashed[whole], bits))
    return found


def _bucket(hashed: npt.NDArray[np.uint64], bits: int) -> Keys:
    mixed = (hashed ^ (hashed >> _HALF)) * MIXER
    return (mixed >> np.uint64(64 - bits)).astype(np.int64)


def _word_keys(cleaned: Sequence[str], width: int, offset_bits: int, bits: int) -> Keys:
    mask, offset = (1 << bits) - 1, 1 << offset_bits
    keys = [
        row * width + offset + (zlib.crc32(word.encode()) & mask)
        for row, text in enumerate(cleaned)
        for word in content_words(words_of(text))
    ]
    return np.array(keys, dtype=np.int64)
