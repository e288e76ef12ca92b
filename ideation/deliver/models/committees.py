"""Committees, their members' terms, meetings with agenda, conflicts of interest and votes."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideation.accounts.models import Account
from ideation.agencies.models import Agency
from ideation.core.models import Base, Numbered, words_of
from ideation.core.sectors import Sector
from ideation.deliver.models.dossiers import Dossier, DossierVersion


class Seat(StrEnum):
    """The place of a member in a committee."""

    CHAIR = "chair"
    MEMBER = "member"


class MeetingState(StrEnum):
    """Where a meeting stands; its agenda can be changed until it opens."""

    PLANNED = "planned"
    CALLED = "called"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class ItemState(StrEnum):
    """Where an item of the agenda stands."""

    WAITING = "waiting"
    DISCUSSING = "discussing"
    VOTING = "voting"
    DECIDED = "decided"
    DEFERRED = "deferred"


class Ballot(StrEnum):
    """What a member can vote for."""

    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    ABSTAIN = "abstain"


class Committee(Numbered, Base):
    """Who decides on dossiers of an agency.

    `quorum` members must be present and not recused; the Administrative Procedure Act B.E. 2539
    (section 79) asks for at least half of the members.
    """

    __tablename__ = "committee"
    __table_args__ = (
        UniqueConstraint("agency_id", "name", name="uq_committee_agency_name"),
        UniqueConstraint("agency_id", "submit_key", name="uq_committee_agency_submit_key"),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("quorum >= 1", name="quorum"),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str]
    mandate: Mapped[str] = mapped_column(server_default="")
    quorum: Mapped[int]
    submit_key: Mapped[str | None]
    created_at: Mapped[datetime]

    agency: Mapped[Agency] = relationship(lazy="joined")
    members: Mapped[list["CommitteeMember"]] = relationship(order_by="CommitteeMember.id")


class CommitteeMember(Numbered, Base):
    """A person's seat in a committee from one day to another.

    `name` is what the person was called when seated: who sat in a committee stays in the record
    of the office, also after the account has closed.
    """

    __tablename__ = "committee_member"
    __table_args__ = (
        CheckConstraint(f"seat in ({words_of(Seat)})", name="seat"),
        CheckConstraint(f"sector in ({words_of(Sector)})", name="sector"),
        CheckConstraint("ends_on >= starts_on", name="term"),
        Index("ix_committee_member_committee", "committee_id"),
    )

    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(server_default="")
    seat: Mapped[str] = mapped_column(server_default="member")
    sector: Mapped[str] = mapped_column(server_default="state")
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    account: Mapped[Account] = relationship(lazy="joined")

    def serves_on(self, day: date) -> bool:
        """Tell whether the term covers a day, its last day included."""
        return self.starts_on <= day <= self.ends_on

    @property
    def shown_name(self) -> str:
        """The name that everybody sees; members of committees are known by their office."""
        return self.name or self.account.public_name


class Meeting(Numbered, Base):
    """One meeting of a committee."""

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("committee_id", "submit_key", name="uq_meeting_committee_submit_key"),
        CheckConstraint(f"state in ({words_of(MeetingState)})", name="state"),
        CheckConstraint("title <> ''", name="title"),
        CheckConstraint("state <> 'cancelled' or reason <> ''", name="reason"),
    )

    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"), index=True)
    title: Mapped[str]
    held_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(server_default="")
    state: Mapped[str] = mapped_column(server_default="planned")
    reason: Mapped[str] = mapped_column(server_default="")
    notes: Mapped[str] = mapped_column(server_default="")
    submit_key: Mapped[str | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    committee: Mapped[Committee] = relationship(lazy="joined")
    items: Mapped[list["MeetingItem"]] = relationship(order_by="MeetingItem.position")
    attendances: Mapped[list["Attendance"]] = relationship()


class Attendance(Base):
    """That a member is present at a meeting, or was until some moment."""

    __tablename__ = "attendance"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("committee_member.id"), primary_key=True)
    came_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    member: Mapped[CommitteeMember] = relationship()


class MeetingItem(Numbered, Base):
    """One item of an agenda: a dossier, in the version that was handed in, and the motion on it.

    A dossier stands on one agenda at a time. `counted_at` says when the vote was closed: from then
    on the secretary reads what was voted, and nobody votes any more.
    """

    __tablename__ = "meeting_item"
    __table_args__ = (
        CheckConstraint(f"state in ({words_of(ItemState)})", name="state"),
        CheckConstraint("state <> 'deferred' or reason <> ''", name="reason"),
        CheckConstraint("counted_at is null or state in ('voting', 'decided')", name="counted"),
        UniqueConstraint("meeting_id", "position", name="uq_meeting_item_position"),
        Index(
            "uq_meeting_item_open_dossier",
            "dossier_id",
            unique=True,
            postgresql_where=text("state in ('waiting', 'discussing', 'voting')"),
        ),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    dossier_version_id: Mapped[int] = mapped_column(ForeignKey("dossier_version.id"))
    state: Mapped[str] = mapped_column(server_default="waiting")
    motion: Mapped[str] = mapped_column(server_default="")
    discussion: Mapped[str] = mapped_column(server_default="")
    reason: Mapped[str] = mapped_column(server_default="")
    counted_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(back_populates="items")
    dossier: Mapped[Dossier] = relationship()
    dossier_version: Mapped[DossierVersion] = relationship()
    conflicts: Mapped[list["ConflictOfInterest"]] = relationship()
    votes: Mapped[list["CommitteeVote"]] = relationship()


class ConflictOfInterest(Numbered, Base):
    """What a member declared before an item; a recused member neither counts nor votes."""

    __tablename__ = "conflict_of_interest"
    __table_args__ = (
        UniqueConstraint("item_id", "member_id", name="uq_conflict_of_interest_item_member"),
        CheckConstraint("statement <> ''", name="statement"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("meeting_item.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("committee_member.id"))
    statement: Mapped[str]
    recused: Mapped[bool]
    declared_at: Mapped[datetime]

    member: Mapped[CommitteeMember] = relationship()


class CommitteeVote(Numbered, Base):
    """One member's vote on an item; one row however often it is cast."""

    __tablename__ = "committee_vote"
    __table_args__ = (
        CheckConstraint(f"ballot in ({words_of(Ballot)})", name="ballot"),
        UniqueConstraint("item_id", "member_id", name="uq_committee_vote_item_member"),
        CheckConstraint("ballot = 'abstain' or reason <> ''", name="reason"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("meeting_item.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("committee_member.id"))
    ballot: Mapped[str]
    reason: Mapped[str] = mapped_column(server_default="")
    cast_at: Mapped[datetime]

    member: Mapped[CommitteeMember] = relationship()
