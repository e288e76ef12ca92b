"""Committees as everybody reads them, and what their keepers need before them to write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload

from ideation.accounts.models import Account, Membership, Role
from ideation.agencies import service as agencies
from ideation.agencies.models import Agency
from ideation.core.clock import day_of
from ideation.core.pagination import Page, paginate
from ideation.deliver.models import (
    Committee,
    CommitteeMember,
    Decision,
    Meeting,
    MeetingItem,
    MeetingState,
    Seat,
)
from ideation.deliver.policy import committees as policy
from ideation.deliver.service.agendas import joined_to_round, seen_by
from ideation.deliver.service.committees.seats import find_member
from ideation.deliver.service.committees.writing import no_committee
from ideation.extensions import db
from ideation.notify.service import is_following

LATEST: Final = 5


@dataclass(frozen=True)
class Listing:
    """The committees of an agency.

    Args:
        agency: which one.
        page: a page of its committees.
        serving: how many members each has today, by its id.
        can_keep: whether the reader may make another.
    """

    agency: Agency
    page: Page[Committee]
    serving: dict[int, int]
    can_keep: bool


@dataclass(frozen=True)
class CommitteePage:
    """A committee as a reader sees it.

    Args:
        committee: which one.
        serving: who sits in it today, the chair first.
        later: whose terms begin later.
        former: whose terms are over, the latest first.
        coming: meetings that are being prepared, called or open, the next first.
        held: the latest meetings that took place.
        decisions: the latest decisions.
        can_keep: whether the reader may change the committee and its seats.
        can_run: whether the reader may plan meetings.
        following: whether the reader follows the committee; None for visitors.
    """

    committee: Committee
    serving: list[CommitteeMember]
    later: list[CommitteeMember]
    former: list[CommitteeMember]
    coming: Sequence[Meeting]
    held: Sequence[Meeting]
    decisions: Sequence[Decision]
    can_keep: bool
    can_run: bool
    following: bool | None

    @property
    def has_chair(self) -> bool:
        """Whether somebody is chair today."""
        return any(member.seat == Seat.CHAIR for member in self.serving)

    @property
    def quorum_is_low(self) -> bool:
        """Whether the quorum is below half of the members (B.E. 2539 Act, section 79)."""
        return 2 * self.committee.quorum < len(self.serving)

    @property
    def quorum_is_out_of_reach(self) -> bool:
        """Whether fewer members than the quorum sit in the committee."""
        return len(self.serving) < self.committee.quorum


@dataclass(frozen=True)
class Desk:
    """What somebody needs before them to write a committee.

    Args:
        agency: whose committee.
        committee: the one that is changed; None for a new one.
    """

    agency: Agency
    committee: Committee | None = None


@dataclass(frozen=True)
class SeatDesk:
    """What somebody needs before them to give a seat.

    Args:
        committee: in which.
        candidates: accounts that hold the role of a committee member in the agency.
    """

    committee: Committee
    candidates: Sequence[Account]


def browse(agency_slug: str, number: int, *, actor: Any, now: datetime) -> Listing:
    """Return a page of the committees of an agency, by name.

    Raises:
        NotFound: there is no such agency.
    """
    agency = agencies.get_agency(agency_slug)
    query = (
        select(Committee)
        .where(Committee.agency_id == agency.id)
        .order_by(Committee.name, Committee.id)
    )
    page = paginate(db.session(), query, number)
    return Listing(
        agency=agency,
        page=page,
        serving=_serving([each.id for each in page.items], now),
        can_keep=policy.can_keep(actor, agency.id),
    )


def show(committee_id: int, *, actor: Any, now: datetime) -> CommitteePage:
    """Return a committee with its members, meetings and latest decisions.

    Raises:
        NotFound: there is no such committee.
    """
    committee = find(committee_id)
    today = day_of(now)
    members = _members(committee)
    former = [member for member in members if member.ends_on < today]
    return CommitteePage(
        committee=committee,
        serving=[member for member in members if member.serves_on(today)],
        later=[member for member in members if member.starts_on > today],
        former=sorted(former, key=lambda member: (member.ends_on, member.id), reverse=True),
        coming=_coming(committee, actor),
        held=db.session.scalars(_held(committee).limit(LATEST)).unique().all(),
        decisions=db.session.scalars(_decisions(committee, actor).limit(LATEST)).unique().all(),
        can_keep=policy.can_keep(actor, committee.agency_id),
        can_run=policy.can_run(actor, committee.agency_id),
        following=is_following(actor, ("committee", committee.id)),
    )


def meetings_of(committee_id: int, number: int) -> tuple[Committee, Page[Meeting]]:
    """Return a committee with a page of the meetings that took place, the latest first.

    Raises:
        NotFound: there is no such committee.
    """
    committee = find(committee_id)
    return committee, paginate(db.session(), _held(committee), number)


def decisions_of(committee_id: int, number: int, *, actor: Any) -> tuple[Committee, Page[Decision]]:
    """Return a committee with a page of its decisions, the latest first.

    Raises:
        NotFound: there is no such committee.
    """
    committee = find(committee_id)
    return committee, paginate(db.session(), _decisions(committee, actor), number)


def prepare_new(agency_slug: str, *, actor: Any) -> Desk:
    """Return what is needed to make a committee.

    Raises:
        NotFound: there is no such agency.
        SignInNeeded, NotAllowed: the actor may not.
    """
    agency = agencies.get_agency(agency_slug)
    policy.require_keeper(actor, agency.id)
    return Desk(agency)


def prepare_edit(committee_id: int, *, actor: Any) -> Desk:
    """Return what is needed to change a committee.

    Raises:
        NotFound: there is no such committee.
        SignInNeeded, NotAllowed: the actor may not.
    """
    committee = find(committee_id)
    policy.require_keeper(actor, committee.agency_id)
    return Desk(committee.agency, committee)


def prepare_seat(committee_id: int, *, actor: Any) -> SeatDesk:
    """Return what is needed to give somebody a seat.

    Raises:
        NotFound: there is no such committee.
        SignInNeeded, NotAllowed: the actor may not.
    """
    committee = find(committee_id)
    policy.require_keeper(actor, committee.agency_id)
    candidates = db.session.scalars(
        select(Account)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.agency_id == committee.agency_id,
            Membership.role == Role.COMMITTEE_MEMBER,
            Membership.ended_at.is_(None),
        )
        .order_by(Account.display_name, Account.id)
    ).all()
    return SeatDesk(committee, candidates)


def prepare_end(member_id: int, *, actor: Any) -> tuple[Committee, CommitteeMember]:
    """Return what is needed to end a term.

    Raises:
        NotFound: there is no such term.
        SignInNeeded, NotAllowed: the actor may not.
    """
    member = find_member(member_id)
    committee = find(member.committee_id)
    policy.require_keeper(actor, committee.agency_id)
    return committee, member


def find(committee_id: int) -> Committee:
    """Return a committee.

    Raises:
        NotFound: there is none.
    """
    committee = db.session.get(Committee, committee_id)
    if committee is None:
        raise no_committee()
    return committee


def _serving(committee_ids: list[int], now: datetime) -> dict[int, int]:
    today = day_of(now)
    rows = db.session.execute(
        select(CommitteeMember.committee_id, func.count().label("number"))
        .where(
            CommitteeMember.committee_id.in_(committee_ids),
            CommitteeMember.starts_on <= today,
            CommitteeMember.ends_on >= today,
        )
        .group_by(CommitteeMember.committee_id)
    )
    return {row.committee_id: row.number for row in rows}


def _members(committee: Committee) -> Sequence[CommitteeMember]:
    query = (
        select(CommitteeMember)
        .where(CommitteeMember.committee_id == committee.id)
        .order_by(
            case((CommitteeMember.seat == Seat.CHAIR, 0), else_=1),
            CommitteeMember.starts_on,
            CommitteeMember.id,
        )
        .options(joinedload(CommitteeMember.account))
    )
    return db.session.scalars(query).unique().all()


def _coming(committee: Committee, actor: Any) -> Sequence[Meeting]:
    states = [MeetingState.CALLED, MeetingState.OPEN]
    if policy.can_read_names(actor, committee.agency_id):
        states.append(MeetingState.PLANNED)
    query = (
        select(Meeting)
        .where(Meeting.committee_id == committee.id, Meeting.state.in_(states))
        .order_by(Meeting.held_at, Meeting.id)
    )
    return db.session.scalars(query).unique().all()


def _held(committee: Committee) -> Select[Meeting]:
    return (
        select(Meeting)
        .where(Meeting.committee_id == committee.id, Meeting.state == MeetingState.CLOSED)
        .order_by(Meeting.held_at.desc(), Meeting.id.desc())
    )


def _decisions(committee: Committee, actor: Any) -> Select[*tuple[Any, ...]]:
    decisions = (
        select(Decision)
        .join(MeetingItem, MeetingItem.id == Decision.item_id)
        .join(Meeting, Meeting.id == MeetingItem.meeting_id)
        .where(Meeting.committee_id == committee.id)
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .options(joinedload(Decision.dossier))
    )
    return joined_to_round(decisions).where(seen_by(actor))
