"""Finding challenges and ideas across rounds, for the search over everything."""

from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from ideation.core.filters import query_words
from ideation.develop.models import Challenge, ChallengeState, Idea, IdeaState
from ideation.develop.service import finding
from ideation.diagnose.models import Theme
from ideation.diagnose.service.search import matches_words
from ideation.extensions import db
from ideation.rounds.models import Round, RoundState
from ideation.text.tokens import query_terms


def search_challenges(query: str, limit: int) -> list[Challenge]:
    """Find public challenges that hold all words typed, open ones first.

    Args:
        query: what a person typed; nothing is found for an empty one.
        limit: at most so many.
    """
    typed = query_words(query)
    if not typed:
        return []
    words = query_terms(typed) or (typed,)
    wanted = (
        finding.challenges()
        .where(
            Challenge.state != ChallengeState.DRAFT,
            Round.state != RoundState.DRAFT,
            *(_holds(word) for word in words),
        )
        .order_by(Challenge.state != ChallengeState.OPEN, Challenge.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(wanted).unique())


def search_ideas(query: str, limit: int) -> list[Idea]:
    """Find public ideas by words, or by the letters typed where no word matches.

    Args:
        query: what a person typed; nothing is found for an empty one.
        limit: at most so many, those with most support first.
    """
    typed = query_words(query)
    if not typed:
        return []
    base = (
        select(Idea)
        .join(Idea.challenge)
        .join(Theme, Theme.id == Challenge.theme_id)
        .join(Round, Round.id == Theme.round_id)
        .where(
            Idea.state != IdeaState.WITHDRAWN,
            Challenge.state != ChallengeState.DRAFT,
            Round.state != RoundState.DRAFT,
        )
        .options(contains_eager(Idea.challenge), joinedload(Idea.author))
        .order_by(Idea.support_count.desc(), Idea.id)
        .limit(limit)
    )
    words = matches_words(Idea.search, typed)
    found = [] if words is None else _ideas(base.where(words))
    return found or _ideas(base.where(Idea.title.icontains(typed, autoescape=True)))


def _holds(word: str) -> ColumnElement[bool]:
    return or_(
        Challenge.title.icontains(word, autoescape=True),
        Challenge.body.icontains(word, autoescape=True),
    )


def _ideas(query: Any) -> list[Idea]:
    return list(db.session.scalars(query))
