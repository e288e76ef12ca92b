"""What everybody reads of themes: the list of a round, one theme, the latest decisions."""

from ideation.diagnose.service.themes.listing import Listing, Wish, browse, largest
from ideation.diagnose.service.themes.showing import (
    ThemePage,
    latest_decisions,
    show,
)

__all__ = [
    "Listing",
    "ThemePage",
    "Wish",
    "browse",
    "largest",
    "latest_decisions",
    "show",
]
