"""The way back from a trial to the theme that it began with."""

from dataclasses import dataclass

from sqlalchemy import select

from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.deliver.models import Poc
from ideation.deliver.service.upwards import POC_WITH_ROUND
from ideation.develop.models import Challenge, Idea
from ideation.diagnose.models import Theme
from ideation.extensions import db
from ideation.rounds.models import Round


@dataclass(frozen=True)
class Root:
    """Everything that a dossier is about, from the trial back to the round."""

    poc: Poc
    idea: Idea
    challenge: Challenge
    theme: Theme
    round: Round


def root_of(poc: Poc) -> Root:
    """Return the way back from a trial."""
    idea = poc.idea
    challenge = idea.challenge
    return Root(poc, idea, challenge, challenge.theme, challenge.theme.round)


def find(poc_id: int) -> Root:
    """Return the way back from a trial by its id.

    Raises:
        NotFound: there is no such trial.
    """
    poc = db.session.scalar(select(Poc).where(Poc.id == poc_id).options(POC_WITH_ROUND))
    if poc is None:
        raise NotFound(_l("There is no such trial. Check the address."))
    return root_of(poc)
