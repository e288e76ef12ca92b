"""As whom the person at this browser speaks: asked once, and remembered in the session."""

from typing import Any

from flask import session

from ideation.core.sectors import Sector

_SECTOR = "sector"


def known(actor: Any) -> str | None:
    """Return as whom somebody speaks: a word of `Sector`, empty for unsaid, None for unasked."""
    if _SECTOR in session:
        return str(session[_SECTOR])
    if actor is not None and actor.kind == "organisation":
        return Sector.BUSINESS.value
    return None


def remember(sector: str) -> None:
    """Keep what somebody chose."""
    session[_SECTOR] = sector
