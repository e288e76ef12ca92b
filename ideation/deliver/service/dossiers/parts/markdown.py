"""Pieces of Markdown: people's words go in as words, never as marks."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

LONGEST_QUOTE: Final = 600
_MARKS = re.compile(r"([\\`*_\[\]<>|&])")


def plain(text: str) -> str:
    """Return a text as part of a line, with the signs of Markdown in it escaped."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def heading(words: str) -> str:
    """Return a heading within a section."""
    return f"### {words}"


def link(words: str, address: str) -> str:
    """Return a link."""
    return f"[{plain(words)}]({address})"


def quote(text: str, source: str = "") -> str:
    """Return somebody's words as a quotation, with where they come from below."""
    lines = [f"> “{plain(text)}”"]
    if source:
        lines += [">", f"> {source}"]
    return "\n".join(lines)


def block(markdown: str) -> str:
    """Return what officers wrote in Markdown as a quotation that keeps its form."""
    lines = markdown.strip().replace("\r\n", "\n").split("\n")
    return "\n".join(f"> {line}".rstrip() for line in lines)


def bullets(lines: Iterable[str]) -> str:
    """Return a list."""
    return "\n".join(f"- {line}" for line in lines)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> str:
    """Return a table.

    Args:
        heads: of the columns.
        rows: of cells that are Markdown already.
        words: so many columns hold words; those after them hold numbers, set to the right.
    """
    rule = ["---"] * words + ["---:"] * (len(heads) - words)
    lines = [heads, rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def together(*pieces: str) -> str:
    """Return pieces below one another; empty ones are left out."""
    return "\n\n".join(piece for piece in pieces if piece)
