"""What people type: tidied, asked for where it is missing, and kept within its length."""

from typing import Any

from ideation.core import ids
from ideation.core.errors import InvalidInput
from ideation.core.i18n import _l


def needed(typed: str, field: str, missing: Any, *, most: int) -> str:
    """Return what was typed, tidied.

    Args:
        typed: the text.
        field: of the form, where a refusal is shown.
        missing: what to say where nothing was typed.
        most: the largest number of characters.

    Raises:
        InvalidInput: nothing was typed, or too much.
    """
    words = optional(typed, field, most=most)
    if not words:
        raise InvalidInput(missing, field=field)
    return words


def optional(typed: str, field: str, *, most: int) -> str:
    """Return what was typed, tidied; nothing is fine.

    Raises:
        InvalidInput: too much was typed.
    """
    words = typed.strip().replace("\r\n", "\n")
    if len(words) > most:
        raise InvalidInput(
            _l("Shorten the text to %(most)s characters or fewer.", most=most), field=field
        )
    return words


def mark_of(text: str) -> str:
    """Return a mark of a text, by which a form notices that somebody else has changed it."""
    return ids.hash_token(text)[:16]
