"""What a theme is called: a phrase of its own texts, keywords, quotes and a summary."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

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
]

MOST_KEYWORDS: Final = 8

WORDLESS_LABEL: Final = "ไม่มีข้อความ"
"""Of a theme whose texts hold no word at all."""

WITHHELD_LABEL: Final = "เรื่องที่ไม่เปิดเผย"
"""Of a theme none of whose texts may be shown."""

_SUMMARISED: Final = 60


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
    """

    label: str
    keywords: tuple[str, ...]
    central: tuple[int, ...]
    summary: tuple[str, ...] = ()


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
    shown = None if quotable is None else np.asarray(quotable, dtype=np.bool_)
    rows = [choose_rows(group, vectors, shown) for group in groups]
    readings = [[read(texts[row]) for row in chosen.tolist()] for chosen in rows]
    pairs = fixed_pairs(chain.from_iterable(readings))
    readings = [[join(reading, pairs) for reading in chosen] for chosen in readings]
    counts = [_holders(read_texts) for read_texts in readings]
    overall = sum(counts, Counter())
    size = sum(map(len, readings))
    values = [
        word_values(count, len(chosen), overall, size)
        for count, chosen in zip(counts, readings, strict=True)
    ]
    ranked = [candidates(*pair) for pair in zip(readings, values, strict=True)]
    order = sorted(range(len(groups)), key=lambda theme: (-len(groups[theme]), *rows[theme][:1]))
    otherwise = [_opening(*pair) for pair in zip(groups, readings, strict=True)]
    labels = distinct_labels(ranked, order, otherwise)
    return tuple(
        ProposedTheme(
            label=labels[theme],
            keywords=_keywords(values[theme]),
            central=central_rows(chosen, vectors),
            summary=summarise(
                [texts[row] for row in chosen[:_SUMMARISED].tolist()], values[theme], pairs
            ),
        )
        for theme, chosen in enumerate(rows)
    )


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


def _opening(group: Sequence[int], readings: Sequence[Reading]) -> str:
    """Name a theme without telling words: by the first words of its first text that has any."""
    if len(group) and not readings:
        return WITHHELD_LABEL
    for reading in readings:
        if reading.words:
            start = reading.spans[0][0]
            fitting = [end for _, end in reading.spans if end - start <= LONGEST_LABEL]
            return reading.clean[start : max(fitting, default=start + LONGEST_LABEL)]
    return WORDLESS_LABEL
