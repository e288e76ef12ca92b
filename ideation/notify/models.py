"""Messages on their way out, the news they tell, who follows what, and how people want it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideation.core.models import Base, Numbered, words_of


class Message(Numbered, Base):
    """One e-mail, written as a row in the transaction of what it tells of.

    `dedupe_key` names the act and the recipient, so that one act never sends two messages to
    one address, however often its work is done again.
    """

    __tablename__ = "message"
    __table_args__ = (CheckConstraint("state in ('waiting', 'sent', 'dropped')", name="state"),)

    dedupe_key: Mapped[str] = mapped_column(unique=True)
    recipient: Mapped[str]
    language: Mapped[str]
    template: Mapped[str]
    context: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(server_default="waiting")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class News(Numbered, Base):
    """What people are told of one event, written in the transaction of the event itself.

    It is spread by a worker a little later, so that an act which is undone at once tells nobody.
    News written in one transaction belong to one act and are told together: `with_id` names the
    first of them, and is empty for that one itself.
    """

    __tablename__ = "news"
    __table_args__ = (Index("ix_news_subject", "subject_kind", "subject_id"),)

    event: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    title: Mapped[str]
    text: Mapped[str] = mapped_column(server_default="")
    agency_id: Mapped[int | None]
    actor_id: Mapped[int | None]
    at: Mapped[datetime]
    with_id: Mapped[int | None] = mapped_column(ForeignKey("news.id"), index=True)
    cancelled_at: Mapped[datetime | None]
    spread_at: Mapped[datetime | None]


class InboxItem(Numbered, Base):
    """That one account is told one piece of news, once."""

    __tablename__ = "inbox_item"
    __table_args__ = (
        UniqueConstraint("account_id", "news_id", name="uq_inbox_item_account_news"),
        Index(
            "ix_inbox_item_unread",
            "account_id",
            postgresql_where=text("read_at is null"),
        ),
        Index("ix_inbox_item_account", "account_id", text("id desc")),
        Index(
            "ix_inbox_item_unmailed",
            "account_id",
            postgresql_where=text("awaits_digest"),
        ),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    news_id: Mapped[int] = mapped_column(ForeignKey("news.id"), index=True)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    awaits_digest: Mapped[bool] = mapped_column(server_default="false")

    news: Mapped[News] = relationship()


class Follow(Numbered, Base):
    """That an account wants to hear of an object.

    `chosen` says that the person pressed the button; otherwise they follow because they took
    part.
    """

    __tablename__ = "follow"
    __table_args__ = (
        UniqueConstraint(
            "account_id", "subject_kind", "subject_id", name="uq_follow_account_subject"
        ),
        Index("ix_follow_subject", "subject_kind", "subject_id"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    chosen: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[datetime]


class Frequency(StrEnum):
    """How often an account is written to."""

    EACH = "each"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class MailChoice(Base):
    """How often an account wants its news by e-mail; without a row, at each change."""

    __tablename__ = "mail_choice"
    __table_args__ = (CheckConstraint(f"frequency in ({words_of(Frequency)})", name="frequency"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    frequency: Mapped[str]
    changed_at: Mapped[datetime]
