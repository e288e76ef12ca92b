"""The four sectors that take part: people, state bodies, businesses, others (O1–O4)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from ideation.core.i18n import _l


class Sector(StrEnum):
    """As whom somebody takes part."""

    PEOPLE = "people"
    STATE = "state"
    BUSINESS = "business"
    OTHER = "other"


SECTORS: Mapping[Sector, Any] = MappingProxyType(
    {
        Sector.PEOPLE: _l("Citizens"),
        Sector.STATE: _l("State bodies"),
        Sector.BUSINESS: _l("Businesses"),
        Sector.OTHER: _l("Other stakeholders"),
    }
)
