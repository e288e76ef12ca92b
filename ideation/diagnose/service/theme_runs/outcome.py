"""Writing what a run found: members, second themes, words, and what becomes of old themes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import func, select

from ideation.core import events
from ideation.diagnose.models import Submission, Theme, ThemeMember
from ideation.diagnose.service import placing, seconds, theming
from ideation.diagnose.service.theme_runs.texts import Texts, read_vectors
from ideation.diagnose.states import DECIDED
from ideation.extensions import db
from ideation.rounds.models import Round
from ideation.text.engine import ThemeProposal, describe
from ideation.text.identity import Placement, reconcile
from ideation.text.labels import ProposedTheme

NO_THEME: Final = -1
RENAMING_SHARE: Final = 0.2
"""A theme gets a new label only when this share of its members came or went."""


@dataclass(frozen=True)
class Written:
    """What a run changed.

    Args:
        themes: themes that hold texts after the run.
        themes_new: how many of them the run made.
        moved: texts that came into another theme than before.
        absorbed: old themes that went into another one.
        before: the theme that each text of the run had, or None.
        after: the theme that each has now.
    """

    themes: int
    themes_new: int
    moved: int
    absorbed: int
    before: list[int | None]
    after: list[int]


@dataclass(frozen=True)
class Memberships:
    """The themes of n submissions.

    Args:
        themes: id of the primary theme of each, or None.
        pinned: whether an officer put it there.
        grouped: whether an earlier run put it there, or left it there.
    """

    themes: list[int | None]
    pinned: list[bool]
    grouped: list[bool]

    @property
    def placed(self) -> list[int]:
        """Return, as the engine takes them, the themes that officers gave; -1 for the others."""
        return [
            theme if theme is not None and pinned else NO_THEME
            for theme, pinned in zip(self.themes, self.pinned, strict=True)
        ]

    @property
    def before(self) -> list[int]:
        """Return, as the engine takes them, the themes of earlier runs; -1 for none.

        Texts that came since were placed among the themes there were; whether they speak of a
        new matter is for the run to say.
        """
        return [
            theme if theme is not None and grouped else NO_THEME
            for theme, grouped in zip(self.themes, self.grouped, strict=True)
        ]

    def lasting(self, holding: Set[int]) -> list[int | None]:
        """Return the themes that a run has to reckon with, None where it is free.

        Args:
            holding: ids of the themes that no run may take members out of.
        """
        return [
            theme if grouped or pinned or theme in holding else None
            for theme, pinned, grouped in zip(self.themes, self.pinned, self.grouped, strict=True)
        ]


def write(
    round: Round,
    texts: Texts,
    proposal: ThemeProposal,
    *,
    seen: Set[int] = frozenset(),
    now: datetime,
) -> Written:
    """Fit a proposal to the round's themes and write the result; the caller commits.

    The caller holds the round's lock, so what officers did while the engine computed is seen
    here and stays.

    Args:
        round: the round.
        texts: its texts.
        proposal: what the engine found in them.
        seen: ids of those that the run before grouped; see `memberships`.
        now: the present moment.
    """
    if not texts.ids:
        return Written(0, 0, 0, 0, [], [])
    themes = _living(round.id)
    holding = frozenset(theme.id for theme in themes if holds_its_members(theme))
    known = memberships(texts.ids, seen)
    current = known.themes
    barred, vectors = _barred(texts.ids), read_vectors(texts.ids)
    fitted = reconcile(
        proposal.labels,
        known.lasting(holding),
        known.pinned,
        holding,
        barred,
        vectors,
        proposal.confidence,
    )
    made = [_new_theme(round, now) for _cluster in fitted.new_clusters]
    by_id = {theme.id: theme for theme in [*themes, *made]}
    chosen = [_theme_of(place, made) for place in fitted.assignment]
    moved = [row for row, theme_id in enumerate(chosen) if theme_id != current[row]]
    placing.place(
        [texts.ids[row] for row in moved],
        [chosen[row] for row in moved],
        [float(proposal.confidence[row]) for row in moved],
        now=now,
    )
    placing.rescore(texts.ids, proposal.confidence)
    groups = _groups(chosen)
    _describe(by_id, groups, current, texts, vectors, proposal, now=now)
    _note_topics(by_id, groups, proposal)
    absorbed = _absorb(themes, groups, current, chosen, now=now)
    found = _seconds(chosen, proposal, barred)
    seconds.write(round.id, [texts.ids[row] for row in found], list(found.values()), now=now)
    placing.recount(by_id)
    for theme in made:
        events.record(
            db.session,
            "theme.formed",
            theme,
            now=now,
            role="system",
            agency_id=round.agency_id,
            round=round.id,
        )
    return Written(len(groups), len(made), len(moved), absorbed, current, chosen)


def _theme_of(place: Placement, made: Sequence[Theme]) -> int:
    if place.theme is not None:
        return place.theme
    if place.cluster is None:
        raise ValueError("a text was left without a theme")
    return made[place.cluster].id


def holds_its_members(theme: Theme) -> bool:
    """Tell whether no run may take members out of a theme.

    Officers locked, merged or split it, or the public has been told a decision or an answer
    that must go on meaning the same voices.
    """
    return theme.locked or theme.edited or theme.state in DECIDED or theme.answered_at is not None


def count_texts(round_id: int) -> int:
    """Return how many texts of a round nobody took back."""
    query = select(func.count()).where(
        Submission.round_id == round_id, Submission.withdrawn_at.is_(None)
    )
    return db.session.scalar(query) or 0


def unplaced(round_id: int) -> int:
    """Return how many texts of a round have no theme, the withdrawn left out."""
    return len(without_theme(round_id))


def without_theme(round_id: int) -> list[int]:
    """Return the texts of a round that have no theme, the withdrawn left out."""
    query = select(Submission.id).where(
        Submission.round_id == round_id, Submission.withdrawn_at.is_(None), ~placing.is_placed()
    )
    return list(db.session.scalars(query))


def _living(round_id: int) -> list[Theme]:
    query = (
        select(Theme)
        .where(Theme.round_id == round_id, Theme.merged_into_id.is_(None))
        .order_by(Theme.id)
        # Read anew: the lock was taken after these may have been loaded.
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def memberships(ids: Sequence[int], seen: Set[int] = frozenset()) -> Memberships:
    """Return the primary themes that submissions have now.

    Args:
        ids: n ids of submissions.
        seen: ids of those that the last run grouped; where nothing is kept of one, all count.
    """
    rows = db.session.execute(
        select(ThemeMember.submission_id, ThemeMember.theme_id, ThemeMember.pinned).where(
            ThemeMember.is_primary, placing.is_in(ThemeMember.submission_id, ids)
        )
    )
    known = {submission_id: (theme_id, pinned) for submission_id, theme_id, pinned in rows}
    found = [known.get(submission_id, (None, False)) for submission_id in ids]
    return Memberships(
        themes=[theme_id for theme_id, _pinned in found],
        pinned=[pinned for _theme_id, pinned in found],
        grouped=[not seen or submission_id in seen for submission_id in ids],
    )


def _barred(ids: Sequence[int]) -> dict[int, frozenset[int]]:
    rows = {submission_id: row for row, submission_id in enumerate(ids)}
    barred = theming.barred_themes(ids)
    return {rows[submission_id]: themes for submission_id, themes in barred.items()}


def _new_theme(round: Round, now: datetime) -> Theme:
    # The label is written below; the column asks for one at once.
    theme = Theme(
        round_id=round.id, label="-", keywords=[], central_ids=[], created_at=now, updated_at=now
    )
    db.session.add(theme)
    db.session.flush()
    return theme


def _groups(chosen: Sequence[int]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for row, theme_id in enumerate(chosen):
        groups.setdefault(theme_id, []).append(row)
    return groups


def _describe(
    themes: Mapping[int, Theme],
    groups: Mapping[int, list[int]],
    current: Sequence[int | None],
    texts: Texts,
    vectors: npt.NDArray[np.float32],
    proposal: ThemeProposal,
    *,
    now: datetime,
) -> None:
    """Write label, keywords, quotes, summary and centre of the themes whose members changed."""
    before = _groups_before(current)
    changes = {
        theme_id: _change(before.get(theme_id, set()), rows) for theme_id, rows in groups.items()
    }
    # A theme that officers made by splitting has no keywords until a run describes it.
    changed = sorted(
        theme_id
        for theme_id, share in changes.items()
        if share > 0 or not themes[theme_id].keywords
    )
    if not changed:
        return
    words = _words(groups, texts, vectors, proposal)
    public = _public_now(
        texts.ids[row] for theme_id in changed for row in words[theme_id].summary_rows
    )
    placing.recentre(changed)
    for theme_id in changed:
        theme, found = themes[theme_id], words[theme_id]
        theme.keywords = list(found.keywords)
        theme.central_ids = [texts.ids[row] for row in found.central]
        theme.summary = [part for part in _parts(found, texts) if part["submission"] in public]
        theme.updated_at = now
        if changes[theme_id] >= RENAMING_SHARE and not keeps_its_label(theme):
            theme.label = found.label
        placing.index(theme)
    db.session.flush()


def _parts(found: ProposedTheme, texts: Texts) -> list[dict[str, Any]]:
    """Return the sentences of a summary, each with the submission it comes from."""
    return [
        {"submission": texts.ids[row], "text": sentence}
        for row, sentence in zip(found.summary_rows, found.summary, strict=True)
    ]


def _public_now(ids: Iterable[int]) -> set[int]:
    """Return those of the submissions that nobody took back while the engine computed."""
    query = select(Submission.id).where(
        placing.is_in(Submission.id, list(ids)), Submission.is_public
    )
    return set(db.session.scalars(query))


def _note_topics(
    themes: Mapping[int, Theme], groups: Mapping[int, list[int]], proposal: ThemeProposal
) -> None:
    """Write the topic that most of each theme's texts were found in; the others keep theirs."""
    for theme_id, rows in groups.items():
        themes[theme_id].topic = _topic(rows, proposal)


