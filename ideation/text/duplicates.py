"""Near-duplicates among texts, in time that grows with their number and not with its square.

Texts that share one of their keys are compared letter by letter. The keys depend on nothing but the
text itself (MinHash of its letters in threes), so that they can be stored and looked up later.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from ideation.text.hashing import MIXER, MULTIPLIERS
from ideation.text.parallel import in_batches
from ideation.text.wording import SHORT, Wording, wording_of, wording_score

COPY_THRESHOLD: Final = 0.85
"""The least score at which two texts are taken to have the same wording."""

N_KEYS: Final = 32
"""So many keys a text has."""

LISTED_IN_FULL: Final = 50
"""Of a group of at most so many texts every pair is listed."""

# Letters of one gram, and the number of least hashes that make a key: a text of 25 letters shares a
# key with its copy of two slips in 99 of 100 cases, and hardly ever one with a text by chance.
_GRAM: Final = 3
_ROWS: Final = 3
_BATCH: Final = 1_000
_PORTION: Final = 5_000
# Among many texts with the same key each is compared with so many of those that are nearest.
_WINDOW: Final = 12
# Copies share half of their grams or more; the share is estimated, give or take a tenth.
_LEAST_SHARED: Final = 0.4
_MOST_CANDIDATES: Final = 12
# Tone and other marks above the line are what is slipped over most.
_TONES: Final = re.compile("[\u0e47-\u0e4e]+")

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint32]
T = TypeVar("T")


class NearDuplicates:
    """Finds the texts of the same wording and groups them.

    Two texts have the same wording when they differ in typos, polite particles, spaces, digits or
    the order of their clauses only. A group holds whatever is linked by such pairs. Texts without
    letters and digits are like no other.

    Args:
        threshold: The least score of a pair, above 0 and up to 1.
        random_state: Seed of the hashes by which candidates are found.
        n_jobs: So many processes work on many texts; what is found does not depend on it.

    Attributes:
        pairs_: (m, 2) indices of the texts of each pair, the smaller first, in ascending order.
            All pairs of groups of up to `LISTED_IN_FULL` texts; in larger ones each text with the
            first of its own letters, and as many others as were compared.
        scores_: (m,) how surely each pair has the same wording, up to 1.
        groups_: (n,) the group of each text, named by its first text; its own index when alone.
    """

    pairs_: Ints
    scores_: npt.NDArray[np.float32]
    groups_: Ints

    def __init__(
        self, threshold: float = COPY_THRESHOLD, random_state: int = 0, n_jobs: int = 1
    ) -> None:
        self.threshold = threshold
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, texts: Sequence[str]) -> "NearDuplicates":
        """Find the pairs and groups.

        Args:
            texts: n texts of any kind.

        Returns:
            The estimator itself.

        Raises:
            ValueError: `threshold` is not above 0 and up to 1.
        """
        if not 0 < self.threshold <= 1:
            raise ValueError("threshold must be above 0 and at most 1")
        wordings = _each(_wordings_of, texts, self.n_jobs)
        first, kind = _kinds(wordings)
        links = self._links([wordings[row] for row in first.tolist()])
        self.groups_ = _groups(first, kind, links)
        pairs = sorted(self._listed(wordings, first, kind, links))
        self.pairs_ = np.array([pair[:2] for pair in pairs], dtype=np.int64).reshape(-1, 2)
        self.scores_ = np.array([pair[2] for pair in pairs], dtype=np.float32)
        return self

    def _links(self, kinds: Sequence[Wording]) -> dict[tuple[int, int], float]:
        """Score the candidates among different wordings, and keep what reaches the threshold."""
        long = [row for row, wording in enumerate(kinds) if len(wording.letters) >= SHORT]
        near = _candidates([kinds[row] for row in long], self.random_state).tolist()
        pairs = [(long[left], long[right]) for left, right in near]
        scores = self._scores(kinds, pairs)
        return {
            pair: score
            for pair, score in zip(pairs, scores, strict=True)
            if score >= self.threshold
        }

    def _scores(self, wordings: Sequence[Wording], pairs: Sequence[tuple[int, int]]) -> list[float]:
        return _each(_scores_of, [(wordings[i], wordings[j]) for i, j in pairs], self.n_jobs)

    def _listed(
        self,
        wordings: Sequence[Wording],
        first: Ints,
        kind: Ints,
        links: Mapping[tuple[int, int], float],
    ) -> Iterator[tuple[int, int, float]]:
        """List the pairs of all groups, those of a small group in full."""
        sizes = np.bincount(self.groups_, minlength=len(kind))
        crowded = sizes[self.groups_] > LISTED_IN_FULL
        for row in np.flatnonzero(crowded & (first[kind] != np.arange(len(kind)))).tolist():
            yield int(first[kind[row]]), row, 1.0
        for (i, j), score in links.items():
            left, right = sorted((int(first[i]), int(first[j])))
            if crowded[left]:
                yield left, right, score
        for members in _members(self.groups_, ~crowded & (sizes[self.groups_] > 1)):
            for left, right in combinations(members, 2):
                i, j = sorted((int(kind[left]), int(kind[right])))
                score = links.get((i, j)) or wording_score(wordings[left], wordings[right])
                if score >= self.threshold:
                    yield left, right, score


def copy_keys(wordings: Sequence[Wording]) -> Ints:
    """Give each text the keys by which those of the same wording can be found.

    Two texts of the same wording share at least one key in nearly all cases; others may, too, so
    that whoever finds them by a key has `wording_score` to ask. What is too short to be compared by
    letters is found by equality only.

    Args:
        wordings: n of them, each of at least `SHORT` letters.

    Returns:
        (n, N_KEYS) numbers.
    """
    return _keys(_signatures(wordings, 0))


def _each(work: Callable[[Sequence[Any]], list[T]], things: Sequence[Any], n_jobs: int) -> list[T]:
    """Do the work on all things, in several processes where there are enough of them."""
    done = in_batches(work, things, size=_PORTION, n_jobs=n_jobs)
    return [result for results in done for result in results]


def _wordings_of(texts: Sequence[str]) -> list[Wording]:
    return [wording_of(text) for text in texts]


def _scores_of(pairs: Sequence[tuple[Wording, Wording]]) -> list[float]:
    return [wording_score(one, other) for one, other in pairs]


def _kinds(wordings: Sequence[Wording]) -> tuple[Ints, Ints]:
    """Put texts of the very same letters together.

    Returns:
        (k,) the first text of each kind, ascending, and (n,) the kind of each text. Texts without
        letters and digits are each a kind of their own.
    """
    known: dict[str | int, int] = {}
    first: list[int] = []
    kind: list[int] = []
    for row, wording in enumerate(wordings):
        number = known.setdefault(wording.letters or row, len(first))
        if number == len(first):
            first.append(row)
        kind.append(number)
    return np.array(first, dtype=np.int64), np.array(kind, dtype=np.int64)


def _groups(first: Ints, kind: Ints, links: Mapping[tuple[int, int], float]) -> Ints:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    edges = np.array(list(links), dtype=np.int64).reshape(-1, 2)
    graph = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(len(first),) * 2)
    _number, component = connected_components(graph, directed=False)
    # Kinds are in the order of their first texts, so the first kind of a group names it.
    _names, leader, member = np.unique(component, return_index=True, return_inverse=True)
    groups: Ints = first[leader[member]][kind] if len(first) else kind
    return groups


def _members(groups: Ints, wanted: npt.NDArray[np.bool_]) -> Iterator[list[int]]:
    rows = np.flatnonzero(wanted)
    rows = rows[np.argsort(groups[rows], kind="stable")]
    _names, starts = np.unique(groups[rows], return_index=True)
    for members in np.split(rows, starts[1:]):
        yield members.tolist()


def _candidates(wordings: Sequence[Wording], seed: int) -> Ints:
    """Find the pairs worth comparing: (m, 2) indices, the smaller first, in ascending order."""
    number = len(wordings)
    if number < 2:
        return np.empty((0, 2), dtype=np.int64)
    signatures = _signatures(wordings, seed)
    keys = _keys(signatures)
    found: list[Ints] = []
    for column in range(N_KEYS):
        # Within a key those come side by side that share a hash of the next key as well.
        beside = signatures[:, (column + 1) % N_KEYS * _ROWS]
        order = np.lexsort((beside, keys[:, column]))
        left, right = _neighbours(order, keys[order, column])
        near = _shared(signatures, left, right) >= _LEAST_SHARED
        found.append(np.minimum(left, right)[near] * number + np.maximum(left, right)[near])
    codes = np.unique(np.concatenate(found))
    left, right = codes // number, codes % number
    kept = _nearest_few(left, right, _shared(signatures, left, right), number)
    return np.stack([left[kept], right[kept]], axis=1)


def _neighbours(order: Ints, sorted_keys: Ints) -> tuple[Ints, Ints]:
    lefts, rights = [], []
    for step in range(1, min(_WINDOW, len(order) - 1) + 1):
        same = np.flatnonzero(sorted_keys[:-step] == sorted_keys[step:])
        lefts.append(order[same])
        rights.append(order[same + step])
    return np.concatenate(lefts), np.concatenate(rights)


def _shared(signatures: Hashes, left: Ints, right: Ints) -> npt.NDArray[np.float32]:
    """Estimate the share of grams that the texts of each pair have in common, from 0 to 1."""
    shares = np.empty(len(left), dtype=np.float32)
    for start in range(0, len(left), _BATCH):
        some = slice(start, start + _BATCH)
        shares[some] = (signatures[left[some]] == signatures[right[some]]).mean(axis=1)
    return shares


def _nearest_few(
    left: Ints, right: Ints, shares: npt.NDArray[np.float32], number: int
) -> npt.NDArray[np.bool_]:
    """Keep of each text the candidates that share most with it."""
    texts = np.concatenate([left, right])
    order = np.lexsort((np.concatenate([right, left]), -np.concatenate([shares, shares]), texts))
    begins = np.searchsorted(texts[order], np.arange(number))
    place = np.empty(len(texts), dtype=np.int64)
    place[order] = np.arange(len(texts)) - begins[texts[order]]
    first_few, second_few = (place < _MOST_CANDIDATES).reshape(2, -1)
    kept: npt.NDArray[np.bool_] = first_few | second_few
    return kept


def _signatures(wordings: Sequence[Wording], seed: int) -> Hashes:
    """Give the least hashes of each text's grams: (n, N_KEYS * _ROWS)."""
    # Computed rather than drawn, for keys that are stored must outlive versions of NumPy.
    number = N_KEYS * _ROWS
    drawn = _mixed(
        _mixed(np.arange(2 * number, dtype=np.uint64) + np.uint64((seed & 0xFFFFFFFF) << 32 | 1))
    )
    factors, masks = (drawn >> np.uint64(32)).astype(np.uint32).reshape(2, number)
    factors |= np.uint32(1)
    signatures = np.empty((len(wordings), len(factors)), dtype=np.uint32)
    for start in range(0, len(wordings), _BATCH):
        grams, begins = _grams(wordings[start : start + _BATCH])
        for column, (factor, mask) in enumerate(zip(factors, masks, strict=True)):
            least = np.minimum.reduceat((grams ^ mask) * factor, begins)
            signatures[start : start + _BATCH, column] = least
    return signatures


