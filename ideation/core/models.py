"""The base of every model, and the three tables that all rooms share."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Identity, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from ideation.extensions import db


def words_of(kinds: type[StrEnum]) -> str:
    """Return an enum's words as SQL writes a list, for a check constraint."""
    return ", ".join(f"'{kind}'" for kind in kinds)


class Base(DeclarativeBase):
    """Base of every model: snake-case table names, times with a zone, named constraints."""

    metadata = db.metadata
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy asks for this class attribute.
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[str]: JSONB,
        int: BigInteger,
        bytes: LargeBinary,
    }


class Numbered:
    """Gives a table its own rising key."""

    id: Mapped[int] = mapped_column(
        BigInteger, Identity(always=False), primary_key=True, sort_order=-10
    )


class Event(Numbered, Base):
    """One line of the event record: who did what to which object, and when.

    Written in the transaction of the change itself, never changed after (a trigger refuses).
    `data` holds ids and words of state, never personal data, so that erasing a person needs
    no rewriting of history.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_subject", "subject_kind", "subject_id"),
        Index("ix_event_agency_at", "agency_id", "at"),
    )

    at: Mapped[datetime]
    verb: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    agency_id: Mapped[int | None]
    actor_id: Mapped[int | None]
    actor_role: Mapped[str]
    data: Mapped[dict[str, Any]]
    request_id: Mapped[str | None]


class WorkItem(Numbered, Base):
    """Work to be done once for a subject; the queue carries only its id (see `core.work`)."""

    __tablename__ = "work_item"
    __table_args__ = (
        Index("uq_work_item_kind_subject", "kind", "subject_id", unique=True),
        Index(
            "ix_work_item_due",
            "due_at",
            postgresql_where=text("state in ('waiting', 'leased')"),
        ),
        CheckConstraint("state in ('waiting', 'leased', 'done', 'failed')", name="state"),
        CheckConstraint("(state = 'leased') = (leased_until is not null)", name="lease"),
        CheckConstraint("attempt >= 0", name="attempt"),
    )

    kind: Mapped[str]
    subject_id: Mapped[int]
    state: Mapped[str] = mapped_column(server_default="waiting")
    attempt: Mapped[int] = mapped_column(server_default="0")
    failures: Mapped[int] = mapped_column(server_default="0")
    deaths: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    error: Mapped[str | None]
    request_id: Mapped[str | None]
    agency_id: Mapped[int | None]
    created_at: Mapped[datetime]


class StoredFile(Numbered, Base):
    """A file somebody gave us.

    Kept in the database: the hosts of an installation share nothing else, and a backup of the
    database is then a backup of everything that was handed in.
    """

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("size between 0 and 26214400", name="size"),)

    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None]


class Heartbeat(Base):
    """When a kind of background process last said that it is alive."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
