"""Search vectors and queries for PostgreSQL, written from words that `ideation.text` has cut.

PostgreSQL's own parser never sees the text: it cuts Thai in the middle of syllables.
"""

from collections.abc import Iterable, Sequence

from ideation.text.tokens import SearchTerms

LONGEST_WORD = 300  # PostgreSQL refuses lexemes of 2,048 bytes and more.
LAST_POSITION = 16_383  # The highest that a tsvector can hold.


def tsvector_literal(terms: SearchTerms) -> str:
    """Write the words of a text as a tsvector, to be cast in SQL.

    Args:
        terms: the text's own words, weighted A, and the words inside them, weighted D.

    Returns:
        quoted lexemes with positions; an empty string for a text without words.
    """
    words = _lexemes(terms.words, 1, "A")
    inner = _lexemes(terms.inner, len(terms.words) + 1, "D")
    return " ".join([*words, *inner])


def tsquery_literal(words: Sequence[str]) -> str:
    """Write the words of a search as a tsquery that asks for all of them, to be cast in SQL.

    Args:
        words: what `query_terms` gave; each also finds longer words that begin with it.

    Returns:
        quoted prefix lexemes joined by `&`; an empty string if there are none, which finds
        nothing.
    """
    return " & ".join(_quoted(word) + (":*" if len(word) > 1 else "") for word in words)


def _lexemes(words: Iterable[str], first: int, weight: str) -> list[str]:
    return [
        f"{_quoted(word)}:{min(position, LAST_POSITION)}{weight}"
        for position, word in enumerate(words, first)
    ]


def _quoted(word: str) -> str:
    plain = word[:LONGEST_WORD].replace("\\", "\\\\").replace("'", "''")
    return f"'{plain}'"
