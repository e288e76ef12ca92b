"""What a theme is called: a phrase of its own texts, keywords, quotes and a summary.

Topics, which join themes, are called in the same way.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from ideation.text.labels.choice import distinct_labels
from ideation.text.labels.phrases import LONGEST_LABEL, candidates, word_values
from ideation.text.labels.reading import Reading, fixed_pairs, join, read, role_of, shown
from ideation.text.labels.sample import MOST_CENTRAL, central_rows, choose_rows
from ideation.text.labels.summary import LONGEST_SENTENCE, MOST_SENTENCES, summarise

__all__ = [
    "LONGEST_LABEL",
    "LONGEST_SENTENCE",
    "MOST_CENTRAL",
    "MOST_KEYWORDS",
    "MOST_SENTENCES",
    "WITHHELD_LABEL",
    "WORDLESS_LABEL",
    "ProposedTheme",
    "describe_groups",
    "describe_with_topics",
]

MOST_KEYWORDS: Final = 8

WORDLESS_LABEL: Final = "ไม่มีข้อความ"
"""Of a theme whose texts hold no word at all."""

WITHHELD_LABEL: Final = "เรื่องที่ไม่เปิดเผย"
"""Of a theme none of whose texts may be shown."""

_SUMMARISED: Final = 60
_FEWEST_TOPICS: Final = 2
_READ_OF_A_TOPIC: Final = 300
# A word is one of a group, and not of a text or two only, from here on.
_SEVERAL: Final = 3
_OF_NO_GROUP: Final = 0.5


@dataclass(frozen=True, slots=True)
class ProposedTheme:
    """How a theme presents itself.

    Attributes:
        label: A phrase of at most `LONGEST_LABEL` characters that occurs in its normalised texts.
        keywords: At most `MOST_KEYWORDS` words, the most telling one first.
        central: Indices of up to `MOST_CENTRAL` texts, the most central one first, that are
            unlike one another.
        summary: At most `MOST_SENTENCES` parts of its texts as they were typed, each of at most
            `LONGEST_SENTENCE` characters, which say different things.
        summary_rows: Of each of these the index of the text that it was cut from.
    """

    label: str
    keywords: tuple[str, ...]
    central: tuple[int, ...]
    summary: tuple[str, ...] = ()
    summary_rows: tuple[int, ...] = ()


def describe_groups(
    texts: Sequence[str],
    groups: Sequence[Sequence[int]],
    vectors: npt.NDArray[np.float32],
    *,
    quotable: Sequence[bool] | None = None,
) -> tuple[ProposedTheme, ...]:
    """Name every group of texts so that the names tell the groups apart.

    The work grows with the number of groups: of a large one a sample is read.

    Args:
        texts: n texts.
        groups: For each theme the indices of its texts; an index may occur in several.
        vectors: (n, d) rows of length 1 or 0 in which like texts are near.
        quotable: Of each text whether it may be shown; the others give no word. All of them may
            if it is left out.

    Returns:
        A description of each group, in order; all labels differ.
    """
    read_groups = _read_groups(texts, groups, vectors, quotable)
    return _described(texts, read_groups, _name(read_groups), vectors)


def describe_with_topics(
    texts: Sequence[str],
    groups: Sequence[Sequence[int]],
    topics: Sequence[int],
    vectors: npt.NDArray[np.float32],
    *,
    quotable: Sequence[bool] | None = None,
) -> tuple[tuple[ProposedTheme, ...], tuple[str, ...]]:
    """Name every group of texts, and the topics that they belong to.

    The names of topics are found in what was read for the groups: no text is read again.

    Args:
        texts: n texts.
        groups: For each theme the indices of its texts; an index may occur in several.
        topics: For each group the number of its topic, from 0, without gaps.
        vectors: (n, d) rows of length 1 or 0 in which like texts are near.
        quotable: Of each text whether it may be shown; all of them may if it is left out.

    Returns:
        A description of each group, and a name of each topic; no names where there is one topic.
        The names of topics differ from one another, and so do those of the groups.
    """
    read_groups = _read_groups(texts, groups, vectors, quotable)
    names = _name(read_groups)
    described = _described(texts, read_groups, names, vectors)
    members = [
        [group for group, own in enumerate(topics) if own == topic] for topic in sorted(set(topics))
    ]
    if len(members) < _FEWEST_TOPICS:
        return described, ()
    breadths = [_breadth([names.holders[group] for group in each]) for each in members]
    return described, tuple(_name(read_groups.joined(members), breadths).labels)


@dataclass(frozen=True, slots=True)
class _Groups:
    """What was read of k groups.

    Attributes:
        rows: Indices of the texts that were read, the most central one first.
        readings: The same texts, cut to words.
        sizes: The numbers of all texts of the groups.
        pairs: The words that were made one.
    """

    rows: list[npt.NDArray[np.int64]]
    readings: list[list[Reading]]
    sizes: list[int]
    pairs: frozenset[tuple[str, str]]

    def joined(self, members: Sequence[Sequence[int]]) -> "_Groups":
        """Give what was read of the groups of each topic, spread over at most 300 of its texts."""
        rows, readings = [], []
        for groups in members:
            together = np.concatenate([self.rows[group] for group in groups])
            read_together = [each for group in groups for each in self.readings[group]]
            spread = np.linspace(0, len(together) - 1, min(len(together), _READ_OF_A_TOPIC))
            chosen = spread.astype(np.int64)
            rows.append(together[chosen])
            readings.append([read_together[place] for place in chosen.tolist()])
        sizes = [sum(self.sizes[group] for group in groups) for groups in members]
        return _Groups(rows, readings, sizes, self.pairs)


class _Names(NamedTuple):
    labels: list[str]
    values: list[dict[str, float]]
    holders: list[Counter[str]]


def _read_groups(
    texts: Sequence[str],
    groups: Sequence[Sequence[int]],
    vectors: npt.NDArray[np.float32],
    quotable: Sequence[bool] | None,
) -> _Groups:
    shown = None if quotable is None else np.asarray(quotable, dtype=np.bool_)
    rows = [choose_rows(group, vectors, shown) for group in groups]
    readings = [[read(texts[row]) for row in chosen.tolist()] for chosen in rows]
    pairs = fixed_pairs(chain.from_iterable(readings))
    readings = [[join(reading, pairs) for reading in chosen] for chosen in readings]
    return _Groups(rows, readings, list(map(len, groups)), pairs)


def _described(
    texts: Sequence[str], groups: _Groups, names: _Names, vectors: npt.NDArray[np.float32]
) -> tuple[ProposedTheme, ...]:
    return tuple(
        _theme(texts, rows, label, values, groups.pairs, vectors)
        for rows, label, values in zip(groups.rows, names.labels, names.values, strict=True)
    )


def _theme(
    texts: Sequence[str],
    rows: npt.NDArray[np.int64],
    label: str,
    values: Mapping[str, float],
    pairs: frozenset[tuple[str, str]],
    vectors: npt.NDArray[np.float32],
) -> ProposedTheme:
    first = rows[:_SUMMARISED].tolist()
    sentences = summarise([texts[row] for row in first], values, pairs)
    return ProposedTheme(
        label=label,
        keywords=_keywords(values),
        central=central_rows(rows, vectors),
        summary=tuple(sentence for _place, sentence in sentences),
        summary_rows=tuple(first[place] for place, _sentence in sentences),
    )


def _name(groups: _Groups, breadths: Sequence[Mapping[str, float]] | None = None) -> _Names:
    """Find the names of groups, and how well each word tells each of them.

    Args:
        groups: What was read of k groups.
        breadths: For each group how much each word counts, from 0 to 1; fully by default.
    """
    readings = groups.readings
    holders = [_holders(read_texts) for read_texts in readings]
    overall: Counter[str] = Counter()
    for own in holders:
        overall.update(own)
    size = sum(map(len, readings))
    values = [
        word_values(count, len(chosen), overall, size)
        for count, chosen in zip(holders, readings, strict=True)
    ]
    if breadths is not None:
        values = [
            {word: value * breadth.get(word, 0.0) for word, value in own.items()}
            for own, breadth in zip(values, breadths, strict=True)
        ]
    ranked = [candidates(*pair) for pair in zip(readings, values, strict=True)]
    order = sorted(
        range(len(readings)),
        key=lambda group: (-groups.sizes[group], *groups.rows[group][:1].tolist()),
    )
    otherwise = [_opening(*pair) for pair in zip(groups.sizes, readings, strict=True)]
    return _Names(distinct_labels(ranked, order, otherwise), values, holders)


def _breadth(holders: Sequence[Counter[str]]) -> dict[str, float]:
    """Say of each word in what share of the groups of a topic several texts hold it."""
    common = Counter(word for own in holders for word, count in own.items() if count >= _SEVERAL)
    # Where no word is common to several groups, one of them has to give the name.
    return {
        word: max(common[word], _OF_NO_GROUP) / len(holders)
        for word in set(chain.from_iterable(holders))
    }


def _holders(readings: Sequence[Reading]) -> Counter[str]:
    """Count in how many texts each telling word stands."""
    holders = Counter(chain.from_iterable(set(reading.words) for reading in readings))
    return Counter({word: count for word, count in holders.items() if role_of(word).weight})


def _keywords(values: Mapping[str, float]) -> tuple[str, ...]:
    # What cannot end a phrase (ไม่, ต้อง) needs other words to tell anything.
    scores = {word: value * role_of(word).ending for word, value in values.items()}
    telling = (word for word in scores if scores[word] > 0)
    best = sorted(telling, key=lambda word: (-scores[word], word))
    return tuple(shown(word) for word in best[:MOST_KEYWORDS])


def _opening(size: int, readings: Sequence[Reading]) -> str:
    """Name a theme without telling words: by the first words of its first text that has any."""
    if size and not readings:
        return WITHHELD_LABEL
    for reading in readings:
        if reading.words:
            start = reading.spans[0][0]
            fitting = [end for _, end in reading.spans if end - start <= LONGEST_LABEL]
            return reading.clean[start : max(fitting, default=start + LONGEST_LABEL)]
    return WORDLESS_LABEL
