"""What changed in a section from one version to the next, without what stayed far around it."""

from collections.abc import Iterable
from typing import Final

from ideation.develop.differences import KEPT, Piece, pieces

AROUND: Final = 1
"""So many unchanged lines are shown on either side of a change, and the rest of its own."""
LEFT_OUT: Final = "…"


def differences(old: str, new: str) -> list[Piece]:
    """Return what became of a text, in reading order; nothing where nothing changed."""
    found = _joined(pieces(old, new))
    if all(piece.kind == KEPT for piece in found):
        return []
    last = len(found) - 1
    return [
        _shortened(piece, head=place > 0, tail=place < last) if piece.kind == KEPT else piece
        for place, piece in enumerate(found)
    ]


def _joined(found: Iterable[Piece]) -> list[Piece]:
    """Return the pieces with unchanged ones that follow one another as one."""
    joined: list[Piece] = []
    for piece in found:
        if joined and piece.kind == joined[-1].kind == KEPT:
            joined[-1] = Piece(KEPT, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined


def _shortened(piece: Piece, *, head: bool, tail: bool) -> Piece:
    """Return an unchanged piece with the lines next to a change.

    Args:
        piece: the piece.
        head: whether something changed before it.
        tail: whether something changed after it.
    """
    lines = piece.text.split("\n")
    first = lines[: AROUND + 1] if head else []
    final = lines[-AROUND - 1 :] if tail else []
    if len(first) + len(final) >= len(lines):
        return piece
    return Piece(KEPT, "\n".join([*first, LEFT_OUT, *final]))
