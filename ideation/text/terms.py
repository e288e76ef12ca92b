"""Background knowledge of words: which ones a large corpus uses in the same surroundings."""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from ideation.text.files import load_shipped, read_parameters, words_in
from ideation.text.space import unit_rows

SPECIFICITY_STEPS: Final = 255
"""So many steps from 0 to 1 a file knows."""

_SHIPPED: Final = "terms-2"


@dataclass(frozen=True)
class TermSpace:
    """Words with a direction each: like directions, like surroundings.

    Attributes:
        name: Names the space for good.
        words: V words as `ideation.text.tokenise` gives them, the most frequent one first.
        share: (V,) share of each word among all words of the corpus that tell something.
        vectors: (V, d) rows of length 1.
        specificity: (V,) how much a word tells of a text's matter, from 0 to 1; see
            `specificity_in_corpus`.
    """

    name: str
    words: tuple[str, ...]
    share: npt.NDArray[np.float32]
    vectors: npt.NDArray[np.float32]
    specificity: npt.NDArray[np.float32]

    @staticmethod
    def load() -> "TermSpace":
        """Give the space that this package ships; later calls cost nothing."""
        return _load_shipped()

    @staticmethod
    def read(path: Path, sidecar: Path | None = None) -> "TermSpace":
        """Read a space that `ideation text train-background` wrote.

        Args:
            path: The .npz file.
            sidecar: The .json file; the one of the same name if it is not given.

        Returns:
            The space, ready for use.
        """
        parameters = read_parameters(path, sidecar)
        with np.load(path, allow_pickle=False) as arrays:
            words = words_in(arrays["words"])
            share = arrays["counts"].astype(np.float64)
            return TermSpace(
                name=parameters["name"],
                words=tuple(words),
                share=(share / share.sum()).astype(np.float32),
                vectors=unit_rows(arrays["vectors"].astype(np.float32)),
                specificity=arrays["specificity"] / np.float32(SPECIFICITY_STEPS),
            )

    @functools.cached_property
    def rows(self) -> dict[str, int]:
        """Give the row of each word."""
        return {word: row for row, word in enumerate(self.words)}


@functools.cache
def _load_shipped() -> TermSpace:
    return load_shipped(_SHIPPED, TermSpace.read)
