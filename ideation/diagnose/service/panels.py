"""What Diagnose adds to the page of a round."""

from datetime import datetime
from typing import Final

from ideation.core.registry import Panel
from ideation.diagnose.service.themes import listing
from ideation.diagnose.service.themes.cards import with_quotes
from ideation.rounds.models import Round

LARGEST: Final = 6


def themes(round: Round, now: datetime) -> Panel | None:
    """Return the largest themes of a round, or None while there are none."""
    found, trends = listing.largest_and_trends(round.id, LARGEST, now)
    if not found:
        return None
    return Panel("themes/_panel.html", {"round": round, "cards": with_quotes(found, trends)})
