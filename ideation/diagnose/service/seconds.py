"""Second themes: what a text touches on beside the theme it belongs to.

Runs find them, and acts of officers carry them along; a second theme is never the text's own one,
never one that it was barred from, and never a merged one. Whoever writes here holds the round's
lock (`placing.lock_round`) and counts the themes anew (`placing.recount`).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    Exists,
    FromClause,
    and_,
    cast,
    delete,
    exists,
    false,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from ideation.diagnose.models import Bar, Submission, Theme, ThemeMember, Vector
from ideation.diagnose.service.placing import as_rows, is_in
from ideation.diagnose.service.spaces import active_space_id
from ideation.extensions import db

_COLUMNS = ("submission_id", "theme_id", "score", "is_primary", "source", "assigned_at")


def write(
    round_id: int, submission_ids: Sequence[int], theme_ids: Sequence[int], *, now: datetime
) -> None:
    """Make these the second themes of a round, in place of all that were found before.

    Args:
        round_id: the round.
        submission_ids: n ids.
        theme_ids: n ids of living themes, in the same order.
        now: the present moment.
    """
    found = _pairs(submission_ids, theme_ids)
    of_round = select(Theme.id).where(Theme.round_id == round_id)
    still = exists().where(
        found.c.submission_id == ThemeMember.submission_id,
        found.c.theme_id == ThemeMember.theme_id,
    )
    db.session.execute(
        delete(ThemeMember).where(
            ~ThemeMember.is_primary, ThemeMember.theme_id.in_(of_round), ~still
        ),
        execution_options={"synchronize_session": False},
    )
    rows = (
        select(
            found.c.submission_id,
            found.c.theme_id,
            _likeness(),
            false(),
            literal("engine"),
            literal(now),
        )
        .select_from(found)
        .join(Submission, Submission.id == found.c.submission_id)
        .join(Theme, Theme.id == found.c.theme_id)
        .outerjoin(
            Vector,
            and_(Vector.submission_id == Submission.id, Vector.space_id == active_space_id()),
        )
        # Somebody may have taken the submission back in the meantime.
        .where(Submission.withdrawn_at.is_(None), _may_be(found.c.submission_id, found.c.theme_id))
    )
    statement = insert(ThemeMember).from_select(_COLUMNS, rows)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=[ThemeMember.theme_id, ThemeMember.submission_id],
            set_={"score": statement.excluded.score},
            where=ThemeMember.score != statement.excluded.score,
        )
    )


def of(submission_ids: Sequence[int]) -> list[list[float]]:
    """Return the second themes of submissions as JSON keeps them: submission, theme and score."""
    rows = db.session.execute(
        select(ThemeMember.submission_id, ThemeMember.theme_id, ThemeMember.score).where(
            ~ThemeMember.is_primary, is_in(ThemeMember.submission_id, submission_ids)
        )
    )
    return [list(row) for row in rows]


def texts_touching(theme_ids: Sequence[int]) -> list[int]:
    """Return the submissions of which one of the themes is a second theme."""
    query = (
        select(ThemeMember.submission_id)
        .where(~ThemeMember.is_primary, is_in(ThemeMember.theme_id, theme_ids))
        .distinct()
    )
    return list(db.session.scalars(query))


def lead_on(theme_ids: Sequence[int], heir_id: int) -> None:
    """Let texts touch on the theme that others were merged into, in place of those."""
    left = aliased(ThemeMember)
    gone = and_(~left.is_primary, is_in(left.theme_id, theme_ids))
    rows = (
        select(
            left.submission_id,
            literal(heir_id, BigInteger),
            func.max(left.score),
            false(),
            literal("engine"),
            func.min(left.assigned_at),
        )
        .where(gone, _may_be(left.submission_id, literal(heir_id, BigInteger)))
        .group_by(left.submission_id)
    )
    db.session.execute(insert(ThemeMember).from_select(_COLUMNS, rows).on_conflict_do_nothing())
    db.session.execute(
        delete(ThemeMember).where(~ThemeMember.is_primary, is_in(ThemeMember.theme_id, theme_ids)),
        execution_options={"synchronize_session": False},
    )


def put_back(
    submission_ids: Sequence[int], rows: Sequence[Sequence[float]], *, now: datetime
) -> set[int]:
    """Give submissions the second themes they had, as far as these may still be.

    Args:
        submission_ids: whose second themes are put back; those they have now go.
        rows: what `of` gave for them.
        now: the present moment.

    Returns:
        the themes whose counts may have changed.
    """
    gone = db.session.scalars(
        delete(ThemeMember)
        .where(~ThemeMember.is_primary, is_in(ThemeMember.submission_id, submission_ids))
        .returning(ThemeMember.theme_id),
        execution_options={"synchronize_session": False},
    ).all()
    kept = _pairs(
        [int(row[0]) for row in rows], [int(row[1]) for row in rows], [row[2] for row in rows]
    )
    living = (
        select(
            kept.c.submission_id,
            kept.c.theme_id,
            kept.c.score,
            false(),
            literal("engine"),
            literal(now),
        )
        .select_from(kept)
        .join(Submission, Submission.id == kept.c.submission_id)
        .join(Theme, Theme.id == kept.c.theme_id)
        .where(
            Submission.withdrawn_at.is_(None),
            Theme.merged_into_id.is_(None),
            _may_be(kept.c.submission_id, kept.c.theme_id),
        )
    )
    came = db.session.scalars(
        insert(ThemeMember)
        .from_select(_COLUMNS, living)
        .on_conflict_do_nothing()
        .returning(ThemeMember.theme_id)
    ).all()
    return {*gone, *came}


def _pairs(
    submission_ids: Sequence[int], theme_ids: Sequence[int], scores: Sequence[float] = ()
) -> FromClause:
    return as_rows(
        "found",
        submission_id=(submission_ids, BigInteger),
        theme_id=(theme_ids, BigInteger),
        score=(scores, Double),
    )


def _likeness() -> ColumnElement[float]:
    """Return how near a text is to the middle of its second theme, from 0 to 1."""
    cosine = 1 - Vector.vector.cosine_distance(Theme.centroid)
    # A text without words has no direction; `greatest` leaves out what is null.
    return func.greatest(0.0, func.nullif(cosine, cast("NaN", Double)))


def _may_be(submission_id: Any, theme_id: Any) -> ColumnElement[bool]:
    """Return the condition for a theme to be a second one of a text."""
    own = aliased(ThemeMember)
    is_own: Exists = exists().where(
        own.submission_id == submission_id, own.theme_id == theme_id, own.is_primary
    )
    is_barred: Exists = exists().where(Bar.submission_id == submission_id, Bar.theme_id == theme_id)
    return and_(~is_own, ~is_barred)
