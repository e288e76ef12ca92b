"""What people typed about a trial, made fit to store, or refused with a sentence at its field."""

import math
import re
from datetime import date
from typing import Final

from ideation.core import typed
from ideation.core.errors import InvalidInput
from ideation.core.i18n import _l
from ideation.rounds.windows import FIRST_YEAR, LAST_YEAR

needed, line, optional, submit_key = typed.text, typed.line, typed.optional, typed.key_of

LONGEST_REASON: Final = 2_000
LONGEST_TEXT: Final = 4_000
LARGEST_VALUE: Final = 1e12
# Digits of any script, so that Thai ones are read as well.
_NUMBER: Final = re.compile(r"[+-]?\d{1,13}(\.\d{1,9})?")


def reason(written: str) -> str:
    """Return a reason that the public reads.

    Raises:
        InvalidInput: there is none, or it is too long.
    """
    missing = _l("Give the reason. The public will read it.")
    return needed(written, "reason", LONGEST_REASON, missing)


def value(given: float, field: str) -> float:
    """Return a number that can be drawn and compared.

    Raises:
        InvalidInput: it is none, or larger than anything that is measured.
    """
    if not math.isfinite(given) or abs(given) > LARGEST_VALUE:
        raise InvalidInput(_l("Enter a number, such as 48 or 48.5."), field=field)
    return float(given)


def number(written: str) -> float | None:
    """Read a number as people write it, with separators of thousands; None if it is none."""
    plain = written.strip().replace(",", "")
    if not _NUMBER.fullmatch(plain):
        return None
    return float(plain)


def day(given: date, field: str) -> date:
    """Return a day whose year can have been meant.

    Raises:
        InvalidInput: the year is of the Buddhist era, or of another age.
    """
    if not FIRST_YEAR <= given.year <= LAST_YEAR:
        raise InvalidInput(
            _l("Write the year in the Christian era, such as 2027 for 2570."), field=field
        )
    return given


def past_day(given: date, field: str, today: date) -> date:
    """Return a day that has come already.

    Raises:
        InvalidInput: it lies ahead.
    """
    if day(given, field) > today:
        raise InvalidInput(_l("This day lies ahead. Enter today or an earlier day."), field=field)
    return given
