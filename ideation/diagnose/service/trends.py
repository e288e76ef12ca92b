"""Which themes people speak of more than before, asked of the database in one query."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import CTE, ColumnElement, Row, and_, func, select

from ideation.diagnose.models import Submission, TextCopy, Theme, ThemeMember
from ideation.diagnose.service.placing import is_in
from ideation.extensions import db
from ideation.text.trends import DAYS_BEFORE, WEEK, Counts, Trend, find_trends

A_DAY: Final = timedelta(days=1)


def of_round(round_id: int, now: datetime) -> dict[int, Trend]:
    """Return the trends of a round's themes, by id, as they are at a moment."""
    return of_rounds([round_id], now).get(round_id, {})


def of_rounds(round_ids: Sequence[int], now: datetime) -> dict[int, dict[int, Trend]]:
    """Return the trends of the themes of several rounds, by their ids; one query for all."""
    if not round_ids:
        return {}
    rows = db.session.execute(counted(round_ids, now)).all()
    by_round: dict[int, list[Row[Any]]] = {}
    for row in rows:
        by_round.setdefault(row.round_id, []).append(row)
    return {round_id: trends_in(found, now) for round_id, found in by_round.items()}


def of_kind(trends: Mapping[int, Trend], kind: str) -> list[int]:
    """Return the ids of the themes that are `rising` or `emerging`."""
    return [theme_id for theme_id, trend in trends.items() if trend.kind == kind]


def trends_in(rows: Sequence[Row[Any]], now: datetime) -> dict[int, Trend]:
    """Return the trends of a round's themes from the rows of `counted`."""
    if not rows:
        return {}
    week_began = now - WEEK * A_DAY
    days_before = (week_began - rows[0].first_said_at) / A_DAY
    counts = {row.id: Counts(row.week, row.before, row.size > row.voices) for row in rows}
    return find_trends(counts, days_before)


def counted(round_ids: Sequence[int], now: datetime) -> Any:
    """Select how often people spoke of each theme in the five weeks that end now.

    Themes that nobody spoke of give no row.
    """
    said = _said(round_ids, now)
    is_first = ~_is_repeat(said.c.id, round_ids)
    in_week = said.c.said_at > now - WEEK * A_DAY
    first_said_at = (
        select(func.min(Submission.said_at))
        .where(Submission.round_id == Theme.round_id, Submission.withdrawn_at.is_(None))
        .correlate(Theme)
        .scalar_subquery()
    )
    return (
        select(
            Theme.id,
            Theme.round_id,
            Theme.size,
            func.count().label("voices"),
            func.count().filter(is_first, in_week).label("week"),
            func.count().filter(is_first, ~in_week).label("before"),
            first_said_at.label("first_said_at"),
        )
        .join(ThemeMember, and_(ThemeMember.theme_id == Theme.id, ThemeMember.is_primary))
        .join(said, said.c.id == ThemeMember.submission_id)
        .group_by(Theme.id)
    )


def _said(round_ids: Sequence[int], now: datetime) -> CTE:
    """Return the texts of the five weeks, read from the one index that holds all of it.

    Without being told so, PostgreSQL looks each of them up by its theme, which takes twice as long.
    """
    return (
        select(Submission.id, Submission.said_at)
        .where(
            is_in(Submission.round_id, round_ids),
            Submission.withdrawn_at.is_(None),
            Submission.has_known_day,
            Submission.said_at > now - (WEEK + DAYS_BEFORE) * A_DAY,
            Submission.said_at <= now,
        )
        .cte("said")
        .prefix_with("MATERIALIZED")
    )


def _is_repeat(submission_id: Any, round_ids: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition for copies of an earlier text: a campaign is one voice, the first."""
    repeats = select(TextCopy.submission_id).where(
        is_in(TextCopy.round_id, round_ids), TextCopy.group_id < TextCopy.submission_id
    )
    found: ColumnElement[bool] = submission_id.in_(repeats)
    return found