def _grams(wordings: Sequence[Wording]) -> tuple[Hashes, Ints]:
    """Hash the grams of texts, one after the other, and say where those of each text begin.

    A text is taken as a wheel: clauses that change places tear fewer grams, and none is too short.
    """
    bare = [_TONES.sub("", wording.letters) or "-" for wording in wordings]
    wheels = "".join(text + (text * _GRAM)[: _GRAM - 1] for text in bare)
    stream = np.frombuffer(wheels.encode("utf-32-le", "surrogatepass"), np.uint32)
    sizes = np.array([len(text) for text in bare], dtype=np.int64)
    ends = np.cumsum(sizes + _GRAM - 1)
    whole = np.ones(len(stream), dtype=np.bool_)
    for step in range(1, _GRAM):
        whole[ends - step] = False
    hashed = stream.astype(np.uint64) * MULTIPLIERS[0]
    for step in range(1, _GRAM):
        hashed += np.roll(stream, -step) * MULTIPLIERS[step]
    mixed = _mixed(hashed[whole]) >> np.uint64(32)
    return mixed.astype(np.uint32), np.cumsum(sizes) - sizes


def _keys(signatures: Hashes) -> Ints:
    """Make one number of each few least hashes: (n, N_KEYS)."""
    rows = signatures.reshape(len(signatures), N_KEYS, _ROWS).astype(np.uint64)
    keys = np.arange(N_KEYS, dtype=np.uint64)[None, :] + np.zeros_like(rows[:, :, 0])
    for place in range(_ROWS):
        keys = _mixed((keys ^ rows[:, :, place]) * MULTIPLIERS[place])
    return keys.view(np.int64)


def _mixed(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    mixed: npt.NDArray[np.uint64] = (numbers ^ (numbers >> np.uint64(33))) * MIXER
    return mixed ^ (mixed >> np.uint64(29))
