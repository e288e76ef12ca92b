"""Labels that tell the themes of one proposal apart."""

from collections.abc import Sequence, Set
from typing import Final

from ideation.text.labels.phrases import LONGEST_LABEL, Candidate

# What a name keeps of its score when another theme bears one with all the same words.
_SAME: Final = 0.05


def distinct_labels(
    ranked: Sequence[Sequence[Candidate]], order: Sequence[int], otherwise: Sequence[str]
) -> list[str]:
    """Give each theme its best phrase that is unlike those that earlier themes have taken.

    Args:
        ranked: The candidates of each of k themes.
        order: The k themes, who chooses first coming first.
        otherwise: The label of each theme that has no candidates.

    Returns:
        k labels, all different in any case of letters.
    """
    labels = [""] * len(ranked)
    taken: list[Candidate] = []
    for theme in order:
        best = max(
            ranked[theme],
            key=lambda candidate: (_worth(candidate, taken), candidate.text),
            default=Candidate(otherwise[theme], frozenset(), 0.0),
        )
        labels[theme] = _numbered(best.text, {each.lower() for each in labels})
        taken.append(best)
    return labels


def _worth(candidate: Candidate, taken: Sequence[Candidate]) -> float:
    """Mark a candidate down for what it shares with the most alike label that is taken.

    Labels that differ in a function word, or of which one holds the other, share all the words
    that count.
    """
    shared = max((_shared(candidate.words, other.words) for other in taken), default=0.0)
    return candidate.score * max(1 - shared, _SAME)


def _shared(words: Set[str], others: Set[str]) -> float:
    """Return which share of the shorter label's words the longer one has too: from 0 to 1.

    Beside a word that both have, a compound or clipping counts as the word itself: who reads of
    สมัครเน็ต and สมัครอินเทอร์เน็ต sees no difference.
    """
    fewer, more = sorted((words, others), key=len)
    if not fewer & more:
        return 0.0
    shared = sum(any(one in other or other in one for other in more) for one in fewer)
    return shared / len(fewer)


def _numbered(label: str, taken: set[str]) -> str:
    """Tell labels apart by a number when the texts of two themes give no other words."""
    number, candidate = 1, label
    while candidate.lower() in taken:
        number += 1
        ending = f" ({number})"
        candidate = label[: LONGEST_LABEL - len(ending)] + ending
    return candidate
