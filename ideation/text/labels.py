"""What a theme is called: a phrase of its own texts, keywords, and texts that stand for it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ideation.text.normalise import normalise
from ideation.text.tokens import content_words, word_spans

LONGEST_LABEL: Final = 40
"""In characters."""

MOST_KEYWORDS: Final = 8
MOST_CENTRAL: Final = 5

WORDLESS_LABEL: Final = "ไม่มีข้อความ"
"""Of a theme whose texts hold no word at all."""

_LONGEST_PHRASE: Final = 4
_WORDS_READ: Final = 200
# A phrase of several words tells more than a word, although fewer texts have it.
_READABILITY: Final = (1.0, 3.0, 3.6, 3.6)
_FEW_HOLDERS: Final = 3
_SHARE_OF_HOLDERS: Final = 0.08
_TOO_ALIKE: Final = 0.9
# These say how, not what: they cannot end a phrase, and a phrase needs a word beside them.
_OPEN_ENDED: Final = frozenset(
    (
        "ไม่",
        "ควร",
        "ต้อง",
        "น่าจะ",
        "โดน",
        "ถูก",
        "ช่วย",
        "รบกวน",
        "สอบถาม",
        "ถาม",
        "ทราบ",
        "แจ้ง",
        "เรื่อง",
        "ค่อย",
        "ไม่ค่อย",
        "ทุก",
        "เพิ่ม",
        "ลด",
        "เข้า",
        "ออก",
        "ส่ง",
        "รับ",
        "ขึ้น",
        "ลง",
        "ปรับ",
        "จำ",
        "ตั้ง",
        "เปิด",
        "ปิด",
        "ราย",
        "ชาว",
        "ผ่าน",
        "ตลอด",
        "ค่า",
        "รู้",
        "โดยเฉพาะ",
        "การ",
        "ความ",
        "เกี่ยวกับ",
        "เหลือ",
        "เกิด",
        "กลับ",
        "เข้ามา",
        "เข้าไป",
        "ดู",
        "คน",
        "สาม",
        "สอง",
        "เหมือน",
        "ดี",
        "เดือน",
        "ปี",
        "วัน",
        "พัน",
        "ชั่วโมง",
        "บาท",
        "เล็ก",
        "ใหม่",
        "แถว",
        "เต็ม",
        "กี่",
        "รอบ",
        "เวลา",
        "นาที",
    )
)
# These introduce a matter: no phrase begins with them.
_INTRODUCING: Final = frozenset(
    (
        "สอบถาม",
        "ถาม",
        "ทราบ",
        "แจ้ง",
        "จะแจ้ง",
        "เรื่อง",
        "รบกวน",
        "ช่วย",
        "ค่อย",
        "ตลอด",
        "ได้ที่",
        "ออก",
        "เข้า",
    )
)
_NEGATION: Final = "ไม่"
_AFTER_NEGATION: Final = frozenset(("ได้", "มี", "ทัน", "เป็น", "ให้", "อยู่", "ไป", "มา"))


@dataclass(frozen=True, slots=True)
class ProposedTheme:
    """How a theme presents itself.

    Attributes:
        label: A phrase of at most `LONGEST_LABEL` characters that occurs in its normalised texts.
        keywords: At most `MOST_KEYWORDS` words, the most telling one first.
        central: Indices of up to `MOST_CENTRAL` texts, the most central one first, that are
            unlike one another.
    """

    label: str
    keywords: tuple[str, ...]
    central: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Phrases:
    """In how many texts of a theme each phrase and each single content word stands."""

    phrases: Mapping[str, int]
    words: Mapping[str, int]
    size: int


def describe_groups(
    texts: Sequence[str], groups: Sequence[Sequence[int]], vectors: npt.NDArray[np.float32]
) -> tuple[ProposedTheme, ...]:
    """Name every group of texts so that the names tell the groups apart.

    Args:
        texts: n texts.
        groups: For each theme the indices of its texts; an index may occur in several.
        vectors: (n, d) rows of length 1 or 0 in which like texts are near.

    Returns:
        A description of each group, in order; all labels differ.
    """
    clean = [normalise(text) for text in texts]
    found = [_phrases_of(clean, group) for group in groups]
    overall = _sum(found)
    labels = _distinct_labels(clean, groups, found, overall)
    return tuple(
        ProposedTheme(label, _keywords(phrases, overall), _central(group, vectors))
        for label, phrases, group in zip(labels, found, groups, strict=True)
    )


def _phrases_of(clean: Sequence[str], group: Sequence[int]) -> _Phrases:
    phrases: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for row in group:
        spans = word_spans(clean[row])[:_WORDS_READ]
        lowered = clean[row].lower()
        tokens = [lowered[start:end] for start, end in spans]
        telling = frozenset(content_words(tokens))
        words.update(telling)
        phrases.update(set(_candidates(clean[row], spans, tokens, telling)))
    return _Phrases(phrases, words, len(group))


def _candidates(
    clean: str, spans: Sequence[tuple[int, int]], tokens: Sequence[str], telling: frozenset[str]
) -> Iterator[str]:
    """Give the phrases of adjacent words that begin and end as a phrase can."""
    for first, token in enumerate(tokens):
        if token not in telling or token in _INTRODUCING:
            continue
        matter = False
        for last in range(first, min(first + _LONGEST_PHRASE, len(tokens))):
            if last > first and not _adjacent(clean, spans[last - 1], spans[last]):
                break
            start, end = spans[first][0], spans[last][1]
            if end - start > LONGEST_LABEL:
                break
            matter = matter or (tokens[last] in telling and tokens[last] not in _OPEN_ENDED)
            if matter and _can_end(tokens, first, last, telling):
                yield clean[start:end].lower()


def _adjacent(clean: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Thai words stand side by side; words of other scripts have one space between them."""
    between = clean[before[1] : after[0]]
    return not between or (between == " " and clean[after[0]].isascii())


