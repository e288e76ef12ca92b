"""What objects of this room belong to, and what they are called."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from ideation.core.registry import Ref
from ideation.develop.models import Challenge, ChallengeState, Idea
from ideation.diagnose.models import Theme
from ideation.extensions import db
from ideation.rounds.models import Round, RoundState


def theme_of_challenge(challenge_id: int) -> list[Ref]:
    """Return the theme of a challenge."""
    return [("theme", db.session.get_one(Challenge, challenge_id).theme_id)]


def challenge_of_idea(idea_id: int) -> list[Ref]:
    """Return the challenge that an idea answers."""
    return [("challenge", db.session.get_one(Idea, idea_id).challenge_id)]


def titles_of_challenges(challenge_ids: Sequence[int]) -> dict[int, str]:
    """Return what public challenges are called, by their ids."""
    query = _public(select(Challenge.id, Challenge.title).select_from(Challenge))
    rows = db.session.execute(query.where(Challenge.id.in_(challenge_ids)))
    return dict(rows.all())


def titles_of_ideas(idea_ids: Sequence[int]) -> dict[int, str]:
    """Return what public ideas are called, by their ids."""
    query = _public(select(Idea.id, Idea.title).select_from(Idea).join(Idea.challenge))
    rows = db.session.execute(query.where(Idea.id.in_(idea_ids)))
    return dict(rows.all())


def _public(query: Any) -> Any:
    return (
        query.join(Theme, Theme.id == Challenge.theme_id)
        .join(Round, Round.id == Theme.round_id)
        .where(Challenge.state != ChallengeState.DRAFT, Round.state != RoundState.DRAFT)
    )
