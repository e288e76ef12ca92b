"""Who takes part in deciding an item: present, in office, and not recused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ideation.core.clock import day_of
from ideation.core.errors import Conflict, NotAllowed
from ideation.core.formats import date_words
from ideation.core.i18n import _l
from ideation.deliver.models import (
    Attendance,
    CommitteeMember,
    ConflictOfInterest,
    Meeting,
    MeetingItem,
    Seat,
)
from ideation.deliver.policy import committees as policy
from ideation.deliver.service.days import meeting_day
from ideation.extensions import db


@dataclass(frozen=True)
class Sitting:
    """Who sits when an item is dealt with.

    Args:
        present: members that are marked as present and whose term runs.
        recused: those of them who take no part in the item.
        quorum: how many must be present and not recused.
    """

    present: tuple[CommitteeMember, ...]
    recused: tuple[CommitteeMember, ...]
    quorum: int

    @property
    def able(self) -> tuple[CommitteeMember, ...]:
        """Those who vote: present and not recused."""
        recused = {member.id for member in self.recused}
        return tuple(member for member in self.present if member.id not in recused)

    @property
    def is_quorate(self) -> bool:
        """Whether enough members take part."""
        return len(self.able) >= self.quorum

    @property
    def chair(self) -> CommitteeMember | None:
        """The chair, if they take part."""
        return next((member for member in self.able if member.seat == Seat.CHAIR), None)


def sitting_at(item: MeetingItem, now: datetime) -> Sitting:
    """Return who takes part in an item at a moment, as it is stored now.

    Once the vote is closed, terms count by that day; attendance and recusals do not change any
    more until the decision is recorded.
    """
    conflicts = db.session.scalars(
        select(ConflictOfInterest)
        .where(ConflictOfInterest.item_id == item.id)
        .execution_options(populate_existing=True)
    ).all()
    marked = db.session.scalars(
        select(Attendance)
        .where(Attendance.meeting_id == item.meeting_id)
        .options(joinedload(Attendance.member))
        .execution_options(populate_existing=True)
    ).all()
    return sitting_of(item, marked, conflicts, day_of(item.counted_at or now))


def sitting_of(
    item: MeetingItem,
    marked: Sequence[Attendance],
    conflicts: Sequence[ConflictOfInterest],
    day: date,
) -> Sitting:
    """Return who takes part in an item on a day.

    Args:
        item: which item.
        marked: the attendances of its meeting.
        conflicts: what was declared, also before other items.
        day: the day by which terms count.
    """
    present = tuple(
        each.member for each in marked if each.left_at is None and each.member.serves_on(day)
    )
    recused = {each.member_id for each in conflicts if each.item_id == item.id and each.recused}
    return Sitting(
        present=present,
        recused=tuple(member for member in present if member.id in recused),
        quorum=item.meeting.committee.quorum,
    )


def require_quorum(sitting: Sitting) -> None:
    """Refuse to vote and to decide while too few members take part.

    Raises:
        Conflict: the sentence gives the numbers.
    """
    if not sitting.is_quorate:
        raise Conflict(
            _l(
                "There is no quorum: %(quorum)s members must be present and not recused. "
                "%(present)s are present, %(recused)s of them recused.",
                quorum=sitting.quorum,
                present=len(sitting.present),
                recused=len(sitting.recused),
            )
        )


def own_term(meeting: Meeting, actor: Any) -> CommitteeMember:
    """Return the actor's own term in the committee, the one that covers the meeting's day first.

    Raises:
        SignInNeeded, NotAllowed: the actor is no member of the committee.
    """
    policy.require_member(actor, meeting.committee.agency_id)
    terms = terms_of(meeting, actor)
    if not terms:
        raise NotAllowed(_l("Only members of this committee can do this."))
    day = meeting_day(meeting)
    return next((term for term in terms if term.serves_on(day)), terms[0])


def terms_of(meeting: Meeting, actor: Any) -> Sequence[CommitteeMember]:
    """Return an account's terms in the committee of a meeting, the latest first."""
    query = (
        select(CommitteeMember)
        .where(
            CommitteeMember.committee_id == meeting.committee_id,
            CommitteeMember.account_id == actor.id,
        )
        .order_by(CommitteeMember.starts_on.desc())
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).unique().all()


def require_running(term: CommitteeMember, day: date) -> None:
    """Refuse what a member does on a day that their term does not cover.

    Raises:
        Conflict: the sentence names the day.
    """
    if day > term.ends_on:
        raise Conflict(
            _l(
                "Your term in this committee ended on %(day)s, so you take no part.",
                day=date_words(term.ends_on),
            )
        )
    if day < term.starts_on:
        raise Conflict(
            _l(
                "Your term in this committee begins on %(day)s. You take part from then on.",
                day=date_words(term.starts_on),
            )
        )
