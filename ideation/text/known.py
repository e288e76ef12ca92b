"""What is known of texts before a run of the theme engine: what people placed, what was before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Known:
    """What is known of n texts before a run.

    Attributes:
        placed: (n,) number of the theme that people placed a text in, -1 for none.
        before: (n,) number of the theme that a text had, -1 for none.
    """

    placed: Labels
    before: Labels

    @classmethod
    def given(
        cls,
        n_texts: int,
        placed: Sequence[int] | Labels | None,
        before: Sequence[int] | Labels | None,
    ) -> Self:
        """Take what a caller knows.

        Args:
            n_texts: n.
            placed: n numbers, or None if people placed nothing.
            before: n numbers, or None if there was no run.

        Raises:
            ValueError: These are not n numbers.
        """
        return cls(_numbers(placed, n_texts), _numbers(before, n_texts))

    def of(self, rows: Labels) -> "Known":
        """Give what is known of some of the texts."""
        return Known(self.placed[rows], self.before[rows])

    def by_people(self) -> "Known":
        """Leave out what there was before, and keep what people placed."""
        return Known(self.placed, np.full_like(self.before, -1))

    @property
    def is_placed(self) -> bool:
        """Tell whether people placed any text."""
        return bool((self.placed >= 0).any())

    @property
    def placed_in(self) -> int:
        """Count the themes that people placed texts in."""
        return len(np.unique(self.placed[self.placed >= 0]))

    @property
    def had(self) -> int:
        """Count the themes that there were, with those that people made since."""
        if not (self.before >= 0).any():
            return 0
        either = np.concatenate([self.placed, self.before])
        return len(np.unique(either[either >= 0]))

    def centres(self, points: Floats) -> Floats | None:
        """Give the middles of all known themes, of those that people filled by what they placed."""
        either = np.concatenate([self.placed, self.before])
        found = []
        for theme in np.unique(either[either >= 0]):
            by_hand = self.placed == theme
            members = by_hand if by_hand.any() else (self.before == theme) & (self.placed < 0)
            if members.any():
                found.append(points[members].mean(axis=0))
        return np.stack(found).astype(np.float32) if found else None

    def kept_together(self, labels: Labels) -> Labels:
        """Put all texts that people placed together where most of them are."""
        kept = labels.copy()
        for theme in np.unique(self.placed[self.placed >= 0]):
            together = self.placed == theme
            kept[together] = np.bincount(labels[together]).argmax()
        return kept


def _numbers(given: Sequence[int] | Labels | None, n_texts: int) -> Labels:
    if given is None:
        return np.full(n_texts, -1, dtype=np.int64)
    if len(given) != n_texts:
        raise ValueError("texts, y and before differ in length")
    return np.asarray(given, dtype=np.int64)
