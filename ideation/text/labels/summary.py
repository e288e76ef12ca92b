"""Two sentences that stand for a theme, cut from its texts as they were typed."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from ideation.text.labels.reading import Reading, join, read
from ideation.text.normalise import MAX_CHARS
from ideation.text.tokens import last_break

LONGEST_SENTENCE: Final = 160
"""In characters."""

MOST_SENTENCES: Final = 2

# Of two sentences that tell the same the shorter one is better, but not one of a word or two.
_BREVITY: Final = 15
_TELLING_LENGTH: Final = 40
_SHORTEST: Final = 25
# The first so many texts are nearly as good a source as the most central one.
_NEAR: Final = 4
# A second sentence that tells less than this share of the first adds nothing.
_WORTH_ADDING: Final = 0.3
_SENTENCES_OF_A_TEXT: Final = 5
# Lines, signs and words of politeness end a sentence; a dot after Thai letters shortens a word.
_BOUND: Final = re.compile(r"[\r\n]+|(?<=[!?…])\s+|(?<=[a-z]\.)\s+|(?:(?<=ครับ)|(?<=ค่ะ)|(?<=คะ))\s+")
# A page for everyone is no place for addresses and telephone numbers.
_PRIVATE: Final = re.compile(r"@|://|www\.|(?:[\d๐-๙][\s-]?){7}")


@dataclass(frozen=True, slots=True)
class _Sentence:
    place: int
    text: str
    words: frozenset[str]
    length: int


def summarise(
    texts: Sequence[str], values: Mapping[str, float], pairs: frozenset[tuple[str, str]]
) -> tuple[tuple[int, str], ...]:
    """Choose sentences that tell most of a theme and say different things.

    Each next one is chosen for the words that those before it do not have (maximal marginal
    relevance over words).

    Args:
        texts: Texts of the theme as they were typed, the most central one first.
        values: How well each word tells the theme.
        pairs: The words that were made one before they were valued.

    Returns:
        At most `MOST_SENTENCES` parts of texts of at most `LONGEST_SENTENCE` characters, each
        after the place of its text in `texts`.
    """
    pool = [
        (
            _Sentence(rank, part, frozenset(reading.words), len(reading.words)),
            1 / math.sqrt(rank + _NEAR),
        )
        for rank, text in enumerate(texts)
        for part, reading in _sentences(text, pairs)
    ]
    chosen: list[tuple[int, str]] = []
    told: frozenset[str] = frozenset()
    enough = 0.0
    while pool and len(chosen) < MOST_SENTENCES:
        gains = [_gain(each, told, values) for each, _nearness in pool]
        scores = [
            (gain > enough) * gain * nearness
            for gain, (_each, nearness) in zip(gains, pool, strict=True)
        ]
        best = max(range(len(pool)), key=lambda place: (scores[place], -place))
        if not scores[best]:
            break
        enough = gains[best] * _WORTH_ADDING
        sentence = pool[best][0]
        chosen.append((sentence.place, sentence.text))
        told |= sentence.words
    return tuple(chosen)


def _gain(sentence: _Sentence, told: Set[str], values: Mapping[str, float]) -> float:
    """Add up what a sentence tells anew, less for the words that tell nothing."""
    gain = math.fsum(values.get(word, 0.0) for word in sentence.words - told)
    return (
        gain
        / math.sqrt(sentence.length + _BREVITY)
        * min(1.0, len(sentence.text) / _TELLING_LENGTH)
    )


def _sentences(text: str, pairs: frozenset[tuple[str, str]]) -> Iterator[tuple[str, Reading]]:
    found = 0
    for part in _parts(text[:MAX_CHARS]):
        if found == _SENTENCES_OF_A_TEXT:
            return
        if _PRIVATE.search(part):
            continue
        reading = join(read(part), pairs)
        if reading.words:
            found += 1
            yield part, reading


def _parts(text: str) -> Iterator[str]:
    """Cut a text at the ends of sentences, and long ones between words."""
    start = 0
    for bound in [*_BOUND.finditer(text), None]:
        end = bound.start() if bound else len(text)
        # What is too short to stand alone goes with what follows, on the same line.
        if bound and end - start < _SHORTEST and "\n" not in bound.group():
            continue
        yield from _pieces(text[start:end].strip())
        start = bound.end() if bound else end


def _pieces(sentence: str) -> Iterator[str]:
    while len(sentence) > LONGEST_SENTENCE:
        space = sentence.rfind(" ", _SHORTEST, LONGEST_SENTENCE + 1)
        end = space if space > 0 else last_break(sentence, LONGEST_SENTENCE)
        yield sentence[:end].strip()
        sentence = sentence[end:].strip()
    if sentence:
        yield sentence
