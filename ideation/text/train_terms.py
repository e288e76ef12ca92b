"""Training of the background term space; nothing that serves requests imports this."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from ideation.text.cooccurrence import BREAK, count_company, positive_information
from ideation.text.corpus import CorpusTooSmallError, read_articles
from ideation.text.files import words_array, write_space_files
from ideation.text.parallel import in_batches
from ideation.text.specificity import specificity_in_corpus
from ideation.text.terms import SPECIFICITY_STEPS, TermSpace
from ideation.text.tokens import TOKENISER, content_words, tokenise

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_FEWEST_WORDS: Final = 50
_PORTION: Final = 8_000
_BATCH: Final = 250
# Finer steps than these only add bytes: the direction of a word is not known better.
_STEPS: Final = 7


@dataclass(frozen=True)
class TermParameters:
    """Everything that, beside the corpus, decides a background term space.

    Attributes:
        name: The name of the space.
        rarest: Words that occur less often are left out; None takes 20 of a corpus of 30 million
            words, less of a smaller one, never less than 2.
        dimensions: Numbers for each word.
        smoothing: See `positive_information`.
        seed: Of the decomposition.
        tokeniser: What cut the words; texts must be cut by the same.
    """

    name: str
    rarest: int | None = None
    dimensions: int = 256
    smoothing: float = 1.0
    seed: int = 0
    tokeniser: str = TOKENISER


def train_terms(
    corpus: Path, parameters: TermParameters, report: Callable[[str], None]
) -> tuple[TermSpace, npt.NDArray[np.int64]]:
    """Learn from a corpus which words keep the same company.

    Args:
        corpus: See `read_articles`.
        parameters: See there.
        report: Told each step in a sentence.

    Returns:
        The space, and how often each of its words occurs in the corpus.

    Raises:
        CorpusTooSmallError: Fewer than 50 different words occur often enough.
    """
    frequency: Counter[str] = Counter()
    streams: list[npt.NDArray[np.int32]] = []
    numbers: dict[str, int] = {}
    for words in _words(corpus):
        frequency.update(words)
        streams.append(_numbered(words, numbers))
    total = frequency.total()
    rarest = parameters.rarest or int(np.clip(total // 750_000, 2, 20))
    report(f"Read {total:,} words.")
    kept = [word for word, count in frequency.most_common() if count >= rarest]
    if len(kept) < _FEWEST_WORDS:
        raise CorpusTooSmallError(
            f"The corpus has {len(kept)} words that occur {rarest} times or more; at least "
            f"{_FEWEST_WORDS} are needed."
        )
    company = count_company(_renumbered(streams, numbers, kept), len(kept))
    report(f"Counted {company.nnz:,} pairs of {len(kept):,} words.")
    vectors = _vectors(company, parameters)
    report("Found the dimensions.")
    counts = np.array([frequency[word] for word in kept], dtype=np.int64)
    share = (counts / counts.sum()).astype(np.float32)
    space = TermSpace(parameters.name, tuple(kept), share, vectors, specificity_in_corpus(company))
    return space, counts


def _vectors(company: "csr_matrix", parameters: TermParameters) -> npt.NDArray[np.float32]:
    """Give words of like company like vectors: (V, at most so many dimensions)."""
    from sklearn.utils.extmath import randomized_svd

    information = positive_information(company, parameters.smoothing)
    dimensions = min(parameters.dimensions, company.shape[0] - 1)
    left, _, _ = randomized_svd(information, dimensions, n_iter=3, random_state=parameters.seed)
    vectors: npt.NDArray[np.float32] = left.astype(np.float32)
    return vectors


def write_terms(
    space: TermSpace,
    counts: npt.NDArray[np.int64],
    path: Path,
    parameters: TermParameters,
    origin: dict[str, str],
) -> None:
    """Write a space and, beside it, where it came from.

    Args:
        space: What `train_terms` gave.
        counts: (V,) what it gave beside.
        path: The .npz file to write.
        parameters: What it was trained with.
        origin: Source, licence and command, in words.
    """
    largest = np.abs(space.vectors).max(axis=1, keepdims=True)
    steps = np.rint(space.vectors / np.where(largest == 0, 1, largest) * _STEPS)
    arrays: dict[str, npt.NDArray[Any]] = {
        "words": words_array(space.words),
        "counts": counts.astype(np.uint32),
        "vectors": steps.astype(np.int8),
        "specificity": np.rint(space.specificity * SPECIFICITY_STEPS).astype(np.uint8),
    }
    facts = {**origin, "parameters": asdict(parameters), "words": len(space.words)}
    write_space_files(path, arrays, facts)


def _words(corpus: Path) -> Iterator[list[str]]:
    """Give the telling words of each article in order, portion by portion of the file."""
    articles = read_articles(corpus)
    while portion := list(islice(articles, _PORTION)):
        for batch in in_batches(_cut, portion, size=_BATCH):
            yield from batch


def _cut(articles: Sequence[str]) -> list[list[str]]:
    return [content_words(tokenise(article)) for article in articles]


def _numbered(words: Iterable[str], numbers: dict[str, int]) -> npt.NDArray[np.int32]:
    found = [numbers.setdefault(word, len(numbers)) for word in words]
    return np.array([*found, BREAK], dtype=np.int32)


def _renumbered(
    streams: list[npt.NDArray[np.int32]], numbers: dict[str, int], kept: Sequence[str]
) -> Iterator[npt.NDArray[np.int32]]:
    """Number the kept words by their rank and leave the others out, some thousand texts a time."""
    # The last place is that of BREAK, which is -1.
    unknown = -2
    rank = np.full(len(numbers) + 1, unknown, dtype=np.int32)
    rank[-1] = BREAK
    for place, word in enumerate(kept):
        rank[numbers[word]] = place
    for start in range(0, len(streams), _PORTION):
        stream = rank[np.concatenate(streams[start : start + _PORTION])]
        yield stream[stream != unknown]
