"""What an account leaves in committees: for its export, and when it closes."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from ideation.core import events
from ideation.core.clock import day_of
from ideation.deliver.models import CommitteeMember, CommitteeVote, ConflictOfInterest
from ideation.extensions import db


def export_of(account_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return an account's terms, declarations and votes, for the export of its personal data."""
    terms = _terms(account_id)
    member_ids = [term.id for term in terms]
    declared = select(ConflictOfInterest).where(ConflictOfInterest.member_id.in_(member_ids))
    cast = select(CommitteeVote).where(CommitteeVote.member_id.in_(member_ids))
    return {
        "terms": [
            {
                "committee_id": term.committee_id,
                "name": term.name,
                "seat": term.seat,
                "sector": term.sector,
                "starts_on": term.starts_on.isoformat(),
                "ends_on": term.ends_on.isoformat(),
            }
            for term in terms
        ],
        "conflicts_of_interest": [
            {
                "item_id": conflict.item_id,
                "statement": conflict.statement,
                "recused": conflict.recused,
                "declared_at": conflict.declared_at.isoformat(),
            }
            for conflict in db.session.scalars(declared.order_by(ConflictOfInterest.id))
        ],
        "votes": [
            {
                "item_id": vote.item_id,
                "ballot": vote.ballot,
                "reason": vote.reason,
                "cast_at": vote.cast_at.isoformat(),
            }
            for vote in db.session.scalars(cast.order_by(CommitteeVote.id))
        ],
    }


def forget_member(account_id: int, *, now: datetime) -> None:
    """End an account's terms when it closes; part of closing the account.

    Who sat in a committee and how they voted is the record of a public office: the name they
    held it under stays. The caller commits.
    """
    yesterday = day_of(now) - timedelta(days=1)
    for term in _terms(account_id):
        term.name = term.shown_name
        if term.ends_on <= yesterday:
            continue
        term.ends_on = max(term.starts_on, yesterday)
        events.record(db.session(), "committee_member.term_ended", term, now=now)


def _terms(account_id: int) -> list[CommitteeMember]:
    query = select(CommitteeMember).where(CommitteeMember.account_id == account_id)
    return list(db.session.scalars(query.order_by(CommitteeMember.id)))
