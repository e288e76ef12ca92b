"""Thai full-text search over what the public may see.

The words of texts and of queries are cut by the same engine; a text is also found by the
words inside its compounds. Where no word matches, the typed letters themselves are looked for.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import joinedload, lazyload

from ideation.core.filters import query_words
from ideation.core.pagination import Page, paginate
from ideation.diagnose.models import Submission, Theme
from ideation.diagnose.search import tsquery_literal
from ideation.extensions import db
from ideation.rounds.models import Round, RoundState
from ideation.text.tokens import query_terms

RANKED: Final = 1_000
"""Up to so many finds are put in the order of their fit; of more, the newest come first."""


def search_submissions(query: str, number: int) -> Page[Submission]:
    """Find submissions of published and closed rounds.

    Args:
        query: what a person typed.
        number: which page, from 1.

    Returns:
        the page, the best finds first; each with its round.
    """
    base = (
        select(Submission)
        .join(Round, Round.id == Submission.round_id)
        .where(Round.state != RoundState.DRAFT, Submission.is_public)
        .options(joinedload(Submission.round), lazyload(Submission.author))
    )
    typed = query_words(query)
    if not typed:
        return Page([], number, 20, 0)
    words = as_tsquery(typed)
    if words is not None:
        matching = base.where(Submission.search.bool_op("@@")(words))
        total = _count(matching)
        if total:
            order: list[Any] = [Submission.said_at.desc(), Submission.id.desc()]
            if total <= RANKED:
                order.insert(0, func.ts_rank(Submission.search, words).desc())
            return paginate(db.session, matching.order_by(*order), number, total=total)
    letters = base.where(
        or_(
            Submission.text.icontains(typed, autoescape=True),
            Submission.title.icontains(typed, autoescape=True),
        )
    )
    return paginate(
        db.session, letters.order_by(Submission.said_at.desc(), Submission.id.desc()), number
    )


def search_themes(query: str, limit: int) -> list[Theme]:
    """Find themes of published and closed rounds, the best finds first; each with its round."""
    base = (
        select(Theme)
        .join(Round, Round.id == Theme.round_id)
        .where(
            Round.state != RoundState.DRAFT,
            Theme.merged_into_id.is_(None),
            Theme.size > 0,
        )
        .options(joinedload(Theme.round))
        .limit(limit)
    )
    typed = query_words(query)
    if not typed:
        return []
    words = as_tsquery(typed)
    if words is not None:
        rank = func.ts_rank(Theme.search, words)
        found = _themes(
            base.where(Theme.search.bool_op("@@")(words)).order_by(rank.desc(), Theme.size.desc())
        )
        if found:
            return found
    return _themes(
        base.where(Theme.label.icontains(typed, autoescape=True)).order_by(Theme.size.desc())
    )


def matches_words(column: Any, typed: str) -> ColumnElement[bool] | None:
    """Return the condition that a search column holds all words typed; None if there are none."""
    words = as_tsquery(typed)
    return None if words is None else column.bool_op("@@")(words)


def as_tsquery(typed: str) -> ColumnElement[Any] | None:
    """Return what was typed as a query for all its words, or None if it holds none."""
    terms = query_terms(query_words(typed))
    return cast(literal(tsquery_literal(terms), Text), TSQUERY) if terms else None


def _count(query: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _themes(query: Select[Any]) -> list[Theme]:
    return list(db.session.scalars(query))
