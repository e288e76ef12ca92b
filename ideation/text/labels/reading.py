"""Texts cut to words, with what each word may do in a label."""

import functools
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain, pairwise
from typing import Final, NamedTuple

from ideation.text.normalise import normalise
from ideation.text.tokens import content_words, stop_words, variants, word_spans

NEGATION: Final = "ไม่"

WORDS_READ: Final = 200
"""A label and a sentence stand near the beginning of a text, or in other texts too."""

# It stands in no normalised text, so that it shows which words were cut in pieces.
_JOINT: Final = "\u2060"
_MOST_JOINTS: Final = 3
_FEWEST_PAIRS: Final = 5
_FIXED: Final = 0.8
_PARTS_CLAUSES: Final = 0.5
_MOSTLY_COUNTED: Final = 0.6
# A word that ends phrases as often as this may end a label without being marked down.
_MAY_END: Final = 0.08


class Role(NamedTuple):
    """What a word may do in a label.

    Attributes:
        weight: How much of a matter it can tell, from 0 for function words to 1.
        inside: Whether a label may hold it between other words.
        ending: How well a label may end with it, from 0 to 1.
    """

    weight: float
    inside: bool
    ending: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The beginning of a text, cut to words.

    Attributes:
        clean: The normalised text.
        spans: Start and end of each word in `clean`.
        words: The words in lower case and standard spelling.
    """

    clean: str
    spans: tuple[tuple[int, int], ...]
    words: tuple[str, ...]

    def adjacent(self, before: int) -> bool:
        """Tell whether the word after this one belongs to the same run of words.

        Thai words stand side by side; words of other scripts have one space between them.
        """
        if before + 1 >= len(self.spans):
            return False
        end, start = self.spans[before][1], self.spans[before + 1][0]
        if end == start:
            return True
        return self.clean[end:start] == " " and self.clean[start].isascii()


def read(text: str) -> Reading:
    """Cut a text to words.

    Args:
        text: Any text.
    """
    clean = normalise(text)
    spans = tuple(word_spans(clean)[:WORDS_READ])
    standard = variants()
    lowered = clean.lower()
    # Lower case has another length in a few scripts.
    source = lowered if len(lowered) == len(clean) else clean
    typed = [source[start:end] for start, end in spans]
    # Words that are one object each are counted and compared the faster.
    words = tuple(sys.intern(standard.get(word, word)) for word in typed)
    return Reading(clean, spans, words)


def fixed_pairs(readings: Iterable[Reading]) -> frozenset[tuple[str, str]]:
    """Find words that hardly occur without each other, such as the pieces of an unknown name.

    Args:
        readings: Texts.

    Returns:
        Pairs of words that stand side by side nearly always when the rarer one occurs.
    """
    texts = [reading.words for reading in readings]
    single = Counter(chain.from_iterable(texts))
    pairs = Counter(chain.from_iterable(map(pairwise, texts)))
    return frozenset(
        pair
        for pair, count in pairs.items()
        if count >= max(_FEWEST_PAIRS, _FIXED * min(single[pair[0]], single[pair[1]]))
        and NEGATION not in pair
        and all(role_of(word).weight for word in pair)
    )


def join(reading: Reading, pairs: frozenset[tuple[str, str]]) -> Reading:
    """Make one word of each two that belong together.

    Args:
        reading: A text.
        pairs: What `fixed_pairs` gave; chains of them become one word.
    """
    if pairs.isdisjoint(pairwise(reading.words)):
        return reading
    spans: list[tuple[int, int]] = []
    words: list[str] = []
    before = ""
    for place, (span, word) in enumerate(zip(reading.spans, reading.words, strict=True)):
        fits = (before, word) in pairs and words[-1].count(_JOINT) < _MOST_JOINTS
        if fits and reading.adjacent(place - 1):
            gap = reading.clean[spans[-1][1] : span[0]]
            spans[-1] = spans[-1][0], span[1]
            words[-1] += _JOINT + gap + word
        else:
            spans.append(span)
            words.append(word)
        before = word
    return Reading(reading.clean, tuple(spans), tuple(words))


def shown(word: str) -> str:
    """Give a word as it may be shown."""
    return word.replace(_JOINT, "")


@functools.lru_cache(maxsize=65_536)
def role_of(word: str) -> Role:
    """Say what a word may do in a label.

    Args:
        word: In lower case.
    """
    if _JOINT in word:
        parts = [role_of(part.strip()) for part in word.split(_JOINT)]
        return Role(max(part.weight for part in parts), True, parts[-1].ending)
    begins, ends, counted = _habits().get(word, (1.0, 1.0, 0.0))
    ending = min(1.0, ends / _MAY_END)
    if word in _vague_words() or counted > _MOSTLY_COUNTED:
        return Role(0.0, True, 0.0)
    if content_words([word]):
        # Units of measure, which follow numbers, tell how much, not what.
        return Role((1 - counted) ** 2, True, ending)
    # Function words that end clauses (นั้น, ว่า) or begin them (แต่), and those that careful texts
    # never use (จ้า, อ่ะ), cannot stand inside a phrase. Nor can addresses and numbers.
    joins = word in stop_words() and max(begins, ends) < _PARTS_CLAUSES
    return Role(0.0, joins, ending)


@functools.cache
def _habits() -> Mapping[str, tuple[float, float, float]]:
    """Of each word the shares that begin a phrase, end one, and follow a number.

    `learn.py` made the file from news; what is not in it behaves as most words do.
    """
    rows = (line.split("\t") for line in _lines("word_habits.txt"))
    return {
        word: (int(begins) / 100, int(ends) / 100, int(counted) / 100)
        for word, begins, ends, counted in rows
    }


@functools.cache
def _vague_words() -> frozenset[str]:
    """Words that introduce a matter or say how, but never what; no statistic tells them."""
    return frozenset(_lines("vague_words.txt"))


def _lines(name: str) -> list[str]:
    return files("ideation.text.labels").joinpath(name).read_text(encoding="utf-8").splitlines()
