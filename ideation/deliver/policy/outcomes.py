"""Who sees decisions, and who keeps the record of what follows them."""

from typing import Any

from ideation.accounts.policy import RUNNERS, is_runner, require_role
from ideation.core.errors import Conflict, NotFound
from ideation.core.i18n import _l
from ideation.deliver.models import Decision, Ruling
from ideation.rounds.policy import can_see


def require_sight(account: Any, decision: Decision) -> None:
    """Refuse to show a decision of a draft round to outsiders.

    Raises:
        NotFound: the account may not see the round.
    """
    if not can_see(account, decision.dossier.poc.round):
        raise no_decision()


def can_work(account: Any, decision: Decision) -> bool:
    """Tell whether an account may add and change steps after a decision."""
    runs = is_runner(account, decision.dossier.poc.round.agency_id)
    return runs and decision.ruling == Ruling.APPROVED


def require_work(account: Any, decision: Decision) -> None:
    """Refuse unless the account runs rounds of the agency and the committee approved.

    Raises:
        NotFound: the account may not see the round.
        SignInNeeded: a visitor asked.
        NotAllowed: the account is no officer or administrator of the agency.
        Conflict: the committee did not approve.
    """
    require_sight(account, decision)
    require_role(account, decision.dossier.poc.round.agency_id, *RUNNERS)
    if decision.ruling != Ruling.APPROVED:
        raise Conflict(_l("Steps follow only what the committee has approved."))


def no_decision() -> NotFound:
    """Return what is said of a decision that is not there for somebody."""
    return NotFound(_l("There is no such decision. Check the address."))
