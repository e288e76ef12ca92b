"""Under which name a person answers and suggests, with or without an account."""

from ideation.accounts.models import Account
from ideation.diagnose.service.support import supporter_of


def name_of(actor: Account | None, visitor_key: str | None) -> str:
    """Return the name under which what a person does is stored.

    Args:
        actor: who is signed in, or None.
        visitor_key: the random key of this browser, or None if it has none yet.

    Returns:
        the name, which holds only a hash of the key; empty for a browser without one.
    """
    if actor is None and visitor_key is None:
        return ""
    return supporter_of(actor, visitor_key or "")
