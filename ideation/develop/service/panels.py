"""What Develop adds to the pages of a round, a theme and a need."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select

from ideation.core.i18n import _, ngettext
from ideation.core.registry import Door, Panel
from ideation.develop import policy
from ideation.develop.models import Challenge, ChallengeNeed, ChallengeState
from ideation.develop.service import finding, listing
from ideation.diagnose.models import Theme, ThemeState
from ideation.discover.models import Need
from ideation.extensions import db
from ideation.rounds.models import Round

SHOWN: Final = 4
# A challenge, and how many ideas it has.
Card = tuple[Challenge, int]


def of_round(round_: Round, now: datetime) -> Panel | None:
    """Return the challenges of a round, or None while there are none."""
    cards = _public(_cards(finding.challenges().where(Theme.round_id == round_.id)))
    if not cards:
        return None
    values = {"cards": cards[:SHOWN], "round": round_, "more": len(cards) - SHOWN}
    return Panel("challenges/_panel.html", values, _door(round_, cards, now))


def of_theme(theme: Theme, _now: datetime) -> Panel | None:
    """Return the challenges that came of a selected theme, its drafts for the officers alone."""
    if theme.state != ThemeState.SELECTED or theme.merged_into_id is not None:
        return None
    cards = _cards(finding.challenges().where(Challenge.theme_id == theme.id))
    drafts = [each for each, _ideas in cards if each.state == ChallengeState.DRAFT]
    return Panel("challenges/_theme_panel.html", {"cards": _public(cards), "drafts": drafts})


def of_need(need: Need, _now: datetime) -> Panel | None:
    """Return the challenges that are meant to meet a need, or None while there are none."""
    cards = _public(
        _cards(
            finding.challenges()
            .join(ChallengeNeed, ChallengeNeed.challenge_id == Challenge.id)
            .where(ChallengeNeed.need_id == need.id)
        )
    )
    values = {"cards": cards, "round": need.theme.round, "more": 0}
    return Panel("challenges/_panel.html", values) if cards else None


def _cards(query: Select[Any]) -> list[Card]:
    """Return challenges with the number of their ideas, open ones first."""
    open_first = query.order_by(Challenge.state != ChallengeState.OPEN, Challenge.id.desc())
    counted = open_first.add_columns(listing.number_of_ideas())
    return [(row[0], row[1]) for row in db.session.execute(counted).unique()]


def _public(cards: Sequence[Card]) -> list[Card]:
    return [card for card in cards if card[0].state != ChallengeState.DRAFT]


def _door(round_: Round, cards: Sequence[Card], now: datetime) -> Door | None:
    """Return the button to the open challenges of a round; to the challenge if there is but one."""
    found = [each for each, _ideas in cards if policy.takes_ideas(each, now)]
    if not found:
        return None
    if len(found) == 1:
        return Door(_("Propose an idea"), f"/challenges/{found[0].id}")
    label = ngettext(
        "Propose an idea: %(num)s challenge", "Propose an idea: %(num)s challenges", len(found)
    )
    return Door(label, f"/rounds/{round_.slug}/challenges")
