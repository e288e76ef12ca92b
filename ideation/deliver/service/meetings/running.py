"""Running a meeting: calling, opening, attendance, each item's way, conflicts of interest."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select

from ideation.core import typed
from ideation.core.clock import day_of
from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _l, ngettext
from ideation.core.machines import take
from ideation.deliver.models import (
    Attendance,
    CommitteeMember,
    CommitteeVote,
    ItemState,
    Meeting,
    MeetingItem,
    MeetingState,
)
from ideation.deliver.service import agendas
from ideation.deliver.service.days import meeting_day
from ideation.deliver.service.meetings import counting
from ideation.deliver.service.meetings.agenda import unschedule
from ideation.deliver.service.meetings.record import record
from ideation.deliver.service.meetings.sitting import require_quorum, sitting_at
from ideation.deliver.states import MEETING, MEETING_ITEM
from ideation.extensions import db
from ideation.notify import service as notify

LONGEST_REASON: Final = 2_000
LONGEST_MOTION: Final = 2_000
ITEM_ACTS: Final = (
    "discuss", "open_vote", "close_vote", "reopen_vote", "reopen_discussion", "defer",
)  # fmt: skip
"""What a secretary does with an item; deciding is a use case of its own (`deciding.decide`)."""
UNFINISHED: Final = (ItemState.WAITING, ItemState.DISCUSSING, ItemState.VOTING)
ATTENDED: Final = (MeetingState.CALLED, MeetingState.OPEN)
"""The states in which it is noted who is present."""


def change(meeting_id: int, act: str, *, reason: str = "", actor: Any, now: datetime) -> Meeting:
    """Call, open, close or cancel a meeting.

    Args:
        meeting_id: which meeting.
        act: `call`, `open`, `close` or `cancel`.
        reason: what the public reads of a cancelled meeting.
        actor: a committee secretary of the agency.
        now: the present moment.

    Raises:
        NotFound: there is no such meeting for this account.
        SignInNeeded, NotAllowed: the actor may not.
        InvalidInput: another act, or the reason is missing.
        Conflict: the meeting's state does not allow it, or something is left to be done first.
    """
    if act not in MEETING.acts:
        raise InvalidInput(_l("Choose what to do with the meeting."))
    meeting = agendas.for_secretary(meeting_id, actor)
    way = MEETING.find(act, meeting.state)
    words = _reason(reason) if way.reason else ""
    unfinished = _unfinished(meeting)
    _require_ready(act, meeting, unfinished, now)
    if act == "cancel":
        _defer_all(unfinished, words, actor=actor, now=now)
    meeting.reason = words
    meeting.opened_at = now if act == "open" else meeting.opened_at
    meeting.closed_at = now if act == "close" else meeting.closed_at
    meeting.updated_at = now
    take(
        db.session(), MEETING, act, meeting,
        now=now, actor=actor, role="committee_secretary",
        agency_id=meeting.committee.agency_id, title=meeting.title, text=words,
    )  # fmt: skip
    db.session.commit()
    return meeting


def mark_present(
    meeting_id: int, member_ids: Collection[int], *, actor: Any, now: datetime
) -> Meeting:
    """Note who is present now; whoever is not named has left, or never came.

    Args:
        meeting_id: which meeting.
        member_ids: of the members' terms; each must cover the day of the meeting.
        actor: a committee secretary of the agency.
        now: the present moment.

    Raises:
        NotFound: there is no such meeting for this account.
        SignInNeeded, NotAllowed: the actor may not.
        InvalidInput: somebody is no member on the day of the meeting.
        Conflict: the meeting is neither called nor open, or a decision waits to be recorded.
    """
    meeting = agendas.for_secretary(meeting_id, actor)
    if meeting.state not in ATTENDED:
        raise Conflict(_l("Who is present is noted while the meeting is called or open."))
    if any(item.counted_at for item in _unfinished(meeting)):
        raise Conflict(
            _l(
                "A vote is closed and its decision is not recorded yet. Record it or open the "
                "vote again, then note who is present."
            )
        )
    wanted = set(member_ids)
    if wanted - _serving(meeting):
        message = _l("Only members whose term covers the day of the meeting can be present.")
        raise InvalidInput(message, field="present")
    known = _attendances(meeting)
    before = {member_id for member_id, each in known.items() if each.left_at is None}
    for member_id in wanted - before:
        _let_in(meeting, member_id, known.get(member_id), now)
    for member_id in before - wanted:
        _let_out(meeting, known[member_id], now)
    if wanted != before:
        meeting.updated_at = now
        record("meeting.attendance_marked", meeting, meeting, actor, now, present=sorted(wanted))
    db.session.commit()
    return meeting


def change_item(
    item_id: int,
    act: str,
    *,
    motion: str | None = None,
    reason: str = "",
    without_missing: bool = False,
    actor: Any,
    now: datetime,
) -> MeetingItem:
    """Take an item up, open and close the vote on it, go back to the discussion, or put it off.

    Going back and putting off discards the votes that were cast: they were about a motion that
    may change. Opening a closed vote again keeps them.

    Args:
        item_id: which item.
        act: one of `ITEM_ACTS`.
        motion: what is voted on; None leaves it as it is.
        reason: what the public reads of an item that is put off.
        without_missing: whether to close the vote without those who have not voted.
        actor: a committee secretary of the agency.
        now: the present moment.

    Raises:
        NotFound: there is no such item for this account.
        SignInNeeded, NotAllowed: the actor may not.
        InvalidInput: another act, or motion or reason are missing.
        Conflict: the state does not allow it, there is no quorum for a vote, or votes are missing.
    """
    if act not in ITEM_ACTS:
        raise InvalidInput(_l("Choose what to do with the item."))
    item = agendas.item_for_secretary(item_id, actor)
    meeting = item.meeting
    require_open(meeting)
    way = MEETING_ITEM.find(act, item.state)
    words = _reason(reason) if way.reason else ""
    if act in ("discuss", "open_vote"):
        _write_motion(item, motion, is_needed=act == "open_vote")
    if act == "open_vote":
        _gather_voters(item, now)
    if act == "close_vote":
        _require_votes(item, now, without_missing=without_missing)
    if act in ("reopen_discussion", "defer"):
        discard_votes(item)
    if act == "defer":
        item.reason = words
        unschedule(item, actor=actor, now=now)
    item.counted_at = now if act == "close_vote" else None
    meeting.updated_at = now
    _take(item, act, actor=actor, now=now, text=words or item.motion)
    db.session.commit()
    return item


def require_open(meeting: Meeting) -> None:
    """Refuse what is done in session while the meeting is not.

    Raises:
        Conflict: the meeting is not open.
    """
    if meeting.state != MeetingState.OPEN:
        raise Conflict(_l("The meeting is not open."))


def discard_votes(item: MeetingItem, member_ids: Collection[int] | None = None) -> None:
    """Take votes on an item away, in the caller's transaction: all, or those of some members."""
    votes = delete(CommitteeVote).where(CommitteeVote.item_id == item.id)
    if member_ids is not None:
        votes = votes.where(CommitteeVote.member_id.in_(member_ids))
    db.session.execute(votes)


