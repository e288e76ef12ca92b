"""Voting: each member for themselves, one row however often, while the vote is open."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from ideation.core import typed
from ideation.core.clock import day_of
from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _l
from ideation.deliver.models import (
    Ballot,
    CommitteeMember,
    CommitteeVote,
    ItemState,
    MeetingItem,
)
from ideation.deliver.service import agendas
from ideation.deliver.service.days import meeting_day
from ideation.deliver.service.meetings.record import record
from ideation.deliver.service.meetings.sitting import (
    Sitting,
    own_term,
    require_quorum,
    require_running,
    sitting_at,
)
from ideation.extensions import db

LONGEST_REASON: Final = 2_000


def vote(
    item_id: int, ballot: str, reason: str = "", *, actor: Any, now: datetime
) -> CommitteeVote:
    """Cast a vote, or change the one that was cast.

    Args:
        item_id: on which item.
        ballot: `approve`, `return`, `reject` or `abstain`.
        reason: why; needed except to abstain.
        actor: a member of the committee who is present and not recused.
        now: the present moment.

    Raises:
        NotFound: there is no such item for this account.
        SignInNeeded, NotAllowed: the actor is no member of the committee.
        Conflict: the vote is not open, the term is over, the member is absent or recused, or
            there is no quorum.
        InvalidInput: no such ballot, or the reason is missing.
    """
    meeting = agendas.item(item_id, actor).meeting
    member = own_term(meeting, actor)
    item = agendas.locked_item(item_id)
    require_vote(item)
    _require_uncounted(item)
    require_running(member, meeting_day(item.meeting))
    require_running(member, day_of(now))
    _require_part(member, sitting_at(item, now))
    choice = _ballot(ballot)
    words = _reason(choice, reason)
    known = _cast_before(item, member)
    if known is not None and (known.ballot, known.reason) == (choice, words):
        return known
    cast = _write(item, member, choice, words, now)
    record(
        "committee_vote.changed" if known else "committee_vote.cast",
        item, item.meeting, actor, now, role="committee_member", member=member.id,
    )  # fmt: skip
    db.session.commit()
    return cast


def require_vote(item: MeetingItem) -> None:
    """Refuse to vote and to decide while the vote is not open.

    Raises:
        Conflict: the sentence says how the item stands.
    """
    if item.state == ItemState.DECIDED:
        raise Conflict(_l("This item has been decided already."))
    if item.state != ItemState.VOTING:
        raise Conflict(_l("The vote on this item is not open."))


def _require_uncounted(item: MeetingItem) -> None:
    if item.counted_at is not None:
        raise Conflict(_l("The vote on this item is closed: the decision is being recorded."))


def _require_part(member: CommitteeMember, sitting: Sitting) -> None:
    if member not in sitting.present:
        raise Conflict(
            _l(
                "You are not marked as present. Ask the secretary to mark you as present, "
                "then vote."
            )
        )
    if member in sitting.recused:
        raise Conflict(_l("You are recused from this item, so you do not vote on it."))
    require_quorum(sitting)


def _ballot(written: str) -> Ballot:
    if written not in set(Ballot):
        message = _l("Choose whether to approve, return, reject or abstain.")
        raise InvalidInput(message, field="ballot")
    return Ballot(written)


def _reason(ballot: Ballot, written: str) -> str:
    if ballot == Ballot.ABSTAIN:
        return typed.optional(written, "reason", LONGEST_REASON)
    missing = _l("Give the reason for your vote. Only abstaining needs none.")
    return typed.text(written, "reason", LONGEST_REASON, missing)


def _cast_before(item: MeetingItem, member: CommitteeMember) -> CommitteeVote | None:
    return db.session.scalar(
        select(CommitteeVote)
        .where(CommitteeVote.item_id == item.id, CommitteeVote.member_id == member.id)
        .execution_options(populate_existing=True)
    )


def _write(
    item: MeetingItem, member: CommitteeMember, ballot: Ballot, reason: str, now: datetime
) -> CommitteeVote:
    values = {"ballot": ballot.value, "reason": reason, "cast_at": now}
    statement = (
        insert(CommitteeVote)
        .values(item_id=item.id, member_id=member.id, **values)
        .on_conflict_do_update(
            index_elements=[CommitteeVote.item_id, CommitteeVote.member_id], set_=values
        )
        .returning(CommitteeVote)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).one()
