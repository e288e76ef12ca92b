"""Phrases that could name a theme, and how good a name each would be."""

import math
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import Final, Self, TypeAlias

import numpy as np
import numpy.typing as npt

from ideation.text.labels.reading import NEGATION, Reading, role_of

LONGEST_LABEL: Final = 40
"""In characters."""

_LONGEST_PHRASE: Final = 5
_LOOKED_AT: Final = 60
# Phrases of so many columns and more are read with ease; narrower ones seldom tell a matter.
_EASY_WIDTH: Final = 10
_EASY_WIDTH_OF_A_WORD: Final = 18
_LONG: Final = 30

Phrase: TypeAlias = tuple[str, ...]
Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that could name a theme.

    Attributes:
        text: As most texts type it.
        words: Its telling words, in lower case and standard spelling.
        score: How good a name it is; comparable within a theme only.
    """

    text: str
    words: frozenset[str]
    score: float


def word_values(
    own: Mapping[str, int], size: int, overall: Mapping[str, int], size_overall: int
) -> dict[str, float]:
    """Score how well each word tells a theme: class-based TF-IDF.

    The first part is what the theme has more of than all themes together; the small second one
    keeps an order when there is one theme only.

    Args:
        own: In how many of the theme's texts each telling word stands.
        size: Number of the theme's texts.
        overall: The same of all themes.
        size_overall: Number of all texts.

    Returns:
        A number above 0 for each word that several of the texts hold, or for each word of `own` if
        they hold none together.
    """
    values = {}
    common = {word: count for word, count in own.items() if count > 1}
    for word, count in (common or own).items():
        expected = size * overall[word] / size_overall
        # One more of each, for among few texts much stands by chance in one theme only.
        surplus = math.log((count + 1) / (expected + 1))
        rarity = math.log((size_overall + 1) / overall[word])
        telling = count / size * (max(surplus, 0.0) + 0.1 * rarity) ** 2
        values[word] = telling * role_of(word).weight
    return values


def candidates(readings: Sequence[Reading], values: Mapping[str, float]) -> list[Candidate]:
    """Find the phrases that could name a theme, the best one first.

    Args:
        readings: The theme's texts.
        values: What `word_values` gave for them.

    Returns:
        At most 60 of them; empty if no text has a telling word.
    """
    stream = _Stream.of(readings)
    found = []
    for phrase in _leading(stream, _Vocabulary.of(stream.names, values)):
        text = stream.as_written(phrase)
        score = (
            phrase.score
            * stream.cohesion(phrase)
            * stream.freedom(phrase)
            * _shape(text, phrase.words)
        )
        found.append(Candidate(text, telling_words(phrase.words), score))
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.text))


def telling_words(words: Phrase) -> frozenset[str]:
    """Leave the function words out."""
    return frozenset(word for word in words if role_of(word).weight)


@dataclass(frozen=True)
class _Vocabulary:
    """What is known of each of V words: its role, and how well it tells the theme.

    Attributes:
        telling: (V,) whether it can tell a matter.
        inside: (V,) whether a label may hold it.
        ending: (V,) how well a label may end with it, from 0 to 1.
        value: (V,) how well it tells the theme; NaN if only one text holds it.
        negating: (V,) whether it is ไม่, after which a label may end with any word.
    """

    telling: Flags
    inside: Flags
    ending: Floats
    value: Floats
    negating: Flags

    @classmethod
    def of(cls, words: Sequence[str], values: Mapping[str, float]) -> Self:
        roles = [role_of(word) for word in words]
        return cls(
            telling=np.array([role.weight > 0 for role in roles], dtype=np.bool_),
            inside=np.array([role.inside for role in roles], dtype=np.bool_),
            ending=np.array([role.ending for role in roles]),
            value=np.array([values.get(word, math.nan) for word in words]),
            negating=np.array([word == NEGATION for word in words], dtype=np.bool_),
        )

    def told(self, words: Ints) -> Floats:
        """Add up what words tell, less what words cost that tell nothing or one text only holds.

        Args:
            words: (n, length) numbers of the words of n phrases.
        """
        telling = self.telling[words]
        for place in range(1, words.shape[1]):
            # What is said twice tells once.
            telling[:, place] &= (words[:, :place] != words[:, place : place + 1]).all(axis=1)
        known = telling & ~np.isnan(self.value[words])
        told = np.where(known, self.value[words], 0).sum(axis=1) / math.sqrt(words.shape[1])
        scored: Floats = told * (known.sum(axis=1) / telling.sum(axis=1)) ** 2
        return scored


@dataclass(frozen=True)
class _Found:
    """A phrase among the words of a theme.

    Attributes:
        words: As they are read.
        places: Number of its first word, wherever it stands.
        score: How well it names the theme by what its words tell.
    """

    words: Phrase
    places: Ints
    score: float


@dataclass(frozen=True)
class _Stream:
    """All N words of the texts of a theme, one text after another.

    Attributes:
        readings: The n texts.
        names: The V different words.
        ids: (N,) number of each word in `names`.
        text: (N,) number of the text that it stands in.
        spans: (N, 2) where it begins and ends there.
        adjacent: (N,) whether the next word belongs to the same run of words.
    """

    readings: Sequence[Reading]
    names: Sequence[str]
    ids: Ints
    text: Ints
    spans: Ints
    adjacent: Flags

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> Self:
        words = list(chain.from_iterable(reading.words for reading in readings))
        numbers = {word: number for number, word in enumerate(dict.fromkeys(words))}
        ids = np.array([numbers[word] for word in words], dtype=np.int64)
        text = np.repeat(np.arange(len(readings)), [len(reading.words) for reading in readings])
        spans = np.array([span for reading in readings for span in reading.spans], dtype=np.int64)
        spans = spans.reshape(-1, 2)
        return cls(readings, tuple(numbers), ids, text, spans, _adjacent(readings, text, spans))

    def as_written(self, phrase: _Found) -> str:
        """Give a phrase as most texts type it."""
        last = phrase.places + len(phrase.words) - 1
        parts = zip(
            self.text[phrase.places].tolist(),
            self.spans[phrase.places, 0].tolist(),
            self.spans[last, 1].tolist(),
            strict=True,
        )
        written: Counter[str] = Counter(
            self.readings[text].clean[start:end] for text, start, end in parts
        )
        return min(written, key=lambda text: (-written[text], text))

    def cohesion(self, phrase: _Found) -> float:
        """Say how surely the words belong together: the least of their pairs, from 0 to 1.

        It is the normalised pointwise mutual information, brought from -1 to 1 into 0 to 1.
        """
        first = int(phrase.places[0])
        pairs = pairwise(self.ids[first : first + len(phrase.words)].tolist())
        return min((self._npmi(*pair) for pair in pairs), default=1.0) / 2 + 0.5

    def _npmi(self, one: int, other: int) -> float:
        total = len(self.ids)
        together = self._pairs[one * len(self.names) + other] / total
        apart = float(self._counts[one] * self._counts[other]) / total**2
        return math.log(together / apart) / -math.log(together)

    @cached_property
    def _counts(self) -> Ints:
        return np.bincount(self.ids)

    @cached_property
    def _pairs(self) -> dict[int, int]:
        """Count each two words that follow one another in a text."""
        codes = self.ids[:-1] * len(self.names) + self.ids[1:]
        pairs, counts = np.unique(codes[self.text[1:] == self.text[:-1]], return_counts=True)
        return dict(zip(pairs.tolist(), counts.tolist(), strict=True))

    def freedom(self, phrase: _Found) -> float:
        """Say how surely the phrase is whole: from 0, if it always stands in a longer one, to 1."""
        first, last = phrase.places, phrase.places + len(phrase.words) - 1
        # Before the first word of all comes the last one, which is adjacent to none.
        before = self.ids[first - 1][self.adjacent[first - 1]]
        after = self.ids[last[self.adjacent[last]] + 1]
        return min(_freedom(before, len(first)), _freedom(after, len(first)))


def _adjacent(readings: Sequence[Reading], text: Ints, spans: Ints) -> Flags:
    """Say of each word of some texts whether the next one belongs to the same run of words."""
    adjacent = np.zeros(len(text), dtype=np.bool_)
    together, gaps = text[1:] == text[:-1], spans[1:, 0] - spans[:-1, 1]
    adjacent[:-1] = together & (gaps == 0)
    starts = np.searchsorted(text, np.arange(len(readings)))
    # What stands between two words is looked at only where it may be a single space.
    for place in np.flatnonzero(together & (gaps == 1)).tolist():
        own = int(text[place])
        adjacent[place] = readings[own].adjacent(place - int(starts[own]))
    return adjacent


def _leading(stream: _Stream, vocabulary: _Vocabulary) -> list[_Found]:
    """Give the phrases of most promise, by what their words tell and how many texts hold them."""
    found = []
    for first, words, numbers in _phrases(stream, vocabulary):
        n_phrases = len(words)
        by_text = np.unique(numbers * len(stream.readings) + stream.text[first])
        holders = np.bincount(by_text // len(stream.readings), minlength=n_phrases)
        few = max(1.0, 0.03 * len(stream.readings))
        scores = vocabulary.told(words) * (holders - 0.5) / (holders + few)
        scores *= vocabulary.ending[words[:, -1]]
        for number in _best(scores).tolist():
            names = tuple(stream.names[word] for word in words[number].tolist())
            found.append(_Found(names, first[numbers == number], float(scores[number])))
    return sorted(found, key=lambda phrase: (-phrase.score, phrase.words))[:_LOOKED_AT]


def _best(scores: Floats) -> Ints:
    """Give the numbers of the `_LOOKED_AT` highest scores, and of those that are as high."""
    if len(scores) <= _LOOKED_AT:
        return np.arange(len(scores))
    least = np.partition(scores, -_LOOKED_AT)[-_LOOKED_AT]
    return np.flatnonzero(scores >= least)


def _phrases(stream: _Stream, vocabulary: _Vocabulary) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Find the runs of words that begin and end as a phrase can, of each length in turn.

    Yields:
        The place of the first word of each occurrence, the words of each phrase (phrases, length),
        and for each occurrence the number of its phrase.
    """
    inside = vocabulary.inside[stream.ids]
    tied = stream.adjacent & inside
    tied[:-1] &= inside[1:]
    first = np.flatnonzero(vocabulary.telling[stream.ids])
    alike = stream.ids[first]
    for length in range(1, _LONGEST_PHRASE + 1):
        last = first + length - 1
        if length > 1:
            follows = tied[last - 1]
            first, last, alike = first[follows], last[follows], alike[follows]
            codes = alike * len(stream.names) + stream.ids[last]
            alike = np.unique(codes, return_inverse=True)[1]
        fits = stream.spans[last, 1] - stream.spans[first, 0] <= LONGEST_LABEL
        first, last, alike = first[fits], last[fits], alike[fits]
        ends = vocabulary.telling[stream.ids[last]]
        if length > 1:
            ends |= vocabulary.negating[stream.ids[last - 1]]
        if not ends.any():
            continue
        _, samples, numbers = np.unique(alike[ends], return_index=True, return_inverse=True)
        places = first[ends]
        yield places, stream.ids[places[samples, None] + np.arange(length)], numbers


def _shape(text: str, phrase: Phrase) -> float:
    """Say how well a phrase reads: full marks for one of some words that fits a line."""
    width = sum(unicodedata.category(letter) != "Mn" for letter in text)
    fits = min(1.0, _LONG / len(text)) ** 2
    if sum(word != NEGATION for word in phrase) > 1:
        return fits * min(1.0, width / _EASY_WIDTH) ** 2
    # A word by itself (ข้อมูล) tells a matter only if it is a long one (ศูนย์ดิจิทัลชุมชน).
    return fits * min(1.0, width / _EASY_WIDTH_OF_A_WORD) ** 4


def _freedom(neighbours: Ints, total: int) -> float:
    """Compare the most frequent neighbour of a phrase with the number of its occurrences."""
    most = int(np.bincount(neighbours).max()) if len(neighbours) else 0
    # One more of each, for what stands in one text only may belong to a longer phrase too.
    return (total - most + 1) / (total + 1)
