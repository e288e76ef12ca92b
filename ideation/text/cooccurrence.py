"""Vectors of words from the words around them: positive pointwise mutual information."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

WINDOW: Final = 8
"""Words at most so far apart, those that tell nothing not counted, are in each other's company."""

BREAK: Final = -1
"""Stands between two texts in a stream of words."""


def count_company(streams: Iterable[npt.NDArray[np.int32]], n_words: int) -> "csr_matrix":
    """Count how often two words stand near each other.

    Args:
        streams: Numbers of words in reading order, from 0 to n_words - 1, with a `BREAK` after
            each text; no text lies in two of the streams.
        n_words: V.

    Returns:
        (V, V) symmetric counts; a word is not in its own company.
    """
    from scipy.sparse import csr_matrix

    company = csr_matrix((n_words, n_words), dtype=np.float32)
    for stream in streams:
        company = company + _count_stream(stream, n_words)
    both: csr_matrix = (company + company.T).tocsr()
    return both


def positive_information(company: "csr_matrix", smoothing: float) -> "csr_matrix":
    """Say how much more often words stand together than by chance.

    Rows of words of like company are alike, and so are what a decomposition leaves of them, best
    without the singular values (Levy, Goldberg and Dagan 2015).

    Args:
        company: (V, V) as `count_company` gives it.
        smoothing: Exponent of the frequency of a companion, from 0 to 1; below 1 it dampens
            pairs with rare words.

    Returns:
        (V, V) pointwise mutual information of each word with its companions, where above 0.
    """
    from scipy.sparse import csr_matrix

    if company.nnz == 0:
        return company
    pairs = company.tocoo()
    total = float(company.sum())
    own = np.asarray(company.sum(axis=1), dtype=np.float64).ravel()
    companion = own**smoothing
    companion /= companion.sum()
    expected = own[pairs.row] / total * companion[pairs.col]
    information = np.log(pairs.data / total / expected)
    above = information > 0
    values = information[above].astype(np.float32)
    return csr_matrix((values, (pairs.row[above], pairs.col[above])), shape=company.shape)


def _count_stream(stream: npt.NDArray[np.int32], n_words: int) -> "csr_matrix":
    from scipy.sparse import csr_matrix

    wide = stream.astype(np.int64)
    text = np.cumsum(wide == BREAK)
    found = []
    for apart in range(1, min(WINDOW, len(wide) - 1) + 1):
        first, second = wide[:-apart], wide[apart:]
        together = (text[:-apart] == text[apart:]) & (first != second) & (first >= 0)
        together &= second >= 0
        first, second = first[together], second[together]
        found.append(np.minimum(first, second) * n_words + np.maximum(first, second))
    keys, counts = np.unique(np.concatenate([np.empty(0, np.int64), *found]), return_counts=True)
    shape = (n_words, n_words)
    return csr_matrix((counts.astype(np.float32), (keys // n_words, keys % n_words)), shape=shape)
