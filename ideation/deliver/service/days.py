"""The day by which terms and votes of a meeting count."""

from datetime import date

from ideation.core.clock import day_of
from ideation.deliver.models import Meeting


def meeting_day(meeting: Meeting) -> date:
    """Return the day of a meeting: when it was opened, or until then when it is to be held."""
    return day_of(meeting.opened_at or meeting.held_at)
