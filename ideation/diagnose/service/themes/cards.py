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
    """A theme with what makes it understood at a glance.

    Args:
        theme: the theme.
        summary: one or two sentences of its voices that stand for it.
        quotes: some of its most central texts.
        weeks: its voices by week, oldest first; empty where they are not shown.
        trend: whether it is rising or emerging this week, or None.
    """

    theme: Theme
    summary: list[Sentence]
    quotes: list[Submission]
    weeks: list[Week]
    trend: Trend | None


def with_quotes_and_weeks(
    themes: Sequence[Theme], trends: Mapping[int, Trend], now: datetime, quotes: int = 2
) -> list[Card]:
    """Return a card for each theme, in order: two queries, however many themes."""
    weeks = weeks_of([theme.id for theme in themes], now)
    return [
        Card(theme, told.summary, told.quotes, weeks.get(theme.id, []), trends.get(theme.id))
        for theme, told in zip(themes, told_of(themes, quotes), strict=True)
    ]


def with_quotes(
    themes: Sequence[Theme], trends: Mapping[int, Trend] = NOTHING, quotes: int = 1
) -> list[Card]:
    """Return a card without weeks for each theme, in order: one query."""
    return [
        Card(theme, told.summary, told.quotes, [], trends.get(theme.id))
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