def _can_end(tokens: Sequence[str], first: int, last: int, telling: frozenset[str]) -> bool:
    token = tokens[last]
    if last > first and tokens[last - 1] == _NEGATION:
        return token in telling or token in _AFTER_NEGATION
    return token in telling and token not in _OPEN_ENDED


def _sum(found: Sequence[_Phrases]) -> _Phrases:
    phrases: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for part in found:
        phrases.update(part.phrases)
        words.update(part.words)
    return _Phrases(phrases, words, sum(part.size for part in found))


def _telling(count: int, size: int, count_overall: int, size_overall: int) -> float:
    """Score how well a word or phrase tells a theme: class-based TF-IDF.

    The first part is what the theme has more of than all texts together; the small second one
    keeps an order when there is one theme only.
    """
    share, share_overall = count / size, count_overall / size_overall
    rarity = float(np.log((size_overall + 1) / count_overall))
    return share * (float(np.log(share / share_overall)) + 0.1 * rarity)


def _ranked_phrases(own: _Phrases, overall: _Phrases) -> list[str]:
    """Order the phrases of a theme, those first that enough of its texts hold."""
    enough = max(_FEW_HOLDERS, _SHARE_OF_HOLDERS * own.size) if own.size > _FEW_HOLDERS else 1
    ranks = {}
    for phrase, count in own.phrases.items():
        weight = _READABILITY[min(len(word_spans(phrase)), _LONGEST_PHRASE) - 1]
        telling = _telling(count, own.size, overall.phrases[phrase], overall.size)
        ranks[phrase] = (count < enough, -weight * telling, phrase)
    return sorted(ranks, key=ranks.__getitem__)


def _keywords(own: _Phrases, overall: _Phrases) -> tuple[str, ...]:
    scores = {
        word: _telling(count, own.size, overall.words[word], overall.size)
        for word, count in own.words.items()
        if word not in _OPEN_ENDED
    }
    return tuple(sorted(scores, key=lambda word: (-scores[word], word))[:MOST_KEYWORDS])


def _distinct_labels(
    clean: Sequence[str],
    groups: Sequence[Sequence[int]],
    found: Sequence[_Phrases],
    overall: _Phrases,
) -> list[str]:
    """Give each theme its best phrase that no larger theme has taken."""
    labels = [""] * len(groups)
    taken: set[str] = set()
    by_size = sorted(range(len(groups)), key=lambda theme: (-len(groups[theme]), theme))
    for theme in by_size:
        ranked = _ranked_phrases(found[theme], overall)
        phrase = next((phrase for phrase in ranked if phrase not in taken), None)
        label = (
            _as_written(phrase, clean, groups[theme]) if phrase else _opening(clean, groups[theme])
        )
        labels[theme] = _numbered(label, taken)
        taken.add(labels[theme].lower())
    return labels


def _as_written(phrase: str, clean: Sequence[str], group: Sequence[int]) -> str:
    """Give a phrase the capitals it has in the first text that holds it."""
    for row in group:
        start = clean[row].lower().find(phrase)
        written = clean[row][start : start + len(phrase)]
        if start >= 0 and written.lower() == phrase:
            return written
    return phrase


def _opening(clean: Sequence[str], group: Sequence[int]) -> str:
    """Give the first words of the first text that has any."""
    for row in group:
        spans = word_spans(clean[row])
        if not spans:
            continue
        start = spans[0][0]
        ends = [end for _, end in spans if end - start <= LONGEST_LABEL]
        return clean[row][start : max(ends, default=start + LONGEST_LABEL)]
    return WORDLESS_LABEL


def _numbered(label: str, taken: set[str]) -> str:
    """Tell labels apart by a number when the texts of two themes give no other words."""
    number, candidate = 1, label
    while candidate.lower() in taken:
        number += 1
        ending = f" ({number})"
        candidate = label[: LONGEST_LABEL - len(ending)] + ending
    return candidate


def _central(group: Sequence[int], vectors: npt.NDArray[np.float32]) -> tuple[int, ...]:
    """Take the texts nearest to the middle of a theme, leaving out near repeats of taken ones."""
    if not len(group):
        return ()
    rows = np.asarray(group)
    own = vectors[rows]
    order = np.argsort(-(own @ own.mean(axis=0)), kind="stable")
    taken: list[int] = []
    for position in order.tolist():
        if len(taken) == MOST_CENTRAL:
            break
        if not taken or float((own[taken] @ own[position]).max()) < _TOO_ALIKE:
            taken.append(position)
    return tuple(int(rows[position]) for position in taken)
