"""Round, stage window, participation step and notice."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideation.agencies.models import Agency, MissionArea
from ideation.core.models import Base, Numbered, words_of


class Stage(StrEnum):
    """The four stages of the 4D process, in their order (O1–O4)."""

    DIAGNOSE = "diagnose"
    DISCOVER = "discover"
    DEVELOP = "develop"
    DELIVER = "deliver"


class Level(StrEnum):
    """The five levels of participation, rising (M1–M5)."""

    INFORM = "inform"
    CONSULT = "consult"
    INVOLVE = "involve"
    COLLABORATE = "collaborate"
    EMPOWER = "empower"


class Moment(StrEnum):
    """When in the agency's work people take part (B3)."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class RoundState(StrEnum):
    """Draft rounds are seen by staff only; closed ones stay readable for good."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class Round(Numbered, Base):
    """One run of the 4D process on one mission area, at one participation level."""

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint(f"level in ({words_of(Level)})", name="level"),
        CheckConstraint(f"state in ({words_of(RoundState)})", name="state"),
        CheckConstraint(f"moment in ({words_of(Moment)})", name="moment"),
        CheckConstraint("state = 'draft' or published_at is not null", name="published"),
        CheckConstraint("(state = 'closed') = (closed_at is not null)", name="closed"),
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="slug"),
        Index("ix_round_agency_state", "agency_id", "state"),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    mission_area_id: Mapped[int] = mapped_column(ForeignKey("mission_area.id"))
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    purpose: Mapped[str]
    level: Mapped[str]
    moment: Mapped[str] = mapped_column(server_default="before")
    state: Mapped[str] = mapped_column(server_default="draft")
    outcome: Mapped[str] = mapped_column(server_default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    agency: Mapped[Agency] = relationship(lazy="joined")
    mission_area: Mapped[MissionArea] = relationship(lazy="joined")
    windows: Mapped[list["StageWindow"]] = relationship(
        order_by="StageWindow.opens_at",
        cascade="all, delete-orphan",
        back_populates="round",
    )
    steps: Mapped[list["ParticipationStep"]] = relationship(
        order_by="ParticipationStep.position", cascade="all, delete-orphan"
    )
    notices: Mapped[list["Notice"]] = relationship(
        order_by="Notice.published_at.desc()", cascade="all, delete-orphan"
    )

    def is_open(self, stage: Stage, now: datetime) -> bool:
        """Tell whether people can take part in a stage at a moment."""
        return self.state == RoundState.PUBLISHED and any(
            window.stage == stage and window.contains(now) for window in self.windows
        )


class StageWindow(Numbered, Base):
    """When a stage is open; a stage may have several windows, and stages may overlap."""

    __tablename__ = "stage_window"
    __table_args__ = (
        CheckConstraint(f"stage in ({words_of(Stage)})", name="stage"),
        CheckConstraint("closes_at is null or closes_at > opens_at", name="order"),
        Index("ix_stage_window_round_stage", "round_id", "stage"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    stage: Mapped[str]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship(back_populates="windows")

    def contains(self, moment: datetime) -> bool:
        """Tell whether the window is open at a moment; it closes at its last instant."""
        return self.opens_at <= moment and (self.closes_at is None or moment < self.closes_at)


class ParticipationStep(Numbered, Base):
    """One published step of how people take part (B2)."""

    __tablename__ = "participation_step"
    __table_args__ = (
        UniqueConstraint("round_id", "position", name="uq_participation_step_round_position"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    position: Mapped[int]
    title: Mapped[str]
    body: Mapped[str]


class Notice(Numbered, Base):
    """A public announcement in a round."""

    __tablename__ = "notice"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    title: Mapped[str]
    body: Mapped[str]
    published_at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
