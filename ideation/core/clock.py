"""The one place that reads the clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

# Where the people are: their days begin and end by this zone.
THAILAND = ZoneInfo("Asia/Bangkok")


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def day_of(moment: datetime) -> date:
    """Return the day in Thailand at a moment."""
    return moment.astimezone(THAILAND).date()
