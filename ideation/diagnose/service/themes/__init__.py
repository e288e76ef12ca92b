"""What everybody reads of themes: the list of a round, one theme, the latest decisions."""

from ideation.diagnose.service.themes.listing import NO_TOPIC, Listing, Wish, browse, largest
from ideation.diagnose.service.themes.showing import (
    ThemePage,
    latest_decisions,
    show,
)

__all__ = [
    "NO_TOPIC",
    "Listing",
    "ThemePage",
    "Wish",
    "browse",
    "largest",
    "latest_decisions",
    "show",
]
