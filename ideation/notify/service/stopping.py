"""Stopping letters from a link in one of them, without signing in."""

from datetime import datetime

from ideation.accounts.models import Account
from ideation.core.registry import registry
from ideation.extensions import db
from ideation.notify import stop_links
from ideation.notify.models import Frequency
from ideation.notify.service import choices
from ideation.notify.stop_links import Letters


def letters_of(token: str) -> Letters:
    """Return which letters a link stops.

    Raises:
        NotFound: we never wrote this token.
    """
    return stop_links.read(token)


def stop_letters(token: str, *, now: datetime) -> Letters:
    """Stop the letters of a link; a second time changes nothing.

    Raises:
        NotFound: we never wrote this token.
    """
    letters = letters_of(token)
    if letters.kind == stop_links.ACCOUNT:
        account = db.session.get_one(Account, int(letters.key))
        choices.set_frequency(account, Frequency.NEVER, now=now)
    else:
        registry.mail_stoppers[letters.kind](letters.key, now=now)
    db.session.commit()
    return letters
