"""Decisions, which nothing changes, and the outcome steps that follow them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideation.agencies.models import Unit
from ideation.core.models import Base, Numbered, words_of
from ideation.deliver.models.committees import MeetingItem
from ideation.deliver.models.dossiers import Dossier


class Ruling(StrEnum):
    """What a committee decided: approve and forward, return with points, or reject."""

    APPROVED = "approved"
    RETURNED = "returned"
    REJECTED = "rejected"


class OutcomeState(StrEnum):
    """How far a step after a decision is."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"


class Decision(Numbered, Base):
    """What a committee decided of a dossier, with its reasons and the count of the votes.

    A trigger refuses to change or delete it: it can only be followed by another decision.
    `number` counts within the agency and the Buddhist year, such as `3/2569`. `tally` holds the
    numbers of votes by ballot, of members present and recused, and the quorum.
    """

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("agency_id", "number", name="uq_decision_agency_number"),
        CheckConstraint(f"ruling in ({words_of(Ruling)})", name="ruling"),
        CheckConstraint("reasons <> ''", name="reasons"),
        CheckConstraint("ruling <> 'returned' or points <> ''", name="points"),
        CheckConstraint("follows_id is null or follows_id <> id", name="follows"),
        Index("ix_decision_dossier", "dossier_id"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("meeting_item.id"), unique=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    number: Mapped[str]
    ruling: Mapped[str]
    reasons: Mapped[str]
    points: Mapped[str] = mapped_column(server_default="")
    forwarded_to: Mapped[str] = mapped_column(server_default="")
    tally: Mapped[dict[str, Any]]
    decided_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), unique=True)

    item: Mapped[MeetingItem] = relationship()
    dossier: Mapped[Dossier] = relationship()
    outcomes: Mapped[list["OutcomeStep"]] = relationship(order_by="OutcomeStep.position")


class OutcomeStep(Numbered, Base):
    """One thing to be done after a decision, with what proves that it was."""

    __tablename__ = "outcome_step"
    __table_args__ = (
        CheckConstraint(f"state in ({words_of(OutcomeState)})", name="state"),
        CheckConstraint("title <> ''", name="title"),
        CheckConstraint("state <> 'done' or evidence <> '' or evidence_url <> ''", name="evidence"),
        CheckConstraint("state <> 'dropped' or reason <> ''", name="reason"),
        UniqueConstraint("decision_id", "submit_key", name="uq_outcome_step_decision_submit_key"),
        Index("ix_outcome_step_decision", "decision_id", "position"),
    )

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    submit_key: Mapped[str]
    position: Mapped[int]
    title: Mapped[str]
    body: Mapped[str] = mapped_column(server_default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(server_default="planned")
    evidence: Mapped[str] = mapped_column(server_default="")
    evidence_url: Mapped[str] = mapped_column(server_default="")
    reason: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    decision: Mapped[Decision] = relationship(back_populates="outcomes")
    unit: Mapped[Unit | None] = relationship(lazy="joined")