def _topic(rows: Sequence[int], proposal: ThemeProposal) -> str:
    if not proposal.topic_labels:
        return ""
    label = _most_frequent(Counter(proposal.labels[row] for row in rows))
    return proposal.topic_labels[proposal.topics[label]]


def _seconds(
    chosen: Sequence[int], proposal: ThemeProposal, barred: Mapping[int, frozenset[int]]
) -> dict[int, int]:
    """Return the second theme of each text that has one, by the text's row.

    A theme of the engine stands for the lasting theme that most of its texts ended in.
    """
    ended: dict[int, Counter[int]] = {}
    for label, theme_id in zip(proposal.labels, chosen, strict=True):
        ended.setdefault(label, Counter())[theme_id] += 1
    lasting = {label: _most_frequent(themes) for label, themes in ended.items()}
    found = {row: lasting[label] for row, label in enumerate(proposal.second) if label in lasting}
    return {
        row: theme_id
        for row, theme_id in found.items()
        if theme_id != chosen[row] and theme_id not in barred.get(row, ())
    }


def _most_frequent(counted: Counter[int]) -> int:
    """Return what was counted most often, the smallest of equals."""
    return min(counted, key=lambda key: (-counted[key], key))


def keeps_its_label(theme: Theme) -> bool:
    """Tell whether no run may give a theme another name."""
    return theme.label_by_officer or holds_its_members(theme)


