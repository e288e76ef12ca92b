"""Acts on which voices belong to a theme: merge, split, move, confirm, "not this theme"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _l
from ideation.diagnose.models import Bar, Submission, Theme, ThemeEdit, ThemeMember
from ideation.diagnose.policy import themes as policy
from ideation.diagnose.service import placing, seconds, theming
from ideation.diagnose.service.board.act import Act
from ideation.diagnose.service.board.decisions import tidy_label
from ideation.diagnose.service.whole_text import whole_text
from ideation.diagnose.states import DECIDED
from ideation.extensions import db
from ideation.text.engine import split_in_two

CERTAIN: Final = 1.0  # The score of what a person placed.
LARGEST_SUGGESTION: Final = 2_000
"""A split is suggested for themes of at most so many voices: an officer waits for it."""
LARGEST_MERGE: Final = 50


@dataclass(frozen=True)
class Halves:
    """A suggestion how to split a theme: ids of submissions, the larger half first."""

    stays: list[int]
    goes: list[int]


def merge(
    theme_id: int,
    other_ids: Sequence[int],
    *,
    actor: Any,
    now: datetime,
    seen: str | None = None,
) -> ThemeEdit:
    """Take other themes of the round into one; their addresses lead to it from then on.

    Raises:
        InvalidInput: no other theme, or more than fifty.
        Conflict: one of them carries a decision or an answer, or the page was old.
        NotFound, SignInNeeded, NotAllowed: as for every act (`Act`).
    """
    act = Act(theme_id, actor=actor, now=now, seen=seen)
    others = sorted(set(other_ids) - {theme_id, 0})
    if not 0 < len(others) <= LARGEST_MERGE:
        raise InvalidInput(
            _l("Choose from one to %(most)s other themes.", most=LARGEST_MERGE), field="others"
        )
    merged = [act.read(other) for other in others]
    for other in merged:
        if other.state in DECIDED or other.answered_at is not None:
            raise Conflict(
                _l(
                    "“%(label)s” carries a decision or an answer of its own. "
                    "Merge in the other direction, or open it again first.",
                    label=other.label,
                )
            )
    members = _member_ids(others)
    act.touch_members(members)
    act.touch_seconds(seconds.texts_touching(others))
    _carry_over(others, act)
    seconds.lead_on(others, theme_id)
    for other in merged:
        other.merged_into_id = theme_id
    act.theme.edited = True
    db.session.flush()
    placing.recentre([theme_id, *others])
    return act.finish(
        "merged",
        summary={
            "labels": [other.label for other in merged],
            "to": act.theme.label,
            "voices": len(members),
        },
    )


def _member_ids(theme_ids: Sequence[int]) -> list[int]:
    query = select(ThemeMember.submission_id).where(
        ThemeMember.is_primary, placing.is_in(ThemeMember.theme_id, theme_ids)
    )
    return list(db.session.scalars(query))


def _carry_over(theme_ids: Sequence[int], act: Act) -> None:
    """Move all members, keeping which of them an officer had placed by hand."""
    for pinned in (False, True):
        rows = db.session.execute(
            select(ThemeMember.submission_id, ThemeMember.score).where(
                ThemeMember.is_primary,
                ThemeMember.pinned == pinned,
                placing.is_in(ThemeMember.theme_id, theme_ids),
            )
        ).all()
        placing.place(
            [row.submission_id for row in rows],
            [act.theme.id] * len(rows),
            [row.score for row in rows],
            now=act.now,
            source="officer" if pinned else "engine",
            pinned=pinned,
        )


def split(
    theme_id: int,
    label: str,
    submission_ids: Sequence[int],
    *,
    actor: Any,
    now: datetime,
    seen: str | None = None,
) -> ThemeEdit:
    """Take chosen voices out of a theme into a new one.

    Raises:
        InvalidInput: no name, no voice, or all of them.
        NotFound, SignInNeeded, NotAllowed, Conflict: as for every act (`Act`).
    """
    act = Act(theme_id, actor=actor, now=now, seen=seen)
    return _split(act, tidy_label(label, "new_label"), act.members_among(submission_ids))


def split_as_suggested(
    theme_id: int, label: str, *, actor: Any, now: datetime, seen: str
) -> ThemeEdit:
    """Split a theme as `suggest_split` showed it; `seen` makes sure that it is still the same.

    Raises:
        InvalidInput: no name, or there is no suggestion.
        NotFound, SignInNeeded, NotAllowed, Conflict: as for every act (`Act`).
    """
    act = Act(theme_id, actor=actor, now=now, seen=seen)
    name = tidy_label(label, "suggested_label")
    return _split(act, name, act.members_among(_halves(theme_id).goes))


def _split(act: Act, name: str, chosen: list[int]) -> ThemeEdit:
    if len(chosen) >= act.theme.size:
        raise InvalidInput(
            _l("Leave at least one voice in the theme. To change its name, rename it."),
            field="submissions",
        )
    act.touch_members(chosen)
    made = act.add_theme(name)
    _pin(chosen, made, act)
    act.theme.edited = True
    db.session.flush()
    placing.recentre([act.theme.id, made.id])
    return act.finish(
        "split",
        summary={
            "from": act.theme.label,
            "to": name,
            "voices": len(chosen),
            "new_id": made.id,
        },
    )


def suggest_split(theme_id: int, *, actor: Any) -> Halves | None:
    """Suggest how to split a theme; None if it is too large or all its voices are alike.

    Raises:
        SignInNeeded, NotAllowed: the person may not work on this round's themes.
    """
    theme = db.session.get_one(Theme, theme_id)
    policy.require_work(actor, theme.round)
    if not 2 <= theme.size <= LARGEST_SUGGESTION:
        return None
    halves = _halves(theme_id)
    return halves if halves.goes else None


def _halves(theme_id: int) -> Halves:
    rows = db.session.execute(
        select(Submission.id, whole_text())
        .join(ThemeMember, ThemeMember.submission_id == Submission.id)
        .where(
            ThemeMember.theme_id == theme_id,
            ThemeMember.is_primary,
            Submission.withdrawn_at.is_(None),
        )
        .order_by(Submission.id)
        .limit(LARGEST_SUGGESTION)
    ).all()
    stays, goes = split_in_two([row.whole_text for row in rows])
    return Halves([rows[row].id for row in stays], [rows[row].id for row in goes])


def move(
    theme_id: int,
    submission_ids: Sequence[int],
    target_id: int,
    *,
    actor: Any,
    now: datetime,
    seen: str | None = None,
) -> ThemeEdit:
    """Put voices of a theme into another theme of the round; no run moves them from there.

    Raises:
        InvalidInput: no voice chosen, or the target is this very theme.
        NotFound, SignInNeeded, NotAllowed, Conflict: as for every act (`Act`).
    """
    act = Act(theme_id, actor=actor, now=now, seen=seen)
    chosen = act.members_among(submission_ids)
    if target_id in (0, theme_id):
        raise InvalidInput(_l("Choose another theme to move the voices to."), field="target")
    target = act.read(target_id)
    act.touch_members(chosen)
    _pin(chosen, target, act)
    placing.recentre([theme_id, target_id])
    return act.finish(
        "moved",
        summary={"from": act.theme.label, "to": target.label, "voices": len(chosen)},
    )


def confirm(
    theme_id: int,
    submission_ids: Sequence[int],
    *,
    actor: Any,
    now: datetime,
    seen: str | None = None,
) -> ThemeEdit:
    """Say that voices belong to the theme they are in: no run moves them, and it learns from them.

    Raises:
        InvalidInput: no voice chosen.
        NotFound, SignInNeeded, NotAllowed, Conflict: as for every act (`Act`).
    """
    act = Act(theme_id, actor=actor, now=now, seen=seen)
    chosen = act.members_among(submission_ids)
    act.touch_members(chosen)
    _pin(chosen, act.theme, act)
    placing.recount([theme_id])
    return act.finish("confirmed", summary={"in": act.theme.label, "voices": len(chosen)})


def bar(
    theme_id: int,
    submission_ids: Sequence[int],
    *,
    actor: Any,
    now: datetime,
    seen: str | None = None,
) -> ThemeEdit:
    """Say that voices do not belong to a theme: no run puts them back.

    Each goes to the nearest other theme, or stays open until the next run.

    Raises:
        InvalidInput: no voice chosen.
        NotFound, SignInNeeded, NotAllowed, Conflict: as for every act (`Act`).
    """
    act = Act(theme_id, actor=actor, now=now, seen=seen)
    chosen = act.members_among(submission_ids)
    act.touch_members(chosen)
    made = db.session.scalars(
        insert(Bar)
        .values([{"theme_id": theme_id, "submission_id": each} for each in chosen])
        .on_conflict_do_nothing()
        .returning(Bar.submission_id)
    ).all()
    act.touch_bars("bars", theme_id, made)
    placing.unplace(chosen)
    theming.assign(act.round.id, chosen, now=now)
    placing.recentre([theme_id])
    return act.finish("barred", summary={"from": act.theme.label, "voices": len(chosen)})


def _pin(chosen: Sequence[int], theme: Theme, act: Act) -> None:
    # Whoever places a voice by hand thinks better of an earlier "not this theme".
    lifted = db.session.scalars(
        delete(Bar)
        .where(Bar.theme_id == theme.id, placing.is_in(Bar.submission_id, chosen))
        .returning(Bar.submission_id),
        execution_options={"synchronize_session": False},
    ).all()
    act.touch_bars("lifted", theme.id, lifted)
    placing.place(
        chosen,
        [theme.id] * len(chosen),
        [CERTAIN] * len(chosen),
        now=act.now,
        source="officer",
        pinned=True,
    )
