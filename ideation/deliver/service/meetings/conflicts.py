"""Declaring a conflict of interest before an item, with or without taking part in it."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from ideation.core import typed
from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _l
from ideation.deliver.models import CommitteeMember, ConflictOfInterest, Meeting, MeetingItem
from ideation.deliver.policy import committees as policy
from ideation.deliver.service import agendas
from ideation.deliver.service.days import meeting_day
from ideation.deliver.service.meetings.record import record
from ideation.deliver.service.meetings.running import ATTENDED, UNFINISHED, discard_votes
from ideation.deliver.service.meetings.sitting import own_term, require_running, terms_of
from ideation.extensions import db

LONGEST_STATEMENT: Final = 2_000


def declare(
    item_id: int,
    *,
    statement: str,
    recused: bool,
    actor: Any,
    now: datetime,
    member_id: int | None = None,
) -> ConflictOfInterest:
    """Declare a conflict of interest; declaring again replaces what was said before.

    Whoever is recused neither counts for the quorum nor votes; a vote they cast is discarded.

    Args:
        item_id: before which item.
        statement: what the conflict is.
        recused: whether the member takes no part in the item.
        actor: the member, or a committee secretary who records it for one.
        now: the present moment.
        member_id: for whom a secretary records it; None for the actor's own.

    Raises:
        NotFound: there is no such item for this account.
        SignInNeeded, NotAllowed: the actor is neither a member nor a committee secretary.
        InvalidInput: the statement is missing, or there is no such member on that day.
        Conflict: the item is finished, the term is over, or a secretary would take back what only
            the member can.
    """
    meeting = agendas.item(item_id, actor).meeting
    member = _member(meeting, member_id, actor)
    item = agendas.locked_item(item_id)
    _require_before_decision(item)
    missing = _l("Say what the conflict is.")
    words = typed.text(statement, "statement", LONGEST_STATEMENT, missing)
    conflict = _declared(item, member)
    is_own = member.account_id == actor.id
    if conflict.recused and not recused and not is_own:
        raise Conflict(_l("Only the member can take a recusal back."))
    conflict.statement, conflict.recused, conflict.declared_at = words, recused, now
    db.session.add(conflict)
    if recused:
        discard_votes(item, [member.id])
    record(
        "conflict_of_interest.declared", conflict, item.meeting, actor, now,
        role="committee_member" if is_own else "committee_secretary",
        item=item.id, member=member.id, recused=recused,
    )  # fmt: skip
    db.session.commit()
    return conflict


def _member(meeting: Meeting, member_id: int | None, actor: Any) -> CommitteeMember:
    day = meeting_day(meeting)
    if member_id is None or _is_own(meeting, member_id, actor):
        own = own_term(meeting, actor)
        require_running(own, day)
        return own
    policy.require_secretary(actor, meeting.committee.agency_id)
    member = db.session.get(CommitteeMember, member_id)
    if member is None or member.committee_id != meeting.committee_id or not member.serves_on(day):
        message = _l("Choose a member whose term covers the day of the meeting.")
        raise InvalidInput(message, field="member_id")
    return member


def _is_own(meeting: Meeting, member_id: int, actor: Any) -> bool:
    if actor is None or not actor.is_authenticated:
        return False
    return member_id in {term.id for term in terms_of(meeting, actor)}


def _require_before_decision(item: MeetingItem) -> None:
    if item.meeting.state not in ATTENDED or item.state not in UNFINISHED:
        raise Conflict(
            _l(
                "Conflicts of interest are declared from the call of the meeting until the item "
                "is finished."
            )
        )
    if item.counted_at is not None:
        raise Conflict(
            _l("The vote on this item is closed. Ask the secretary to open it again first.")
        )


def _declared(item: MeetingItem, member: CommitteeMember) -> ConflictOfInterest:
    known = db.session.scalar(
        select(ConflictOfInterest)
        .where(ConflictOfInterest.item_id == item.id, ConflictOfInterest.member_id == member.id)
        .execution_options(populate_existing=True)
    )
    return known or ConflictOfInterest(item_id=item.id, member_id=member.id, recused=False)
