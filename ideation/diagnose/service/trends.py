"""Which themes people speak of more than before, asked of the database in one query."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import CTE, Row, and_, func, or_, select

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
    rows = db.session.execute(_counted(round_ids, now)).all()
    by_round: dict[int, list[Row[Any]]] = {}
    for row in rows:
        by_round.setdefault(row.round_id, []).append(row)
    return {round_id: _trends(found, now) for round_id, found in by_round.items()}


def of_kind(trends: Mapping[int, Trend], kind: str) -> list[int]:
    """Return the ids of the themes that are `rising` or `emerging`."""
    return [theme_id for theme_id, trend in trends.items() if trend.kind == kind]


def _trends(rows: Sequence[Row[Any]], now: datetime) -> dict[int, Trend]:
    week_began = now - WEEK * A_DAY
    days_before = (week_began - rows[0].first_said_at) / A_DAY
    counts = {row.id: Counts(row.week, row.before, row.size > row.voices) for row in rows}
    return find_trends(counts, days_before)


def _counted(round_ids: Sequence[int], now: datetime) -> Any:
    """Count the wordings of each theme by the time at which the first of them was said."""
    wordings = _wordings(round_ids, now)
    in_week = wordings.c.said_at > now - WEEK * A_DAY
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
            func.sum(wordings.c.voices).label("voices"),
            func.count().filter(in_week).label("week"),
            func.count().filter(~in_week).label("before"),
            first_said_at.label("first_said_at"),
        )
        .join(wordings, wordings.c.theme_id == Theme.id)
        .group_by(Theme.id)
    )


def _wordings(round_ids: Sequence[int], now: datetime) -> CTE:
    """Return the wordings of five weeks: a campaign of copies is one voice on the day it began."""
    return (
        select(
            ThemeMember.theme_id,
            func.min(Submission.said_at).label("said_at"),
            func.count().label("voices"),
        )
        .select_from(Submission)
        .join(
            ThemeMember,
            and_(ThemeMember.submission_id == Submission.id, ThemeMember.is_primary),
        )
        .outerjoin(TextCopy, TextCopy.submission_id == Submission.id)
        .where(
            is_in(Submission.round_id, round_ids),
            Submission.withdrawn_at.is_(None),
            Submission.said_at > now - (WEEK + DAYS_BEFORE) * A_DAY,
            Submission.said_at <= now,
            # A row of a file without a date was said on a day that nobody knows; the moment at
            # which it was brought in stands in for it, and would make a burst of every import.
            or_(Submission.import_id.is_(None), Submission.said_at < Submission.created_at),
        )
        .group_by(ThemeMember.theme_id, func.coalesce(TextCopy.group_id, Submission.id))
        .cte("wordings")
    )
