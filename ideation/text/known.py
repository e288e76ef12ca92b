"""What is known of texts before a run of the theme engine: what people placed, what was before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from ideation.text.teaching import Told

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

# A text that people placed says as much as some thirty that an earlier run did: a few moves leave
# the themes of a round as they are, and a twentieth of all texts outweighs the run.
_EARLIER: Final = 0.03


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
    def is_told(self) -> bool:
        """Tell whether the theme of any text is known, by people or by an earlier run."""
        return not bool(self.is_new.all())

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

    @property
    def is_new(self) -> npt.NDArray[np.bool_]:
        """Mark the texts that had no theme: neither by people nor by an earlier run."""
        return (self.placed < 0) & (self.before < 0)

    @property
    def told(self) -> Told:
        """Give the theme of each text, by people or else an earlier run, and how firm it is."""
        by_people = self.placed >= 0
        themes = np.where(by_people, self.placed, self.before)
        return Told(themes, np.where(by_people, 1.0, _EARLIER))

    def centres(self, points: Floats) -> Floats | None:
        """Give the middles of all known themes, in ascending order of their numbers.

        Args:
            points: (n, d).
        """
        told = self.told
        found = []
        for theme in np.unique(told.themes[told.themes >= 0]):
            members = told.themes == theme
            found.append(np.average(points[members], axis=0, weights=told.weights[members]))
        return np.stack(found).astype(np.float32) if found else None

    def continued(self, labels: Labels) -> dict[int, int]:
        """Say which of the new themes each known theme is: those that share most texts.

        Args:
            labels: (n,) numbers of the new themes, from 0.

        Returns:
            Number of the new theme by number of the known one; each new one at most once.
        """
        told = self.told
        rows = np.flatnonzero(told.themes >= 0)
        if not len(rows):
            return {}
        # Loading it takes a fifth of a second, which a first run can do without.
        from scipy.optimize import linear_sum_assignment

        themes, own = np.unique(told.themes[rows], return_inverse=True)
        shared = np.zeros((len(themes), int(labels.max()) + 1))
        np.add.at(shared, (own, labels[rows]), 1)
        pairs = np.stack(linear_sum_assignment(shared, maximize=True), axis=1)
        alike = [(one, other) for one, other in pairs.tolist() if shared[one, other] > 0]
        return {int(themes[one]): other for one, other in alike}

    def had_now(self, continued: Mapping[int, int]) -> Labels:
        """Give the new number of the theme that each text had, -1 for none or one that ended.

        Texts that people placed have none: nothing but people's wish counts for them.
        """
        numbers = np.full(len(self.before), -1, dtype=np.int64)
        for theme, label in continued.items():
            numbers[(self.before == theme) & (self.placed < 0)] = label
        return numbers

    def kept_together(self, labels: Labels, continued: Mapping[int, int]) -> Labels:
        """Put all texts that people placed together: in their theme, or where most of them are."""
        kept = labels.copy()
        for theme in np.unique(self.placed[self.placed >= 0]).tolist():
            together = self.placed == theme
            most = int(np.bincount(labels[together]).argmax())
            kept[together] = continued.get(theme, most)
        return kept


def _numbers(given: Sequence[int] | Labels | None, n_texts: int) -> Labels:
    if given is None:
        return np.full(n_texts, -1, dtype=np.int64)
    if len(given) != n_texts:
        raise ValueError("texts, y and before differ in length")
    return np.asarray(given, dtype=np.int64)
