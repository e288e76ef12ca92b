"""Challenges with their criteria; ideas in versions, with comments, support and assessments."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from ideation.accounts.models import Account
from ideation.core.models import Base, Numbered, words_of
from ideation.diagnose.models import Theme
from ideation.diagnose.models.submissions import DIMENSIONS
from ideation.discover.models import Need

LONGEST_TITLE = 150
LONGEST_BODY = 20_000
LONGEST_COMMENT = 2_000
SCORES = range(1, 6)


class ChallengeState(StrEnum):
    """Drafts are seen by staff only; ideas are taken while a challenge is open and in time."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class IdeaState(StrEnum):
    """What became of an idea; the last two but one carry a reason that the public reads."""

    PROPOSED = "proposed"
    PROMOTED = "promoted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Stance(StrEnum):
    """On which side a comment stands."""

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"


class Challenge(Numbered, Base):
    """A "how might we…" from a theme and its needs, opened for ideas from one day to another."""

    __tablename__ = "challenge"
    __table_args__ = (
        CheckConstraint(f"state in ({words_of(ChallengeState)})", name="state"),
        CheckConstraint("closes_at > opens_at", name="order"),
        CheckConstraint("title <> '' and body <> ''", name="words"),
        CheckConstraint("state = 'draft' or published_at is not null", name="published"),
        UniqueConstraint("theme_id", "submit_key", name="uq_challenge_theme_submit_key"),
    )

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), index=True)
    submit_key: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="draft")
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    theme: Mapped[Theme] = relationship()
    criteria: Mapped[list["Criterion"]] = relationship(
        order_by="Criterion.position", cascade="all, delete-orphan"
    )
    needs: Mapped[list[Need]] = relationship(
        secondary="challenge_need", order_by="Need.id", viewonly=True
    )


class ChallengeNeed(Base):
    """That a challenge is meant to meet a need."""

    __tablename__ = "challenge_need"

    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"), primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), primary_key=True, index=True)


class Criterion(Numbered, Base):
    """One thing that ideas of a challenge are assessed on."""

    __tablename__ = "criterion"
    __table_args__ = (
        UniqueConstraint("challenge_id", "position", name="uq_criterion_challenge_position"),
        CheckConstraint("name <> ''", name="name"),
    )

    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"))
    position: Mapped[int]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")


class Idea(Numbered, Base):
    """A proposal. Title and body are those of its latest version."""

    __tablename__ = "idea"
    __table_args__ = (
        CheckConstraint(f"state in ({words_of(IdeaState)})", name="state"),
        CheckConstraint(
            "state not in ('promoted', 'declined') or (reason <> '' and decided_at is not null)",
            name="reason",
        ),
        CheckConstraint(
            f"char_length(title) between 1 and {LONGEST_TITLE} "
            f"and char_length(body) between 1 and {LONGEST_BODY}",
            name="length",
        ),
        CheckConstraint("support_count >= 0 and comment_count >= 0", name="counts"),
        CheckConstraint("version_number >= 1", name="version"),
        UniqueConstraint("challenge_id", "submit_key", name="uq_idea_challenge_submit_key"),
        Index("ix_idea_challenge_support", "challenge_id", text("support_count desc")),
        Index("ix_idea_search", "search", postgresql_using="gin"),
    )

    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    submit_key: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    version_number: Mapped[int] = mapped_column(server_default="1")
    state: Mapped[str] = mapped_column(server_default="proposed")
    reason: Mapped[str] = mapped_column(server_default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    support_count: Mapped[int] = mapped_column(server_default="0")
    comment_count: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    vector: Mapped[Any] = deferred(mapped_column(HALFVEC(DIMENSIONS), nullable=True))
    search: Mapped[Any] = deferred(mapped_column(TSVECTOR, nullable=True))

    challenge: Mapped[Challenge] = relationship()
    author: Mapped[Account | None] = relationship(foreign_keys=[author_id], lazy="joined")
    versions: Mapped[list["IdeaVersion"]] = relationship(order_by="IdeaVersion.number.desc()")


class IdeaVersion(Numbered, Base):
    """What an idea said at one time; never changed after."""

    __tablename__ = "idea_version"
    __table_args__ = (
        UniqueConstraint("idea_id", "number", name="uq_idea_version_idea_number"),
        CheckConstraint("number >= 1", name="number"),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    number: Mapped[int]
    title: Mapped[str]
    body: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime]


class Comment(Numbered, Base):
    """What somebody says of an idea. A hidden one stays in the record with the reason."""

    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint(f"stance in ({words_of(Stance)})", name="stance"),
        CheckConstraint(f"char_length(text) between 1 and {LONGEST_COMMENT}", name="length"),
        CheckConstraint("(hidden_at is null) = (hidden_reason = '')", name="hidden"),
        UniqueConstraint("idea_id", "submit_key", name="uq_comment_idea_submit_key"),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    submit_key: Mapped[str]
    stance: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(server_default="")

    author: Mapped[Account | None] = relationship(lazy="joined")


class IdeaSupport(Numbered, Base):
    """That somebody supports an idea: an account, or a browser known by a random key."""

    __tablename__ = "idea_support"
    __table_args__ = (
        UniqueConstraint("idea_id", "supporter", name="uq_idea_support_idea_supporter"),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    supporter: Mapped[str]
    created_at: Mapped[datetime]


class Assessment(Numbered, Base):
    """One evaluator's view of an idea on the challenge's criteria."""

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("idea_id", "assessor_id", name="uq_assessment_idea_assessor"),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    assessor_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    assessor: Mapped[Account] = relationship()
    scores: Mapped[list["AssessmentScore"]] = relationship(cascade="all, delete-orphan")


class AssessmentScore(Base):
    """One criterion's score, from 1 (hardly) to 5 (fully)."""

    __tablename__ = "assessment_score"
    __table_args__ = (CheckConstraint("score between 1 and 5", name="score"),)

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), primary_key=True)
    score: Mapped[int]
