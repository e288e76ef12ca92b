"""The ideas of a challenge that are most like what somebody writes."""

from typing import Final

from pgvector import HalfVector
from sqlalchemy import select

from ideation.develop.models import Idea, IdeaState
from ideation.develop.service.ideas import COMPARED
from ideation.extensions import db
from ideation.text.space import BackgroundSpace

LIMIT: Final = 3
SHORTEST_TEXT: Final = 8
LEAST_LIKENESS: Final = 0.5
"""Below this likeness people see no relation any more."""


def similar(challenge_id: int, text: str, *, besides: int | None = None) -> list[Idea]:
    """Return the ideas of a challenge that are most like a text, nearest first.

    Args:
        challenge_id: the challenge to look in.
        text: what somebody types; the beginning of a very long one is enough.
        besides: id of an idea to leave out.

    Returns:
        at most three; none where nothing is near enough, or the text is too short to tell.
    """
    typed = text.replace("\x00", "").strip()[:COMPARED]
    if len(typed) < SHORTEST_TEXT:
        return []
    (place,) = BackgroundSpace.load().transform([typed])
    if not place.any():
        return []
    distance = Idea.vector.max_inner_product(HalfVector(place))
    query = (
        select(Idea)
        .where(
            Idea.challenge_id == challenge_id,
            Idea.id != (besides or 0),
            Idea.state != IdeaState.WITHDRAWN,
            Idea.vector.is_not(None),
            distance <= -LEAST_LIKENESS,
        )
        .order_by(distance, Idea.id)
        .limit(LIMIT)
    )
    return list(db.session.scalars(query))
