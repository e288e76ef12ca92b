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
class Sentence:
    """A part of a voice, as it was typed, that stands for its theme.

    Args:
        text: the part.
        submission: whose words they are; everybody may read it.
    """

    text: str
    submission: Submission


@dataclass(frozen=True)
class Told:
    """What voices say of their theme.

    Args:
        summary: one or two sentences, of different matters.
        quotes: the most central texts, most central first.
    """

    summary: list[Sentence]
    quotes: list[Submission]


@dataclass(frozen=True)
class Card:
    """A theme with what makes it understood at a glance."""

    theme: Theme
    summary: list[Sentence]
    quotes: list[Submission]
    trend: list[Week]


def with_quotes_and_trends(themes: Sequence[Theme], quotes: int = 2) -> list[Card]:
    """Return a card for each theme, in order: two queries, however many themes."""
    trends = trends_of([theme.id for theme in themes])
    return [
        Card(theme, told.summary, told.quotes, trends.get(theme.id, []))
        for theme, told in zip(themes, told_of(themes, quotes), strict=True)
    ]


def with_quotes(themes: Sequence[Theme], quotes: int = 1) -> list[Card]:
    """Return a card without trend for each theme, in order: one query."""
    return [
        Card(theme, told.summary, told.quotes, [])
        for theme, told in zip(themes, told_of(themes, quotes), strict=True)
    ]


def quotes_of(themes: Sequence[Theme], most: int) -> dict[int, list[Submission]]:
    """Return the most central texts of each theme that still belong to it, most central first."""
    told = told_of(themes, most)
    return {theme.id: each.quotes for theme, each in zip(themes, told, strict=True)}


def told_of(themes: Sequence[Theme], quotes: int) -> list[Told]:
    """Return what voices say of each theme, in order: one query.

    What was withdrawn, is not public or has left the theme says nothing any more.

    Args:
        themes: k themes.
        quotes: so many of the most central texts at most.
    """
    cited = [part["submission"] for theme in themes for part in theme.summary]
    said = _said_in([*cited, *(each for theme in themes for each in theme.central_ids)])
    return [
        Told(
            summary=[
                Sentence(part["text"], said[theme.id, part["submission"]])
                for part in theme.summary
                if (theme.id, part["submission"]) in said
            ],
            quotes=[said[theme.id, each] for each in theme.central_ids if (theme.id, each) in said][
                :quotes
            ],
        )
        for theme in themes
    ]


def _said_in(submission_ids: Sequence[int]) -> dict[tuple[int, int], Submission]:
    """Return those of the submissions that everybody may read, by theme and id."""
    rows = db.session.execute(
        select(ThemeMember.theme_id, Submission)
        .join(Submission, Submission.id == ThemeMember.submission_id)
        .where(
            ThemeMember.is_primary,
            placing.is_in(ThemeMember.submission_id, submission_ids),
            Submission.is_public,
        )
        # A quote shows no name; its author need not be loaded.
        .options(lazyload(Submission.author))
    )
    return {(theme_id, submission.id): submission for theme_id, submission in rows}


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
