"""What an account left in Discover: its data export, and what stays when it closes."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, func, select, update

from ideation.core import events
from ideation.discover.models import FieldNote, Need, Statement, StatementVote
from ideation.extensions import db


def statements_of(account_id: int) -> list[dict[str, Any]]:
    """Return what an account suggested, for the export of its personal data."""
    query = select(Statement).where(Statement.author_id == account_id).order_by(Statement.id)
    return [
        {
            "theme": each.theme_id,
            "text": each.text,
            "state": each.state,
            "reason": each.reason,
            "suggested_at": each.created_at.isoformat(),
        }
        for each in db.session.scalars(query)
    ]


def answers_of(account_id: int) -> list[dict[str, Any]]:
    """Return how an account answered statements, for the export of its personal data."""
    query = (
        select(StatementVote, Statement.text)
        .join(Statement, Statement.id == StatementVote.statement_id)
        .where(StatementVote.voter == _name_of(account_id))
        .order_by(StatementVote.id)
    )
    return [
        {
            "statement": text,
            "answer": vote.choice,
            "spoken_as": vote.sector,
            "answered_at": vote.cast_at.isoformat(),
        }
        for vote, text in db.session.execute(query)
    ]


def forget(account_id: int, *, now: datetime) -> None:
    """Take an account out of what it wrote and answered; part of closing the account.

    Words and counts stay, as the person was told: answers get a name that leads nowhere. The
    caller commits.
    """
    written = select(Statement).where(Statement.author_id == account_id)
    for statement in db.session.scalars(written):
        statement.author_id = None
        statement.suggester = ""
        events.record(db.session(), "statement.author_forgotten", statement, now=now)
    db.session.execute(
        update(StatementVote)
        .where(StatementVote.voter == _name_of(account_id))
        .values(voter=func.concat("closed:", cast(StatementVote.id, String))),
        execution_options={"synchronize_session": False},
    )
    for model, author in ((FieldNote, FieldNote.author_id), (Need, Need.written_by_id)):
        db.session.execute(
            update(model).where(author == account_id).values({author.key: None}),
            execution_options={"synchronize_session": False},
        )


def _name_of(account_id: int) -> str:
    # As `diagnose.service.support.supporter_of` writes it.
    return f"account:{account_id}"
