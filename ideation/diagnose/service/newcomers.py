"""Themes for texts that come between runs: what the last run learned, where its texts are now.

The placer of the last run finds, for a new text, its most similar landmarks (texts of that run) and
the engine's theme. Which of the round's themes that is, the landmarks tell by the themes they are
in at this moment: what officers merge, split or move holds for the next text at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import import_module
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import structlog
from sqlalchemy import select

from ideation.diagnose.models import ThemeMember, ThemePlacer
from ideation.diagnose.service.placing import is_in
from ideation.extensions import db
from ideation.text.placer import Placer, Seen
from ideation.text.placer_file import UnfitPlacer, read_placer

LEAST: Final = 0.15
"""A text stays open if a smaller share than this of its most similar ones is in its theme."""

ROUNDS: Final = 4
"""A process keeps the placers of so many rounds, 15 to 30 MB each."""

NO_THEME: Final = 0  # No theme has this id.

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

log = structlog.get_logger()


class Place(NamedTuple):
    """Where a text belongs.

    Attributes:
        theme_id: the theme.
        score: its share among the most similar texts, from `LEAST` to 1.
    """

    theme_id: int
    score: float


@dataclass(frozen=True)
class Kept:
    """What is kept of a run.

    Args:
        placer: the engine's, with m landmarks.
        landmarks: (m,) the submissions that these are.
    """

    placer: Placer
    landmarks: Numbers


@dataclass(frozen=True)
class Now:
    """Where the landmarks of a placer are at this moment.

    Args:
        themes: (m,) the theme of each landmark that was asked for, or `NO_THEME`.
        mostly: of each of the engine's themes that was asked for, where most of its landmarks are.
    """

    themes: Numbers
    mostly: dict[int, int]


def find_places(
    round_id: int, texts: Sequence[str], barred: Sequence[frozenset[int]]
) -> list[Place | None]:
    """Find the themes of new texts by what the last run of their round learned.

    Args:
        round_id: the round.
        texts: n whole texts.
        barred: for each the themes that officers took it out of.

    Returns:
        For each its place, or None where the next run has to look: nothing that can be used is kept
        of the last one, the text is unlike those of the round, or its theme is not clear at all.
    """
    kept = _kept(round_id)
    if kept is None:
        return [None] * len(texts)
    seen = kept.placer.see(texts)
    now = _look_up(kept, seen)
    return [_place(kept.placer, seen, row, now, themes) for row, themes in enumerate(barred)]


def load_newest() -> None:
    """Load what the newest runs learned, and what placing by it computes with."""
    import_module("scipy.sparse")
    newest = select(ThemePlacer.round_id, ThemePlacer.run_id, ThemePlacer.created_at)
    for row in db.session.execute(newest.order_by(ThemePlacer.created_at.desc()).limit(ROUNDS)):
        _load(row.round_id, row.run_id, row.created_at)


def _kept(round_id: int) -> Kept | None:
    row = db.session.execute(
        select(ThemePlacer.run_id, ThemePlacer.created_at).where(ThemePlacer.round_id == round_id)
    ).one_or_none()
    return None if row is None else _load(round_id, row.run_id, row.created_at)


# The moment is a part of the key because a restored or emptied database gives numbers again.
@lru_cache(maxsize=ROUNDS)
def _load(round_id: int, run_id: int, _created_at: datetime) -> Kept | None:
    row = db.session.execute(
        select(ThemePlacer.data, ThemePlacer.submission_ids).where(
            ThemePlacer.round_id == round_id, ThemePlacer.run_id == run_id
        )
    ).one_or_none()
    if row is None:
        # Another run has ended since it was looked up without the round's lock.
        return None
    try:
        return Kept(read_placer(row.data), np.array(row.submission_ids, dtype=np.int64))
    except UnfitPlacer as error:
        log.warning("theme_placer.unfit", round_id=round_id, run_id=run_id, reason=str(error))
        return None


def _look_up(kept: Kept, seen: Seen) -> Now:
    """Read where the landmarks are that spoke, and more only where these cannot tell."""
    labels = kept.placer.labels
    themes = np.full(len(labels), NO_THEME)
    heard = np.unique(seen.found.indices)
    themes[heard] = _themes_of(kept.landmarks[heard])
    silent = heard[themes[heard] == NO_THEME]
    asked = {*labels[silent].tolist(), *_unheard(kept.placer, seen)}
    if not asked:
        return Now(themes, {})
    rows = np.flatnonzero(np.isin(labels, list(asked)))
    themes[rows] = _themes_of(kept.landmarks[rows])
    mostly = {label: _most(themes[labels == label]) for label in asked}
    # A text that was withdrawn still stands for the matter it was about.
    themes[silent] = [mostly[label] for label in labels[silent].tolist()]
    return Now(themes, mostly)


def _unheard(placer: Placer, seen: Seen) -> list[int]:
    """List the engine's themes of texts that have no landmark of their theme beside them."""
    return [
        label
        for row, label in enumerate(seen.labels.tolist())
        if label not in placer.labels[_neighbours(seen, row)[0]]
    ]


def _themes_of(submission_ids: Numbers) -> list[int]:
    ids = submission_ids.tolist()
    query = select(ThemeMember.submission_id, ThemeMember.theme_id).where(
        ThemeMember.is_primary, is_in(ThemeMember.submission_id, ids)
    )
    known = dict(db.session.execute(query).all())
    return [known.get(submission_id, NO_THEME) for submission_id in ids]


def _most(themes: Numbers) -> int:
    found = themes[themes != NO_THEME]
    return _heaviest(_weighed(found, np.ones(len(found), dtype=np.float32)))


def _place(placer: Placer, seen: Seen, row: int, now: Now, barred: frozenset[int]) -> Place | None:
    """Find the theme of one text among those that its landmarks are in now."""
    nearest, likeness = _neighbours(seen, row)
    voices, heard = nearest[: placer.voices], likeness[: placer.voices]
    total = float(heard.sum())
    if total <= 0 or total < placer.familiar * len(heard):
        return None
    label = int(seen.labels[row])
    own = placer.labels[nearest] == label
    first = _heaviest(_weighed(now.themes[nearest[own]], likeness[own])) or now.mostly.get(label)
    shares = _weighed(now.themes[voices], heard)
    in_order = [first, *sorted(shares, key=lambda theme_id: (-shares[theme_id], theme_id))]
    theme_id = next((each for each in in_order if each and each not in barred), NO_THEME)
    score = round(shares.get(theme_id, 0.0) / total, 4)
    return Place(theme_id, score) if score >= LEAST else None


def _neighbours(seen: Seen, row: int) -> tuple[Numbers, Floats]:
    """Give the landmarks that spoke for a text, the most similar first, and their likeness."""
    found = seen.found
    part = slice(found.indptr[row], found.indptr[row + 1])
    order = np.argsort(-found.data[part], kind="stable")
    return found.indices[part][order], found.data[part][order]


def _weighed(themes: Numbers, weights: Floats) -> dict[int, float]:
    """Add up the weights of each theme."""
    found: dict[int, float] = {}
    for theme_id, weight in zip(themes.tolist(), weights.tolist(), strict=True):
        if theme_id != NO_THEME:
            found[theme_id] = found.get(theme_id, 0.0) + weight
    return found


def _heaviest(weights: dict[int, float]) -> int:
    """Give the theme of the most weight, the older of two; `NO_THEME` for none."""
    return min(weights, key=lambda theme_id: (-weights[theme_id], theme_id), default=NO_THEME)
