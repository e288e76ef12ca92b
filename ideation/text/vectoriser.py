"""From texts to vectors in which texts on one matter are near each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, Self

import numpy as np
import numpy.typing as npt

from ideation.text.cooccurrence import BREAK, count_company, positive_information
from ideation.text.decomposition import leading_axes, leading_directions
from ideation.text.files import words_array, words_in
from ideation.text.hashing import count_grams
from ideation.text.normalise import normalise
from ideation.text.parallel import in_batches, one_thread
from ideation.text.space import unit_rows
from ideation.text.specificity import UNHEARD, share_passages, specificity_in_round
from ideation.text.terms import TermSpace
from ideation.text.tokens import content_words, words_of

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float32]

# So many buckets hold the n-grams of a round with few collisions.
_GRAM_BITS: Final = 18
# A feature of one text says nothing about likeness, unless there are hardly any texts.
_FEW_TEXTS: Final = 50
# So many texts tell as well as more which n-grams go together.
_SPELT_BY: Final = 8_192
# A word half as common as this weighs two thirds (Arora, Liang and Ma 2017).
_COMMON: Final = 2e-4
_COMMON_HERE: Final = 1e-3
_COMPANY_DIMENSIONS: Final = 60
_COMPANY_SMOOTHING: Final = 0.75
_OWN_WEIGHT: Final = 1.5
# From so many texts half as much is learned as from very many.
_HALF_LEARNED: Final = 100
# Specificity of a word that the background does not know, mostly a name: that of its rarer words.
_NEW_WORD: Final = 0.8


class Vectoriser(Protocol):
    """What `ThemeClusterer` asks of whatever turns texts into vectors."""

    def fit_transform(self, texts: Sequence[str], y: object = None) -> Floats:
        """Learn from n texts and give (n, d) rows of length 1, or of zeros."""

    def place_batch(self, texts: Sequence[str]) -> Floats:
        """Give such rows for n further texts, in this process."""

    def versions(self) -> dict[str, str]:
        """Name it, under `vectoriser`, and whatever else may change its vectors."""

    @property
    def kind(self) -> str:
        """Name its class in what is stored; see `placer_file`."""

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Give what another process needs to place texts alike, as its `from_arrays` takes it."""


@dataclass(frozen=True)
class Projection:
    """A linear map from counted features to a few dimensions.

    Attributes:
        rows: Row of `directions` for each feature, or -1 for one that is ignored.
        directions: (features, d) what one occurrence adds to a text's vector.
    """

    rows: npt.NDArray[np.int32]
    directions: Floats

    def place(self, counts: "csr_matrix") -> Floats:
        """Give (n, d) rows of length 1, or of zeros, for (n, features) counts."""
        from scipy.sparse import csr_matrix

        rows = self.rows[counts.indices]
        known = rows >= 0
        indptr = _starts_among(known, counts.indptr)
        shape = (counts.shape[0], len(self.directions))
        wanted = csr_matrix((counts.data[known], rows[known], indptr), shape=shape)
        return unit_rows(wanted @ self.directions)

    @classmethod
    def over(cls, known: npt.NDArray[np.integer], width: int, directions: Floats) -> Self:
        """Give the map that knows some of the features.

        Args:
            known: Their numbers, ascending.
            width: So many features there are.
            directions: (known, d) their directions, in the same order.
        """
        return cls(_rows_among(known, width), directions)

    @property
    def known(self) -> npt.NDArray[np.int32]:
        """Give the numbers of the features that are not ignored, ascending."""
        return np.flatnonzero(self.rows >= 0).astype(np.int32)


