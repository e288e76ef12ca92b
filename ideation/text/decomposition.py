"""The few directions along which many rows lie most."""

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Numbers = npt.NDArray[np.float64]

_ITERATIONS: Final = 3
_OVERSAMPLED: Final = 10
_NOTHING: Final = 1e-5  # of the strongest direction


def leading_axes(rows: npt.NDArray[np.floating], number: int) -> npt.NDArray[np.float64]:
    """Give the directions along which rows lie most.

    Args:
        rows: (n, d).
        number: At most so many directions.

    Returns:
        (d, up to number) columns of length 1, the foremost one first.
    """
    wide = rows.astype(np.float64)
    _, axes = np.linalg.eigh(wide.T @ wide)
    leading: npt.NDArray[np.float64] = axes[:, ::-1][:, :number]
    return leading


def leading_directions(rows: "csr_matrix", dimensions: int, random_state: int) -> Numbers:
    """Find the directions along which sparse rows lie most, from random samples.

    Halko, Martinsson and Tropp (2011), "Finding structure with randomness", algorithm 4.4. The
    products are in single precision, twice as fast and still far finer than the sampling is.

    Args:
        rows: (n, features).
        dimensions: At most so many directions; fewer for few rows.
        random_state: Seed of the samples.

    Returns:
        (features, at least 1) columns of length 1, or of zeros where rows lie along fewer.
    """
    from scipy.linalg import qr

    dimensions = min(dimensions, min(rows.shape) - 1)
    if dimensions < 1:
        return np.zeros((rows.shape[1], 1))
    # A line for each feature: what is read or written at random is then the smaller array.
    tall = rows.astype(np.float32).T.tocsr()
    size = (rows.shape[0], min(rows.shape[0], dimensions + _OVERSAMPLED))
    sample = np.random.RandomState(random_state).normal(size=size).astype(np.float32)
    for _ in range(_ITERATIONS):
        sample = qr(tall.T @ (tall @ sample), mode="economic", check_finite=False)[0]
    found = (tall @ sample).astype(np.float64)
    strengths, turned = np.linalg.eigh(found.T @ found)
    lengths = np.sqrt(np.maximum(strengths, 0))[::-1][:dimensions]
    known = lengths > _NOTHING * lengths[0]
    directions: Numbers = found @ turned[:, ::-1][:, :dimensions]
    directions[:, known] /= lengths[known]
    directions[:, ~known] = 0
    return directions
