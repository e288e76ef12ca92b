"""Pages of meetings: planning, the agenda, the session, votes, decisions and minutes."""

from ideation.deliver.views.meetings import deciding, items, planning, showing
from ideation.deliver.views.meetings.blueprint import blueprint

__all__ = ["blueprint", "deciding", "items", "planning", "showing"]
