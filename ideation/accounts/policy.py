"""What accounts may do: questions about roles, asked by every room."""

from typing import Any

from ideation.accounts.models import Role
from ideation.core.errors import NotAllowed, SignInNeeded
from ideation.core.i18n import _l

# Whoever runs rounds and works on what people say.
RUNNERS = (Role.OFFICER, Role.ADMINISTRATOR)
# Whoever may see which people work for an agency on this installation.
SEE_PEOPLE = (Role.ADMINISTRATOR, Role.AUDITOR)


class Operator:
    """Whoever gives commands on the machine itself; the record names no account for them."""

    id: None = None
    is_authenticated = True
    is_staff = True


OPERATOR = Operator()


def has_role(account: Any, agency_id: int, *roles: Role) -> bool:
    """Tell whether an account holds one of the roles in an agency; a visitor holds none."""
    if account is OPERATOR:
        return True
    if account is None or not account.is_authenticated:
        return False
    return any(
        membership.agency_id == agency_id and membership.role in roles
        for membership in account.memberships
    )


def agency_ids_of(account: Any, *roles: Role) -> list[int]:
    """Return the agencies in which an account holds one of some roles, or any if none is named.

    A visitor holds none, and neither does the operator of the machine.
    """
    if account is None or account is OPERATOR or not account.is_authenticated:
        return []
    held = [each for each in account.memberships if not roles or each.role in roles]
    return sorted({membership.agency_id for membership in held})


def is_runner(account: Any, agency_id: int) -> bool:
    """Tell whether an account is an officer or administrator of an agency."""
    return has_role(account, agency_id, *RUNNERS)


def can_manage_people(account: Any, agency_id: int) -> bool:
    """Tell whether an account may invite people and give roles in an agency."""
    return has_role(account, agency_id, Role.ADMINISTRATOR)


def require_role(account: Any, agency_id: int, *roles: Role) -> None:
    """Refuse unless the account holds one of the roles in the agency.

    Raises:
        SignInNeeded: a visitor asked.
        NotAllowed: the account holds none of the roles.
    """
    if account is None or not account.is_authenticated:
        raise SignInNeeded(_l("Sign in to continue."))
    if not has_role(account, agency_id, *roles):
        raise NotAllowed(_l("Only staff of this agency with the right role can do this."))
