"""A meeting and its items as a reader may see them.

What a reader may not see is left out here, so that no page can show it by mistake: who voted
what is told to the agency's staff and committees when the item is decided, and to nobody before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import contains_eager, joinedload

from ideation.core.clock import day_of
from ideation.core.errors import Conflict, NotFound
from ideation.core.i18n import _l
from ideation.deliver.models import (
    Attendance,
    Committee,
    CommitteeMember,
    CommitteeVote,
    ConflictOfInterest,
    Decision,
    Dossier,
    DossierVersion,
    ItemState,
    Meeting,
    MeetingItem,
    MeetingState,
    Seat,
)
from ideation.deliver.policy import committees as policy
from ideation.deliver.service import agendas
from ideation.deliver.service.committees import reading as committees
from ideation.deliver.service.days import meeting_day
from ideation.deliver.service.meetings.agenda import CHANGEABLE, handed_in
from ideation.deliver.service.meetings.running import ATTENDED, UNFINISHED
from ideation.deliver.service.meetings.sitting import Sitting, sitting_of
from ideation.extensions import db

RECORDED = (MeetingState.OPEN, MeetingState.CLOSED)
"""The states of meetings that have minutes."""


@dataclass(frozen=True)
class CastVote:
    """A vote as a reader may see it.

    Args:
        ballot: what was voted.
        reason: why.
        name: who voted; None where the reader does not learn it.
    """

    ballot: str
    reason: str
    name: str | None


@dataclass(frozen=True)
class Own:
    """What a member who reads the page is in an item.

    Args:
        term: their term in the committee on the day of the meeting.
        is_present: whether they are marked as present.
        conflict: what they declared.
        vote: what they voted.
    """

    term: CommitteeMember
    is_present: bool
    conflict: ConflictOfInterest | None
    vote: CommitteeVote | None

    @property
    def is_recused(self) -> bool:
        """Whether they take no part in the item."""
        return self.conflict is not None and self.conflict.recused


@dataclass(frozen=True)
class ItemView:
    """An item as a reader may see it.

    Args:
        number: its place on the agenda, from 1.
        item: the item with the version that was handed in.
        sitting: who takes part in it.
        conflicts: what was declared; empty for the public.
        voted: ids of members who have voted, while the vote is open; empty for the public.
        votes: the votes, once the item is decided.
        decision: what was decided.
        own: what the reader is in it; None for anybody but members.
    """

    number: int
    item: MeetingItem
    sitting: Sitting
    conflicts: Sequence[ConflictOfInterest]
    voted: frozenset[int]
    votes: Sequence[CastVote]
    decision: Decision | None
    own: Own | None

    @property
    def can_vote(self) -> bool:
        """Whether the reader's vote is taken now."""
        own = self.own
        takes_part = own is not None and own.term in self.sitting.able
        return takes_part and self.is_open and self.sitting.is_quorate

    @property
    def is_open(self) -> bool:
        """Whether votes are taken."""
        return self.item.state == ItemState.VOTING and self.item.counted_at is None

    @property
    def can_declare(self) -> bool:
        """Whether the reader can declare a conflict of interest now."""
        is_before = self.item.meeting.state in ATTENDED and self.item.state in UNFINISHED
        return self.own is not None and is_before and self.item.counted_at is None


