"""Keeping what themes know of their members right, in SQL and whatever the size.

Everything that writes memberships takes `lock_round` first, so that a run, the workers and
the officers of one round write one after the other and never wait for each other in a circle.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Double,
    Exists,
    FromClause,
    Select,
    Text,
    and_,
    cast,
    delete,
    exists,
    false,
    func,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR, insert
from sqlalchemy.types import TypeEngine

from ideation.diagnose.models import Submission, TextCopy, Theme, ThemeMember, Vector
from ideation.diagnose.search import tsvector_literal
from ideation.diagnose.service.spaces import active_space_id
from ideation.extensions import db
from ideation.rounds.models import Round
from ideation.text.placer import UNCLEAR_BELOW
from ideation.text.tokens import search_terms

CENTRAL = 5  # So many quotes a theme shows at most.
_COMPUTED = (
    "size", "provinces", "copies", "copy_groups", "unclear", "also", "centroid", "central_ids",
)  # fmt: skip


def lock_round(round_id: int) -> None:
    """Wait for, and keep until the commit, the right to write the round's memberships.

    The lock is the weaker one that lets people go on posting into the round.
    """
    db.session.execute(select(Round.id).where(Round.id == round_id).with_for_update(key_share=True))


def place(
    submission_ids: Sequence[int],
    theme_ids: Sequence[int],
    scores: Sequence[float],
    *,
    now: Any,
    source: str = "engine",
    pinned: bool = False,
) -> None:
    """Make each theme the primary one of its submission, in place of the one before.

    Args:
        submission_ids: n ids.
        theme_ids: n ids, in the same order.
        scores: n values from 0 to 1: how well the text fits.
        now: the present moment.
        source: `engine` or `officer`.
        pinned: whether no run may move them.
    """
    unplace(submission_ids)
    rows = as_rows(
        "placed",
        submission_id=(submission_ids, BigInteger),
        theme_id=(theme_ids, BigInteger),
        score=(scores, Double),
    )
    statement = insert(ThemeMember).from_select(
        ["submission_id", "theme_id", "score", "is_primary", "source", "pinned", "assigned_at"],
        select(
            rows.c.submission_id,
            rows.c.theme_id,
            rows.c.score,
            true(),
            literal(source),
            true() if pinned else false(),
            literal(now),
        )
        .join(Submission, Submission.id == rows.c.submission_id)
        # Somebody may have taken the submission back in the meantime.
        .where(Submission.withdrawn_at.is_(None)),
    )
    given = statement.excluded
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=[ThemeMember.theme_id, ThemeMember.submission_id],
            set_={
                "is_primary": given.is_primary,
                "score": given.score,
                "source": given.source,
                "pinned": given.pinned,
                "assigned_at": given.assigned_at,
            },
        )
    )


def rescore(submission_ids: Sequence[int], scores: Sequence[float]) -> None:
    """Write how sure a run is of the places that the engine gave; those officers gave keep theirs.

    Args:
        submission_ids: n ids.
        scores: n values from 0 to 1.
    """
    rows = as_rows("judged", submission_id=(submission_ids, BigInteger), score=(scores, Double))
    db.session.execute(
        update(ThemeMember)
        .where(
            ThemeMember.submission_id == rows.c.submission_id,
            ThemeMember.is_primary,
            ThemeMember.source == "engine",
            ThemeMember.score != rows.c.score,
        )
        .values(score=rows.c.score),
        execution_options={"synchronize_session": False},
    )


def is_unclear() -> ColumnElement[bool]:
    """Return the condition for memberships that the engine gave without being sure."""
    return and_(
        ThemeMember.is_primary,
        ThemeMember.source == "engine",
        ThemeMember.score < UNCLEAR_BELOW,
    )


def unplace(submission_ids: Sequence[int]) -> None:
    """Take the primary membership of each submission away."""
    db.session.execute(
        delete(ThemeMember).where(
            ThemeMember.is_primary, is_in(ThemeMember.submission_id, submission_ids)
        ),
        execution_options={"synchronize_session": False},
    )


def recount(theme_ids: Iterable[int]) -> None:
    """Bring size, number of provinces and all other counts of themes up to date."""
    ids = sorted(set(theme_ids))
    if not ids:
        return
    counted = (
        select(
            Theme.id,
            func.count(Submission.id).label("size"),
            func.count(Submission.province.distinct()).label("provinces"),
            func.count(Submission.id).filter(is_unclear()).label("unclear"),
        )
        .select_from(Theme)
        .outerjoin(ThemeMember, and_(ThemeMember.theme_id == Theme.id, ThemeMember.is_primary))
        .outerjoin(
            Submission,
            and_(
                Submission.id == ThemeMember.submission_id,
                Submission.withdrawn_at.is_(None),
            ),
        )
        .where(is_in(Theme.id, ids))
        .group_by(Theme.id)
        .cte("counted")
    )
    copied = _copied(ids)
    voices = select(func.coalesce(func.sum(copied.c.voices), 0))
    db.session.execute(
        update(Theme)
        .where(Theme.id == counted.c.id)
        .values(
            size=counted.c.size,
            provinces=counted.c.provinces,
            unclear=counted.c.unclear,
            also=_also().correlate(Theme).scalar_subquery(),
            copies=voices.where(copied.c.theme_id == Theme.id).scalar_subquery(),
            copy_groups=select(func.count()).where(copied.c.theme_id == Theme.id).scalar_subquery(),
        ),
        execution_options={"synchronize_session": False},
    )
    _forget_loaded()


def _also() -> Select[Any]:
    """Count the texts of other themes that touch on a theme and that everybody may read."""
    return (
        select(func.count())
        .select_from(ThemeMember)
        .join(Submission, Submission.id == ThemeMember.submission_id)
        .where(ThemeMember.theme_id == Theme.id, ~ThemeMember.is_primary, Submission.is_public)
    )


def _copied(theme_ids: Sequence[int]) -> CTE:
    """Count, for each wording that voices of a theme share, those that do."""
    return (
        select(ThemeMember.theme_id, func.count().label("voices"))
        .join(TextCopy, TextCopy.submission_id == ThemeMember.submission_id)
        .join(Submission, Submission.id == ThemeMember.submission_id)
        .where(
            ThemeMember.is_primary,
            is_in(ThemeMember.theme_id, theme_ids),
            Submission.withdrawn_at.is_(None),
        )
        .group_by(ThemeMember.theme_id, TextCopy.group_id)
        .having(func.count() > 1)
        .cte("copied")
    )


def recentre(theme_ids: Iterable[int]) -> None:
    """Bring the centre and the most central submissions of themes up to date, and recount."""
    ids = sorted(set(theme_ids))
    if not ids:
        return
    recount(ids)
    space_id = active_space_id()
    middle = (
        select(ThemeMember.theme_id, cast(func.avg(Vector.vector), HALFVEC).label("centroid"))
        .join(
            Vector,
            and_(Vector.submission_id == ThemeMember.submission_id, Vector.space_id == space_id),
        )
        .where(ThemeMember.is_primary, is_in(ThemeMember.theme_id, ids))
        .group_by(ThemeMember.theme_id)
        .cte("middle")
    )
    db.session.execute(
        update(Theme).where(Theme.id == middle.c.theme_id).values(centroid=middle.c.centroid),
        execution_options={"synchronize_session": False},
    )
    nearest = (
        select(ThemeMember.submission_id)
        .join(
            Vector,
            and_(Vector.submission_id == ThemeMember.submission_id, Vector.space_id == space_id),
        )
        .join(Submission, Submission.id == ThemeMember.submission_id)
        .where(ThemeMember.is_primary, ThemeMember.theme_id == Theme.id, Submission.is_public)
        .order_by(Vector.vector.max_inner_product(Theme.centroid), ThemeMember.submission_id)
        .limit(CENTRAL)
        .correlate(Theme)
    )
    db.session.execute(
        update(Theme)
        .where(is_in(Theme.id, ids))
        .values(central_ids=func.array(nearest.scalar_subquery())),
        execution_options={"synchronize_session": False},
    )
    _forget_loaded()


def index(theme: Theme) -> None:
    """Write the words by which a theme is found: its label and keywords."""
    words = search_terms(" ".join([theme.label, *theme.keywords]))
    theme.search = cast(literal(tsvector_literal(words), Text), TSVECTOR)


def is_placed() -> Exists:
    """Return the condition for submissions that have a primary theme."""
    return exists().where(ThemeMember.submission_id == Submission.id, ThemeMember.is_primary)


def as_rows(name: str, **columns: tuple[Iterable[Any], type[TypeEngine[Any]]]) -> FromClause:
    """Hand values to a query as a table, with one parameter for each column.

    Args:
        name: what the table is called.
        columns: n values and their type, by the name of the column.
    """
    arrays = [literal(list(values), ARRAY(kind)) for values, kind in columns.values()]
    return func.unnest(*arrays).table_valued(*columns, name=name).render_derived()


def is_in(column: Any, ids: Sequence[int]) -> Any:
    """Compare a column with many ids by one parameter."""
    return column == func.any(literal(list(ids), ARRAY(BigInteger)))


def _forget_loaded() -> None:
    for theme in [thing for thing in db.session.identity_map.values() if isinstance(thing, Theme)]:
        db.session.expire(theme, _COMPUTED)
