"""What objects of this room belong to."""

from ideation.core.registry import Ref
from ideation.develop.models import Challenge, Idea
from ideation.extensions import db


def theme_of_challenge(challenge_id: int) -> list[Ref]:
    """Return the theme of a challenge."""
    return [("theme", db.session.get_one(Challenge, challenge_id).theme_id)]


def challenge_of_idea(idea_id: int) -> list[Ref]:
    """Return the challenge that an idea answers."""
    return [("challenge", db.session.get_one(Idea, idea_id).challenge_id)]
