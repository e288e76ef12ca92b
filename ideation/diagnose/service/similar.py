"""The submissions of a round that are most like a text, fast enough for every pause in typing."""

from dataclasses import dataclass
from typing import Any

from pgvector import HalfVector
from sqlalchemy import bindparam, select
from sqlalchemy import text as sql

from ideation.diagnose.models import Submission
from ideation.diagnose.service.spaces import active_space_id
from ideation.extensions import db
from ideation.rounds.service import get_round
from ideation.text.space import BackgroundSpace

LIMIT = 3
SHORTEST_TEXT = 8
LONGEST_TEXT = 1_000
# Below this likeness people see no relation any more.
LEAST_LIKENESS = 0.5

# Exact, not by the HNSW index: that index holds all rounds, and after the filter by round it may
# have nothing left to give. `+ 0` keeps the planner from taking it for the order. Nearest first,
# over the one round's vectors: a scan of 13,401 takes about 10 ms.
_NEAREST = sql(
    """
    SELECT submission_id, -distance AS likeness
    FROM (
        SELECT vector.submission_id, (vector.vector <#> CAST(:place AS halfvec)) + 0 AS distance
        FROM submission_vector AS vector
        WHERE vector.round_id = :round_id AND vector.space_id = :space_id
    ) AS near
    WHERE distance <= :furthest AND submission_id <> :besides
    ORDER BY distance, submission_id
    LIMIT :limit
    """
).bindparams(bindparam("besides", 0))


@dataclass(frozen=True)
class Similar:
    """A submission that says much the same.

    Args:
        submission: the row; its words and count are public, its contact data is not.
        likeness: from `LEAST_LIKENESS` to 1.
    """

    submission: Submission
    likeness: float


def similar(
    round_id: int, text: str, limit: int = LIMIT, *, besides: int | None = None
) -> list[Similar]:
    """Return the submissions of a round that are most like a text, nearest first.

    Args:
        round_id: the round to look in.
        text: what somebody types; the beginning of a very long one is enough.
        limit: at most so many.
        besides: id of a submission to leave out.

    Returns:
        none where nothing is near enough, or the text is too short to tell.
    """
    typed = text.strip()[:LONGEST_TEXT]
    if len(typed) < SHORTEST_TEXT:
        return []
    (place,) = BackgroundSpace.load().transform([typed])
    if not place.any():
        return []
    found = db.session.execute(
        _NEAREST,
        {
            "place": HalfVector(place).to_text(),
            "round_id": round_id,
            "space_id": active_space_id(),
            "furthest": -LEAST_LIKENESS,
            "besides": besides or 0,
            # A few more, because copies of one text are shown once.
            "limit": limit * 4,
        },
    ).all()
    return _different(found, limit)


def similar_in(round_slug: str, text: str, *, viewer: Any) -> list[Similar]:
    """Return what is most like a text in the round at an address; see `similar`.

    Raises:
        NotFound: there is no such round for this person.
    """
    return similar(get_round(round_slug, viewer=viewer).id, text)


def _different(found: Any, limit: int) -> list[Similar]:
    likeness = {row.submission_id: float(row.likeness) for row in found}
    query = select(Submission).where(Submission.id.in_(likeness), Submission.is_public)
    nearest = sorted(db.session.scalars(query), key=lambda each: -likeness[each.id])
    different: dict[str, Similar] = {}
    for submission in nearest:
        words = " ".join(submission.text.split())
        different.setdefault(words, Similar(submission, likeness[submission.id]))
    return list(different.values())[:limit]
