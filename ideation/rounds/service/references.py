"""What rounds are called."""

from collections.abc import Sequence

from sqlalchemy import select

from ideation.extensions import db
from ideation.rounds.models import Round, RoundState


def titles_of_rounds(round_ids: Sequence[int]) -> dict[int, str]:
    """Return what rounds are called; drafts are left out."""
    query = select(Round.id, Round.title).where(
        Round.id.in_(round_ids), Round.state != RoundState.DRAFT
    )
    return {row.id: row.title for row in db.session.execute(query)}