def _groups_before(current: Sequence[int | None]) -> dict[int, set[int]]:
    groups: dict[int, set[int]] = {}
    for row, theme_id in enumerate(current):
        if theme_id is not None:
            groups.setdefault(theme_id, set()).add(row)
    return groups


def _change(before: set[int], rows: Sequence[int]) -> float:
    """Return which share of a theme's members, old and new, came or went: from 0 to 1."""
    now = set(rows)
    return len(before ^ now) / len(before | now)


def _words(
    groups: Mapping[int, list[int]],
    texts: Texts,
    vectors: npt.NDArray[np.float32],
    proposal: ThemeProposal,
) -> dict[int, ProposedTheme]:
    """Describe each group beside all others, or take the engine's own words where it can."""
    own = {tuple(rows): label for label, rows in _groups(proposal.labels).items()}
    labels = [own.get(tuple(rows)) for rows in groups.values()]
    known = [proposal.themes[label] for label in labels if label is not None]
    if len(known) == len(groups):
        return dict(zip(groups, known, strict=True))
    described = describe(texts.texts, list(groups.values()), vectors=vectors, quotable=texts.public)
    return dict(zip(groups, described, strict=True))


def _absorb(
    themes: Sequence[Theme],
    groups: Mapping[int, list[int]],
    current: Sequence[int | None],
    chosen: Sequence[int],
    *,
    now: datetime,
) -> int:
    """Let an old theme that no text is left in lead to the one that took most of its texts.

    Themes that officers have touched stay, empty or not.

    Returns:
        how many themes do so.
    """
    absorbed = 0
    for theme in themes:
        if theme.id in groups or is_touched(theme):
            continue
        heirs = Counter(new for old, new in zip(current, chosen, strict=True) if old == theme.id)
        if heirs:
            theme.merged_into_id = _most_frequent(heirs)
            theme.updated_at = now
            absorbed += 1
    return absorbed


def is_touched(theme: Theme) -> bool:
    """Tell whether an officer has done something with a theme."""
    return (
        holds_its_members(theme)
        or theme.label_by_officer
        or theme.state != "new"
        or theme.unit_id is not None
        or theme.due_on is not None
    )
