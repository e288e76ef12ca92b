"""The days by which terms and meetings count: those of Thailand."""

from datetime import UTC, date, datetime, time, timedelta

from ideation.core.clock import THAILAND
from ideation.deliver.models import Meeting


def day_of(moment: datetime) -> date:
    """Return the day in Thailand at a moment."""
    return moment.astimezone(THAILAND).date()


def meeting_day(meeting: Meeting) -> date:
    """Return the day of a meeting: when it was opened, or until then when it is to be held."""
    return day_of(meeting.opened_at or meeting.held_at)


def bounds_of(day: date) -> tuple[datetime, datetime]:
    """Return the moments at which a day begins and ends."""
    begins = datetime.combine(day, time.min, THAILAND).astimezone(UTC)
    return begins, begins + timedelta(days=1)
