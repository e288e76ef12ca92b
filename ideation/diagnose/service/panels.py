"""What Diagnose adds to the page of a round."""

from datetime import datetime
from typing import Final

from ideation.core.registry import Panel
from ideation.diagnose.service import trends
from ideation.diagnose.service.themes import listing
from ideation.diagnose.service.themes.cards import with_quotes
from ideation.rounds.models import Round

LARGEST: Final = 6


def themes(round: Round, now: datetime) -> Panel | None:
    """Return the largest themes of a round, or None while there are none."""
    found = listing.largest(round.id, LARGEST)
    if not found:
        return None
    cards = with_quotes(found, trends.of_round(round.id, now))
    return Panel("themes/_panel.html", {"round": round, "cards": cards})
