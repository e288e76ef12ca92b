"""What trials add to the pages of a round and of an idea, and what they are called elsewhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from ideation.core.i18n import _, _l, ngettext
from ideation.core.registry import Door, Panel, registry
from ideation.deliver.models import Poc, PocState
from ideation.deliver.service.pocs import listing
from ideation.deliver.service.pocs.listing import Card
from ideation.develop.models import Challenge, Idea, IdeaState
from ideation.diagnose.models import Theme
from ideation.extensions import db
from ideation.rounds.models import Round, RoundState, Stage

SHOWN: Final = 3


def of_round(round: Round, now: datetime) -> Panel | None:
    """Return the trials of a round, or None while there are none."""
    cards, running = listing.newest(round.id, SHOWN)
    if not cards:
        return None
    door = _door(round, cards, running) if round.is_open(Stage.DELIVER, now) else None
    return Panel("pocs/_panel.html", {"round": round, "cards": cards}, door)


def of_idea(idea: Idea, _now: datetime) -> Panel | None:
    """Return the trial of an idea, or that it is to be tried, or None where neither is so."""
    card = listing.of_idea(idea.id)
    if card is None and idea.state != IdeaState.PROMOTED:
        return None
    agency_id = idea.challenge.theme.round.agency_id
    return Panel("pocs/_idea_panel.html", {"card": card, "idea": idea, "agency_id": agency_id})


def titles(poc_ids: Sequence[int]) -> Mapping[int, str]:
    """Return what trials are called; those of draft rounds are left out."""
    query = _with_round(select(Poc.id, Poc.title)).where(
        Poc.id.in_(list(poc_ids)), Round.state != RoundState.DRAFT
    )
    return dict(db.session.execute(query).all())


def blocker(idea_id: int) -> Any:
    """Return why the promotion of an idea stays, or None where it has no trial."""
    if db.session.scalar(select(Poc.id).where(Poc.idea_id == idea_id)) is None:
        return None
    return _l("This idea has its trial, so its promotion stays. The trial itself can be stopped.")


def _door(round: Round, cards: Sequence[Card], running: int) -> Door | None:
    """Return where people can take part in the trials of a round, or None while none runs."""
    if not running:
        return None
    if running == 1:
        # Those that run come first.
        poc = cards[0].poc
        label = _("Try it and say how it goes: %(title)s", title=poc.title)
        return Door(label, registry.links["poc"](poc.id))
    label = ngettext(
        "Try it: see %(num)s trial that runs", "Try it: see %(num)s trials that run", running
    )
    return Door(label, f"/rounds/{round.slug}/trials?state={PocState.RUNNING}")


def _with_round(query: Any) -> Any:
    return query.join(Poc.idea).join(Idea.challenge).join(Challenge.theme).join(Theme.round)
