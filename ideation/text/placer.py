"""Placing texts in themes that were found: what a fitted engine keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from ideation.text.graph import nearest_rows, strongest
from ideation.text.partition import nearest_centre
from ideation.text.space import unit_rows
from ideation.text.teaching import Teaching, Told
from ideation.text.vectoriser import Vectoriser

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

UNCLEAR_BELOW: Final = 0.3
"""Below this confidence it is not clear to which theme a text belongs."""

SECOND_FROM: Final = 0.3
"""A second theme to which so large a share of a text's neighbours belongs is its theme as well."""

NEIGHBOURS: Final = 15
"""So many of the most similar texts speak for each text."""

# What people placed counts for more than what texts look like by themselves.
_TAUGHT: Final = 2.0
_FEWEST_VOICES: Final = 3
# A text stays in its theme while this much of what speaks for another one speaks for it.
_HELD_BY: Final = 0.5
# So few of the texts of a round are as unlike the others as a text of another matter has to be.
_ODD_SHARE: Final = 0.02
_TINY: Final = 1e-12


class Places(NamedTuple):
    """Where n texts belong.

    Attributes:
        labels: (n,) number of the theme.
        confidence: (n,) from 0 to 1.
        second: (n,) number of a second theme, or -1.
    """

    labels: Labels
    confidence: Floats
    second: Labels


class Seen(NamedTuple):
    """How a placer sees n texts.

    Attributes:
        vectors: (n, v) the texts as its vectoriser places them.
        labels: (n,) numbers of their themes.
        found: (n, m) likeness of the most similar of its m landmarks, 15 at most for each text.
    """

    vectors: Floats
    labels: Labels
    found: "csr_matrix"


@dataclass(frozen=True)
class Frame:
    """How diffused points are seen when they are cut.

    Attributes:
        middle: (d,) the mean direction of all texts.
        teaching: What is taught by texts whose theme people told, or None.
    """

    middle: Floats
    teaching: Teaching | None = None

    @classmethod
    def of(cls, vectors: Floats, diffused: Floats, told: Told | None) -> Self:
        """Find the middle, and learn what people teach.

        Args:
            vectors: (n, v) as `TextVectoriser` gives them.
            diffused: (n, d) the same texts after diffusion.
            told: What is known of the texts' themes; None if nothing is.
        """
        frame = cls(unit_rows(diffused).mean(axis=0))
        if told is None:
            return frame
        features = np.hstack([vectors, frame.cut(vectors, diffused)])
        return cls(frame.middle, Teaching.of(features, told))

    def cut(self, vectors: Floats, diffused: Floats) -> Floats:
        """Give the points that are cut: directions from the middle, beside what was taught."""
        at = self.untaught(diffused)
        if self.teaching is None:
            return at
        taught = self.teaching.score(np.hstack([vectors, at]))
        return np.hstack([at, np.float32(_TAUGHT) * taught])

    def untaught(self, diffused: Floats) -> Floats:
        """Give the directions from the middle alone, which what was taught does not touch."""
        return np.asarray(unit_rows(diffused) - self.middle, dtype=np.float32)


@dataclass(frozen=True)
class Placer:
    """Everything by which further texts are given their themes.

    Attributes:
        vectoriser: Fitted.
        axes: (v, d) the leading dimensions of its vectors.
        frame: See there.
        centres: (k, c) the middles of the themes.
        points: (m, d) the landmarks: texts that stand for all, before diffusion.
        diffused: (m, d) the same after diffusion.
        labels: (m,) their themes.
        voices: So many of the most similar texts say how clear a theme is.
        familiar: Of a text of the same kind as the landmarks, the most similar ones are at least so
            alike on average (`familiar_from`).
    """

    vectoriser: Vectoriser
    axes: Floats
    frame: Frame
    centres: Floats
    points: Floats
    diffused: Floats
    labels: Labels
    voices: int
    familiar: float

    def place(self, texts: Sequence[str], had: Labels | None = None) -> tuple[Floats, Places]:
        """Let the most similar of the texts that stand for all say where further ones belong.

        Args:
            texts: n texts of any kind.
            had: (n,) number of the theme that a text had, -1 for none; see `judged`.

        Returns:
            (n, v) vectors of the texts, and their places.
        """
        seen = self.see(texts)
        found = strongest(seen.found, self.voices)
        places = judged(found, self.labels, seen.labels, len(self.centres), seen.vectors, had)
        return seen.vectors, places

    def see(self, texts: Sequence[str]) -> Seen:
        """Place texts, and tell which landmarks spoke for them.

        Args:
            texts: n texts of any kind.
        """
        vectors = self.vectoriser.place_batch(texts)
        own = unit_rows(vectors @ self.axes)
        found = nearest_rows(own, self.points, min(NEIGHBOURS, len(self.points)))
        labels = nearest_centre(self.frame.cut(vectors, found @ self.diffused), self.centres)
        return Seen(vectors, labels, found)

    def place_again(self, known: Sequence[tuple[str, int]]) -> tuple[Floats, Places]:
        """Place texts that may have had a theme.

        Args:
            known: n texts, each with the number of the theme that it had, or -1.

        Returns:
            As `place` does.
        """
        had = np.array([theme for _text, theme in known], dtype=np.int64)
        return self.place([text for text, _theme in known], had)


