"""What officers see: the board with its columns, and one theme to work on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ideation.agencies.models import Unit
from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.core.pagination import Page
from ideation.diagnose.models import Submission, Theme, ThemeEdit, ThemeRun, ThemeState
from ideation.diagnose.policy import themes as policy
from ideation.diagnose.service import theme_runs, trends
from ideation.diagnose.service.board.act import version
from ideation.diagnose.service.board.undo import history
from ideation.diagnose.service.copies import Copies, copies_of, is_member
from ideation.diagnose.service.themes import cards, listing, members
from ideation.extensions import db
from ideation.rounds.models import Round
from ideation.rounds.service import get_round
from ideation.text.trends import Trend

MOST_CARDS: Final = 200
SIMILAR: Final = 5
VOICES_A_PAGE: Final = 25


@dataclass(frozen=True)
class Board:
    """The theme board of a round.

    Args:
        round: the round.
        columns: for each state its cards, in the order asked for.
        total: how many themes there are, however many of them are shown.
        topics: how many themes each topic has, whatever was asked for.
        run: the newest run of the engine, or None.
        unplaced: how many texts have no theme yet.
        trends: how many of the themes are rising and how many emerging this week, by the word.
        since: what came since themes were last formed, or None before the first time.
    """

    round: Round
    columns: dict[str, list[cards.Card]]
    total: int
    topics: dict[str, int]
    run: ThemeRun | None
    unplaced: int
    trends: dict[str, int]
    since: theme_runs.Since | None


@dataclass(frozen=True)
class Bench:
    """One theme with everything an officer needs to work on it.

    Args:
        theme: the theme.
        trend: whether it is rising or emerging this week, or None.
        version: to be sent back with each act.
        voices: a page of its voices.
        copies: the group of near-identical texts of the theme that a voice of the page belongs
            to, by the voice's id.
        unclear: ids of those voices of the page that the engine is not sure of.
        others: id and label of the round's other themes, by label.
        similar: the themes nearest to it, to merge.
        history: the latest acts on it.
        units: the agency's units.
    """

    theme: Theme
    trend: Trend | None
    version: str
    voices: Page[Submission]
    copies: dict[int, Copies]
    unclear: set[int]
    others: list[tuple[int, str]]
    similar: list[Theme]
    history: list[ThemeEdit]
    units: list[Unit]


def board(round_slug: str, wish: listing.Wish, *, actor: Any, now: datetime) -> Board:
    """Return the board of a round for an officer.

    Raises:
        NotFound: there is no such round.
        SignInNeeded, NotAllowed: the person may not work on its themes.
    """
    round = get_round(round_slug, viewer=actor)
    policy.require_work(actor, round)
    found = trends.of_round(round.id, now)
    themes = listing.all_of(round.id, wish, found, limit=MOST_CARDS)
    columns: dict[str, list[cards.Card]] = {state.value: [] for state in ThemeState}
    for card in cards.with_quotes_and_weeks(themes, found, now):
        columns[card.theme.state].append(card)
    return Board(
        round=round,
        columns=columns,
        total=len(themes),
        topics=listing.topics_of(round.id),
        run=theme_runs.latest_run(round.id),
        unplaced=theme_runs.unplaced(round.id),
        trends=listing.count_trends(found),
        since=theme_runs.since_last_run(round.id),
    )


def bench(
    theme_id: int, filters: members.WorkFilters, number: int, *, actor: Any, now: datetime
) -> Bench:
    """Return one theme for an officer to work on.

    Raises:
        NotFound: there is no such theme.
        SignInNeeded, NotAllowed: the person may not work on it.
    """
    theme = db.session.scalar(
        select(Theme)
        .where(Theme.id == theme_id)
        .options(joinedload(Theme.round), joinedload(Theme.decided_by))
    )
    if theme is None:
        raise NotFound(_l("There is no such theme."))
    policy.require_work(actor, theme.round)
    others = _others(theme)
    voices = members.page(theme, filters, number, per_page=VOICES_A_PAGE)
    return Bench(
        theme=theme,
        trend=trends.of_round(theme.round_id, now).get(theme.id),
        version=version(theme),
        voices=voices,
        copies=copies_of([each.id for each in voices.items], is_member(theme.id)),
        unclear=members.unclear_among([each.id for each in voices.items]),
        others=others,
        similar=_similar(theme),
        history=history(theme_id),
        units=_units(theme.round.agency_id),
    )


def _others(theme: Theme) -> list[tuple[int, str]]:
    query = (
        select(Theme.id, Theme.label)
        .where(
            Theme.round_id == theme.round_id,
            Theme.id != theme.id,
            Theme.merged_into_id.is_(None),
        )
        .order_by(Theme.label)
    )
    return [(row.id, row.label) for row in db.session.execute(query)]


def _similar(theme: Theme) -> list[Theme]:
    centre = select(Theme.centroid).where(Theme.id == theme.id).scalar_subquery()
    query = (
        select(Theme)
        .where(
            Theme.round_id == theme.round_id,
            Theme.id != theme.id,
            Theme.merged_into_id.is_(None),
            Theme.size > 0,
            Theme.centroid.is_not(None),
        )
        .order_by(Theme.centroid.cosine_distance(centre), Theme.id)
        .limit(SIMILAR)
    )
    return list(db.session.scalars(query))


def _units(agency_id: int) -> list[Unit]:
    query = select(Unit).where(Unit.agency_id == agency_id).order_by(Unit.abbr)
    return list(db.session.scalars(query))


def texts_of(submission_ids: Sequence[int], limit: int) -> list[Submission]:
    """Return some of the submissions, for a look at a suggestion."""
    query = (
        select(Submission)
        .where(Submission.id.in_(list(submission_ids)[:limit]))
        .order_by(Submission.id)
    )
    return list(db.session.scalars(query))
