"""What the signed session knows of a browser: what it sent, follows and supports."""

from typing import Any

from flask import session
from flask_security import current_user

from ideation.core import ids

TRACKED = "tracked"
_VISITOR = "visitor"
_RECEIPT = "receipt"
# A cookie holds about 4,000 characters; the oldest is followed by number and secret again.
MOST_TRACKED = 20


def actor() -> Any:
    """Return the account that is signed in, or None."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def tracked() -> list[int]:
    """Return the ids of the submissions whose secret this browser has shown."""
    return list(session.get(TRACKED, []))


def track(submission_id: int) -> None:
    """Remember that this browser has shown the secret of a submission."""
    others = [each for each in tracked() if each != submission_id]
    session[TRACKED] = [*others, submission_id][-MOST_TRACKED:]


def visitor_key() -> str | None:
    """Return the random key under which this browser supports, or None if it never did."""
    key: str | None = session.get(_VISITOR)
    return key


def new_visitor_key() -> str:
    """Return this browser's key, made the first time it is needed."""
    key: str = session.setdefault(_VISITOR, ids.new_token())
    return key


def keep_receipt(number: str, submit_token: str) -> None:
    """Keep what shows the receipt again: not the secret itself, since cookies can be read."""
    session[_RECEIPT] = [number, submit_token]


def kept_receipt() -> tuple[str, str] | None:
    """Return number and form token of what this browser posted last, or None."""
    kept = session.get(_RECEIPT)
    return (kept[0], kept[1]) if kept else None
