"""One theme as everybody sees it, and what was decided lately."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.core.pagination import Page
from ideation.core.registry import Panel, registry
from ideation.diagnose.models import Submission, Theme
from ideation.diagnose.service import trends
from ideation.diagnose.service.status import themes_of
from ideation.diagnose.service.themes import cards, members
from ideation.diagnose.states import DECIDED
from ideation.extensions import db
from ideation.notify.service import is_following
from ideation.rounds import policy as rounds_policy
from ideation.rounds.models import Round, RoundState
from ideation.text.trends import Trend

QUOTES: Final = 5
LONGEST_CHAIN: Final = 20


@dataclass(frozen=True)
class ThemePage:
    """One theme as everybody sees it.

    Args:
        theme: the theme.
        summary: one or two sentences of its voices that stand for it.
        quotes: the most central of its other texts.
        weeks: its voices by week, oldest first.
        trend: whether it is rising or emerging this week, or None.
        filters: which voices were asked for.
        voices: a page of them.
        homes: where voices of other themes, if those were asked for, belong: themes by the
            submission's id.
        confidential: how many of the theme's voices only officers read.
        following: whether the reader hears of the theme; None for a visitor.
        panels: what later rooms add, in order.
    """

    theme: Theme
    summary: list[cards.Sentence]
    quotes: list[Submission]
    weeks: list[cards.Week]
    trend: Trend | None
    filters: members.Filters
    voices: Page[Submission]
    homes: dict[int, Theme]
    confidential: int
    following: bool | None
    panels: list[Panel]


def show(
    theme_id: int, filters: members.Filters, number: int, *, actor: Any, now: datetime
) -> ThemePage:
    """Return a theme, or the one it was merged into, with a page of its voices.

    Raises:
        NotFound: there is no such theme for this person.
    """
    theme = _followed(theme_id, actor)
    confidential = members.confidential_in(theme)
    (told,) = cards.told_of([theme], QUOTES)
    voices = members.public_page(theme, filters, number, confidential=confidential)
    cited = {sentence.submission.id for sentence in told.summary}
    return ThemePage(
        theme=theme,
        summary=told.summary,
        # Nobody reads the same voice twice before the list begins.
        quotes=[each for each in told.quotes if each.id not in cited],
        weeks=cards.weeks_of([theme.id], now).get(theme.id, []),
        trend=trends.of_round(theme.round_id, now).get(theme.id),
        filters=filters,
        voices=voices,
        homes=themes_of(each.id for each in voices.items) if filters.also else {},
        confidential=confidential,
        following=is_following(actor, ("theme", theme.id)),
        panels=registry.panels_of("theme", theme, now),
    )


def _followed(theme_id: int, actor: Any) -> Theme:
    theme = _visible(theme_id, actor)
    for _hop in range(LONGEST_CHAIN):
        if theme.merged_into_id is None:
            break
        theme = _visible(theme.merged_into_id, actor)
    return theme


def _visible(theme_id: int, actor: Any) -> Theme:
    theme: Theme | None = db.session.scalar(
        select(Theme).where(Theme.id == theme_id).options(joinedload(Theme.round))
    )
    if theme is None or not rounds_policy.can_see(actor, theme.round):
        raise NotFound(_l("There is no such theme, or it is not public yet."))
    return theme


def latest_decisions(limit: int) -> list[Theme]:
    """Return the themes that were decided or answered last, newest first, with their rounds."""
    when = func.greatest(Theme.decided_at, Theme.answered_at)
    query = (
        select(Theme)
        .join(Round, Round.id == Theme.round_id)
        .where(
            Round.state != RoundState.DRAFT,
            Theme.merged_into_id.is_(None),
            Theme.state.in_(DECIDED) | Theme.answered_at.is_not(None),
        )
        .order_by(when.desc(), Theme.id.desc())
        .limit(limit)
        .options(joinedload(Theme.round))
    )
    return list(db.session.scalars(query))
