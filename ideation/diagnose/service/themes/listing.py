"""The themes of a round, searched, filtered, sorted and paged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select

from ideation.core.filters import Filters, one_of, query_words
from ideation.core.pagination import Page, paginate
from ideation.diagnose.models import Theme, ThemeState
from ideation.diagnose.service import placing, trends
from ideation.diagnose.service.search import matches_words
from ideation.diagnose.service.themes import cards
from ideation.extensions import db
from ideation.rounds.models import Round
from ideation.rounds.service import get_round
from ideation.text.trends import Trend

SORTS: Final = ("size", "new", "name")
NO_TOPIC: Final = "-"
"""Asks for the themes that stand in no topic while others do."""
TRENDS: Final = ("rising", "emerging")


@dataclass(frozen=True)
class Wish(Filters):
    """What part of a round's themes is asked for, in which order.

    Args:
        q: words to search for.
        state: a word of `ThemeState`, or nothing for all.
        topic: what a topic is called, `NO_TOPIC` for themes of none, or nothing for all.
        trend: a word of `TRENDS`, or nothing for all.
        sort: a word of `SORTS`.
    """

    q: str = ""
    state: str = ""
    topic: str = ""
    trend: str = ""
    sort: str = SORTS[0]

    @classmethod
    def read(cls, typed: Mapping[str, str]) -> "Wish":
        """Read the wish of an address; what makes no sense there is left out."""
        return cls(
            q=query_words(typed.get("q", "")),
            state=one_of(ThemeState, typed, "state"),
            topic=query_words(typed.get("topic", "")),
            trend=one_of(TRENDS, typed, "trend"),
            sort=one_of(SORTS, typed, "sort", SORTS[0]),
        )


@dataclass(frozen=True)
class Listing:
    """One page of a round's themes.

    Args:
        round: the round.
        wish: what was asked for.
        page: the themes, as cards with a quote.
        counts: how many themes there are in each state, whatever was asked for.
        topics: how many themes each topic has, whatever was asked for; see `topics_of`.
        trends: how many of them are rising and how many emerging this week, by the word.
    """

    round: Round
    wish: Wish
    page: Page[cards.Card]
    counts: dict[str, int]
    topics: dict[str, int]
    trends: dict[str, int]


def browse(round_slug: str, wish: Wish, number: int, *, actor: Any, now: datetime) -> Listing:
    """Return one page of a round's themes.

    Raises:
        NotFound: there is no such round for this person.
    """
    round = get_round(round_slug, viewer=actor)
    found = trends.of_round(round.id, now)
    page = paginate(db.session, _chosen(round.id, wish, found), number)
    return Listing(
        round=round,
        wish=wish,
        page=Page(cards.with_quotes(page.items, found), page.number, page.per_page, page.total),
        counts=_counts(round.id),
        topics=topics_of(round.id),
        trends=count_trends(found),
    )


def largest(round_id: int, limit: int) -> list[Theme]:
    """Return the largest themes of a round."""
    return list(db.session.scalars(_chosen(round_id, Wish(), {}).limit(limit)))


def largest_and_trends(
    round_id: int, limit: int, now: datetime
) -> tuple[list[Theme], dict[int, Trend]]:
    """Return the largest themes of a round and the trends of all its themes, in one query."""
    spoken = trends.counted([round_id], now).subquery()
    rows = db.session.execute(
        _chosen(round_id, Wish(), {})
        .add_columns(*spoken.c)
        .outerjoin(spoken, spoken.c.id == Theme.id)
    ).all()
    found = trends.trends_in([row for row in rows if row.id is not None], now)
    return [row.Theme for row in rows[:limit]], found


def all_of(round_id: int, wish: Wish, found: Mapping[int, Trend], *, limit: int) -> list[Theme]:
    """Return the themes of a round for its board, at most `limit` of them.

    Args:
        round_id: the round.
        wish: which of them, in which order.
        found: the trends of the round's themes.
        limit: the most that are wanted.
    """
    return list(db.session.scalars(_chosen(round_id, wish, found).limit(limit)))


def count_trends(found: Mapping[int, Trend]) -> dict[str, int]:
    """Return how many themes are rising and how many emerging, by the word of `TRENDS`."""
    return {kind: len(trends.of_kind(found, kind)) for kind in TRENDS}


def topics_of(round_id: int) -> dict[str, int]:
    """Return how many themes each topic of a round has, the topic of most voices first.

    Themes of no topic come last, under `NO_TOPIC`. Nothing where no theme has a topic.
    """
    rows = db.session.execute(
        select(Theme.topic, func.count())
        .where(Theme.round_id == round_id, shown())
        .group_by(Theme.topic)
        .order_by(Theme.topic == "", func.sum(Theme.size).desc(), Theme.topic)
    )
    found = {topic or NO_TOPIC: themes for topic, themes in rows}
    return {} if found.keys() == {NO_TOPIC} else found


def shown() -> ColumnElement[bool]:
    """Return the condition for themes that are listed: not merged, and not empty and untouched."""
    return Theme.merged_into_id.is_(None) & or_(Theme.size > 0, Theme.state != ThemeState.NEW)


def _chosen(round_id: int, wish: Wish, found: Mapping[int, Trend]) -> Select[Any]:
    query = select(Theme).where(Theme.round_id == round_id, shown())
    if wish.state:
        query = query.where(Theme.state == wish.state)
    if wish.topic:
        query = query.where(Theme.topic == ("" if wish.topic == NO_TOPIC else wish.topic))
    if wish.trend:
        query = query.where(placing.is_in(Theme.id, trends.of_kind(found, wish.trend)))
    if wish.q:
        query = query.where(_says(wish.q))
    orders: dict[str, tuple[Any, ...]] = {
        "size": (Theme.size.desc(), Theme.id),
        "new": (Theme.created_at.desc(), Theme.id.desc()),
        "name": (Theme.label, Theme.id),
    }
    return query.order_by(*orders[wish.sort])


def _says(typed: str) -> ColumnElement[bool]:
    in_label = Theme.label.icontains(typed, autoescape=True)
    words = matches_words(Theme.search, typed)
    return in_label if words is None else or_(words, in_label)


def _counts(round_id: int) -> dict[str, int]:
    rows = db.session.execute(
        select(Theme.state, func.count())
        .where(Theme.round_id == round_id, shown())
        .group_by(Theme.state)
    )
    return dict(rows.all())
