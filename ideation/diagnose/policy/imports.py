"""Who may bring files into a round."""

from typing import Any

from ideation.accounts.models import Role
from ideation.accounts.policy import RUNNERS, require_role
from ideation.core.errors import StageClosed
from ideation.core.i18n import _l
from ideation.rounds.models import Round, RoundState


def require_import(account: Any, round: Round) -> None:
    """Refuse unless the account runs the round and the round is not closed.

    A draft round may be filled before it is shown; texts from other channels also come when
    the Diagnose stage is not open on the web.

    Raises:
        NotAllowed: the account is no officer or administrator of the agency.
        StageClosed: the round is closed.
    """
    require_role(account, round.agency_id, *RUNNERS)
    if round.state == RoundState.CLOSED:
        raise StageClosed(_l("This round is closed. Reopen it before you bring in a file."))


def require_read(account: Any, round: Round) -> None:
    """Refuse unless the account may look at the agency's imports."""
    require_role(account, round.agency_id, *RUNNERS, Role.AUDITOR)
