"""What objects of this room belong to, and what they are called."""

from collections.abc import Sequence

from sqlalchemy import select

from ideation.core.i18n import _
from ideation.core.registry import Ref
from ideation.diagnose.models import Theme
from ideation.discover.models import Need, NeedState, Statement, StatementState
from ideation.extensions import db
from ideation.rounds.models import Round, RoundState


def theme_of_statement(statement_id: int) -> list[Ref]:
    """Return the theme of a statement."""
    return [("theme", db.session.get_one(Statement, statement_id).theme_id)]


def theme_of_need(need_id: int) -> list[Ref]:
    """Return the theme of a need."""
    return [("theme", db.session.get_one(Need, need_id).theme_id)]


def titles_of_statements(statement_ids: Sequence[int]) -> dict[int, str]:
    """Return what statements are called, by their ids; one that was declined has no words here.

    Its author is told of it, so it is not hidden, but its own words are for the author alone.
    """
    query = (
        select(Statement.id, Statement.text, Statement.state)
        .join(Theme, Theme.id == Statement.theme_id)
        .join(Round, Round.id == Theme.round_id)
        .where(
            Statement.id.in_(statement_ids),
            Statement.state != StatementState.SUGGESTED,
            Round.state != RoundState.DRAFT,
        )
    )
    return {
        statement_id: text if state == StatementState.APPROVED else _("A statement not taken up")
        for statement_id, text, state in db.session.execute(query)
    }


def titles_of_needs(need_ids: Sequence[int]) -> dict[int, str]:
    """Return what public needs are called, by their ids."""
    query = (
        select(Need)
        .join(Theme, Theme.id == Need.theme_id)
        .join(Round, Round.id == Theme.round_id)
        .where(
            Need.id.in_(need_ids),
            Need.state == NeedState.PUBLISHED,
            Round.state != RoundState.DRAFT,
        )
    )
    return {need.id: need.title for need in db.session.scalars(query)}