class TextVectoriser:
    """Places texts by their spelling, by background knowledge of words, and by the texts' own.

    Three views are laid beside one another: hashed character 2- to 4-grams, whose spelling holds
    where word lists fail; the background directions of the words; and directions of the words
    learned from these texts alone. The last weighs the more, the more texts there are and the less
    they talk as the background corpus does. In both views of words a word counts by its
    specificity, in the background and here: one that stands beside anything tells nothing of the
    matter. Each view is linear in what is counted, so that a text of later is placed in well under
    a millisecond.

    Args:
        spelling: Dimensions of the first view.
        background: Dimensions of the second.
        own: Dimensions of the third.
        random_state: Seed of the decompositions.
        n_jobs: Processes that read texts; None takes one for each core. Results do not depend
            on it.

    Attributes:
        own_weight_: Weight of the third view beside the others' 1, from 0 to 1.5.
        words_: Number of each word that the texts or the background know.
        n_features_out_: d.
    """

    kind: ClassVar[str] = "words"

    own_weight_: float
    words_: dict[str, int]
    n_features_out_: int

    def __init__(
        self,
        *,
        spelling: int = 50,
        background: int = 60,
        own: int = 30,
        random_state: int = 0,
        n_jobs: int | None = None,
    ) -> None:
        self.spelling = spelling
        self.background = background
        self.own = own
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, texts: Sequence[str], y: object = None) -> Self:  # noqa: ARG002  # as in every estimator
        """Learn the three views from texts.

        Args:
            texts: n texts of any kind, at least one.
            y: Ignored; stands here as in every estimator.

        Returns:
            Itself.
        """
        self.fit_transform(texts)
        return self

    def fit_transform(self, texts: Sequence[str], y: object = None) -> Floats:  # noqa: ARG002  # see fit
        """Learn from texts and place them; see `fit` and `transform`."""
        read = ReadTexts.joined(list(in_batches(read_texts, texts, n_jobs=self.n_jobs)))
        with one_thread():
            return self._learn(read)

    def _learn(self, read: "ReadTexts") -> Floats:
        terms = TermSpace.load()
        self.words_ = dict(terms.rows)
        numbers = [self.words_.setdefault(word, len(self.words_)) for word in read.words]
        ids = np.array(numbers, dtype=np.int32)
        words = _counted(ids[read.stream], read.indptr, len(self.words_))
        self.own_weight_ = _own_weight(_agreement(words, terms), words.shape[0])
        self._spelling = self._learn_spelling(read.grams)
        heard = Heard.of(words, ids[read.stream], read.indptr)
        told = heard.specificity() * _specificity_elsewhere(terms, len(self.words_))
        self._background = self._learn_background(words, terms, told)
        self._own = self._learn_own(heard, words, told)
        placed = self._place(read.grams, words)
        self.n_features_out_ = placed.shape[1]
        return placed

    def transform(self, texts: Sequence[str]) -> Floats:
        """Place texts.

        Args:
            texts: n texts of any kind.

        Returns:
            (n, d) rows of length 1; a text of which nothing is known has a row of zeros.
        """
        parts = list(in_batches(self.place_batch, texts, n_jobs=self.n_jobs))
        return np.concatenate([np.empty((0, self.n_features_out_), np.float32), *parts])

    def place_batch(self, texts: Sequence[str]) -> Floats:
        """Do as `transform` in this process."""
        read = read_texts(texts)
        ids = np.array([self.words_.get(word, -1) for word in read.words], dtype=np.int32)
        return self._place(read.grams, _counted(ids[read.stream], read.indptr, len(self.words_)))

    def versions(self) -> dict[str, str]:
        """Give its name; the engine's version tells the rest."""
        return {"vectoriser": type(self).__name__}

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Give all that placing needs beside the background's words, as `from_arrays` takes it.

        Words that only the round knows, and of which nothing was learned, are left out.
        """
        n_background = len(TermSpace.load().words)
        own = self._own.known
        heard = own[own >= n_background]
        words = list(self.words_)
        numbers = np.arange(n_background, n_background + len(heard), dtype=np.int32)
        return {
            "own_weight": np.array(self.own_weight_),
            "words": words_array([words[number] for number in heard.tolist()]),
            "spelling_known": self._spelling.known,
            "spelling": self._spelling.directions,
            "background": self._background.directions,
            "own_known": np.concatenate([own[own < n_background], numbers]),
            "own": self._own.directions,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Self:
        """Give a vectoriser that places texts as the one did whose `arrays` these are.

        Args:
            arrays: As `arrays` gives them, with the same background words as then.
        """
        made = cls()
        background = TermSpace.load().rows
        heard = words_in(arrays["words"])
        width = len(background) + len(heard)
        made.own_weight_ = float(arrays["own_weight"])
        made.words_ = {**background, **dict(zip(heard, range(len(background), width), strict=True))}
        made._spelling = Projection.over(
            arrays["spelling_known"], 1 << _GRAM_BITS, arrays["spelling"]
        )
        known = np.arange(len(background), dtype=np.int32)
        made._background = Projection.over(known, width, arrays["background"])
        made._own = Projection.over(arrays["own_known"], width, arrays["own"])
        views = (made._spelling, made._background, made._own)
        made.n_features_out_ = sum(view.directions.shape[1] for view in views)
        return made

    def _place(self, grams: "csr_matrix", words: "csr_matrix") -> Floats:
        views = [
            self._spelling.place(grams),
            self._background.place(words),
            np.float32(self.own_weight_) * self._own.place(words),
        ]
        return unit_rows(np.hstack(views))

    def _learn_spelling(self, grams: "csr_matrix") -> Projection:
        grams = grams[_sampled(grams.shape[0], self.random_state)]
        n_texts = grams.shape[0]
        frequency = np.bincount(grams.indices, minlength=grams.shape[1])
        kept = frequency >= (2 if n_texts >= _FEW_TEXTS else 1)
        rarity = np.log((1 + n_texts) / (1 + frequency[kept])) + 1
        wanted = grams[:, kept].multiply(rarity).tocsr()
        directions = leading_directions(_unit_sparse(wanted), self.spelling, self.random_state)
        directions = (directions * rarity[:, None]).astype(np.float32)
        return Projection.over(np.flatnonzero(kept), grams.shape[1], directions)

    def _learn_background(self, words: "csr_matrix", terms: TermSpace, told: Floats) -> Projection:
        n_known = len(terms.words)
        weights = told[:n_known] * _COMMON / (_COMMON + terms.share)
        directions = terms.vectors * weights[:, None]
        projection = Projection.over(np.arange(n_known), len(self.words_), directions)
        return self._reduced(projection, words, self.background)

    def _learn_own(self, heard: "Heard", words: "csr_matrix", told: Floats) -> Projection:
        """Learn directions from the company that words keep in these texts."""
        ends = np.insert(heard.stream, heard.indptr[1:], BREAK)
        company = positive_information(count_company([ends], len(heard.kept)), _COMPANY_SMOOTHING)
        # The directions of the columns are left singular vectors: a row for each word.
        vectors = leading_directions(company.T, _COMPANY_DIMENSIONS, self.random_state)
        occurrences = np.asarray(words.sum(axis=0)).ravel()[heard.kept]
        share = occurrences / max(occurrences.sum(), 1)
        weights = told[heard.kept] * _COMMON_HERE / (_COMMON_HERE + share)
        directions = (unit_rows(vectors.astype(np.float32)) * weights[:, None]).astype(np.float32)
        projection = Projection(heard.rows, directions)
        return self._reduced(_without_common(projection, words), words, self.own)

    def _reduced(self, projection: Projection, words: "csr_matrix", dimensions: int) -> Projection:
        """Turn a map so that its leading dimensions hold most of what these texts differ in."""
        leading = leading_axes(projection.place(words), dimensions)
        return Projection(projection.rows, (projection.directions @ leading).astype(np.float32))


@dataclass(frozen=True)
class Heard:
    """The words whose company in these texts is known, for two texts or more hold them.

    Attributes:
        kept: (V,) their numbers among all words.
        rows: Row of `kept` for each word, or -1.
        stream: Rows of the words, text after text.
        indptr: (n + 1,) where each text begins in `stream`.
    """

    kept: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    stream: npt.NDArray[np.int32]
    indptr: npt.NDArray[np.int64]

    @classmethod
    def of(
        cls, words: "csr_matrix", stream: npt.NDArray[np.int32], indptr: npt.NDArray[np.int64]
    ) -> Self:
        """Choose them by the counts of all words, (n, words), which `stream` lists in order."""
        n_texts, n_words = words.shape
        holders = np.bincount(words.indices, minlength=n_words)
        kept = np.flatnonzero(holders >= (2 if n_texts >= _FEW_TEXTS else 1))
        rows = _rows_among(kept, n_words)
        known = rows[stream] >= 0
        return cls(kept, rows, rows[stream][known], _starts_among(known, indptr))

    def specificity(self) -> Floats:
        """Give the specificity of every word, also of those whose company is not known."""
        told = np.full(len(self.rows), UNHEARD, dtype=np.float32)
        company = share_passages(self.stream, self.indptr, len(self.kept))
        told[self.kept] = specificity_in_round(company)
        return told


@dataclass(frozen=True)
class ReadTexts:
    """What was read of n texts.

    Attributes:
        grams: (n, buckets) 1 + log of the count of each hashed n-gram.
        words: The different telling words, in order of appearance.
        stream: Numbers in `words` of the telling words, text after text.
        indptr: (n + 1,) where each text begins in `stream`.
    """

    grams: "csr_matrix"
    words: tuple[str, ...]
    stream: npt.NDArray[np.int32]
    indptr: npt.NDArray[np.int64]

    @staticmethod
    def joined(parts: Sequence["ReadTexts"]) -> "ReadTexts":
        """Put several batches under one another."""
        from scipy.sparse import vstack

        numbers: dict[str, int] = {}
        streams = []
        for part in parts:
            own = [numbers.setdefault(word, len(numbers)) for word in part.words]
            streams.append(np.array(own, dtype=np.int32)[part.stream])
        sizes = np.concatenate([np.diff(part.indptr) for part in parts])
        return ReadTexts(
            grams=vstack([part.grams for part in parts], format="csr"),
            words=tuple(numbers),
            stream=np.concatenate(streams),
            indptr=np.concatenate([[0], np.cumsum(sizes)]),
        )


def read_texts(texts: Sequence[str]) -> ReadTexts:
    """Count the n-grams of texts and list their telling words.

    Args:
        texts: n texts of any kind.
    """
    cleaned = [normalise(text) for text in texts]
    found = [words_of(clean) for clean in cleaned]
    occurrences = list(chain.from_iterable(found))
    # Whether a word tells anything is asked once for each, not for each occurrence.
    telling = content_words(dict.fromkeys(occurrences))
    numbers = {word: number for number, word in enumerate(telling)}
    ids = np.array([numbers.get(word, -1) for word in occurrences], dtype=np.int32)
    ends = np.cumsum([0, *map(len, found)], dtype=np.int64)
    grams = count_grams([clean.lower() for clean in cleaned], _GRAM_BITS)
    return ReadTexts(
        grams=_dampened(grams.buckets, grams.counts, grams.indptr, 1 << _GRAM_BITS),
        words=tuple(telling),
        stream=ids[ids >= 0],
        indptr=_starts_among(ids >= 0, ends),
    )


def _rows_among(known: npt.NDArray[np.integer], width: int) -> npt.NDArray[np.int32]:
    """Number the known of `width` features, given in ascending order, from 0; others have -1."""
    rows = np.full(width, -1, dtype=np.int32)
    rows[known] = np.arange(len(known))
    return rows


def _starts_among(
    kept: npt.NDArray[np.bool_], indptr: npt.NDArray[np.integer]
) -> npt.NDArray[np.int64]:
    """Say where each text begins once only the kept of its entries are left."""
    starts: npt.NDArray[np.int64] = np.concatenate([[0], np.cumsum(kept)])[indptr]
    return starts


def _sampled(n_texts: int, random_state: int) -> npt.NDArray[np.int64]:
    """Choose up to `_SPELT_BY` of n texts at random, in order."""
    order = np.random.default_rng(random_state).permutation(n_texts)
    return np.sort(order[:_SPELT_BY])


def _specificity_elsewhere(terms: TermSpace, n_words: int) -> Floats:
    """Give what the background knows of n words, of which its own come first."""
    told = np.full(n_words, _NEW_WORD, dtype=np.float32)
    told[: len(terms.words)] = terms.specificity
    return told


def _counted(
    stream: npt.NDArray[np.int32], indptr: npt.NDArray[np.int64], n_words: int
) -> "csr_matrix":
    """Count the words of each text; numbers below 0 are left out."""
    from scipy.sparse import csr_matrix

    rows = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
    known = stream >= 0
    ones = np.ones(int(known.sum()), dtype=np.float32)
    shape = (len(indptr) - 1, n_words)
    return csr_matrix((ones, (rows[known], stream[known])), shape=shape)


def _dampened(
    columns: npt.NDArray[np.int64],
    counts: Floats,
    indptr: npt.NDArray[np.int64],
    width: int,
) -> "csr_matrix":
    from scipy.sparse import csr_matrix

    values = (1 + np.log(counts)).astype(np.float32)
    return csr_matrix((values, columns.astype(np.int32), indptr), shape=(len(indptr) - 1, width))


def _agreement(words: "csr_matrix", terms: TermSpace) -> float:
    """Compare how often words occur here and in the background: Bhattacharyya's coefficient.

    Returns:
        From 0 for texts of other words to 1 for texts of the same kind.
    """
    here = np.asarray(words.sum(axis=0), dtype=np.float64).ravel()
    total = here.sum()
    if total == 0:
        return 1.0
    known = here[: len(terms.words)] / total
    return float(np.sqrt(known) @ np.sqrt(terms.share.astype(np.float64)))


def _own_weight(agreement: float, n_texts: int) -> float:
    """Say how much the texts' own view counts beside the others, from 0 to 1.5.

    Args:
        agreement: See `_agreement`.
        n_texts: So many texts are learned from.
    """
    # Rounding may bring texts of the same kind to a little more than 1.
    foreign = max(1 - agreement, 0.0)
    return _OWN_WEIGHT * foreign * n_texts / (n_texts + _HALF_LEARNED)


def _without_common(projection: Projection, words: "csr_matrix") -> Projection:
    """Take out the direction that all texts share, which tells nothing of any."""
    common = leading_axes(projection.place(words), 1).astype(np.float32)
    kept = projection.directions - (projection.directions @ common) @ common.T
    return Projection(projection.rows, kept.astype(np.float32))


def _unit_sparse(rows: "csr_matrix") -> "csr_matrix":
    from scipy.sparse import diags

    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    unit: csr_matrix = (diags(1 / np.where(lengths == 0, 1, lengths)) @ rows).tocsr()
    return unit
