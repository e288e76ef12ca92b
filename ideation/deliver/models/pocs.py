"""Proofs of concept: indicators with measurements, milestones, testers, feedback and diary."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideation.accounts.models import Account
from ideation.agencies.models import Unit
from ideation.core.models import Base, Numbered, words_of
from ideation.core.sectors import Sector
from ideation.develop.models import Idea
from ideation.rounds.models import Round

LONGEST_FEEDBACK = 2_000


class PocState(StrEnum):
    """Where a trial stands; the last two carry a reason that the public reads."""

    PLANNED = "planned"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"


class Verdict(StrEnum):
    """How somebody who tried it found it."""

    WORKS = "works"
    PARTLY = "partly"
    NOT = "not"


class EntryKind(StrEnum):
    """What a line of the diary is: a plain note, or one of the three verdicts on the trial."""

    NOTE = "note"
    ADJUST = "adjust"
    GO = "go"
    STOP = "stop"


class Poc(Numbered, Base):
    """The trial of a promoted idea."""

    __tablename__ = "poc"
    __table_args__ = (
        CheckConstraint(f"state in ({words_of(PocState)})", name="state"),
        CheckConstraint("ends_on > starts_on", name="order"),
        CheckConstraint("title <> '' and hypothesis <> ''", name="words"),
        CheckConstraint(
            "state not in ('finished', 'stopped') or (reason <> '' and ended_at is not null)",
            name="reason",
        ),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), unique=True)
    title: Mapped[str]
    hypothesis: Mapped[str]
    where_tried: Mapped[str] = mapped_column(server_default="")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[str] = mapped_column(server_default="planned")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str] = mapped_column(server_default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    idea: Mapped[Idea] = relationship()
    unit: Mapped[Unit] = relationship(lazy="joined")
    indicators: Mapped[list["Indicator"]] = relationship(
        order_by="Indicator.position", cascade="all, delete-orphan"
    )
    milestones: Mapped[list["Milestone"]] = relationship(
        order_by="[Milestone.due_on, Milestone.id]", cascade="all, delete-orphan"
    )
    entries: Mapped[list["PocEntry"]] = relationship(
        order_by="[PocEntry.at.desc(), PocEntry.id.desc()]"
    )

    @property
    def round(self) -> Round:
        """The round in whose Deliver stage the trial stands."""
        return self.idea.challenge.theme.round


class Indicator(Numbered, Base):
    """One number by which the trial is judged; a target below the baseline means less is better."""

    __tablename__ = "indicator"
    __table_args__ = (
        UniqueConstraint("poc_id", "position", name="uq_indicator_poc_position"),
        CheckConstraint("name <> '' and unit <> ''", name="words"),
        CheckConstraint("target <> baseline", name="target"),
    )

    poc_id: Mapped[int] = mapped_column(ForeignKey("poc.id"))
    position: Mapped[int]
    name: Mapped[str]
    unit: Mapped[str]
    baseline: Mapped[float]
    target: Mapped[float]

    measurements: Mapped[list["Measurement"]] = relationship(
        order_by="Measurement.measured_on", cascade="all, delete-orphan"
    )


class Measurement(Numbered, Base):
    """An indicator's value on one day."""

    __tablename__ = "measurement"
    __table_args__ = (
        UniqueConstraint("indicator_id", "measured_on", name="uq_measurement_indicator_day"),
    )

    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    measured_on: Mapped[date]
    value: Mapped[float]
    note: Mapped[str] = mapped_column(server_default="")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime]


class Milestone(Numbered, Base):
    """A step of the trial with the day it is due."""

    __tablename__ = "milestone"
    __table_args__ = (CheckConstraint("title <> ''", name="title"),)

    poc_id: Mapped[int] = mapped_column(ForeignKey("poc.id"), index=True)
    title: Mapped[str]
    due_on: Mapped[date]
    done_on: Mapped[date | None]


class PocEntry(Numbered, Base):
    """One line of the diary, in plain words: what was changed, or what was concluded, and why.

    `submit_key` names the form it was written in, so that sending it twice makes one line.
    """

    __tablename__ = "poc_entry"
    __table_args__ = (
        CheckConstraint(f"kind in ({words_of(EntryKind)})", name="kind"),
        CheckConstraint("text <> ''", name="text"),
        CheckConstraint("kind = 'note' or reason <> ''", name="reason"),
        UniqueConstraint("poc_id", "submit_key", name="uq_poc_entry_poc_submit_key"),
    )

    poc_id: Mapped[int] = mapped_column(ForeignKey("poc.id"), index=True)
    submit_key: Mapped[str | None]
    kind: Mapped[str]
    text: Mapped[str]
    reason: Mapped[str] = mapped_column(server_default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]


class Tester(Numbered, Base):
    """That an account takes part in a trial."""

    __tablename__ = "tester"
    __table_args__ = (UniqueConstraint("poc_id", "account_id", name="uq_tester_poc_account"),)

    poc_id: Mapped[int] = mapped_column(ForeignKey("poc.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    joined_at: Mapped[datetime]


class Feedback(Numbered, Base):
    """What somebody who tried it says; hidden ones stay in the record with the reason.

    `giver` names the account or the browser, so that people are counted once however often they
    say how they find it; None where nobody knows, which counts by itself.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint(f"verdict in ({words_of(Verdict)})", name="verdict"),
        CheckConstraint(f"sector in ({words_of(Sector)})", name="sector"),
        CheckConstraint(f"char_length(text) between 1 and {LONGEST_FEEDBACK}", name="length"),
        CheckConstraint("(hidden_at is null) = (hidden_reason = '')", name="hidden"),
        UniqueConstraint("poc_id", "submit_key", name="uq_feedback_poc_submit_key"),
        Index("ix_feedback_poc", "poc_id", text("id desc")),
    )

    poc_id: Mapped[int] = mapped_column(ForeignKey("poc.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    giver: Mapped[str | None]
    submit_key: Mapped[str]
    verdict: Mapped[str]
    sector: Mapped[str | None]
    text: Mapped[str]
    created_at: Mapped[datetime]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(server_default="")

    author: Mapped[Account | None] = relationship(lazy="joined")
