"""What of a trace somebody may see: the same as on the page of each object."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ideation.accounts.models import STAFF_ROLES
from ideation.accounts.policy import has_role, is_runner
from ideation.deliver.models import DossierState
from ideation.deliver.policy.dossiers import COMMITTEE, DRAFT_READERS
from ideation.diagnose.models import Submission, Theme
from ideation.diagnose.policy import submissions
from ideation.discover.policy import sees_every_count
from ideation.rounds.models import Round
from ideation.rounds.policy import can_see


@dataclass(frozen=True)
class Sight:
    """What an account sees of a theme's objects before they are public.

    Args:
        drafts: needs and challenges in the making.
        statements: statements that were not approved.
        answers: how people answered statements, also while others are still to answer.
        dossiers: dossiers that are being written.
        handed_in: dossiers that wait for the committee.
    """

    drafts: bool = False
    statements: bool = False
    answers: bool = False
    dossiers: bool = False
    handed_in: bool = False

    def sees_dossier(self, state: str, *, is_public: bool) -> bool:
        """Tell whether a dossier is shown: all see it once it stood on a called agenda."""
        waits = state != DossierState.DRAFTING
        return is_public or self.dossiers or (self.handed_in and waits)


def sight_of(account: Any, theme: Theme, now: datetime) -> Sight:
    """Return what an account sees of a theme's objects before everybody does."""
    agency_id = theme.round.agency_id
    return Sight(
        drafts=has_role(account, agency_id, *STAFF_ROLES),
        statements=is_runner(account, agency_id),
        answers=sees_every_count(account, theme, now),
        dossiers=has_role(account, agency_id, *DRAFT_READERS),
        handed_in=has_role(account, agency_id, *COMMITTEE),
    )


def can_see_round(account: Any, round_: Round) -> bool:
    """Tell whether an account may look at a round at all."""
    return can_see(account, round_)


def can_see_voice(submission: Submission, account: Any, tracked: Collection[int]) -> bool:
    """Tell whether a voice is shown as the beginning of a trace; withdrawn ones have no words."""
    return not submission.is_withdrawn and submissions.can_read(submission, account, tracked)
