"""Who may see, and who may mend, the failed work of an agency."""

from typing import Any

from ideation.accounts import policy as accounts
from ideation.accounts.models import Role

WATCHERS = (*accounts.RUNNERS, Role.AUDITOR)


def can_see_work(account: Any, agency_id: int) -> bool:
    """Tell whether an account may look at the failed work of an agency."""
    return accounts.has_role(account, agency_id, *WATCHERS)


def can_retry(account: Any, agency_id: int) -> bool:
    """Tell whether an account may have failed work tried again."""
    return accounts.is_runner(account, agency_id)


def can_see_people(account: Any, agency_id: int) -> bool:
    """Tell whether an account may read the list of an agency's people."""
    return accounts.has_role(account, agency_id, Role.ADMINISTRATOR, Role.AUDITOR)


def require_sight_of_work(account: Any, agency_id: int) -> None:
    """Refuse unless the account may look at the failed work of the agency.

    Raises:
        SignInNeeded: a visitor asked.
        NotAllowed: the account has none of the roles.
    """
    accounts.require_role(account, agency_id, *WATCHERS)


def require_retry(account: Any, agency_id: int) -> None:
    """Refuse unless the account may have failed work of the agency tried again.

    Raises:
        SignInNeeded: a visitor asked.
        NotAllowed: the account has none of the roles.
    """
    accounts.require_role(account, agency_id, *accounts.RUNNERS)


def watched_agency_ids(account: Any) -> list[int]:
    """Return the agencies whose failed work an account may see; none for a visitor."""
    return accounts.agency_ids_of(account, *WATCHERS)
