"""Themes as cards: with quotes and voices by week, in one query each for all cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import BigInteger, cast, func, literal, select
from sqlalchemy.orm import lazyload

from ideation.diagnose.models import Submission, Theme, ThemeMember
from ideation.diagnose.service import placing
from ideation.extensions import db
from ideation.text.trends import Trend

WEEK: Final = timedelta(days=7)
WEEKS: Final = 12  # So many weeks are shown, the newest ones.
NOTHING: Final[Mapping[int, Trend]] = {}


@dataclass(frozen=True)
class Week:
    """How many voices a theme had in seven days.

    Weeks are counted back from the present moment, so that the last one is whole and is the week
    that `text.trends` speaks of; a week of the calendar would look like a fall until Sunday.

    Args:
        begins_at: when it began.
        voices: their number.
    """

    begins_at: datetime
    voices: int


@dataclass(frozen=True)
class Card:
    """A theme with what makes it understood at a glance.

    Args:
        theme: the theme.
        quotes: some of its most central texts.
        weeks: its voices by week, oldest first; empty where they are not shown.
        trend: whether it is rising or emerging this week, or None.
    """

    theme: Theme
    quotes: list[Submission]
    weeks: list[Week]
    trend: Trend | None


def with_quotes_and_weeks(
    themes: Sequence[Theme], trends: Mapping[int, Trend], now: datetime, quotes: int = 2
) -> list[Card]:
    """Return a card for each theme, in order: two queries, however many themes."""
    said = quotes_of(themes, quotes)
    weeks = weeks_of([theme.id for theme in themes], now)
    return [
        Card(theme, said[theme.id], weeks.get(theme.id, []), trends.get(theme.id))
        for theme in themes
    ]


def with_quotes(
    themes: Sequence[Theme], trends: Mapping[int, Trend] = NOTHING, quotes: int = 1
) -> list[Card]:
    """Return a card without weeks for each theme, in order: one query."""
    said = quotes_of(themes, quotes)
    return [Card(theme, said[theme.id], [], trends.get(theme.id)) for theme in themes]


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


def weeks_of(theme_ids: Sequence[int], now: datetime) -> dict[int, list[Week]]:
    """Return the voices of each theme by week, empty weeks included, oldest first.

    The last week is the present one, or the last in which anybody spoke of these themes where
    that is longer ago than is shown.
    """
    seconds = func.extract("epoch", literal(now) - Submission.said_at)
    ago = cast(func.floor(func.greatest(seconds, 0) / WEEK.total_seconds()), BigInteger)
    rows = db.session.execute(
        select(ThemeMember.theme_id, ago.label("ago"), func.count().label("voices"))
        .join(Submission, Submission.id == ThemeMember.submission_id)
        .where(
            ThemeMember.is_primary,
            placing.is_in(ThemeMember.theme_id, theme_ids),
            Submission.withdrawn_at.is_(None),
        )
        .group_by(ThemeMember.theme_id, ago)
    ).all()
    if not rows:
        return {}
    counts: dict[int, dict[int, int]] = {}
    for row in rows:
        counts.setdefault(row.theme_id, {})[row.ago] = row.voices
    newest = min(row.ago for row in rows)
    last = 0 if newest < WEEKS else newest
    return {theme_id: _filled(weeks, last, now) for theme_id, weeks in counts.items()}


def _filled(weeks: dict[int, int], last: int, now: datetime) -> list[Week]:
    """Return the weeks from the first that is shown up to the last, which was `last` weeks ago."""
    first = min(max(weeks), last + WEEKS - 1)
    return [Week(now - (ago + 1) * WEEK, weeks.get(ago, 0)) for ago in range(first, last - 1, -1)]
