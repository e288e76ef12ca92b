"""Discover in one round: which themes are asked about, and what this adds to pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from ideation.core.i18n import ngettext
from ideation.core.registry import Door, Panel
from ideation.diagnose.models import Theme, ThemeState
from ideation.discover import policy
from ideation.discover.service import trace
from ideation.discover.service.trace import Found
from ideation.extensions import db
from ideation.rounds.models import Round, Stage
from ideation.rounds.service import get_round

ON_PANEL: Final = 3


@dataclass(frozen=True)
class Asked:
    """A theme that takes part in Discover, with what was found out about it."""

    theme: Theme
    found: Found


@dataclass(frozen=True)
class Overview:
    """The themes of a round that take part in Discover.

    Args:
        round: the round.
        is_open: whether answers are taken now.
        asked: the themes, those with most statements first.
    """

    round: Round
    is_open: bool
    asked: list[Asked]


def overview(round_slug: str, *, actor: Any, now: datetime) -> Overview:
    """Return the themes of a round that take part in Discover.

    Raises:
        NotFound: there is no such round for this person.
    """
    round_ = get_round(round_slug, viewer=actor)
    return Overview(round_, round_.is_open(Stage.DISCOVER, now), _asked(round_.id))


def round_panel(round_: Round, now: datetime) -> Panel | None:
    """Return what Discover adds to the page of a round: what to answer, and the newest needs."""
    asked = [each for each in _asked(round_.id) if each.found.statements or each.found.needs]
    if not asked:
        return None
    is_open = round_.is_open(Stage.DISCOVER, now)
    values = {
        "asked": asked[:ON_PANEL],
        "others": len(asked) - ON_PANEL,
        "is_open": is_open,
        "needs": _newest_needs(asked),
        "need_count": sum(len(each.found.needs) for each in asked),
    }
    return Panel("statements/_round_panel.html", values, _door(round_, asked) if is_open else None)


def theme_panel(theme: Theme, now: datetime) -> Panel | None:
    """Return what Discover adds to the page of a selected theme."""
    if not policy.takes_part(theme):
        return None
    found = trace.of_theme([theme.id])[theme.id]
    values = {"found": found, "is_open": policy.can_answer(theme, now), "shown": ON_PANEL}
    return Panel("statements/_theme_panel.html", values)


def _asked(round_id: int) -> list[Asked]:
    query = (
        select(Theme, *trace.columns())
        .where(
            Theme.round_id == round_id,
            Theme.state == ThemeState.SELECTED,
            Theme.merged_into_id.is_(None),
        )
        .order_by(Theme.size.desc(), Theme.id)
        .options(lazyload(Theme.unit))
    )
    asked = [Asked(row[0], trace.found(*row[1:])) for row in db.session.execute(query)]
    return sorted(asked, key=lambda each: -each.found.statements)


def _door(round_: Round, found: list[Asked]) -> Door | None:
    """Return the button to the statements of a round; to those of the theme if there is but one."""
    asked = [each for each in found if each.found.statements]
    if not asked:
        return None
    total = sum(each.found.statements for each in asked)
    label = ngettext("Answer %(num)s statement", "Answer %(num)s statements", total)
    if len(asked) == 1:
        return Door(label, f"/themes/{asked[0].theme.id}/statements")
    return Door(label, f"/rounds/{round_.slug}/statements")


def _newest_needs(asked: list[Asked]) -> list[trace.FoundNeed]:
    needs = [need for each in asked for need in each.found.needs]
    return sorted(needs, key=lambda need: need.published_at, reverse=True)[:ON_PANEL]
