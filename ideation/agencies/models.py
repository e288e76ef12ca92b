"""Agency, unit and mission area."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideation.core.models import Base, Numbered


class Agency(Numbered, Base):
    """A public agency that runs rounds on this installation."""

    __tablename__ = "agency"

    slug: Mapped[str] = mapped_column(unique=True)
    name_th: Mapped[str]
    name_en: Mapped[str]
    short_th: Mapped[str]
    short_en: Mapped[str]
    # For each stage: its word, name_th, name_en, text_th, text_en.
    methods: Mapped[list[dict[str, str]]] = mapped_column(JSONB, server_default="[]")
    monitoring_th: Mapped[str] = mapped_column(server_default="")
    monitoring_en: Mapped[str] = mapped_column(server_default="")
    source_th: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime]

    units: Mapped[list["Unit"]] = relationship(order_by="Unit.abbr", back_populates="agency")
    mission_areas: Mapped[list["MissionArea"]] = relationship(
        order_by="MissionArea.position", back_populates="agency"
    )


class Unit(Numbered, Base):
    """A unit of an agency; `name_th` is empty where the source gives only the abbreviation."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("agency_id", "abbr", name="uq_unit_agency_abbr"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    abbr: Mapped[str]
    name_th: Mapped[str | None]
    name_en: Mapped[str | None]

    agency: Mapped[Agency] = relationship(back_populates="units")


class MissionArea(Numbered, Base):
    """A field of work on which an agency lets the public take part (O5)."""

    __tablename__ = "mission_area"
    __table_args__ = (UniqueConstraint("agency_id", "slug", name="uq_mission_area_agency_slug"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    slug: Mapped[str]
    name_th: Mapped[str]
    name_en: Mapped[str]
    description_th: Mapped[str]
    description_en: Mapped[str] = mapped_column(server_default="")
    position: Mapped[int]

    agency: Mapped[Agency] = relationship(back_populates="mission_areas")
    responsibilities: Mapped[list["Responsibility"]] = relationship(
        order_by="Responsibility.position", cascade="all, delete-orphan"
    )

    @property
    def units(self) -> list[Unit]:
        """The responsible units, in the order of the agency's order; the first one leads."""
        return [responsibility.unit for responsibility in self.responsibilities]


class Responsibility(Base):
    """That a unit answers for a mission area."""

    __tablename__ = "responsibility"

    mission_area_id: Mapped[int] = mapped_column(ForeignKey("mission_area.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    position: Mapped[int]

    unit: Mapped[Unit] = relationship(lazy="joined")
