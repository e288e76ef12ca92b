"""What texts whose theme is told teach about all others."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_RIDGE: Final = 1.0


@dataclass(frozen=True)
class Told:
    """Which themes texts are known to belong to, and how firmly.

    Attributes:
        themes: (n,) number of the theme, -1 where nothing is known.
        weights: (n,) above 0.
    """

    themes: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Teaching:
    """A linear score for each theme that is taught.

    Attributes:
        classes: (c,) numbers of these themes, ascending.
        middle: (d,) mean of the told texts' features.
        weights: (d, c) what each feature speaks for.
        shares: (c,) share of each theme among the told texts.
    """

    classes: npt.NDArray[np.int64]
    middle: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]
    shares: npt.NDArray[np.float64]

    @classmethod
    def of(cls, features: Floats, told: Told) -> Self:
        """Learn by least squares with a ridge, which a few dozen texts suffice for.

        Args:
            features: (n, d).
            told: What is told of the n texts; of at least one something is.

        Returns:
            The scores.
        """
        rows = np.flatnonzero(told.themes >= 0)
        classes, own = np.unique(told.themes[rows], return_inverse=True)
        wanted, weight = np.eye(len(classes))[own], told.weights[rows]
        known = features[rows].astype(np.float64)
        middle = weight @ known / weight.sum()
        shares = weight @ wanted / weight.sum()
        centred = known - middle
        weighted = centred.T * weight
        damped = weighted @ centred + _RIDGE * np.eye(centred.shape[1])
        weights = np.linalg.solve(damped, weighted @ (wanted - shares))
        return cls(classes, middle, weights, shares)

    def score(self, features: Floats) -> Floats:
        """Say how much each text looks like each theme: (n, c), mostly from 0 to 1."""
        scores = (features - self.middle) @ self.weights + self.shares
        return scores.astype(np.float32)
