"""Dossiers: what goes to a committee, in sections, with every version that was handed in."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideation.core.models import Base, Numbered, words_of
from ideation.deliver.models.pocs import Poc


class DossierState(StrEnum):
    """Where a dossier stands between the officers' desk and the committee's table."""

    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    SCHEDULED = "scheduled"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"


class Dossier(Numbered, Base):
    """The policy-innovation brief about one proof of concept."""

    __tablename__ = "dossier"
    __table_args__ = (
        CheckConstraint(f"state in ({words_of(DossierState)})", name="state"),
        CheckConstraint("title <> ''", name="title"),
        CheckConstraint("version_number >= 0", name="version"),
    )

    poc_id: Mapped[int] = mapped_column(ForeignKey("poc.id"), unique=True)
    title: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="drafting")
    version_number: Mapped[int] = mapped_column(server_default="0")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]

    poc: Mapped[Poc] = relationship()
    sections: Mapped[list["DossierSection"]] = relationship(
        order_by="DossierSection.position", cascade="all, delete-orphan"
    )
    versions: Mapped[list["DossierVersion"]] = relationship(order_by="DossierVersion.number.desc()")


class DossierSection(Numbered, Base):
    """One section, first written from the trace and then edited by people.

    `edited` sections are not written anew when the trace has grown, unless somebody asks for it;
    `before` then keeps what they said, for the way back.
    """

    __tablename__ = "dossier_section"
    __table_args__ = (
        UniqueConstraint("dossier_id", "key", name="uq_dossier_section_key"),
        UniqueConstraint("dossier_id", "position", name="uq_dossier_section_position"),
    )

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    key: Mapped[str]
    position: Mapped[int]
    body: Mapped[str] = mapped_column(server_default="")
    before: Mapped[str | None]
    edited: Mapped[bool] = mapped_column(server_default="false")
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class DossierVersion(Numbered, Base):
    """A dossier as it was handed in; the committee decides on this.

    A trigger refuses to change or delete it.
    """

    __tablename__ = "dossier_version"
    __table_args__ = (UniqueConstraint("dossier_id", "number", name="uq_dossier_version_number"),)

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    number: Mapped[int]
    title: Mapped[str]
    content: Mapped[dict[str, Any]]
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
