"""Who may see, run and take part in a proof of concept, and when."""

from datetime import datetime
from typing import Any

from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.deliver.models import Poc, PocState
from ideation.rounds import policy as rounds
from ideation.rounds.models import Stage

# A trial that has ended is a record: what it was and what it showed stay as they are.
UNDER_WAY = (PocState.PLANNED, PocState.RUNNING)


def can_see(account: Any, poc: Poc) -> bool:
    """Tell whether an account may look at a trial: those of a draft round are for staff only."""
    return rounds.can_see(account, poc.round)


def can_run(account: Any, poc: Poc) -> bool:
    """Tell whether an account may plan, measure and end a trial."""
    return rounds.can_run(account, poc.round)


def is_open(poc: Poc, now: datetime) -> bool:
    """Tell whether people can take part in the trials of the round at a moment."""
    return rounds.can_take_part(poc.round, Stage.DELIVER, now)


def can_join(poc: Poc, now: datetime) -> bool:
    """Tell whether people can put their names down for a trial at a moment."""
    return poc.state in UNDER_WAY and is_open(poc, now)


def can_give_feedback(poc: Poc, now: datetime) -> bool:
    """Tell whether anybody can say how they find a trial at a moment."""
    return poc.state == PocState.RUNNING and is_open(poc, now)


def require_sight(account: Any, poc: Poc) -> None:
    """Refuse to show a trial of a draft round to outsiders.

    Raises:
        NotFound: in the same words as a trial that does not exist.
    """
    if not can_see(account, poc):
        raise NotFound(_l("There is no such trial. Check the address, or look at the round."))


def require_runner(account: Any, poc: Poc) -> None:
    """Refuse unless the account runs rounds of the trial's agency.

    Raises:
        NotFound: the account may not even see it.
        SignInNeeded: a visitor asked.
        NotAllowed: the account is no officer or administrator of the agency.
    """
    require_sight(account, poc)
    rounds.require_runner(account, poc.round.agency_id)
