"""What this room knows of an account: its export, and what goes when the account closes."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from ideation.extensions import db
from ideation.notify.models import Follow, InboxItem, MailChoice, News
from ideation.notify.service.choices import frequency_of


def export_of(account_id: int) -> dict[str, Any]:
    """Return what an account follows, was told and chose, for the export of its personal data."""
    follows = select(Follow).where(Follow.account_id == account_id).order_by(Follow.id)
    told = (
        select(InboxItem.read_at, News.event, News.subject_kind, News.subject_id, News.at)
        .join(News, News.id == InboxItem.news_id)
        .where(InboxItem.account_id == account_id)
        .order_by(InboxItem.id)
    )
    return {
        "mail": frequency_of(account_id),
        "follows": [
            {
                "kind": each.subject_kind,
                "id": each.subject_id,
                "chosen": each.chosen,
                "since": each.created_at.isoformat(),
            }
            for each in db.session.scalars(follows)
        ],
        "inbox": [
            {
                "event": row.event,
                "kind": row.subject_kind,
                "id": row.subject_id,
                "at": row.at.isoformat(),
                "read_at": row.read_at and row.read_at.isoformat(),
            }
            for row in db.session.execute(told)
        ],
    }


def forget(account_id: int, *, now: datetime) -> None:  # noqa: ARG001  The registry asks for it.
    """Delete what an account follows, was told and chose; the caller commits."""
    for model in (Follow, InboxItem, MailChoice):
        db.session.execute(
            delete(model).where(model.account_id == account_id),
            execution_options={"synchronize_session": False},
        )
