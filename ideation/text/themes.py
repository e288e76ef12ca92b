"""Themes: which texts of a round speak of the same matter."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from itertools import chain
from typing import Final, Literal, Self

import numpy as np
import numpy.typing as npt

from ideation.text.decomposition import leading_axes
from ideation.text.emerging import emerging_groups
from ideation.text.graph import Diffusion, strongest
from ideation.text.known import Known
from ideation.text.number import MOST_THEMES, merit, numbers_to_try, usual_number
from ideation.text.parallel import BATCH, in_batches, one_thread
from ideation.text.partition import SplitMergeKMeans, halved
from ideation.text.placer import (
    NEIGHBOURS,
    Frame,
    Placer,
    Places,
    familiar_from,
    judged,
    voices_of,
)
from ideation.text.space import unit_rows
from ideation.text.vectoriser import TextVectoriser, Vectoriser

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

LEARNED_FROM: Final = 16_384
"""Themes are learned from so many texts at most; all others are placed by what was learned."""

FEWEST_FOR_TOPICS: Final = 20
"""So many themes are grouped into topics."""

_FEWEST_TEXTS: Final = 8
_LANDMARKS: Final = 4_096
_FEWEST_STEPS: Final = 2
_MOST_STEPS: Final = 48
_DIMENSIONS: Final = 80
_THEMES_OF_A_TOPIC: Final = 5
# A run that starts from known themes changes their shape only where a good deal is won.
_ROUNDS_FROM_KNOWN: Final = 3
_GAIN_FROM_KNOWN: Final = 0.05


class ThemeClusterer:
    """Groups the texts of a round into themes.

    Texts are placed by `TextVectoriser`; each takes on what its nearest neighbours say
    (`diffuse`), the farther the larger a theme is to be; `SplitMergeKMeans` cuts the result. What
    people placed by hand is learned (`Teaching`) and laid beside before the cut.

    Args:
        n_themes: So many themes, or "auto" to choose the number from the texts.
        random_state: Seed; the same texts, parameters and seed give the same themes.
        n_jobs: Processes that read texts; None takes one for each core. Themes do not depend
            on it.
        vectoriser: Takes the place of `TextVectoriser`, such as a `SentenceEncoder`; a copy of it
            is fitted.

    Attributes:
        labels_: (n,) number of the theme of each text, from 0, the largest theme first.
        confidence_: (n,) how clearly each text belongs to its theme: the share of it among the
            most similar texts, weighted by likeness, from 0 to 1; 0 for a text that has nothing
            in common with any other.
        second_: (n,) number of a second theme of the text, or -1.
        topics_: (n_themes_,) number of the topic of each theme, from 0; all 0 for few themes.
        n_themes_: The number of themes.
        vectors_: (n, d) the texts as the vectoriser places them.
        placer_: Places further texts; it can be stored and sent without the rest.
        landmarks_: (m,) which of the texts the placer's landmarks are.
    """

    labels_: Labels
    confidence_: Floats
    second_: Labels
    topics_: Labels
    n_themes_: int
    vectors_: Floats
    placer_: Placer
    landmarks_: Labels

    def __init__(
        self,
        n_themes: int | Literal["auto"] = "auto",
        *,
        random_state: int = 0,
        n_jobs: int | None = None,
        vectoriser: Vectoriser | None = None,
    ) -> None:
        self.n_themes = n_themes
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.vectoriser = vectoriser

    def fit(
        self,
        texts: Sequence[str],
        y: Sequence[int] | Labels | None = None,
        *,
        before: Sequence[int] | Labels | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> Self:
        """Find the themes of a round.

        Args:
            texts: n texts of any kind.
            y: (n,) number of the theme that people placed a text in, -1 for the others. Texts
                placed together stay together, and the others follow what this teaches.
            before: (n,) number of the theme that a text had in an earlier run, -1 for none; the
                same theme has the same number as in `y`. The run starts from these themes.
            progress: Told the share of the work that is done, from 0 to 1.

        Returns:
            Itself.

        Raises:
            ValueError: `texts`, `y` and `before` differ in length.
        """
        known = Known.given(len(texts), y, before)
        tell = progress or untold
        tell(0.0)
        with one_thread():
            self._fit(texts, known, tell)
        tell(1.0)
        return self

    def predict(self, texts: Sequence[str]) -> Labels:
        """Give the theme of each of n further texts."""
        return self.place(texts).labels

    def place(self, texts: Sequence[str]) -> Places:
        """Give theme, confidence and second theme of n further texts."""
        return self.placer_.place(texts)[1]

    def _fit(self, texts: Sequence[str], known: Known, tell: Callable[[float], None]) -> None:
        if not len(texts):
            self._keep_nothing()
            return
        chosen = _learned_from(texts, known.placed)
        vectoriser = self._own_vectoriser()
        vectors = vectoriser.fit_transform([texts[row] for row in chosen])
        tell(0.3)
        places, continued = self._learn(vectoriser, vectors, known.of(chosen), tell)
        self.landmarks_ = chosen[:: _step(len(chosen))]
        tell(0.7)
        self._place_all(texts, known, continued, chosen, vectors, places)

    def _own_vectoriser(self) -> Vectoriser:
        if self.vectoriser is None:
            return TextVectoriser(random_state=self.random_state, n_jobs=self.n_jobs)
        return copy(self.vectoriser)

    def _learn(
        self,
        vectoriser: Vectoriser,
        vectors: Floats,
        known: Known,
        tell: Callable[[float], None],
    ) -> tuple[Places, dict[int, int]]:
        """Find the themes; say too which of them each theme of before is."""
        axes = leading_axes(vectors, _DIMENSIONS).astype(np.float32)
        points = unit_rows(vectors @ axes)
        neighbours = min(NEIGHBOURS, max(2, len(points) // 10), len(points) - 1)
        diffusion = Diffusion(points, neighbours)
        number = self._number(vectors, known, diffusion, tell)
        diffused = diffusion.after(_steps(len(points), number))
        frame = Frame.of(vectors, diffused, known.told if known.is_told else None)
        cut = frame.cut(vectors, diffused)
        known, start = self._start(cut, frame.untaught(diffused), known, number)
        number = max(number, 0 if start is None else len(start))
        model = _partition(number, known).fit(cut, start=start)
        continued = known.continued(model.labels_)
        labels = known.kept_together(model.labels_, continued)
        self.n_themes_ = len(model.cluster_centers_)
        step, voices = _step(len(points)), voices_of(len(points), self.n_themes_)
        found, had = strongest(diffusion.found, voices), known.had_now(continued)
        places = judged(found, labels, labels, self.n_themes_, vectors, had)
        self.placer_ = Placer(
            vectoriser=vectoriser,
            axes=axes,
            frame=frame,
            centres=model.cluster_centers_,
            points=points[::step],
            diffused=diffused[::step],
            labels=places.labels[::step],
            voices=voices,
            familiar=familiar_from(points[::step], voices),
        )
        return places, continued

    def _start(
        self, cut: Floats, plain: Floats, known: Known, number: int
    ) -> tuple[Known, Floats | None]:
        """Say where the cut begins: with the themes there were, and with what is new beside them.

        Args:
            cut: (n, c) points that are cut.
            plain: (n, d) the same without what was taught, which knows old themes only.
            known: What is known of the texts.
            number: So many themes are wanted.

        Returns:
            What of the known counts, and the middles to begin with, if any.
        """
        start = known.centres(cut)
        if start is not None and len(start) > number:
            # Fewer themes are wanted than there were: only people's own are kept.
            known = known.by_people()
            return known, known.centres(cut)
        untaught = known.centres(plain)
        if start is None or untaught is None or not known.had or self.n_themes != "auto":
            return known, start
        groups = emerging_groups(plain, untaught, known.is_new)
        new = [cut[drawn].mean(axis=0) for drawn in groups[: max(0, MOST_THEMES - len(start))]]
        return known, np.vstack([start, *new])

    def _number(
        self,
        vectors: Floats,
        known: Known,
        diffusion: Diffusion,
        tell: Callable[[float], None],
    ) -> int:
        """Choose the number of themes."""
        distinct = len(np.unique(np.round(vectors, 3), axis=0))
        if self.n_themes != "auto":
            return max(min(self.n_themes, distinct), known.placed_in)
        if distinct < _FEWEST_TEXTS:
            return max(1, known.placed_in)
        if known.had:
            return min(max(known.had, round(usual_number(len(vectors)) / 2)), distinct)
        diffused = diffusion.after(_steps(len(vectors), round(usual_number(len(vectors)))))
        cut = Frame.of(vectors, diffused, None).cut(vectors, diffused)
        diffusion.restart()
        groups, merits = [np.arange(len(cut))], {}
        tried = numbers_to_try(len(vectors), distinct - 1)
        for step, number in enumerate(tried, start=1):
            groups = halved(cut, groups, number)
            merits[number] = merit(vectors, groups, self.random_state)
            tell(0.3 + 0.3 * step / len(tried))
        return max(known.placed_in, max(merits, key=merits.__getitem__))

    def _place_all(
        self,
        texts: Sequence[str],
        known: Known,
        continued: dict[int, int],
        chosen: Labels,
        learned: Floats,
        places: Places,
    ) -> None:
        """Put together what was learned and what is placed by it."""
        n_texts = len(texts)
        self.vectors_ = np.zeros((n_texts, learned.shape[1]), dtype=np.float32)
        self.confidence_ = np.zeros(n_texts, dtype=np.float32)
        labels, second = np.zeros((2, n_texts), dtype=np.int64)
        others = np.setdiff1d(np.arange(n_texts), chosen)
        had = known.had_now(continued)
        further = [(texts[row], int(had[row])) for row in others]
        rest = in_batches(self.placer_.place_again, further, n_jobs=self.n_jobs)
        rows, start = chosen, 0
        for vectors, found in chain([(learned, places)], rest):
            self.vectors_[rows], self.confidence_[rows] = vectors, found.confidence
            labels[rows], second[rows] = found.labels, found.second
            rows = others[start : start + BATCH]
            start += BATCH
        self._order_by_size(known.kept_together(labels, continued), second)

    def _order_by_size(self, labels: Labels, second: Labels) -> None:
        """Number the themes anew, the largest first, now that all texts are placed."""
        second[second == labels] = -1
        sizes = np.bincount(labels, minlength=self.n_themes_)
        order = np.argsort(-sizes, kind="stable")
        rank = np.append(np.argsort(order), -1)
        self.labels_, self.second_ = rank[labels], rank[second]
        placer = self.placer_
        self.placer_ = replace(placer, centres=placer.centres[order], labels=rank[placer.labels])
        self.topics_ = _topics(self.placer_.centres)

    def _keep_nothing(self) -> None:
        self.vectors_ = np.empty((0, 1), np.float32)
        self.labels_ = self.second_ = self.topics_ = self.landmarks_ = np.empty(0, np.int64)
        self.confidence_ = np.empty(0, np.float32)
        self.n_themes_ = 0


def _step(n_texts: int) -> int:
    """Say that each so-manieth text is a landmark."""
    return max(1, -(-n_texts // _LANDMARKS))


def _steps(n_texts: int, number: int) -> int:
    """Say how far texts tell about each other: the farther, the more texts a theme holds."""
    return int(np.clip(round((n_texts / number) ** 0.5), _FEWEST_STEPS, _MOST_STEPS))


def _learned_from(texts: Sequence[str], placed: Labels) -> Labels:
    """Choose the texts to learn from by their content, so that most stay as a round grows.

    Those that people placed come first.
    """
    if len(texts) <= LEARNED_FROM:
        return np.arange(len(texts))
    seen: Counter[str] = Counter()
    ranks = np.empty(len(texts), dtype=np.uint64)
    for row, text in enumerate(texts):
        seen[text] += 1
        key = f"{seen[text]} {text}".encode("utf-8", "surrogatepass")
        ranks[row] = int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "big")
    order = np.lexsort((ranks, placed < 0))
    return np.sort(order[:LEARNED_FROM])


def _partition(number: int, known: Known) -> SplitMergeKMeans:
    """Say how far a run may depart from the themes that it starts from."""
    if known.is_placed:
        return SplitMergeKMeans(number, rounds=0)
    if known.had:
        return SplitMergeKMeans(number, rounds=_ROUNDS_FROM_KNOWN, least_gain=_GAIN_FROM_KNOWN)
    return SplitMergeKMeans(number)


def _topics(centres: Floats) -> Labels:
    """Group themes whose middles are near each other; the topic of the largest comes first."""
    if len(centres) < FEWEST_FOR_TOPICS:
        return np.zeros(len(centres), dtype=np.int64)
    from scipy.cluster.hierarchy import fcluster, ward

    number = max(3, round(len(centres) / _THEMES_OF_A_TOPIC))
    found = fcluster(ward(centres), number, criterion="maxclust").tolist()
    order = {topic: place for place, topic in enumerate(dict.fromkeys(found))}
    return np.array([order[topic] for topic in found], dtype=np.int64)


def untold(_share: float) -> None:
    """Take the progress that nobody asked for."""
