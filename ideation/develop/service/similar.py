"""The ideas of a challenge that are most like what somebody writes."""

from collections.abc import Sequence
from typing import Any, Final

from pgvector import HalfVector
from sqlalchemy import Select, select

from ideation.develop.models import LONGEST_TITLE, Idea, IdeaState
from ideation.develop.service.ideas import COMPARED
from ideation.diagnose.service.search import matches_words
from ideation.extensions import db
from ideation.text.space import BackgroundSpace

LIMIT: Final = 3
SHORTEST_TEXT: Final = 8
SHORTEST_WORD: Final = 4
LEAST_LIKENESS: Final = 0.5
"""Below this likeness people see no relation any more."""


def similar(challenge_id: int, text: str, *, besides: int | None = None) -> list[Idea]:
    """Return the ideas of a challenge that are most like a text, nearest first.

    Behind them stand those that hold every word of a short text, such as the title alone.

    Args:
        challenge_id: the challenge to look in.
        text: what somebody types; the beginning of a very long one is enough.
        besides: id of an idea to leave out.

    Returns:
        at most three; none where nothing is near enough, or the text is too short to tell.
    """
    typed = text.replace("\x00", "").strip()[:COMPARED]
    near = _near(challenge_id, typed, besides or 0) if len(typed) >= SHORTEST_TEXT else []
    if len(near) == LIMIT or not SHORTEST_WORD <= len(typed) <= LONGEST_TITLE:
        return near
    # Next to a whole proposal a few words are too short to lie near it in meaning.
    named = _with_all_words(challenge_id, typed, [besides or 0, *(idea.id for idea in near)])
    return [*near, *named][:LIMIT]


def _near(challenge_id: int, typed: str, besides: int) -> list[Idea]:
    """Return the ideas nearest in meaning."""
    (place,) = BackgroundSpace.load().transform([typed])
    if not place.any():
        return []
    distance = Idea.vector.max_inner_product(HalfVector(place))
    query = (
        _of_challenge(challenge_id, [besides])
        .where(Idea.vector.is_not(None), distance <= -LEAST_LIKENESS)
        .order_by(distance, Idea.id)
    )
    return list(db.session.scalars(query))


def _with_all_words(challenge_id: int, typed: str, besides: Sequence[int]) -> list[Idea]:
    """Return the ideas that hold every word typed, those with most support first."""
    holds = matches_words(Idea.search, typed)
    if holds is None:
        return []
    query = _of_challenge(challenge_id, besides).where(holds)
    return list(db.session.scalars(query.order_by(Idea.support_count.desc(), Idea.id)))


def _of_challenge(challenge_id: int, besides: Sequence[int]) -> Select[Any]:
    return (
        select(Idea)
        .where(
            Idea.challenge_id == challenge_id,
            Idea.id.not_in(besides),
            Idea.state != IdeaState.WITHDRAWN,
        )
        .limit(LIMIT)
    )
