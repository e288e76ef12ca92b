"""What waits today for members of committees and for their secretaries."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Date, cast, exists, func, select

from ideation.accounts.models import Role
from ideation.accounts.policy import agency_ids_of
from ideation.core.clock import day_of
from ideation.core.formats import datetime_words
from ideation.core.i18n import _, ngettext
from ideation.core.registry import registry
from ideation.core.waiting import Waiting
from ideation.deliver.models import (
    Attendance,
    Committee,
    CommitteeMember,
    CommitteeVote,
    ConflictOfInterest,
    ItemState,
    Meeting,
    MeetingItem,
    MeetingState,
)
from ideation.extensions import db

SOON: Final = timedelta(days=1)
_DAY: Final = cast(
    func.timezone("Asia/Bangkok", func.coalesce(Meeting.opened_at, Meeting.held_at)), Date
)


def waiting_for(actor: Any, now: datetime) -> list[Waiting]:
    """Return what waits for a member or a secretary of committees; nothing for anybody else."""
    sits_in = agency_ids_of(actor, Role.COMMITTEE_MEMBER)
    runs = agency_ids_of(actor, Role.COMMITTEE_SECRETARY)
    return [
        *(_own_votes(actor, sits_in, now) if sits_in else ()),
        *(_own_calls(actor, sits_in, now) if sits_in else ()),
        *(_sessions(runs) if runs else ()),
        *(_called(runs, now) if runs else ()),
    ]


def _own_votes(actor: Any, agency_ids: list[int], now: datetime) -> Iterator[Waiting]:
    recused = exists().where(
        ConflictOfInterest.item_id == MeetingItem.id,
        ConflictOfInterest.member_id == CommitteeMember.id,
        ConflictOfInterest.recused,
    )
    voted = exists().where(
        CommitteeVote.item_id == MeetingItem.id, CommitteeVote.member_id == CommitteeMember.id
    )
    today = day_of(now)
    rows = db.session.execute(
        select(Meeting.id, Meeting.title, MeetingItem.id)
        .join(Committee, Committee.id == Meeting.committee_id)
        .join(MeetingItem, MeetingItem.meeting_id == Meeting.id)
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .join(CommitteeMember, CommitteeMember.id == Attendance.member_id)
        .where(
            Committee.agency_id.in_(agency_ids),
            Meeting.state == MeetingState.OPEN,
            MeetingItem.state == ItemState.VOTING,
            MeetingItem.counted_at.is_(None),
            Attendance.left_at.is_(None),
            CommitteeMember.account_id == actor.id,
            CommitteeMember.starts_on <= today,
            CommitteeMember.ends_on >= today,
            ~recused,
            ~voted,
        )
        .order_by(Meeting.id, MeetingItem.position)
    ).all()
    for (meeting_id, title), found in groupby(rows, key=lambda row: (row[0], row[1])):
        item_ids = [row[2] for row in found]
        yield Waiting(
            kind="meeting.vote",
            sentence=ngettext(
                "Your vote is awaited on %(num)s item of “%(title)s”",
                "Your vote is awaited on %(num)s items of “%(title)s”",
                len(item_ids),
                title=title,
            ),
            path=_path("meeting_item", item_ids[0])
            if len(item_ids) == 1
            else _path("meeting", meeting_id),
            number=len(item_ids),
            urgent=True,
        )


def _own_calls(actor: Any, agency_ids: list[int], now: datetime) -> Iterator[Waiting]:
    meetings = db.session.scalars(
        select(Meeting)
        .join(Committee, Committee.id == Meeting.committee_id)
        .join(CommitteeMember, CommitteeMember.committee_id == Committee.id)
        .where(
            Committee.agency_id.in_(agency_ids),
            Meeting.state == MeetingState.CALLED,
            CommitteeMember.account_id == actor.id,
            CommitteeMember.starts_on <= _DAY,
            CommitteeMember.ends_on >= _DAY,
        )
        .order_by(Meeting.held_at, Meeting.id)
    )
    for meeting in meetings.unique():
        yield Waiting(
            kind="meeting.call",
            sentence=_(
                "You are called to “%(title)s” on %(time)s",
                title=meeting.title,
                time=datetime_words(meeting.held_at),
            ),
            path=_path("meeting", meeting.id),
            number=1,
            due_at=meeting.held_at,
            urgent=meeting.held_at - now <= SOON,
        )


def _sessions(agency_ids: list[int]) -> Iterator[Waiting]:
    rows = db.session.execute(
        select(
            Meeting.id,
            Meeting.title,
            func.count(MeetingItem.id).filter(
                MeetingItem.state == ItemState.VOTING, MeetingItem.counted_at.is_(None)
            ),
        )
        .join(Committee, Committee.id == Meeting.committee_id)
        .join(MeetingItem, MeetingItem.meeting_id == Meeting.id)
        .where(Committee.agency_id.in_(agency_ids), Meeting.state == MeetingState.OPEN)
        .group_by(Meeting.id)
        .order_by(Meeting.id)
    )
    for meeting_id, title, votes in rows:
        path = _path("meeting", meeting_id)
        sentence = _("“%(title)s” is in session", title=title)
        yield Waiting("meeting.session", sentence, path, 1, urgent=True)
        if votes:
            sentence = ngettext(
                "%(num)s vote is open in “%(title)s”",
                "%(num)s votes are open in “%(title)s”",
                votes,
                title=title,
            )
            yield Waiting("meeting.open_votes", sentence, path, votes, urgent=True)


def _called(agency_ids: list[int], now: datetime) -> Iterator[Waiting]:
    meetings = db.session.scalars(
        select(Meeting)
        .join(Committee, Committee.id == Meeting.committee_id)
        .where(Committee.agency_id.in_(agency_ids), Meeting.state == MeetingState.CALLED)
        .order_by(Meeting.held_at, Meeting.id)
    )
    for meeting in meetings.unique():
        is_today = day_of(meeting.held_at) <= day_of(now)
        yield Waiting(
            kind="meeting.today" if is_today else "meeting.called",
            sentence=_("“%(title)s” is today: open it when it begins", title=meeting.title)
            if is_today
            else _(
                "“%(title)s” is called for %(time)s",
                title=meeting.title,
                time=datetime_words(meeting.held_at),
            ),
            path=_path("meeting", meeting.id),
            number=1,
            due_at=meeting.held_at,
            urgent=is_today,
        )


def _path(kind: str, key: Any) -> str:
    return registry.links[kind](key)
