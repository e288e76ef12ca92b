"""The way from a dossier up to its round, as queries load it and join it."""

from typing import Any, Final

from sqlalchemy import Select
from sqlalchemy.orm import joinedload, lazyload

from ideation.deliver.models import Dossier, Poc
from ideation.develop.models import Challenge, Idea
from ideation.diagnose.models import Theme
from ideation.rounds.models import Round

POC_WITH_ROUND: Final = joinedload(Poc.idea, innerjoin=True).options(
    lazyload(Idea.author),
    joinedload(Idea.challenge, innerjoin=True)
    .joinedload(Challenge.theme, innerjoin=True)
    .joinedload(Theme.round, innerjoin=True),
)
WITH_ROUND: Final = joinedload(Dossier.poc, innerjoin=True).options(POC_WITH_ROUND)


def to_round(query: Select[Any]) -> Select[Any]:
    """Join dossiers to their rounds."""
    return poc_to_round(query.join(Poc, Poc.id == Dossier.poc_id))


def poc_to_round(query: Select[Any]) -> Select[Any]:
    """Join trials to their rounds."""
    return (
        query.join(Idea, Idea.id == Poc.idea_id)
        .join(Challenge, Challenge.id == Idea.challenge_id)
        .join(Theme, Theme.id == Challenge.theme_id)
        .join(Round, Round.id == Theme.round_id)
    )
