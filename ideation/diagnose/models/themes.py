"""Themes with a lasting identity, what belongs to them, runs of the engine, officers' edits."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from ideation.accounts.models import Account
from ideation.agencies.models import Unit
from ideation.core.models import Base, Numbered
from ideation.diagnose.models.submissions import DIMENSIONS, Submission
from ideation.rounds.models import Round


class ThemeState(StrEnum):
    """What officers have decided of a theme; the last two carry a reason the public sees."""

    NEW = "new"
    ACCEPTED = "accepted"
    SELECTED = "selected"
    REJECTED = "rejected"


class Theme(Numbered, Base):
    """A group of submissions with a lasting identity: its id and address never change.

    A merged theme keeps its row and points to the one it went into. `size` and `provinces`
    count primary members that are not withdrawn; `copies` are those of them that share their
    wording with another one, `copy_groups` the wordings they share; `unclear` are those that the
    engine is not sure of; `also` counts texts of other themes that touch on this one.

    `summary` holds parts of its texts as they were typed, each with the submission it comes from:
    `{"submission": id, "text": sentence}`. They may be shown only while that submission is public
    and in the theme. `topic` names the topic that the newest run put the theme in; empty for none.
    """

    __tablename__ = "theme"
    __table_args__ = (
        CheckConstraint("state in ('new', 'accepted', 'selected', 'rejected')", name="state"),
        CheckConstraint(
            "state not in ('selected', 'rejected') or (reason <> '' and decided_at is not null)",
            name="reason",
        ),
        CheckConstraint("merged_into_id is null or merged_into_id <> id", name="merged"),
        CheckConstraint("(answer <> '') = (answered_at is not null)", name="answer"),
        CheckConstraint("label <> ''", name="label"),
        CheckConstraint("copies >= 2 * copy_groups", name="copies"),
        CheckConstraint("unclear between 0 and size", name="unclear"),
        CheckConstraint("also >= 0", name="also"),
        Index("ix_theme_round_size", "round_id", text("size desc")),
        Index("ix_theme_search", "search", postgresql_using="gin"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    label: Mapped[str]
    label_by_officer: Mapped[bool] = mapped_column(server_default="false")
    keywords: Mapped[list[str]] = mapped_column(server_default="[]")
    central_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    summary: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    topic: Mapped[str] = mapped_column(server_default="")
    state: Mapped[str] = mapped_column(server_default="new")
    locked: Mapped[bool] = mapped_column(server_default="false")
    edited: Mapped[bool] = mapped_column(server_default="false")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    reason: Mapped[str] = mapped_column(server_default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answer: Mapped[str] = mapped_column(server_default="")
    answered_at: Mapped[datetime | None]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    due_on: Mapped[date | None]
    size: Mapped[int] = mapped_column(server_default="0")
    provinces: Mapped[int] = mapped_column(server_default="0")
    copies: Mapped[int] = mapped_column(server_default="0")
    copy_groups: Mapped[int] = mapped_column(server_default="0")
    unclear: Mapped[int] = mapped_column(server_default="0")
    also: Mapped[int] = mapped_column(server_default="0")
    centroid: Mapped[Any] = deferred(mapped_column(HALFVEC(DIMENSIONS), nullable=True))
    search: Mapped[Any] = deferred(mapped_column(TSVECTOR, nullable=True))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    round: Mapped[Round] = relationship()
    unit: Mapped[Unit | None] = relationship(lazy="joined")
    decided_by: Mapped[Account | None] = relationship()


class ThemeMember(Base):
    """That a submission belongs to a theme; exactly one membership of a submission is primary.

    `pinned` memberships were put there by an officer and survive every run. Of a membership that
    the engine gave, `score` is how sure it was, from 0 to 1. One that is not primary says that the
    text touches on the theme as well; only runs write those (`service.seconds`), and whatever
    counts voices leaves them out.
    """

    __tablename__ = "theme_member"
    __table_args__ = (
        Index(
            "uq_theme_member_primary",
            "submission_id",
            unique=True,
            postgresql_where=text("is_primary"),
        ),
        Index(
            "ix_theme_member_fit",
            "theme_id",
            text("score desc"),
            "submission_id",
            postgresql_where=text("is_primary"),
        ),
        Index(
            "ix_theme_member_second",
            "submission_id",
            postgresql_where=text("not is_primary"),
        ),
        Index(
            "ix_theme_member_also",
            "theme_id",
            text("score desc"),
            "submission_id",
            postgresql_where=text("not is_primary"),
        ),
        CheckConstraint("source in ('engine', 'officer')", name="source"),
        CheckConstraint("is_primary or source = 'engine'", name="second"),
        CheckConstraint("not pinned or source = 'officer'", name="pinned"),
    )

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    is_primary: Mapped[bool] = mapped_column(server_default="true")
    score: Mapped[float]
    source: Mapped[str] = mapped_column(server_default="engine")
    pinned: Mapped[bool] = mapped_column(server_default="false")
    assigned_at: Mapped[datetime]

    submission: Mapped[Submission] = relationship()


class Bar(Base):
    """An officer's "not this theme" for a submission; no run puts it back."""

    __tablename__ = "theme_bar"

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)


class ThemeRun(Numbered, Base):
    """One run of the theme engine over a round."""

    __tablename__ = "theme_run"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'running', 'done', 'failed')", name="state"),
        CheckConstraint("progress between 0 and 100", name="progress"),
        Index(
            "uq_theme_run_one_open",
            "round_id",
            unique=True,
            postgresql_where=text("state in ('waiting', 'running')"),
        ),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    state: Mapped[str] = mapped_column(server_default="waiting")
    progress: Mapped[int] = mapped_column(server_default="0")
    step: Mapped[str] = mapped_column(server_default="waiting")
    parameters: Mapped[dict[str, Any]]
    input_hash: Mapped[str | None]
    texts: Mapped[int] = mapped_column(server_default="0")
    themes: Mapped[int] = mapped_column(server_default="0")
    themes_new: Mapped[int] = mapped_column(server_default="0")
    measures: Mapped[dict[str, Any] | None]
    seconds: Mapped[float | None]
    error: Mapped[str | None]
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship()


class ThemeRunRecord(Base):
    """What a run started from and what it found, so that it can be done again and compared.

    The arrays go together: for each text its submission, the theme an officer had placed it in and
    the theme it had at all (-1 for none), and the number of the theme that the engine found.
    """

    __tablename__ = "theme_run_record"
    __table_args__ = (
        CheckConstraint(
            "cardinality(submission_ids) = cardinality(placed)"
            " and cardinality(submission_ids) = cardinality(before)"
            " and cardinality(submission_ids) = cardinality(labels)",
            name="together",
        ),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("theme_run.id"), primary_key=True)
    submission_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    placed: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    before: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    labels: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))


class ThemeEdit(Numbered, Base):
    """One act of an officer on the theme board, with all that undoing it needs."""

    __tablename__ = "theme_edit"
    __table_args__ = (Index("ix_theme_edit_round", "round_id", text("id desc")),)

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    verb: Mapped[str]
    theme_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    summary: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any]]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    actor: Mapped[Account | None] = relationship(foreign_keys=[actor_id])
