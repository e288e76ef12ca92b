"""The neighbour graph of a round's texts and its spectral embedding."""

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_BLOCK: Final = 1_000
# Texts with hardly a neighbour would each claim a dimension of their own; this share of the mean
# number of neighbours, added to everyone's, keeps them with the rest.
_DAMPING: Final = 0.1


def neighbour_graph(vectors: npt.NDArray[np.float32], neighbours: int) -> "csr_matrix":
    """Link each text with its nearest ones.

    Args:
        vectors: (n, d) rows of length 1 or 0.
        neighbours: So many for each text, from 1 to n - 1.

    Returns:
        (n, n) symmetric likeness of linked texts, from 0 to 1.
    """
    from scipy.sparse import csr_matrix

    n_texts = len(vectors)
    nearest = np.empty((n_texts, neighbours), dtype=np.int64)
    likeness = np.empty((n_texts, neighbours), dtype=np.float32)
    for start in range(0, n_texts, _BLOCK):
        block = vectors[start : start + _BLOCK] @ vectors.T
        rows = np.arange(len(block))
        block[rows, rows + start] = -np.inf
        columns = np.argpartition(block, -neighbours, axis=1)[:, -neighbours:]
        nearest[start : start + _BLOCK] = columns
        likeness[start : start + _BLOCK] = np.take_along_axis(block, columns, axis=1)
    indptr = np.arange(0, n_texts * neighbours + 1, neighbours)
    graph = csr_matrix(
        (np.maximum(likeness, 0).ravel(), nearest.ravel(), indptr), shape=(n_texts, n_texts)
    )
    symmetric: csr_matrix = (graph + graph.T) * np.float32(0.5)
    return symmetric.tocsr()


def spectral_embedding(
    graph: "csr_matrix", dimensions: int, random_state: int
) -> npt.NDArray[np.float32]:
    """Embed the texts by the leading eigenvectors of their normalised graph.

    Args:
        graph: (n, n) as `neighbour_graph` gives it.
        dimensions: At most n - 2.
        random_state: Seed of the iteration's start.

    Returns:
        (n, dimensions) eigenvectors, the leading one first, each times the root of its value.
    """
    from scipy.sparse import diags
    from scipy.sparse.linalg import eigsh

    degrees = np.asarray(graph.sum(axis=1), dtype=np.float64).ravel()
    scale = diags(1 / np.sqrt(degrees + _DAMPING * degrees.mean() + 1e-9))
    start = np.random.default_rng(random_state).standard_normal(len(degrees))
    values, embedded = eigsh(
        scale @ graph.astype(np.float64) @ scale, dimensions, which="LA", v0=start, tol=1e-4
    )
    order = np.argsort(-values)
    weighed: npt.NDArray[np.float32] = embedded[:, order] * np.sqrt(np.maximum(values[order], 0))
    return weighed.astype(np.float32)
