"""A clock under which no day of Thailand ends while tests run.

Many tests count days from the moment their file was read. When midnight came in between, a page
would be a day further than the test that looks at it.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from ideation.core.clock import THAILAND

# So much is left of the day when the clock begins to hold it.
HELD = timedelta(minutes=2)


class OneDay:
    """The real clock until shortly before midnight; from then on each test begins at that moment.

    Args:
        read: the real clock.
        elapsed: seconds from any moment on.
    """

    def __init__(
        self,
        read: Callable[[], datetime] = lambda: datetime.now(UTC),
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read, self._elapsed = read, elapsed
        begun = read().astimezone(THAILAND)
        midnight = begun.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        self._last = (midnight - HELD).astimezone(UTC)
        self.begin_test()

    def seconds_to_wait(self) -> float:
        """Return for how long a run waits until it begins: past a midnight that is very near."""
        now = self._read()
        return (self._last + HELD - now).total_seconds() if now >= self._last else 0

    def begin_test(self) -> None:
        """Note that a test begins."""
        self._test_began = self._elapsed()

    def now(self) -> datetime:
        """Return the moment that it is for the test."""
        real = self._read()
        if real < self._last:
            return real
        return self._last + timedelta(seconds=self._elapsed() - self._test_began)
