"""The one door of the theme engine: plain texts in, frozen results out."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from ideation.text.labels import ProposedTheme, describe_groups, describe_with_topics
from ideation.text.parallel import one_thread
from ideation.text.placer import UNCLEAR_BELOW, Placer
from ideation.text.space import BackgroundSpace
from ideation.text.terms import TermSpace
from ideation.text.themes import ThemeClusterer, untold
from ideation.text.tokens import TOKENISER
from ideation.text.vectoriser import TextVectoriser, Vectoriser

ENGINE_VERSION: Final = "5"
"""Changes whenever the same input may give other themes."""

_LIBRARIES: Final = ("numpy", "scipy", "pythainlp", "nlpo3")


@dataclass(frozen=True, slots=True)
class ThemeProposal:
    """What one run of the engine found.

    Attributes:
        labels: For each text the index of its theme in `themes`.
        confidence: For each text how clearly it belongs there, from 0 to 1; below
            `ideation.text.UNCLEAR_BELOW` it is not clear.
        second: For each text the index of a second theme of it, or -1.
        themes: The themes, the largest one first.
        topics: For each theme the number of its topic, from 0; all 0 where there are few themes.
        topic_labels: The name of each topic, all different; empty where there is one topic.
        measures: Figures of the run, by name.
        parameters: What, beside the texts, decided the outcome.
        input_hash: SHA-256 of the texts in their order, in hexadecimal.
        landmarks: The indices of the texts by which the placer finds the themes of further ones.
        placer: Places further texts in `themes`; None where there are no texts.
    """

    labels: tuple[int, ...]
    confidence: tuple[float, ...]
    second: tuple[int, ...]
    themes: tuple[ProposedTheme, ...]
    topics: tuple[int, ...]
    topic_labels: tuple[str, ...]
    measures: Mapping[str, float]
    parameters: Mapping[str, str | int]
    input_hash: str
    landmarks: tuple[int, ...] = field(default=(), repr=False)
    placer: Placer | None = field(default=None, repr=False, compare=False)


def propose_themes(
    texts: Sequence[str],
    *,
    n_themes: int | Literal["auto"] = "auto",
    placed: Sequence[int] | None = None,
    before: Sequence[int] | None = None,
    quotable: Sequence[bool] | None = None,
    random_state: int = 0,
    progress: Callable[[float], None] | None = None,
    vectoriser: Vectoriser | None = None,
) -> ThemeProposal:
    """Group the texts of a round into labelled themes.

    Args:
        texts: n texts of any kind; every one of them gets a theme.
        n_themes: At most so many themes, at least 1; "auto" chooses from the texts.
        placed: n numbers of the themes that people placed texts in, -1 for the others.
        before: n numbers of the themes that the texts had before, -1 for none; the run starts from
            them, so that a round that has grown a little changes a little.
        quotable: Of each text whether it may be shown; the others give labels no word. All of
            them may if it is left out.
        random_state: Seed; the same texts, number and seed give the same proposal.
        progress: Told the share of the work that is done, rising from 0 to 1.
        vectoriser: Takes the place of `TextVectoriser`, such as a `SentenceEncoder`.

    Returns:
        The proposal.

    Raises:
        ValueError: `n_themes` is less than 1.
    """
    if n_themes != "auto" and n_themes < 1:
        raise ValueError("n_themes must be at least 1")
    tell = progress or untold
    clusterer = ThemeClusterer(n_themes, random_state=random_state, vectoriser=vectoriser)
    clusterer.fit(texts, placed, before=before, progress=lambda share: tell(share * 0.8))
    labels = tuple(clusterer.labels_.tolist())
    groups = groups_of(labels, clusterer.n_themes_)
    topics = tuple(clusterer.topics_.tolist())
    with one_thread():
        themes, topic_labels = describe_with_topics(
            texts, groups, topics, clusterer.vectors_, quotable=quotable
        )
    tell(1.0)
    return ThemeProposal(
        labels=labels,
        confidence=tuple(round(value, 4) for value in clusterer.confidence_.tolist()),
        second=tuple(clusterer.second_.tolist()),
        themes=themes,
        topics=topics,
        topic_labels=topic_labels,
        measures=MappingProxyType(_measures(clusterer.confidence_.tolist(), groups)),
        parameters=MappingProxyType(
            {"n_themes": n_themes, "random_state": random_state, **versions(vectoriser)}
        ),
        input_hash=input_hash(texts),
        landmarks=tuple(clusterer.landmarks_.tolist()),
        placer=clusterer.placer_ if texts else None,
    )


def describe(
    texts: Sequence[str],
    groups: Sequence[Sequence[int]],
    *,
    vectors: npt.NDArray[np.float32] | None = None,
    quotable: Sequence[bool] | None = None,
) -> tuple[ProposedTheme, ...]:
    """Name groups that were made by hand or changed by officers.

    Args:
        texts: n texts.
        groups: For each theme the indices of its texts.
        vectors: (n, d) the texts in a space in which like ones are near, such as `BackgroundSpace`,
            which places them if this is left out.
        quotable: Of each text whether it may be shown; all of them may if it is left out.

    Returns:
        A description of each group, in order; all labels differ.
    """
    if vectors is None:
        vectors = BackgroundSpace.load().transform(texts)
    return describe_groups(texts, groups, vectors, quotable=quotable)


def split_in_two(texts: Sequence[str], random_state: int = 0) -> tuple[list[int], list[int]]:
    """Suggest how a theme could be split.

    Args:
        texts: The texts of the theme.
        random_state: Seed.

    Returns:
        The indices of the larger and of the smaller half, each in order; the second is empty only
        when all texts are alike.
    """
    labels = ThemeClusterer(2, random_state=random_state).fit(texts).labels_
    return np.flatnonzero(labels == 0).tolist(), np.flatnonzero(labels == 1).tolist()


def versions(vectoriser: Vectoriser | None = None) -> dict[str, str]:
    """Give the versions of everything that may change what a run finds.

    Args:
        vectoriser: What takes the place of `TextVectoriser`, if anything does.
    """
    return {
        "engine": ENGINE_VERSION,
        "tokeniser": TOKENISER,
        "terms": TermSpace.load().name,
        **{name: version(name) for name in _LIBRARIES},
        **(vectoriser or TextVectoriser()).versions(),
    }


def input_hash(texts: Sequence[str]) -> str:
    """Give the SHA-256 of texts in their order, in hexadecimal.

    Args:
        texts: Any strings; where one ends matters.
    """
    digest = hashlib.sha256()
    for text in texts:
        encoded = text.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.hexdigest()


def groups_of(labels: Sequence[int], n_groups: int) -> tuple[tuple[int, ...], ...]:
    """List the positions of each label.

    Args:
        labels: Numbers from 0 to n_groups - 1.
        n_groups: Their number.
    """
    groups: list[list[int]] = [[] for _ in range(n_groups)]
    for position, label in enumerate(labels):
        groups[label].append(position)
    return tuple(tuple(group) for group in groups)


def _measures(confidence: Sequence[float], groups: Sequence[Sequence[int]]) -> dict[str, float]:
    n_texts = len(confidence)
    return {
        "texts": float(n_texts),
        "themes": float(len(groups)),
        "unclear_share": round(
            sum(value < UNCLEAR_BELOW for value in confidence) / max(n_texts, 1), 4
        ),
        "mean_confidence": round(sum(confidence) / max(n_texts, 1), 4),
        "largest_share": round(max(map(len, groups), default=0) / max(n_texts, 1), 4),
    }
