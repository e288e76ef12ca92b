"""What an account itself sent: its list, its data export, and what stays when it closes."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from ideation.accounts.models import Account
from ideation.core import events
from ideation.core.pagination import Page, paginate
from ideation.diagnose.models import NameShown, Submission, Theme
from ideation.diagnose.service import status
from ideation.extensions import db


def mine(actor: Account, number: int) -> tuple[Page[Submission], dict[int, Theme]]:
    """Return one page of what an account sent, newest first, with the main themes by id."""
    query = (
        select(Submission)
        .where(Submission.author_id == actor.id)
        .order_by(Submission.said_at.desc(), Submission.id.desc())
        .options(joinedload(Submission.round))
    )
    page = paginate(db.session(), query, number)
    return page, status.themes_of(each.id for each in page.items)


def export_of(account_id: int) -> list[dict[str, Any]]:
    """Return all that an account sent, for the export of its personal data."""
    query = (
        select(Submission)
        .where(Submission.author_id == account_id)
        .order_by(Submission.id)
        .options(joinedload(Submission.round), selectinload(Submission.additions))
    )
    return [_exported(each) for each in db.session.scalars(query)]


def forget_author(account_id: int, *, now: datetime) -> None:
    """Take an account's name and address off what it sent; part of closing the account.

    The words stay, as the person was told. The caller commits.
    """
    written = select(Submission).where(Submission.author_id == account_id)
    for submission in db.session.scalars(written):
        submission.author_id = None
        submission.contact_email = None
        if submission.name_shown == NameShown.ACCOUNT:
            submission.name_shown = NameShown.NONE
        events.record(db.session(), "submission.author_forgotten", submission, now=now)


def _exported(submission: Submission) -> dict[str, Any]:
    return {
        "number": submission.number,
        "round": submission.round.slug,
        "kind": submission.kind,
        "title": submission.title,
        "text": submission.text,
        "province": submission.province,
        "channel": submission.channel,
        "name_shown": submission.name_shown,
        "pen_name": submission.pen_name,
        "contact_email": submission.contact_email,
        "consent_version": submission.consent_version,
        "said_at": submission.said_at.isoformat(),
        "withdrawn_at": submission.withdrawn_at and submission.withdrawn_at.isoformat(),
        "additions": [
            {"text": each.text, "added_at": each.created_at.isoformat()}
            for each in submission.additions
        ],
    }
