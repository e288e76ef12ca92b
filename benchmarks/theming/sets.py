"""The texts that the theme engine is measured on."""

import csv
import lzma
import random
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from benchmarks.report import DATA

SETS = {"call centre": "truevoice_object.csv", "news titles": "thaigov_titles.csv"}
CORPUS = DATA / "thaigov_corpus.txt.xz"
LEAST_SENTENCE = 60
MOST_SENTENCE = 240


def read(title: str) -> tuple[list[str], list[str]]:
    """Read the texts of a set and the labels that people gave them."""
    with (DATA / SETS[title]).open(encoding="utf-8") as lines:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(lines)]
    return [text for text, _ in rows], [label for _, label in rows]


def numbered(labels: Iterable[str]) -> list[int]:
    """Give the same number to the same label, from 0."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(label, len(numbers)) for label in labels]


def shuffled(size: int, seed: int) -> list[int]:
    """Return the numbers below size in an order that is always the same."""
    order = list(range(size))
    random.Random(seed).shuffle(order)  # noqa: S311  # a sample, not a secret
    return order


def sentences() -> Iterator[str]:
    """Yield the government news in sentences: phrases joined until they are long enough."""
    with lzma.open(CORPUS, "rt", encoding="utf-8") as articles:
        for article in articles:
            sentence = ""
            for phrase in article.rstrip("\n").rpartition("\t")[2].split():
                sentence = f"{sentence} {phrase}".strip()
                if len(sentence) >= LEAST_SENTENCE:
                    yield sentence[:MOST_SENTENCE]
                    sentence = ""


def different(texts: Iterable[str]) -> Iterator[str]:
    """Leave out what was there before."""
    seen: set[bytes] = set()
    for text in texts:
        key = blake2b(text.encode(), digest_size=8).digest()
        if key not in seen:
            seen.add(key)
            yield text


def write_sentences(folder: str, sizes: list[int]) -> dict[str, str]:
    """Write random samples of different sentences, one a line; return the file of each size."""
    found = list(islice(different(sentences()), max(sizes)))
    order = shuffled(len(found), seed=0)
    files = {}
    for size in sizes:
        path = Path(folder) / f"{size}.txt"
        path.write_text("\n".join(found[row] for row in order[:size]), encoding="utf-8")
        files[str(size)] = str(path)
    return files
