"""Who writes a dossier, and who reads which of its versions."""

from typing import Any

from ideation.accounts.models import Role
from ideation.accounts.policy import RUNNERS, has_role, is_runner, require_role
from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.deliver.models import Dossier, DossierState
from ideation.rounds.models import Round
from ideation.rounds.policy import can_see

# Whoever reads what is still being written.
DRAFT_READERS = (*RUNNERS, Role.AUDITOR)
# Whoever reads what was handed in, before it is public.
COMMITTEE = (Role.COMMITTEE_MEMBER, Role.COMMITTEE_SECRETARY)
# The states in which the text can be changed.
WRITABLE = (DossierState.DRAFTING, DossierState.RETURNED)


def require_writer(account: Any, round: Round) -> None:
    """Refuse unless the account runs rounds of the agency.

    Raises:
        NotFound: the round is a draft of another agency.
        SignInNeeded: a visitor asked.
        NotAllowed: the account is no officer or administrator of the agency.
    """
    if not can_see(account, round):
        raise no_dossier()
    require_role(account, round.agency_id, *RUNNERS)


def can_write(account: Any, dossier: Dossier) -> bool:
    """Tell whether an account may change the text now."""
    return is_runner(account, dossier.poc.round.agency_id) and dossier.state in WRITABLE


def reads_drafts(account: Any, dossier: Dossier) -> bool:
    """Tell whether an account reads the text as it is being written."""
    return has_role(account, dossier.poc.round.agency_id, *DRAFT_READERS)


def reads_every_version(account: Any, dossier: Dossier) -> bool:
    """Tell whether an account reads all that was handed in, also what is not public."""
    if reads_drafts(account, dossier):
        return True
    # What the officers took back is not before the committee any more.
    handed_in = dossier.state != DossierState.DRAFTING
    return handed_in and has_role(account, dossier.poc.round.agency_id, *COMMITTEE)


def readable_version(account: Any, dossier: Dossier, public: int | None) -> int | None:
    """Return the number of the latest version that an account may read; None for none.

    The committee's people read what was handed in, unless the officers took it back. Everybody
    reads what stood on a called agenda or was decided on.

    Args:
        account: who asks, or None.
        dossier: with its round loaded.
        public: the number of the latest version that everybody reads; None if there is none.
    """
    if not can_see(account, dossier.poc.round):
        return None
    if reads_every_version(account, dossier):
        return dossier.version_number or None
    return public


def require_reader(account: Any, dossier: Dossier, public: int | None) -> None:
    """Refuse unless the account reads the draft, or some version.

    Raises:
        NotFound: neither; a dossier in the making is not even said to exist.
    """
    drafts = reads_drafts(account, dossier) and can_see(account, dossier.poc.round)
    if not drafts and readable_version(account, dossier, public) is None:
        raise no_dossier()


def no_dossier() -> NotFound:
    """Return what is said of a dossier that is not there for somebody."""
    return NotFound(_l("There is no such dossier, or it is not public yet."))
