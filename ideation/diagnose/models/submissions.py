"""Submission, what was added to it, who supports it, and its vector."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    or_,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from ideation.accounts.models import Account
from ideation.core.models import Base, Numbered, words_of
from ideation.rounds.models import Round

DIMENSIONS = 128
LONGEST_TEXT = 5_000
LONGEST_TITLE = 150


class Kind(StrEnum):
    """What a submission is."""

    ISSUE = "issue"
    NEED = "need"
    SUGGESTION = "suggestion"
    QUESTION = "question"
    COMPLAINT = "complaint"
    TIP_OFF = "tip_off"


class Channel(StrEnum):
    """How a submission reached the agency (M2)."""

    WEB = "web"
    PHONE = "phone"
    FAX = "fax"
    LETTER = "letter"
    EMAIL = "email"
    IN_PERSON = "in_person"
    SUGGESTION_BOX = "suggestion_box"
    LINE = "line"
    API = "api"
    IMPORT = "import"


class NameShown(StrEnum):
    """Under which name a submission appears."""

    ACCOUNT = "account"
    PEN_NAME = "pen_name"
    NONE = "none"


class Submission(Numbered, Base):
    """One voice, through one channel, in one round.

    `submit_key` makes posting twice and importing twice harmless: the same form or the same
    row of a file has the same key. `search` is kept by the worker from the text's own words.
    """

    __tablename__ = "submission"
    __table_args__ = (
        CheckConstraint(f"kind in ({words_of(Kind)})", name="kind"),
        CheckConstraint(f"channel in ({words_of(Channel)})", name="channel"),
        CheckConstraint(f"name_shown in ({words_of(NameShown)})", name="name_shown"),
        CheckConstraint(
            f"char_length(text) <= {LONGEST_TEXT} and char_length(title) <= {LONGEST_TITLE}",
            name="length",
        ),
        CheckConstraint("text <> '' or withdrawn_at is not null", name="text"),
        CheckConstraint("(name_shown = 'pen_name') = (pen_name is not null)", name="pen_name"),
        CheckConstraint("name_shown <> 'account' or author_id is not null", name="account"),
        CheckConstraint("support_count >= 0", name="support_count"),
        UniqueConstraint("round_id", "submit_key", name="uq_submission_round_submit_key"),
        # Both hold what the public may see and nothing else, so that counting a round's
        # submissions reads one of them and not the texts.
        Index(
            "ix_submission_round_said",
            "round_id",
            text("said_at desc"),
            text("id desc"),
            postgresql_where=text("withdrawn_at is null"),
        ),
        Index(
            "ix_submission_round_support",
            "round_id",
            text("support_count desc"),
            text("id desc"),
            postgresql_where=text("withdrawn_at is null"),
        ),
        # Holds all that counting voices by time needs (`service.trends`).
        Index(
            "ix_submission_dated",
            "round_id",
            "said_at",
            "id",
            postgresql_where=text(
                "withdrawn_at is null and (import_id is null or said_at < created_at)"
            ),
        ),
        Index("ix_submission_search", "search", postgresql_using="gin"),
        Index(
            "ix_submission_confidential",
            "round_id",
            postgresql_where=text("kind = 'tip_off' and withdrawn_at is null"),
        ),
        Index(
            "ix_submission_withdrawn",
            "round_id",
            postgresql_where=text("withdrawn_at is not null"),
        ),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    number: Mapped[str] = mapped_column(unique=True)
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    submit_key: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    name_shown: Mapped[str] = mapped_column(server_default="none")
    pen_name: Mapped[str | None]
    title: Mapped[str] = mapped_column(server_default="")
    text: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="issue")
    province: Mapped[str | None]
    channel: Mapped[str] = mapped_column(server_default="web")
    language: Mapped[str] = mapped_column(server_default="th")
    consent_version: Mapped[str | None]
    contact_email: Mapped[str | None]
    contact_language: Mapped[str] = mapped_column(server_default="th")
    import_id: Mapped[int | None] = mapped_column(ForeignKey("submission_import.id"), index=True)
    support_count: Mapped[int] = mapped_column(server_default="0")
    said_at: Mapped[datetime]
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    search: Mapped[Any] = deferred(mapped_column(TSVECTOR, nullable=True))

    round: Mapped[Round] = relationship()
    author: Mapped[Account | None] = relationship(lazy="joined")
    additions: Mapped[list["Addition"]] = relationship(order_by="Addition.id")

    @property
    def is_confidential(self) -> bool:
        """Whether only its holder and the agency's officers read it: reports of wrongdoing (B4)."""
        return self.kind == Kind.TIP_OFF

    @hybrid_property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return not self.is_withdrawn and not self.is_confidential

    @is_public.inplace.expression
    @classmethod
    def _is_public(cls) -> ColumnElement[bool]:
        return and_(cls.withdrawn_at.is_(None), cls.kind != Kind.TIP_OFF)

    @hybrid_property
    def has_known_day(self) -> bool:
        """Whether `said_at` is known, and not the moment at which a file was brought in.

        A row without a date gets that moment, which says nothing of when people spoke.
        """
        return self.import_id is None or self.said_at < self.created_at

    @has_known_day.inplace.expression
    @classmethod
    def _has_known_day(cls) -> ColumnElement[bool]:
        return or_(cls.import_id.is_(None), cls.said_at < cls.created_at)

    @property
    def is_withdrawn(self) -> bool:
        """Whether the person took the submission back; its words are then gone."""
        return self.withdrawn_at is not None


class Addition(Numbered, Base):
    """What the person added to a submission later."""

    __tablename__ = "addition"
    __table_args__ = (
        CheckConstraint(f"char_length(text) between 1 and {LONGEST_TEXT}", name="length"),
        UniqueConstraint("submission_id", "submit_key", name="uq_addition_submission_key"),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    submit_key: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime]


class Support(Numbered, Base):
    """That somebody says the same: an account, or a visitor's browser known by a random key."""

    __tablename__ = "support"
    __table_args__ = (
        UniqueConstraint("submission_id", "supporter", name="uq_support_submission_supporter"),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    supporter: Mapped[str]
    created_at: Mapped[datetime]


class TextSpace(Numbered, Base):
    """A numbered vector space; `active` is the one that search and assignment read."""

    __tablename__ = "text_space"
    __table_args__ = (
        Index("uq_text_space_active", "active", unique=True, postgresql_where=text("active")),
    )

    name: Mapped[str] = mapped_column(unique=True)
    active: Mapped[bool] = mapped_column(server_default="false")
    created_at: Mapped[datetime]


class Vector(Base):
    """A submission's place in a space; its row sits beside the round's for a quick filter.

    `prepared_with` names the rules by which the text was cut into words (`text.tokens.rules`), for
    this vector and for the submission's search words; empty where that was not written down.
    """

    __tablename__ = "submission_vector"
    __table_args__ = (
        Index("ix_submission_vector_round_space", "round_id", "space_id"),
        Index(
            "ix_submission_vector_hnsw",
            "vector",
            postgresql_using="hnsw",
            postgresql_ops={"vector": "halfvec_ip_ops"},
        ),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("text_space.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    vector: Mapped[Any] = mapped_column(HALFVEC(DIMENSIONS))
    prepared_with: Mapped[str] = mapped_column(server_default="")
