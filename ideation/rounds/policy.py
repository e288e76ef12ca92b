"""Who may see and who may run a round."""

from datetime import datetime
from typing import Any

from ideation.accounts import policy as accounts
from ideation.accounts.models import STAFF_ROLES
from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.rounds.models import Round, RoundState, Stage

RUNNERS = accounts.RUNNERS


def can_see(account: Any, round_: Round) -> bool:
    """Tell whether an account may look at a round: drafts are for staff of its agency only."""
    return round_.state != RoundState.DRAFT or accounts.has_role(
        account, round_.agency_id, *STAFF_ROLES
    )


def can_run(account: Any, round_: Round) -> bool:
    """Tell whether an account may change a round: officers and administrators of its agency."""
    return can_run_in(account, round_.agency_id)


def can_run_in(account: Any, agency_id: int) -> bool:
    """Tell whether an account may open and change rounds of an agency."""
    return accounts.is_runner(account, agency_id)


def can_take_part(round_: Round, stage: Stage, now: datetime) -> bool:
    """Tell whether anybody may take part in a stage at a moment."""
    return round_.is_open(stage, now)


def require_sight(account: Any, round_: Round) -> None:
    """Refuse to show a draft to outsiders, in the same words as a round that does not exist.

    Raises:
        NotFound: the account may not see the round.
    """
    if not can_see(account, round_):
        raise NotFound(_l("There is no such round. Check the address, or look at all rounds."))


def require_runner(account: Any, agency_id: int) -> None:
    """Refuse unless the account may run rounds of the agency.

    Raises:
        SignInNeeded: a visitor asked.
        NotAllowed: the account is no officer or administrator of the agency.
    """
    accounts.require_role(account, agency_id, *RUNNERS)
