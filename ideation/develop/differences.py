"""The difference between two versions of a text, by words as Thai is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ideation.text.tokens import word_spans

KEPT, ADDED, REMOVED = "kept", "added", "removed"
MOST_WORDS = 2_000
"""Longer passages are shown as removed and added whole: comparing grows with the square."""


@dataclass(frozen=True)
class Piece:
    """A run of words.

    Args:
        kind: kept, added or removed.
        text: the words, spaces and line ends included.
    """

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """Return what became of a text, in reading order; removed words stand before added ones.

    Lines are compared first, then the words inside the lines that differ.

    Args:
        before: the older text.
        after: the newer text.
    """
    found: list[Piece] = []
    for kind, old, new in _changes(before.splitlines(True), after.splitlines(True)):
        if kind == KEPT:
            found.append(Piece(KEPT, old))
        else:
            found.extend(_by_words(old, new))
    return found


def _by_words(before: str, after: str) -> list[Piece]:
    old, new = _words(before), _words(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return _replaced(before, after)
    found: list[Piece] = []
    for kind, removed, added in _changes(old, new):
        found.extend([Piece(KEPT, removed)] if kind == KEPT else _replaced(removed, added))
    return found


def _replaced(removed: str, added: str) -> list[Piece]:
    both = (Piece(REMOVED, removed), Piece(ADDED, added))
    return [piece for piece in both if piece.text]


def _changes(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str, str]]:
    # It looks for no match that begins with a word of the most frequent: texts that only repeat
    # themselves would take minutes otherwise.
    matcher = SequenceMatcher(None, old, new, autojunk=True)
    return [
        (KEPT if kind == "equal" else "changed", "".join(old[a:b]), "".join(new[c:d]))
        for kind, a, b, c, d in matcher.get_opcodes()
    ]


def _words(text: str) -> list[str]:
    """Cut a text into its words and what stands between them; joined again they are the text."""
    cut: list[str] = []
    end = 0
    for start, stop in word_spans(text):
        if start > end:
            cut.append(text[end:start])
        cut.append(text[start:stop])
        end = stop
    if end < len(text):
        cut.append(text[end:])
    return cut