def _require_ready(
    act: str, meeting: Meeting, unfinished: Sequence[MeetingItem], now: datetime
) -> None:
    if act == "call" and not unfinished:
        raise Conflict(_l("Put at least one dossier on the agenda, then call the meeting."))
    if act == "call" and day_of(meeting.held_at) < day_of(now):
        raise Conflict(_l("The day of the meeting is past. Set a new time, then call it."))
    if act == "close" and unfinished:
        raise Conflict(
            ngettext(
                "%(num)s item of the agenda is not finished. Decide it or put it off, "
                "then close the meeting.",
                "%(num)s items of the agenda are not finished. Decide them or put them off, "
                "then close the meeting.",
                len(unfinished),
            )
        )


def _unfinished(meeting: Meeting) -> Sequence[MeetingItem]:
    return db.session.scalars(
        select(MeetingItem)
        .where(MeetingItem.meeting_id == meeting.id, MeetingItem.state.in_(UNFINISHED))
        .order_by(MeetingItem.position)
        .execution_options(populate_existing=True)
    ).all()


def _defer_all(items: Sequence[MeetingItem], reason: str, *, actor: Any, now: datetime) -> None:
    for item in items:
        item.reason = reason
        unschedule(item, actor=actor, now=now)
        _take(item, "defer", actor=actor, now=now, text=reason)


def _take(item: MeetingItem, act: str, *, actor: Any, now: datetime, text: str) -> None:
    take(
        db.session(), MEETING_ITEM, act, item,
        now=now, actor=actor, role="committee_secretary",
        agency_id=item.meeting.committee.agency_id,
        title=item.dossier_version.title, text=text,
        related=[("meeting", item.meeting_id), ("dossier", item.dossier_id)],
    )  # fmt: skip


def _reason(written: str) -> str:
    missing = _l("Give the reason. The public will read it.")
    return typed.text(written, "reason", LONGEST_REASON, missing)


def _write_motion(item: MeetingItem, motion: str | None, *, is_needed: bool) -> None:
    words = item.motion if motion is None else motion
    missing = _l("Write the motion that the committee votes on.")
    if is_needed:
        item.motion = typed.text(words, "motion", LONGEST_MOTION, missing)
    else:
        item.motion = typed.optional(words, "motion", LONGEST_MOTION)


def _gather_voters(item: MeetingItem, now: datetime) -> None:
    sitting = sitting_at(item, now)
    require_quorum(sitting)
    for member in sitting.able:
        notify.follow(member.account_id, ("meeting_item", item.id), now=now)


def _require_votes(item: MeetingItem, now: datetime, *, without_missing: bool) -> None:
    if item.counted_at is not None:
        raise Conflict(_l("The vote on this item is closed already."))
    sitting = sitting_at(item, now)
    require_quorum(sitting)
    counting.require_all(counting.votes_of(item, sitting), sitting, without_missing)


def _serving(meeting: Meeting) -> set[int]:
    day = meeting_day(meeting)
    return set(
        db.session.scalars(
            select(CommitteeMember.id).where(
                CommitteeMember.committee_id == meeting.committee_id,
                CommitteeMember.starts_on <= day,
                CommitteeMember.ends_on >= day,
            )
        )
    )


def _attendances(meeting: Meeting) -> dict[int, Attendance]:
    rows = db.session.scalars(
        select(Attendance)
        .where(Attendance.meeting_id == meeting.id)
        .execution_options(populate_existing=True)
    )
    return {each.member_id: each for each in rows}


def _let_in(meeting: Meeting, member_id: int, known: Attendance | None, now: datetime) -> None:
    if known is None:
        db.session.add(Attendance(meeting_id=meeting.id, member_id=member_id, came_at=now))
    else:
        known.left_at = None


def _let_out(meeting: Meeting, attendance: Attendance, now: datetime) -> None:
    """Note that a member left; one who was there for no vote was marked by mistake."""
    for item in _unfinished(meeting):
        discard_votes(item, [attendance.member_id])
    voted = select(MeetingItem.id).where(
        MeetingItem.meeting_id == meeting.id, MeetingItem.counted_at >= attendance.came_at
    )
    if db.session.scalar(voted.limit(1)) is None:
        db.session.delete(attendance)
    else:
        attendance.left_at = now
