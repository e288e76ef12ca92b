"""What Develop adds to the pages of a round, a theme and a need."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select

from ideation.core.i18n import _, ngettext
from ideation.core.registry import Door, Panel
from ideation.develop.models import Challenge, ChallengeNeed, ChallengeState
from ideation.develop.service import challenges, finding, listing
from ideation.diagnose.models import Theme, ThemeState
from ideation.discover.models import Need
from ideation.extensions import db
from ideation.rounds.models import Round

SHOWN: Final = 4


def door(round_: Round, now: datetime) -> Door | None:
    """Return the button to the open challenges of a round; to the challenge if there is but one."""
    found = challenges.open_in(round_, now)
    if not found:
        return None
    if len(found) == 1:
        return _("Propose an idea"), f"/challenges/{found[0].id}"
    label = ngettext(
        "Propose an idea: %(num)s challenge", "Propose an idea: %(num)s challenges", len(found)
    )
    return label, f"/rounds/{round_.slug}/challenges"


def of_round(round_: Round, _now: datetime) -> Panel | None:
    """Return the challenges of a round, or None while there are none."""
    cards = _cards(finding.challenges().where(Theme.round_id == round_.id))
    if not cards:
        return None
    values = {"cards": cards[:SHOWN], "round": round_, "more": len(cards) - SHOWN}
    return "challenges/_panel.html", values


def of_theme(theme: Theme, _now: datetime) -> Panel | None:
    """Return the challenges that came of a selected theme, its drafts for the officers alone."""
    if theme.state != ThemeState.SELECTED or theme.merged_into_id is not None:
        return None
    found = _found(finding.challenges().where(Challenge.theme_id == theme.id))
    drafts = [each for each in found if each.state == ChallengeState.DRAFT]
    public = [each for each in found if each.state != ChallengeState.DRAFT]
    return "challenges/_theme_panel.html", {"cards": _counted(public), "drafts": drafts}


def of_need(need: Need, _now: datetime) -> Panel | None:
    """Return the challenges that are meant to meet a need, or None while there are none."""
    cards = _cards(
        finding.challenges()
        .join(ChallengeNeed, ChallengeNeed.challenge_id == Challenge.id)
        .where(ChallengeNeed.need_id == need.id)
    )
    values = {"cards": cards, "round": need.theme.round, "more": 0}
    return ("challenges/_panel.html", values) if cards else None


def _cards(query: Select[Any]) -> list[tuple[Challenge, int]]:
    return _counted(_found(query.where(Challenge.state != ChallengeState.DRAFT)))


def _found(query: Select[Any]) -> list[Challenge]:
    open_first = query.order_by(Challenge.state != ChallengeState.OPEN, Challenge.id.desc())
    return list(db.session.scalars(open_first))


def _counted(found: Sequence[Challenge]) -> list[tuple[Challenge, int]]:
    numbers = listing.ideas_in([each.id for each in found])
    return [(each, numbers.get(each.id, 0)) for each in found]
