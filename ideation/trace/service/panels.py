"""The way from the page of every object to its trace."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from ideation.core.registry import Panel
from ideation.diagnose.models import Theme, ThemeState
from ideation.rounds.models import Round
from ideation.rounds.windows import stage_views
from ideation.trace.service.reached import furthest

# On whose pages the link stands alone.
PAGES: Final = (
    "statement", "need", "challenge", "idea", "poc", "dossier", "decision",
)  # fmt: skip


def link_of(kind: str) -> Callable[[Any, datetime], Panel]:
    """Return the builder of the link for a kind of object."""

    def build(subject: Any, _now: datetime) -> Panel:
        return Panel("trace/_link.html", {"kind": kind, "id": subject.id})

    return build


def of_theme(theme: Theme, _now: datetime) -> Panel:
    """Return the link from a theme, with how far it has got since it was selected."""
    values: dict[str, Any] = {"kind": "theme", "id": theme.id}
    if theme.state == ThemeState.SELECTED:
        values["reached"] = furthest([theme.id], [])[0].get(theme.id)
    return Panel("trace/_link.html", values)


def ways(round: Round, now: datetime) -> Panel:
    """Return how everybody takes part in each stage of a round (B2)."""
    return Panel("trace/_ways.html", {"round": round, "stages": stage_views(round, now)})