@dataclass(frozen=True)
class MeetingPage:
    """A meeting as a reader may see it.

    Args:
        meeting: which one.
        items: its agenda.
        members: whose terms cover the day of the meeting, the chair first.
        attendances: when members came and left, by their ids.
        handed_in: dossiers that the secretary can put on the agenda.
        can_run: whether the reader is a committee secretary of the agency.
        reads_names: whether the reader learns who voted what.
    """

    meeting: Meeting
    items: Sequence[ItemView]
    members: Sequence[CommitteeMember]
    attendances: dict[int, Attendance]
    handed_in: Sequence[Dossier]
    can_run: bool
    reads_names: bool

    @property
    def present(self) -> list[CommitteeMember]:
        """Members who are present, or were when the meeting closed."""
        return [
            member
            for member in self.members
            if member.id in self.attendances and self.attendances[member.id].left_at is None
        ]

    @property
    def attended(self) -> list[CommitteeMember]:
        """Members who came, whether or not they left early."""
        return [member for member in self.members if member.id in self.attendances]

    @property
    def absent(self) -> list[CommitteeMember]:
        """Members who did not come."""
        return [member for member in self.members if member.id not in self.attendances]

    @property
    def is_changeable(self) -> bool:
        """Whether agenda, time and place can be changed."""
        return self.can_run and self.meeting.state in CHANGEABLE

    @property
    def marks_attendance(self) -> bool:
        """Whether the reader notes who is present."""
        return self.can_run and self.meeting.state in ATTENDED

    @property
    def unfinished(self) -> int:
        """How many items are neither decided nor put off."""
        return sum(view.item.state in UNFINISHED for view in self.items)

    @property
    def has_minutes(self) -> bool:
        """Whether the reader may read the minutes: the public when the meeting is closed."""
        meeting = self.meeting
        return meeting.state == MeetingState.CLOSED or (
            self.reads_names and meeting.state in RECORDED
        )


def prepare_plan(committee_id: int, *, actor: Any) -> Committee:
    """Return the committee that a meeting is planned for.

    Raises:
        NotFound: there is no such committee.
        SignInNeeded, NotAllowed: the actor may not.
    """
    committee = committees.find(committee_id)
    policy.require_secretary(actor, committee.agency_id)
    return committee


def prepare_edit(meeting_id: int, *, actor: Any) -> Meeting:
    """Return a meeting whose title, time and place are to be changed.

    Raises:
        NotFound: there is no such meeting for this account.
        SignInNeeded, NotAllowed: the actor may not.
    """
    meeting = agendas.meeting(meeting_id, actor)
    policy.require_secretary(actor, meeting.committee.agency_id)
    return meeting


def show(meeting_id: int, *, actor: Any, now: datetime) -> MeetingPage:
    """Return a meeting with its agenda.

    Raises:
        NotFound: there is no such meeting for this account.
    """
    return _page(agendas.meeting(meeting_id, actor), actor, now)


def show_item(item_id: int, *, actor: Any, now: datetime) -> tuple[MeetingPage, ItemView]:
    """Return an item with the meeting that it stands in.

    Raises:
        NotFound: there is no such item for this account.
    """
    page = _page(agendas.item(item_id, actor).meeting, actor, now)
    return page, next(view for view in page.items if view.item.id == item_id)


def minutes(meeting_id: int, *, actor: Any, now: datetime) -> MeetingPage:
    """Return a meeting of which there are minutes.

    Raises:
        NotFound: there is no such meeting for this account, or no minutes yet.
    """
    page = show(meeting_id, actor=actor, now=now)
    if not page.has_minutes:
        raise NotFound(_l("There are no minutes yet. They are public when the meeting is closed."))
    return page


def require_writable(meeting: Meeting) -> None:
    """Refuse notes where there are no minutes.

    Raises:
        Conflict: the meeting has not been opened.
    """
    if meeting.state not in RECORDED:
        raise Conflict(_l("Notes for the minutes are taken from the opening of the meeting on."))


def _page(meeting: Meeting, actor: Any, now: datetime) -> MeetingPage:
    agency_id = meeting.committee.agency_id
    can_run = policy.can_run(actor, agency_id)
    members = _members(meeting)
    attendances = _attendances(meeting)
    day = meeting_day(meeting)
    return MeetingPage(
        meeting=meeting,
        items=_views(meeting, members, list(attendances.values()), actor, now),
        members=[each for each in members if each.serves_on(day) or each.id in attendances],
        attendances=attendances,
        handed_in=handed_in(agency_id) if can_run and meeting.state in CHANGEABLE else (),
        can_run=can_run,
        reads_names=policy.can_read_names(actor, agency_id),
    )


