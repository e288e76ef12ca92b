"""The way from the page of every object to its trace."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from ideation.core.registry import Panel
from ideation.rounds.models import Round
from ideation.rounds.windows import stage_views

# On whose pages the link stands.
PAGES: Final = (
    "theme", "statement", "need", "challenge", "idea", "poc", "dossier", "decision",
)  # fmt: skip


def link_of(kind: str) -> Callable[[Any, datetime], Panel]:
    """Return the builder of the link for a kind of object."""

    def build(subject: Any, _now: datetime) -> Panel:
        return "trace/_link.html", {"kind": kind, "id": subject.id}

    return build


def ways(round: Round, now: datetime) -> Panel:
    """Return how everybody takes part in each stage of a round (B2)."""
    return "trace/_ways.html", {"round": round, "stages": stage_views(round, now)}
