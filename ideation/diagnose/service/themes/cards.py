"""Themes as cards: with quotes and weekly trend, in one query each for all cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload

from ideation.diagnose.models import Submission, Theme, ThemeMember
from ideation.diagnose.service import placing
from ideation.extensions import db

WEEK: Final = timedelta(days=7)
WEEKS: Final = 26  # So many weeks a trend shows, the newest ones.
_ZONE: Final = "Asia/Bangkok"  # Weeks begin on Monday where the people are.


@dataclass(frozen=True)
class Week:
    """How many voices a theme had in a week.

    Args:
        begins_at: midnight of its Monday in Thailand, written as if it were UTC.
        voices: their number.
    """

    begins_at: datetime
    voices: int


@dataclass(frozen=True)
class Card:
    """A theme with what makes it understood at a glance."""

    theme: Theme
    quotes: list[Submission]
    trend: list[Week]


def with_quotes_and_trends(themes: Sequence[Theme], quotes: int = 2) -> list[Card]:
    """Return a card for each theme, in order: two queries, however many themes."""
    said = quotes_of(themes, quotes)
    trends = trends_of([theme.id for theme in themes])
    return [Card(theme, said[theme.id], trends.get(theme.id, [])) for theme in themes]


def with_quotes(themes: Sequence[Theme], quotes: int = 1) -> list[Card]:
    """Return a card without trend for each theme, in order: one query."""
    said = quotes_of(themes, quotes)
    return [Card(theme, said[theme.id], []) for theme in themes]


def quotes_of(themes: Sequence[Theme], most: int) -> dict[int, list[Submission]]:
    """Return the most central texts of each theme that still belong to it, most central first."""
    wanted = [each for theme in themes for each in theme.central_ids]
    rows = db.session.execute(
        select(ThemeMember.theme_id, Submission)
        .join(Submission, Submission.id == ThemeMember.submission_id)
        .where(
            ThemeMember.is_primary,
            placing.is_in(ThemeMember.submission_id, wanted),
            Submission.is_public,
        )
        # A quote shows no name; its author need not be loaded.
        .options(lazyload(Submission.author))
    )
    found = {(theme_id, submission.id): submission for theme_id, submission in rows}
    return {
        theme.id: [
            found[theme.id, each] for each in theme.central_ids if (theme.id, each) in found
        ][:most]
        for theme in themes
    }


def trends_of(theme_ids: Sequence[int]) -> dict[int, list[Week]]:
    """Return the voices of each theme by week, empty weeks included, oldest first."""
    week = func.date_trunc("week", func.timezone(_ZONE, Submission.said_at))
    rows = db.session.execute(
        select(ThemeMember.theme_id, week.label("week"), func.count().label("voices"))
        .join(Submission, Submission.id == ThemeMember.submission_id)
        .where(
            ThemeMember.is_primary,
            placing.is_in(ThemeMember.theme_id, theme_ids),
            Submission.withdrawn_at.is_(None),
        )
        .group_by(ThemeMember.theme_id, week)
    ).all()
    if not rows:
        return {}
    counts: dict[int, dict[datetime, int]] = {}
    for row in rows:
        counts.setdefault(row.theme_id, {})[row.week] = row.voices
    last = max(row.week for row in rows)
    return {theme_id: _filled(weeks, last) for theme_id, weeks in counts.items()}


def _filled(weeks: dict[datetime, int], last: datetime) -> list[Week]:
    first = max(min(weeks), last - (WEEKS - 1) * WEEK)
    number = (last - first) // WEEK + 1
    starts = [first + step * WEEK for step in range(number)]
    return [Week(start.replace(tzinfo=UTC), weeks.get(start, 0)) for start in starts]
