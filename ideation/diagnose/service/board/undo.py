"""Taking an act back."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import joinedload

from ideation.core import events
from ideation.core.errors import Conflict, NotFound
from ideation.core.i18n import _l
from ideation.diagnose.edit_words import edit_words
from ideation.diagnose.models import Bar, Theme, ThemeEdit, ThemeMember
from ideation.diagnose.policy import themes as policy
from ideation.diagnose.service import placing, seconds
from ideation.diagnose.service.board.act import put_back, restore
from ideation.extensions import db
from ideation.notify.service import cancel
from ideation.rounds.models import Round


def undo(edit_id: int, *, actor: Any, now: datetime) -> ThemeEdit:
    """Put everything back that an act changed.

    Voices that came in since stay where they are. News that went out already are not called
    back; those that wait are.

    Raises:
        NotFound: there is no such act.
        SignInNeeded, NotAllowed: the person may not work on this round's themes.
        Conflict: it was undone already, or a later act touched the same themes.
    """
    edit = db.session.get(ThemeEdit, edit_id)
    if edit is None:
        raise NotFound(_l("There is no such act to undo."))
    round = db.session.get_one(Round, edit.round_id)
    policy.require_work(actor, round)
    placing.lock_round(round.id)
    db.session.refresh(edit)
    if edit.undone_at is not None:
        raise Conflict(_l("This was undone already."))
    _refuse_if_built_upon(edit)
    touched = _put_back(edit, now)
    edit.undone_at = now
    edit.undone_by_id = actor.id
    _call_news_back(edit, now)
    db.session.flush()
    placing.recentre(touched)
    events.record(
        db.session,
        "theme.act_undone",
        db.session.get_one(Theme, edit.theme_ids[0]),
        now=now,
        actor=actor,
        role="officer",
        agency_id=round.agency_id,
        round=round.id,
        edit=edit.id,
        act=edit.verb,
    )
    db.session.commit()
    return edit


def _call_news_back(edit: ThemeEdit, now: datetime) -> None:
    cancel(f"theme.{edit.verb}", ("theme", edit.theme_ids[0]), now=now, at=edit.at)


def _refuse_if_built_upon(edit: ThemeEdit) -> None:
    later = db.session.scalar(
        select(ThemeEdit)
        .where(
            ThemeEdit.round_id == edit.round_id,
            ThemeEdit.id > edit.id,
            ThemeEdit.undone_at.is_(None),
            ThemeEdit.theme_ids.op("&&")(literal(edit.theme_ids, ARRAY(BigInteger))),
        )
        .order_by(ThemeEdit.id.desc())
        .limit(1)
    )
    if later is not None:
        raise Conflict(
            _l(
                "Something was done on the same theme since. Undo that first: %(what)s.",
                what=edit_words(later),
            )
        )


def _put_back(edit: ThemeEdit, now: datetime) -> set[int]:
    """Restore themes, memberships and bars; return the themes whose members may have changed."""
    before = edit.before
    for theme_id, fields in before["themes"].items():
        theme = db.session.get_one(Theme, int(theme_id))
        restore(theme, fields)
        theme.updated_at = now
    db.session.flush()
    moved = [member[0] for member in before["members"]]
    touched = {*edit.theme_ids, *_themes_of(moved)}
    put_back(before["members"], now=now)
    for theme_id in before["made"]:
        _dissolve(theme_id, edit.theme_ids[0], now)
    _restore_bars(before)
    # Acts of before second themes were known kept none.
    touched |= seconds.put_back(before.get("second_texts", ()), before.get("seconds", ()), now=now)
    return touched


def _themes_of(submission_ids: list[int]) -> set[int]:
    rows = db.session.scalars(
        select(ThemeMember.theme_id)
        .where(ThemeMember.is_primary, placing.is_in(ThemeMember.submission_id, submission_ids))
        .distinct()
    )
    return set(rows)


def _dissolve(theme_id: int, heir_id: int, now: datetime) -> None:
    """Let a theme that the act made lead back to the one it came from, with all it holds."""
    rows = db.session.execute(
        select(ThemeMember.submission_id, ThemeMember.score).where(
            ThemeMember.theme_id == theme_id, ThemeMember.is_primary
        )
    ).all()
    placing.place(
        [row.submission_id for row in rows],
        [heir_id] * len(rows),
        [row.score for row in rows],
        now=now,
    )
    seconds.lead_on([theme_id], heir_id)
    theme = db.session.get_one(Theme, theme_id)
    theme.merged_into_id = heir_id
    theme.updated_at = now


def _restore_bars(before: dict[str, Any]) -> None:
    for theme_id, submission_id in before["bars"]:
        bar = db.session.get(Bar, (theme_id, submission_id))
        if bar is not None:
            db.session.delete(bar)
    for theme_id, submission_id in before["lifted"]:
        db.session.execute(
            insert(Bar)
            .values(theme_id=theme_id, submission_id=submission_id)
            .on_conflict_do_nothing()
        )


def history(theme_id: int, limit: int = 20) -> list[ThemeEdit]:
    """Return the latest acts that touched a theme, newest first, the undone ones too."""
    query = (
        select(ThemeEdit)
        .where(ThemeEdit.theme_ids.contains([theme_id]))
        .order_by(ThemeEdit.id.desc())
        .limit(limit)
        .options(joinedload(ThemeEdit.actor))
    )
    return list(db.session.scalars(query))