def voices_of(n_texts: int, n_themes: int) -> int:
    """Say how many similar texts tell how clear a theme is: half of what a theme holds, at most 15.

    Where themes are small, more would have to come from other themes.

    Args:
        n_texts: At least 1.
        n_themes: At least 1.
    """
    return int(np.clip(n_texts // (2 * n_themes), _FEWEST_VOICES, NEIGHBOURS))


def familiar_from(points: Floats, voices: int) -> float:
    """Say how much alike texts of a round are: nearly all are as like their neighbours as this.

    It is learned from each round, because likeness depends on how long texts are and how much
    they differ.

    Args:
        points: (m, d) rows of length 1 or 0, at least one.
        voices: So many neighbours count, at least 1.

    Returns:
        The mean likeness, from 0 to 1, that one text in fifty does not reach; the least there is
        among fewer.
    """
    neighbours = min(voices, len(points) - 1)
    found = nearest_rows(points, points, neighbours, same=True)
    likeness = np.asarray(found.sum(axis=1)).ravel() / max(neighbours, 1)
    return float(np.quantile(likeness, _ODD_SHARE, method="lower"))


def judged(
    found: "csr_matrix",
    theirs: Labels,
    labels: Labels,
    n_themes: int,
    vectors: Floats,
    had: Labels | None = None,
) -> Places:
    """Say how clearly texts belong to their themes, and which belong to a second one as well.

    A text that had a theme leaves it only for one that is clearly more its own: one that holds
    twice as many of the similar texts, and not when its place is unclear.

    Args:
        found: (n, m) likeness of the most similar of m texts.
        theirs: (m,) themes of these.
        labels: (n,) themes that the texts were given.
        n_themes: k.
        vectors: (n, v); a text with a row of zeros is never sure.
        had: (n,) themes that the texts had before, -1 for none.

    Returns:
        The places; the confidence is the share of the own theme among the similar texts.
    """
    shares = _shares(found, theirs, n_themes)
    known, rows = np.any(vectors != 0, axis=1), np.arange(len(labels))
    if had is not None:
        labels = _held(shares, labels, had)
    confidence = np.where(known, shares[rows, labels], 0).astype(np.float32)
    shares[rows, labels] = 0
    next_best = shares.argmax(axis=1)
    clear = known & (shares[rows, next_best] >= SECOND_FROM)
    return Places(labels, confidence, np.where(clear, next_best, -1))


def _shares(found: "csr_matrix", theirs: Labels, n_themes: int) -> Floats:
    """Give the share of each of k themes among the similar texts of each of n: (n, k)."""
    from scipy.sparse import csr_matrix

    shape = (len(theirs), n_themes)
    ones = np.ones(len(theirs), dtype=np.float32)
    membership = csr_matrix((ones, theirs, np.arange(len(theirs) + 1)), shape=shape)
    shares: Floats = (found @ membership).toarray()
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), _TINY)
    return shares


def _held(shares: Floats, labels: Labels, had: Labels) -> Labels:
    rows = np.arange(len(labels))
    own, given = shares[rows, np.maximum(had, 0)], shares[rows, labels]
    stays = (had >= 0) & ((own >= _HELD_BY * given) | (given < UNCLEAR_BELOW))
    return np.where(stays, had, labels)
