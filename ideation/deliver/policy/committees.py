"""Who makes committees, who runs their meetings, who votes, and who reads names beside votes."""

from typing import Any

from ideation.accounts import policy as accounts
from ideation.accounts.models import STAFF_ROLES, Role
from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.deliver.models import Meeting, MeetingState

KEEPERS = (Role.ADMINISTRATOR, Role.COMMITTEE_SECRETARY)
"""Whoever makes committees and gives seats in them."""


def can_keep(account: Any, agency_id: int) -> bool:
    """Tell whether an account may make and change committees of an agency."""
    return accounts.has_role(account, agency_id, *KEEPERS)


def can_run(account: Any, agency_id: int) -> bool:
    """Tell whether an account may plan and run meetings: the secretaries of an agency."""
    return accounts.has_role(account, agency_id, Role.COMMITTEE_SECRETARY)


def can_read_names(account: Any, agency_id: int) -> bool:
    """Tell whether an account may read who voted what: the agency's staff and committees."""
    return accounts.has_role(account, agency_id, *STAFF_ROLES)


def can_see(account: Any, meeting: Meeting) -> bool:
    """Tell whether an account may look at a meeting: what is only planned is for staff."""
    return meeting.state != MeetingState.PLANNED or can_read_names(
        account, meeting.committee.agency_id
    )


def require_keeper(account: Any, agency_id: int) -> None:
    """Refuse unless the account may make and change committees of the agency.

    Raises:
        SignInNeeded: a visitor asked.
        NotAllowed: the account is neither administrator nor committee secretary of the agency.
    """
    accounts.require_role(account, agency_id, *KEEPERS)


def require_secretary(account: Any, agency_id: int) -> None:
    """Refuse unless the account may plan and run meetings of the agency's committees.

    Raises:
        SignInNeeded: a visitor asked.
        NotAllowed: the account is no committee secretary of the agency.
    """
    accounts.require_role(account, agency_id, Role.COMMITTEE_SECRETARY)


def require_member(account: Any, agency_id: int) -> None:
    """Refuse unless the account holds the role of a committee member in the agency.

    Raises:
        SignInNeeded: a visitor asked.
        NotAllowed: the account does not hold the role, or holds it no longer.
    """
    accounts.require_role(account, agency_id, Role.COMMITTEE_MEMBER)


def require_sight(account: Any, meeting: Meeting) -> None:
    """Refuse to show a planned meeting to outsiders, as if it did not exist.

    Raises:
        NotFound: the account may not see the meeting.
    """
    if not can_see(account, meeting):
        raise no_meeting()


def no_meeting() -> NotFound:
    """Return what is said where there is no such meeting."""
    return NotFound(_l("There is no such meeting."))
