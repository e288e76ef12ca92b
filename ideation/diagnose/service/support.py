"""Saying "the same here": once for each account or browser, and back."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from ideation.accounts.models import Account
from ideation.core import events, ids
from ideation.core.errors import Conflict, NotFound, StageClosed
from ideation.core.i18n import _l
from ideation.diagnose.models import Submission, Support
from ideation.diagnose.policy import submissions as policy
from ideation.extensions import db
from ideation.rounds.models import RoundState

# How the name of a supporter with an account begins; its id follows.
OF_ACCOUNT: Final = "account:"


def supporter_of(actor: Account | None, visitor_key: str) -> str:
    """Return the name under which a support is stored.

    Args:
        actor: who is signed in, or None.
        visitor_key: the random key that this browser keeps in its signed session; only its
            hash is stored.
    """
    return f"{OF_ACCOUNT}{actor.id}" if actor else f"visitor:{ids.hash_token(visitor_key)}"


def support(
    number: str,
    *,
    actor: Account | None,
    visitor_key: str,
    tracked: Collection[int],
    now: datetime,
) -> Submission:
    """Count somebody as saying the same; a second time changes nothing.

    Raises:
        NotFound: there is no such submission for the public.
        StageClosed: the Diagnose stage is not open.
        Conflict: it is their own.
    """
    submission = _public(number)
    if not policy.can_support(submission, now):
        raise StageClosed(_l("Support is not taken any more, because the round is not open."))
    if policy.is_holder(submission, actor, tracked):
        raise Conflict(_l("This is your own. Others can support it."))
    statement = (
        insert(Support)
        .values(
            submission_id=submission.id,
            supporter=supporter_of(actor, visitor_key),
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Support.submission_id, Support.supporter])
        .returning(Support.id)
    )
    if db.session.scalar(statement) is not None:
        _count(submission, 1, "submission.supported", actor, now)
    db.session.commit()
    return submission


def unsupport(number: str, *, actor: Account | None, visitor_key: str, now: datetime) -> Submission:
    """Take a support back; where there is none nothing changes.

    Raises:
        NotFound: there is no such submission for the public.
    """
    submission = _public(number)
    statement = (
        delete(Support)
        .where(
            Support.submission_id == submission.id,
            Support.supporter == supporter_of(actor, visitor_key),
        )
        .returning(Support.id)
    )
    if db.session.scalar(statement) is not None:
        _count(submission, -1, "submission.support_withdrawn", actor, now)
    db.session.commit()
    return submission


def supported_by(
    submission_ids: Iterable[int], *, actor: Account | None, visitor_key: str | None
) -> set[int]:
    """Return which of some submissions a person supports."""
    if actor is None and visitor_key is None:
        return set()
    query = select(Support.submission_id).where(
        Support.submission_id.in_(list(submission_ids)),
        Support.supporter == supporter_of(actor, visitor_key or ""),
    )
    return set(db.session.scalars(query))


def _public(number: str) -> Submission:
    query = select(Submission).where(Submission.number == number, Submission.is_public)
    submission = db.session.scalar(query)
    if submission is None or submission.round.state == RoundState.DRAFT:
        raise NotFound(_l("There is no submission with this number."))
    return submission


def _count(
    submission: Submission, change: int, verb: str, actor: Account | None, now: datetime
) -> None:
    # Counted by the database, so that supports at the same moment all count.
    db.session.execute(
        update(Submission)
        .where(Submission.id == submission.id)
        .values(support_count=Submission.support_count + change),
        execution_options={"synchronize_session": False},
    )
    events.record(
        db.session(), verb, submission, now=now, actor=actor, agency_id=submission.round.agency_id
    )
