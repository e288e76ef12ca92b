"""How much a word tells of a text's matter: whether the words beside it are others than usual.

สอบถาม and พร้อม stand beside anything; สัญญาณ and ดาวเทียม stand beside words of their own matter.
Rarity cannot tell the two apart: a round may speak of one matter in half of its texts.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Numbers = npt.NDArray[np.float64]
Weights = npt.NDArray[np.float32]

LEAST: Final = 0.1
"""Specificity in a round of a word whose company is no other than chance would give it."""

UNHEARD: Final = 0.25
"""Specificity of a word that too few texts hold to know its company."""

# So many nats, chance taken off, words depart by that stand in every announcement of a ministry.
_EVERYWHERE: Final = 0.3
_PASSAGE: Final = 32
_SIZES: Final = 40


def share_passages(
    stream: npt.NDArray[np.int32], indptr: npt.NDArray[np.int64], n_words: int
) -> "csr_matrix":
    """Count in how many passages two words stand together.

    A passage is a text, or 32 telling words of a long one, so that the work grows with the words
    and not with their square.

    Args:
        stream: Numbers of the words of n texts, text after text.
        indptr: (n + 1,) where each text begins in `stream`.
        n_words: V, the number of different words.

    Returns:
        (V, V) symmetric counts; a word is not in its own company.
    """
    from scipy.sparse import csr_matrix

    rows = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
    part = (np.arange(len(stream)) - indptr[rows]) // _PASSAGE
    _, passages = np.unique(rows * (len(stream) + 1) + part, return_inverse=True)
    shape = (int(passages.max(initial=-1)) + 1, n_words)
    held = csr_matrix((np.ones(len(stream), np.float32), (passages, stream)), shape=shape)
    held.data[:] = 1
    together = (held.T @ held).tocoo()
    others = together.row != together.col
    entries = (together.data[others], (together.row[others], together.col[others]))
    company: csr_matrix = csr_matrix(entries, shape=together.shape)
    return company


def specificity_in_round(company: "csr_matrix") -> Weights:
    """Say how surely the company of each word departs from that of all words together.

    Args:
        company: (V, V) counts as `share_passages` gives them.

    Returns:
        (V,) the share of the departure that chance does not explain, from `LEAST` to 1, and
        `UNHEARD` for words without company.
    """
    found, by_chance = departures(company)
    told = 1 - by_chance / np.maximum(found, by_chance)
    return np.where(np.isnan(told), UNHEARD, np.maximum(told, LEAST)).astype(np.float32)


def specificity_in_corpus(company: "csr_matrix") -> Weights:
    """Say how far the company of each word departs from that of all words together.

    In a large corpus every word departs surely, even พร้อม, so that it is the distance that tells.

    Args:
        company: (V, V) counts as `count_company` gives them.

    Returns:
        (V,) from 0 to 1, half for the words of every announcement (ร่วม, พัฒนา); `UNHEARD` for
        words without company.
    """
    found, by_chance = departures(company)
    nats = np.maximum(found - by_chance, 0)
    return np.where(np.isnan(nats), UNHEARD, nats / (nats + _EVERYWHERE)).astype(np.float32)


def departures(company: "csr_matrix") -> tuple[Numbers, Numbers]:
    """Compare the company of each word with that of all words together.

    Args:
        company: (V, V) counts.

    Returns:
        (V,) the divergence of Kullback and Leibler between the two, in nats, and (V,) its mean if
        the same number of companions were drawn at random; NaN for words without company.
    """
    sizes = np.asarray(company.sum(axis=1), dtype=np.float64).ravel()
    found, by_chance = np.full((2, len(sizes)), np.nan)
    heard = sizes > 0
    if heard.any():
        usual = sizes / sizes.sum()
        found[heard] = _divergence(company, sizes, usual)[heard]
        by_chance[heard] = _divergence_by_chance(sizes[heard], usual[heard])
    return found, by_chance


def _divergence(company: "csr_matrix", sizes: Numbers, usual: Numbers) -> Numbers:
    """Give for each word the divergence of its companions from the usual ones, in nats."""
    rows = np.repeat(np.arange(len(sizes)), np.diff(company.indptr))
    share = company.data / sizes[rows]
    # A word is not in its own company: the usual one is that of all words but this.
    nats = share * np.log(share / usual[company.indices] * (1 - usual[rows]))
    divergence: Numbers = np.bincount(rows, nats, minlength=len(sizes)).astype(np.float64)
    return divergence


def _divergence_by_chance(sizes: Numbers, usual: Numbers) -> Numbers:
    """Give the mean divergence of so many companions drawn at random, in nats.

    Drawn n times, a companion of share p comes y times, and y is about Poisson with mean np. The
    mean of y log y is np times that of log(1 + y), here to its second order.
    """
    tried = np.unique(np.geomspace(1, max(sizes.max(), 2), _SIZES))
    entropy = -(usual * np.log(usual)).sum()
    nats = [entropy - np.log(size) + usual @ _mean_log(size * usual) for size in tried]
    # Of very many companions next to nothing is left, which rounding may bring below zero.
    known = np.log(np.maximum(nats, np.finfo(np.float64).tiny))
    return np.exp(np.interp(np.log(sizes), np.log(tried), known))


def _mean_log(mean: Numbers) -> Numbers:
    return np.log1p(mean) - mean / (2 * (1 + mean) ** 2)
