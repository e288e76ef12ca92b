"""What an account leaves behind in trials: its export, and what stays when it closes."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from ideation.core import events
from ideation.deliver.models import Feedback, Poc, Tester
from ideation.extensions import db


def export_of(account_id: int) -> dict[str, Any]:
    """Return the trials that an account joined and what it said of them."""
    joined = (
        select(Poc.id, Poc.title, Tester.joined_at)
        .join(Tester, Tester.poc_id == Poc.id)
        .where(Tester.account_id == account_id)
        .order_by(Tester.id)
    )
    said = (
        select(Feedback, Poc.title)
        .join(Poc, Poc.id == Feedback.poc_id)
        .where(Feedback.author_id == account_id)
        .order_by(Feedback.id)
    )
    return {
        "joined": [
            {"trial": poc_id, "title": title, "joined_at": at.isoformat()}
            for poc_id, title, at in db.session.execute(joined)
        ],
        "feedback": [
            {
                "trial": feedback.poc_id,
                "title": title,
                "verdict": feedback.verdict,
                "sector": feedback.sector,
                "text": feedback.text,
                "said_at": feedback.created_at.isoformat(),
                "hidden_reason": feedback.hidden_reason,
            }
            for feedback, title in db.session.execute(said)
        ],
    }


def forget(account_id: int, *, now: datetime) -> None:
    """Take an account off the trials it joined and off what it said; part of closing it.

    The words stay, as the person was told. The caller commits.
    """
    db.session.execute(
        delete(Tester).where(Tester.account_id == account_id),
        execution_options={"synchronize_session": False},
    )
    for feedback in db.session.scalars(select(Feedback).where(Feedback.author_id == account_id)):
        feedback.author_id = None
        feedback.giver = None
        events.record(db.session(), "feedback.author_forgotten", feedback, now=now)
