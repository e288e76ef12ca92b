"""Training of the search space; nothing that serves requests imports this."""

import random
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ideation.text.corpus import CorpusTooSmallError, read_articles
from ideation.text.files import write_space_files
from ideation.text.hashing import FeatureCounts, count_features
from ideation.text.space import BackgroundSpace, weigh

_PASSAGE_CHARS: Final = (100, 300)
_BATCH: Final = 2_000
_STEPS: Final = 9
_TINY: Final = 1e-12


@dataclass(frozen=True)
class SpaceParameters:
    """Everything that, beside the corpus, decides a background space.

    Attributes:
        name: The name of the space.
        char_bits: n-grams fall into 2 ** char_bits buckets.
        word_bits: Words fall into 2 ** word_bits buckets.
        char_weight: Share of the n-grams in a text's length, from 0 to 1.
        passages: So many passages of the corpus are learned from.
        whitening: Each dimension is divided by its singular value to this power.
        lexical: Length of the random vector added to each feature's learned one of length 1. It
            keeps texts apart that differ only in words the corpus has no idea of, such as
            colloquial ones.
        seed: Of the sampling and of the random vectors.
    """

    name: str
    char_bits: int = 15
    word_bits: int = 14
    char_weight: float = 0.4
    passages: int = 80_000
    whitening: float = 0.5
    lexical: float = 2.0
    seed: int = 0


def train_space(
    corpus: Path, parameters: SpaceParameters, report: Callable[[str], None]
) -> BackgroundSpace:
    """Learn a background space from a corpus.

    Args:
        corpus: Text file, or one packed with xz: one article a line, the text in the last of its
            tab-separated fields.
        parameters: See there.
        report: Told each step in a sentence.

    Returns:
        The space, in the precision in which it is stored.

    Raises:
        CorpusTooSmallError: There are fewer passages than dimensions.
    """
    from scipy.sparse import csr_matrix
    from sklearn.utils.extmath import randomized_svd

    passages = _sample(corpus, parameters)
    report(f"Read {len(passages):,} passages.")
    if len(passages) <= BackgroundSpace.dimensions:
        raise CorpusTooSmallError(
            f"The corpus has {len(passages)} passages of {_PASSAGE_CHARS[0]} characters or more; "
            f"more than {BackgroundSpace.dimensions} are needed."
        )
    counts = _count(passages, parameters)
    width = (1 << parameters.char_bits) + (1 << parameters.word_bits)
    frequency = np.bincount(counts.buckets, minlength=width)
    idf = (np.log((1 + len(passages)) / (1 + frequency)) + 1).astype(np.float16).astype(np.float32)
    weights = weigh(counts, idf, parameters.char_bits, parameters.char_weight)
    weighed = csr_matrix((weights, counts.buckets, counts.indptr), shape=(len(passages), width))
    report(f"Counted {weighed.nnz:,} features.")
    _, singular, components = randomized_svd(
        weighed, BackgroundSpace.dimensions, n_iter=4, random_state=parameters.seed
    )
    learned = components.T / singular**parameters.whitening
    learned /= np.maximum(np.linalg.norm(learned, axis=1, keepdims=True), _TINY)
    generator = np.random.default_rng(parameters.seed)
    noise = generator.standard_normal(learned.shape) / np.sqrt(BackgroundSpace.dimensions)
    rows, scales = _quantise(learned + parameters.lexical * noise)
    report("Found the dimensions.")
    return BackgroundSpace(
        name=parameters.name,
        char_bits=parameters.char_bits,
        word_bits=parameters.word_bits,
        char_weight=parameters.char_weight,
        idf=idf,
        components=rows,
        scales=scales.astype(np.float32),
    )


def write_space(
    space: BackgroundSpace, path: Path, parameters: SpaceParameters, origin: dict[str, str]
) -> None:
    """Write a space and, beside it, where it came from.

    Args:
        space: What `train_space` gave.
        path: The .npz file to write.
        parameters: What it was trained with.
        origin: Source, licence and command, in words.
    """
    arrays: dict[str, npt.NDArray[Any]] = {
        "idf": space.idf.astype(np.float16),
        "components": space.components,
        "scales": space.scales.astype(np.float16),
    }
    write_space_files(path, arrays, {**origin, "parameters": asdict(parameters)})


def _sample(corpus: Path, parameters: SpaceParameters) -> list[str]:
    """Take the lead and two other passages of each article, and of these a random sample."""
    chooser = random.Random(parameters.seed)  # noqa: S311  # a sample, not a secret
    chosen: list[str] = []
    for article in read_articles(corpus):
        passages = list(_passages(article))
        rest = passages[1:]
        chosen.extend(passages[:1])
        chosen.extend(chooser.sample(rest, min(2, len(rest))))
    chooser.shuffle(chosen)
    return chosen[: parameters.passages]


def _passages(article: str) -> Iterator[str]:
    shortest, longest = _PASSAGE_CHARS
    passage = ""
    for phrase in article.split():
        passage = f"{passage} {phrase}".strip()
        if len(passage) >= shortest:
            yield passage[:longest]
            passage = ""


def _count(passages: list[str], parameters: SpaceParameters) -> FeatureCounts:
    parts = [
        count_features(
            passages[start : start + _BATCH],
            char_bits=parameters.char_bits,
            word_bits=parameters.word_bits,
        )
        for start in range(0, len(passages), _BATCH)
    ]
    return FeatureCounts.joined(parts)


def _quantise(
    rows: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float16]]:
    """Store each row in steps of a ninth of its largest value: finer ones only add bytes."""
    scales = (np.abs(rows).max(axis=1) / _STEPS).astype(np.float16)
    scales[scales == 0] = 1
    steps = np.rint(rows / scales[:, None].astype(np.float64))
    return np.clip(steps, -_STEPS, _STEPS).astype(np.int8), scales
