"""Who works on themes; seeing them goes by the round (`rounds.policy`)."""

from typing import Any

from ideation.accounts.policy import RUNNERS, is_runner, require_role
from ideation.rounds.models import Round


def can_work(actor: Any, round: Round) -> bool:
    """Tell whether a person may work on the theme board of a round."""
    return is_runner(actor, round.agency_id)


def require_work(actor: Any, round: Round) -> None:
    """Refuse unless the person is an officer or administrator of the round's agency.

    Raises:
        SignInNeeded: a visitor asked.
        NotAllowed: the account is neither.
    """
    require_role(actor, round.agency_id, *RUNNERS)
