"""What texts that people placed by hand teach about all others."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_RIDGE: Final = 1.0


@dataclass(frozen=True)
class Teaching:
    """A linear score for each theme that people placed texts in.

    Attributes:
        classes: (c,) numbers of these themes, ascending.
        middle: (d,) mean of the placed texts' features.
        weights: (d, c) what each feature speaks for.
        shares: (c,) share of each theme among the placed texts.
    """

    classes: npt.NDArray[np.int64]
    middle: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]
    shares: npt.NDArray[np.float64]

    @classmethod
    def of(cls, features: Floats, placed: npt.NDArray[np.int64]) -> Self:
        """Learn by least squares with a ridge, which a few dozen texts suffice for.

        Args:
            features: (n, d).
            placed: (n,) number of the theme that people placed a text in, -1 for none; at least
                one text is placed.

        Returns:
            The scores.
        """
        rows = np.flatnonzero(placed >= 0)
        classes, own = np.unique(placed[rows], return_inverse=True)
        told = np.eye(len(classes))[own]
        known = features[rows].astype(np.float64)
        middle, shares = known.mean(axis=0), told.mean(axis=0)
        centred = known - middle
        damped = centred.T @ centred + _RIDGE * np.eye(centred.shape[1])
        weights = np.linalg.solve(damped, centred.T @ (told - shares))
        return cls(classes, middle, weights, shares)

    def score(self, features: Floats) -> Floats:
        """Say how much each text looks like each theme: (n, c), mostly from 0 to 1."""
        scores = (features - self.middle) @ self.weights + self.shares
        return scores.astype(np.float32)
