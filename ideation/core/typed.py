"""What people typed, made fit to store, or refused with a sentence at its field."""

from ideation.core import ids
from ideation.core.errors import InvalidInput
from ideation.core.i18n import _l

SHORTEST_TOKEN = 32


def key_of(submit_token: str) -> str:
    """Return what is stored of a form's token.

    Raises:
        InvalidInput: the form came without its token.
    """
    if len(submit_token) < SHORTEST_TOKEN:
        raise InvalidInput(_l("The form was not whole. Reload the page and send it again."))
    return ids.hash_token(submit_token)


def line(typed: str, field: str, most: int, missing: object) -> str:
    """Return a text in one line.

    Args:
        typed: what was typed.
        field: the form field it stands in.
        most: how many characters it may have.
        missing: the sentence to say where there is nothing in it.

    Raises:
        InvalidInput: nothing in it, or too much.
    """
    return _needed(" ".join(_storable(typed).split()), field, most, missing)


def text(typed: str, field: str, most: int, missing: object) -> str:
    """Return a text of several lines; see `line`."""
    return _needed(_storable(typed), field, most, missing)


def optional(typed: str, field: str, most: int) -> str:
    """Return a text of several lines, which may be empty.

    Raises:
        InvalidInput: too much was typed.
    """
    return _fitting(_storable(typed), field, most)


def mark_of(stored: str) -> str:
    """Return a mark of a text, by which a form notices that somebody else has changed it."""
    return ids.hash_token(stored)[:16]


def _storable(typed: str) -> str:
    # PostgreSQL stores every character but the first of these.
    return typed.replace("\x00", "").replace("\r\n", "\n").strip()


def _needed(tidy: str, field: str, most: int, missing: object) -> str:
    if not tidy:
        raise InvalidInput(missing, field=field)
    return _fitting(tidy, field, most)


def _fitting(tidy: str, field: str, most: int) -> str:
    if len(tidy) > most:
        raise InvalidInput(
            _l("Shorten the text to %(most)s characters or fewer.", most=most), field=field
        )
    return tidy
