"""The one place that reads the clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

# Where the people are: their days begin and end by this zone.
THAILAND = ZoneInfo("Asia/Bangkok")


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)