def _views(
    meeting: Meeting,
    members: Sequence[CommitteeMember],
    marked: Sequence[Attendance],
    actor: Any,
    now: datetime,
) -> list[ItemView]:
    items = _items(meeting, actor)
    ids = [item.id for item in items]
    conflicts = _of_items(ConflictOfInterest, ids)
    votes = _of_items(CommitteeVote, ids)
    decisions = _decisions(ids)
    reads_names = policy.can_read_names(actor, meeting.committee.agency_id)
    term = _own_term(meeting, members, actor)
    day = day_of(now) if meeting.state == MeetingState.OPEN else meeting_day(meeting)
    views = []
    for number, item in enumerate(items, 1):
        declared = [each for each in conflicts if each.item_id == item.id]
        cast = [each for each in votes if each.item_id == item.id]
        is_voting, is_decided = item.state == ItemState.VOTING, item.state == ItemState.DECIDED
        views.append(
            ItemView(
                number=number,
                item=item,
                sitting=sitting_of(
                    item, marked, declared, day_of(item.counted_at) if item.counted_at else day
                ),
                conflicts=declared if reads_names else (),
                voted=frozenset(each.member_id for each in cast if is_voting and reads_names),
                votes=_readable(cast, members, reads_names=reads_names) if is_decided else (),
                decision=decisions.get(item.id),
                own=_own(term, marked, declared, cast) if term else None,
            )
        )
    return views


def _readable(
    votes: Sequence[CommitteeVote], members: Sequence[CommitteeMember], *, reads_names: bool
) -> list[CastVote]:
    """Return votes in the order of the members, or for the public in one that names nobody."""
    names = {member.id: member.shown_name for member in members}
    order = list(names)
    if reads_names:
        return [
            CastVote(vote.ballot, vote.reason, names[vote.member_id])
            for vote in sorted(votes, key=lambda vote: order.index(vote.member_id))
        ]
    return [
        CastVote(vote.ballot, vote.reason, None)
        for vote in sorted(votes, key=lambda vote: (vote.ballot, vote.reason))
    ]


def _own(
    term: CommitteeMember,
    marked: Sequence[Attendance],
    declared: Sequence[ConflictOfInterest],
    cast: Sequence[CommitteeVote],
) -> Own:
    return Own(
        term=term,
        is_present=any(each.member_id == term.id and each.left_at is None for each in marked),
        conflict=next((each for each in declared if each.member_id == term.id), None),
        vote=next((each for each in cast if each.member_id == term.id), None),
    )


def _own_term(
    meeting: Meeting, members: Sequence[CommitteeMember], actor: Any
) -> CommitteeMember | None:
    if actor is None or not actor.is_authenticated:
        return None
    day = meeting_day(meeting)
    return next(
        (each for each in members if each.account_id == actor.id and each.serves_on(day)), None
    )


def _items(meeting: Meeting, actor: Any) -> Sequence[MeetingItem]:
    query = (
        joined_items(actor)
        .where(MeetingItem.meeting_id == meeting.id)
        .order_by(MeetingItem.position)
    )
    return db.session.scalars(query).unique().all()


def joined_items(actor: Any) -> Any:
    """Return the query of items that somebody may see, with dossier and version."""
    return (
        agendas.joined_to_round(
            select(MeetingItem).join(
                DossierVersion, DossierVersion.id == MeetingItem.dossier_version_id
            )
        )
        .where(agendas.seen_by(actor))
        .options(contains_eager(MeetingItem.dossier), contains_eager(MeetingItem.dossier_version))
    )


def _members(meeting: Meeting) -> Sequence[CommitteeMember]:
    query = (
        select(CommitteeMember)
        .where(CommitteeMember.committee_id == meeting.committee_id)
        .order_by(case((CommitteeMember.seat == Seat.CHAIR, 0), else_=1), CommitteeMember.id)
    )
    return db.session.scalars(query).unique().all()


def _attendances(meeting: Meeting) -> dict[int, Attendance]:
    query = (
        select(Attendance)
        .where(Attendance.meeting_id == meeting.id)
        .options(joinedload(Attendance.member))
    )
    return {each.member_id: each for each in db.session.scalars(query)}


def _of_items(model: Any, item_ids: list[int]) -> Sequence[Any]:
    return db.session.scalars(
        select(model).where(model.item_id.in_(item_ids)).order_by(model.id)
    ).all()


def _decisions(item_ids: list[int]) -> dict[int, Decision]:
    query = select(Decision).where(Decision.item_id.in_(item_ids))
    return {each.item_id: each for each in db.session.scalars(query)}
