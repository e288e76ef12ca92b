"""The neighbour graph of texts, and what neighbours tell about each other."""

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from ideation.text.parallel import in_threads

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float32]

# The likeness of so many rows to all others fits in the cache of a processor.
_BLOCK: Final = 128
# Texts with hardly a neighbour would count as much as the others only by chance; this share of the
# mean number of neighbours, added to everyone's, keeps them quiet.
_DAMPING: Final = 0.1


def nearest_rows(
    vectors: Floats, among: Floats, neighbours: int, *, same: bool = False
) -> "csr_matrix":
    """Find for each row the nearest of others.

    Args:
        vectors: (n, d) rows of length 1 or 0.
        among: (m, d) rows of length 1 or 0.
        neighbours: So many for each row, from 0 to m.
        same: Whether both are the same rows, none of which is its own neighbour.

    Returns:
        (n, m) likeness of the nearest rows, from 0 to 1.
    """
    from scipy.sparse import csr_matrix

    shape = (len(vectors), len(among))
    if neighbours == 0:
        return csr_matrix(shape, dtype=np.float32)
    nearest = np.empty((len(vectors), neighbours), dtype=np.int32)
    likeness = np.empty((len(vectors), neighbours), dtype=np.float32)

    def find(start: int) -> None:
        block = vectors[start : start + _BLOCK] @ among.T
        if same:
            rows = np.arange(len(block))
            block[rows, rows + start] = -np.inf
        columns = np.argpartition(block, -neighbours, axis=1)[:, -neighbours:]
        nearest[start : start + _BLOCK] = columns
        likeness[start : start + _BLOCK] = np.take_along_axis(block, columns, axis=1)

    in_threads(find, range(0, len(vectors), _BLOCK))
    indptr = np.arange(0, nearest.size + 1, neighbours)
    values = np.maximum(likeness, 0).ravel()
    return csr_matrix((values, nearest.ravel(), indptr), shape=shape)


def strongest(found: "csr_matrix", number: int) -> "csr_matrix":
    """Keep of each row the neighbours that are most alike.

    Args:
        found: (n, m) as `nearest_rows` gives it, the same number of neighbours in every row.
        number: So many of them, at least 1.

    Returns:
        (n, m) likeness of those that are kept.
    """
    from scipy.sparse import csr_matrix

    n_rows = found.shape[0]
    there = found.nnz // max(n_rows, 1)
    if number >= there:
        return found
    likeness, columns = found.data.reshape(n_rows, there), found.indices.reshape(n_rows, there)
    kept = np.argsort(-likeness, axis=1, kind="stable")[:, :number]
    values = np.take_along_axis(likeness, kept, axis=1).ravel()
    indices = np.take_along_axis(columns, kept, axis=1).ravel()
    indptr = np.arange(0, values.size + 1, number)
    return csr_matrix((values, indices, indptr), shape=found.shape)


def neighbour_graph(found: "csr_matrix") -> "csr_matrix":
    """Link each text with its nearest ones.

    Args:
        found: (n, n) as `nearest_rows` gives it of the same rows.

    Returns:
        (n, n) symmetric likeness of linked texts, scaled by the number of links at both ends so
        that no text draws all others to itself.
    """
    from scipy.sparse import diags

    graph = (found + found.T) * np.float32(0.5)
    links = np.asarray(graph.sum(axis=1), dtype=np.float64).ravel()
    scale = diags((1 / np.sqrt(links + _DAMPING * links.mean() + 1e-9)).astype(np.float32))
    scaled: csr_matrix = (scale @ graph @ scale).tocsr()
    return scaled


def diffuse(vectors: Floats, graph: "csr_matrix", steps: int) -> Floats:
    """Let each text take on half of what its neighbours say, several times over.

    A short text holds few words; what its neighbours hold tells its matter. It is a low-pass
    filter on the graph (Zhang, Liu, Li and Wu 2019).

    Args:
        vectors: (n, d).
        graph: (n, n) as `neighbour_graph` gives it.
        steps: At least 0.

    Returns:
        (n, d).
    """
    for _ in range(steps):
        vectors = np.float32(0.5) * (vectors + graph @ vectors)
    return vectors


class Diffusion:
    """Diffused points after any number of steps; asking in rising order repeats no work."""

    def __init__(self, points: Floats, neighbours: int) -> None:
        self.found = nearest_rows(points, points, neighbours, same=True)
        self.graph = neighbour_graph(self.found)
        self.points = points
        self.restart()

    def restart(self) -> None:
        """Go back to the points as they were."""
        self.steps, self.current = 0, self.points

    def after(self, steps: int) -> Floats:
        """Give the points after so many steps, at least as many as were asked for before."""
        self.current = diffuse(self.current, self.graph, steps - self.steps)
        self.steps = steps
        return self.current
