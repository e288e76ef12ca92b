"""What an account left in Develop: its data export, and what stays when it closes."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, func, select, update
from sqlalchemy.orm import selectinload

from ideation.accounts.models import Account
from ideation.core import events
from ideation.develop.models import Assessment, Challenge, Comment, Idea, IdeaSupport
from ideation.diagnose.service.support import supporter_of
from ideation.extensions import db


def ideas_of(account_id: int) -> list[dict[str, Any]]:
    """Return the ideas that an account proposed, for the export of its personal data."""
    query = (
        select(Idea)
        .where(Idea.author_id == account_id)
        .order_by(Idea.id)
        .options(selectinload(Idea.versions))
    )
    return [
        {
            "challenge": each.challenge_id,
            "title": each.title,
            "body": each.body,
            "state": each.state,
            "reason": each.reason,
            "proposed_at": each.created_at.isoformat(),
            "versions": [
                {
                    "number": version.number,
                    "title": version.title,
                    "body": version.body,
                    "note": version.note,
                    "written_at": version.created_at.isoformat(),
                }
                for version in reversed(each.versions)
            ],
        }
        for each in db.session.scalars(query)
    ]


def comments_of(account_id: int) -> list[dict[str, Any]]:
    """Return the comments that an account wrote, for the export of its personal data."""
    query = select(Comment).where(Comment.author_id == account_id).order_by(Comment.id)
    return [
        {
            "idea": each.idea_id,
            "stance": each.stance,
            "text": each.text,
            "written_at": each.created_at.isoformat(),
        }
        for each in db.session.scalars(query)
    ]


def supports_of(account_id: int) -> list[dict[str, Any]]:
    """Return the ideas that an account supports, for the export of its personal data."""
    name = supporter_of(db.session.get_one(Account, account_id), "")
    query = select(IdeaSupport).where(IdeaSupport.supporter == name).order_by(IdeaSupport.id)
    return [
        {"idea": each.idea_id, "supported_at": each.created_at.isoformat()}
        for each in db.session.scalars(query)
    ]


def assessments_of(account_id: int) -> list[dict[str, Any]]:
    """Return how an account assessed ideas, for the export of its personal data."""
    query = (
        select(Assessment)
        .where(Assessment.assessor_id == account_id)
        .order_by(Assessment.id)
        .options(selectinload(Assessment.scores))
    )
    return [
        {
            "idea": each.idea_id,
            "scores": {str(score.criterion_id): score.score for score in each.scores},
            "note": each.note,
            "assessed_at": each.updated_at.isoformat(),
        }
        for each in db.session.scalars(query)
    ]


def forget(account_id: int, *, now: datetime) -> None:
    """Take an account's name off what it wrote; part of closing the account.

    Words and counts stay, as the person was told: support gets a name that leads nowhere. The
    caller commits.
    """
    for idea in db.session.scalars(select(Idea).where(Idea.author_id == account_id)):
        idea.author_id = None
        events.record(db.session(), "idea.author_forgotten", idea, now=now)
    for model, author in ((Comment, Comment.author_id), (Challenge, Challenge.created_by_id)):
        db.session.execute(
            update(model).where(author == account_id).values({author.key: None}),
            execution_options={"synchronize_session": False},
        )
    name = supporter_of(db.session.get_one(Account, account_id), "")
    db.session.execute(
        update(IdeaSupport)
        .where(IdeaSupport.supporter == name)
        .values(supporter=func.concat("closed:", cast(IdeaSupport.id, String))),
        execution_options={"synchronize_session": False},
    )
