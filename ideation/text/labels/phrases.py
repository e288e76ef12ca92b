"""Phrases that could name a theme, and how good a name each would be."""

import heapq
import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from typing import Final, TypeAlias

from ideation.text.labels.reading import NEGATION, WORDS_READ, Reading, Role, role_of

LONGEST_LABEL: Final = 40
"""In characters."""

_LONGEST_PHRASE: Final = 5
_LOOKED_AT: Final = 60
# Phrases of so many columns and more are read with ease; narrower ones seldom tell a matter.
_EASY_WIDTH: Final = 10
_EASY_WIDTH_OF_A_WORD: Final = 18
_LONG: Final = 30

Phrase: TypeAlias = tuple[str, ...]
# Number of a text times `WORDS_READ` plus that of a phrase's first word in it. There are tens of
# thousands, and single numbers are no work for the garbage collector.
Place: TypeAlias = int


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
    places: dict[Phrase, list[Place]] = defaultdict(list)
    for number, reading in enumerate(readings):
        for first, last in _phrases(reading):
            places[reading.words[first : last + 1]].append(number * WORDS_READ + first)
    rough = _rough_scores(places, len(readings), values)
    leading = sorted(rough, key=lambda phrase: (-rough[phrase], phrase))[:_LOOKED_AT]
    company = _Company(readings, {phrase: places[phrase] for phrase in leading})
    found = []
    for phrase in leading:
        text = company.as_written(phrase)
        score = (
            rough[phrase]
            * company.cohesion(phrase)
            * company.freedom(phrase)
            * _shape(text, phrase)
        )
        found.append(Candidate(text, telling_words(phrase), score))
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.text))


def telling_words(words: Phrase) -> frozenset[str]:
    """Leave the function words out."""
    return frozenset(word for word in words if role_of(word).weight)


def _rough_scores(
    places: Mapping[Phrase, Sequence[Place]], size: int, values: Mapping[str, float]
) -> dict[Phrase, float]:
    """Score phrases by what their words tell and how many texts hold them.

    Returns:
        The score of each phrase that can be among the best `_LOOKED_AT`. Most phrases stand in one
        text only, and in a theme of some size none of those can.
    """
    alike: dict[int, list[Phrase]] = defaultdict(list)
    for phrase, found in places.items():
        alike[len({place // WORDS_READ for place in found})].append(phrase)
    few = max(1.0, 0.03 * size)
    most = _most_told(values)
    rough: dict[Phrase, float] = {}
    for count in sorted(alike, reverse=True):
        best = heapq.nlargest(_LOOKED_AT, rough.values())
        if len(best) == _LOOKED_AT and most * (count - 0.5) / (count + few) < best[-1]:
            break
        for phrase in alike[count]:
            told = _value(phrase, values) * (count - 0.5) / (count + few)
            rough[phrase] = told * role_of(phrase[-1]).ending
    return rough


def _most_told(values: Mapping[str, float]) -> float:
    """Give a bound that `_value` reaches for no phrase, however the sums are rounded."""
    best = heapq.nlargest(_LONGEST_PHRASE, values.values())
    told = (total / math.sqrt(length) for length, total in enumerate(accumulate(best), start=1))
    return 1.001 * max(told, default=0.0)


def _phrases(reading: Reading) -> Iterator[tuple[int, int]]:
    """Give first and last word of each run that begins and ends as a phrase can."""
    roles = [role_of(word) for word in reading.words]
    ends = _run_ends(reading, roles)
    for first, role in enumerate(roles):
        if not role.weight:
            continue
        start = reading.spans[first][0]
        for last in range(first, min(first + _LONGEST_PHRASE, ends[first])):
            if reading.spans[last][1] - start > LONGEST_LABEL:
                break
            if roles[last].weight or (last > first and reading.words[last - 1] == NEGATION):
                yield first, last


def _run_ends(reading: Reading, roles: Sequence[Role]) -> list[int]:
    """Say for each word before which one a phrase that begins with it has to end."""
    ends = [0] * len(roles)
    end = 0
    for place in range(len(roles) - 1, -1, -1):
        if not roles[place].inside:
            end = place
        elif not (end > place + 1 and reading.adjacent(place)):
            end = place + 1
        ends[place] = end
    return ends


def _value(phrase: Phrase, values: Mapping[str, float]) -> float:
    """Add up what the words tell, less what words cost that tell nothing or one text only holds."""
    telling = telling_words(phrase)
    known = telling & values.keys()
    told = math.fsum(values[word] for word in known)
    return told / math.sqrt(len(phrase)) * (len(known) / len(telling)) ** 2


def _shape(text: str, phrase: Phrase) -> float:
    """Say how well a phrase reads: full marks for one of some words that fits a line."""
    width = sum(unicodedata.category(letter) != "Mn" for letter in text)
    fits = min(1.0, _LONG / len(text)) ** 2
    if sum(word != NEGATION for word in phrase) > 1:
        return fits * min(1.0, width / _EASY_WIDTH) ** 2
    # A word by itself (ข้อมูล) tells a matter only if it is a long one (ศูนย์ดิจิทัลชุมชน).
    return fits * min(1.0, width / _EASY_WIDTH_OF_A_WORD) ** 4


class _Company:
    """How phrases stand among the other words of a theme."""

    def __init__(
        self, readings: Sequence[Reading], places: Mapping[Phrase, Sequence[Place]]
    ) -> None:
        texts = [reading.words for reading in readings]
        wanted = set(chain.from_iterable(map(pairwise, places)))
        pairs = chain.from_iterable(map(pairwise, texts))
        self._pairs: Counter[Phrase] = Counter(filter(wanted.__contains__, pairs))
        self._words = Counter(chain.from_iterable(texts))
        self._total = self._words.total()
        self._readings = readings
        self._places = places

    def _occurrences(self, phrase: Phrase) -> Iterator[tuple[Reading, int, int]]:
        """Give each text that holds a phrase with the first and last word of it."""
        for place in self._places[phrase]:
            text, first = divmod(place, WORDS_READ)
            yield self._readings[text], first, first + len(phrase) - 1

    def as_written(self, phrase: Phrase) -> str:
        """Give a phrase as most texts type it."""
        written = Counter(
            reading.phrase(first, last) for reading, first, last in self._occurrences(phrase)
        )
        return min(written, key=lambda text: (-written[text], text))

    def cohesion(self, phrase: Phrase) -> float:
        """Say how surely the words belong together: the least of their pairs, from 0 to 1.

        It is the normalised pointwise mutual information, brought from -1 to 1 into 0 to 1.
        """
        return min(map(self._npmi, pairwise(phrase)), default=1.0) / 2 + 0.5

    def _npmi(self, pair: Phrase) -> float:
        together = self._pairs[pair] / self._total
        apart = self._words[pair[0]] * self._words[pair[1]] / self._total**2
        return math.log(together / apart) / -math.log(together)

    def freedom(self, phrase: Phrase) -> float:
        """Say how surely the phrase is whole: from 0, if it always stands in a longer one, to 1."""
        before: Counter[str | None] = Counter()
        after: Counter[str | None] = Counter()
        for reading, first, last in self._occurrences(phrase):
            before[reading.words[first - 1] if first and reading.adjacent(first - 1) else None] += 1
            after[reading.words[last + 1] if reading.adjacent(last) else None] += 1
        return min(_freedom(before), _freedom(after))


def _freedom(neighbours: Counter[str | None]) -> float:
    most = max((count for word, count in neighbours.items() if word is not None), default=0)
    total = neighbours.total()
    # One more of each, for what stands in one text only may belong to a longer phrase too.
    return (total - most + 1) / (total + 1)
