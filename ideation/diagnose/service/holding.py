"""What the holder of a submission does with it: add, withdraw, claim, change the address."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload, lazyload

from ideation.accounts.models import Account
from ideation.core import events, ids, work
from ideation.core.errors import Conflict, NotAllowed, NotFound, StageClosed
from ideation.core.i18n import _l
from ideation.diagnose.models import Addition, NameShown, Submission, Support, Vector
from ideation.diagnose.policy import submissions as policy
from ideation.diagnose.service import given, letters
from ideation.extensions import db


def get_held(number: str, *, actor: Account | None, tracked: Collection[int]) -> Submission:
    """Return a submission to the person it belongs to.

    Args:
        number: its public number.
        actor: who is signed in, or None.
        tracked: ids of the submissions that this browser has shown the secret of.

    Raises:
        NotFound: there is no such number.
        NotAllowed: it is somebody else's.
    """
    query = select(Submission).where(Submission.number == number)
    submission = db.session.scalar(
        query.options(joinedload(Submission.round), lazyload(Submission.author))
    )
    if submission is None:
        raise NotFound(_l("There is no submission with this number."))
    if not policy.is_holder(submission, actor, tracked):
        raise NotAllowed(_l("Give the number and the secret to see this page."))
    return submission


def add(
    number: str,
    *,
    text: str,
    submit_token: str,
    actor: Account | None,
    tracked: Collection[int],
    now: datetime,
) -> Submission:
    """Add to a submission; the public sees it below the first words.

    Raises:
        NotAllowed, NotFound: see `get_held`.
        StageClosed: it is withdrawn, or the round is over.
        InvalidInput: the text is empty or too long.
    """
    submission = get_held(number, actor=actor, tracked=tracked)
    if not policy.can_add(submission):
        raise StageClosed(_l("Nothing can be added any more."), field="text")
    statement = (
        insert(Addition)
        .values(
            submission_id=submission.id,
            submit_key=ids.hash_token(submit_token),
            text=given.text(text),
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Addition.submission_id, Addition.submit_key])
        .returning(Addition.id)
    )
    added = db.session.scalar(statement)
    if added is not None:
        _record("submission.added_to", submission, actor, now, addition=added)
        letters.tell(submission, "added", key=f"added:{added}", now=now)
        # The worker finds words and vector anew, and with them what is similar; a theme stays.
        db.session.execute(delete(Vector).where(Vector.submission_id == submission.id))
        _hand_to_worker(submission, now)
    db.session.commit()
    return submission


def withdraw(
    number: str, *, actor: Account | None, tracked: Collection[int], now: datetime
) -> Submission:
    """Take a submission back: its words and contact data are erased, the number stays.

    Raises:
        NotAllowed, NotFound: see `get_held`.
    """
    submission = get_held(number, actor=actor, tracked=tracked)
    if not policy.can_withdraw(submission):
        return submission
    _record("submission.withdrawn", submission, actor, now)
    letters.tell(submission, "withdrawn", key=f"withdrawn:{submission.id}", now=now)
    submission.withdrawn_at = now
    submission.text = submission.title = ""
    submission.name_shown, submission.pen_name = NameShown.NONE, None
    submission.province = submission.contact_email = submission.search = None
    submission.support_count = 0
    for words_of_it in (Addition, Vector, Support):
        db.session.execute(delete(words_of_it).where(words_of_it.submission_id == submission.id))
    # The worker takes it out of its theme and counts the theme again.
    _hand_to_worker(submission, now)
    db.session.commit()
    return submission


def claim(
    number: str, *, actor: Account | None, tracked: Collection[int], now: datetime
) -> Submission:
    """Let the signed-in account take a submission as its own; how the name is shown stays.

    Raises:
        NotAllowed, NotFound: see `get_held`.
        Conflict: it is withdrawn, or another account has it.
    """
    submission = get_held(number, actor=actor, tracked=tracked)
    if policy.is_author(submission, actor):
        return submission
    if actor is None:
        raise NotAllowed(_l("Sign in to add this to your account."))
    if not policy.can_claim(submission, actor):
        raise Conflict(_l("This cannot be added to your account."))
    submission.author_id = actor.id
    _record("submission.claimed", submission, actor, now)
    letters.tell(submission, "claimed", key=f"claimed:{submission.id}:{actor.id}", now=now)
    db.session.commit()
    return submission


def change_email(
    number: str,
    *,
    email: str | None,
    actor: Account | None,
    tracked: Collection[int],
    now: datetime,
) -> Submission:
    """Change or remove the address that changes are told to.

    Raises:
        NotAllowed, NotFound: see `get_held`.
        StageClosed: it is withdrawn, so there is nothing more to tell.
    """
    submission = get_held(number, actor=actor, tracked=tracked)
    if submission.is_withdrawn:
        raise StageClosed(_l("This was withdrawn, so we will not write about it any more."))
    address = given.email(email)
    if address == submission.contact_email:
        return submission
    submission.contact_email = address
    _record("submission.contact_changed", submission, actor, now, has_email=address is not None)
    letters.tell(submission, "received", key=f"received:{submission.id}:{address}", now=now)
    db.session.commit()
    return submission


def _hand_to_worker(submission: Submission, now: datetime) -> None:
    agency_id = submission.round.agency_id
    work.add(db.session(), "submission.theme", [submission.id], now=now, agency_id=agency_id)


def _record(
    verb: str, submission: Submission, actor: Account | None, now: datetime, **data: Any
) -> None:
    events.record(
        db.session(),
        verb,
        submission,
        now=now,
        actor=actor,
        agency_id=submission.round.agency_id,
        **data,
    )
