"""Reading a corpus from a file, one article a line."""

import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ARTICLE_CHARS: Final = 3_000
"""So much of each article is read; what follows repeats the same words."""


class CorpusTooSmallError(ValueError):
    """A corpus has too little text to learn from."""


def read_articles(corpus: Path) -> Iterator[str]:
    """Read a corpus as a stream.

    Args:
        corpus: Text file, or one packed with xz: one article a line, the text in the last of its
            tab-separated fields.

    Yields:
        Each article's beginning, at most `ARTICLE_CHARS` characters.
    """
    opener = lzma.open if corpus.suffix == ".xz" else open
    with opener(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").rpartition("\t")[2][:ARTICLE_CHARS]
