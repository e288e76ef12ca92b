"""Messages on their way out."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ideation.core.models import Base, Numbered


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
