"""What waits for officers in Diagnose: themes to decide or to answer, and what is rising."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Row, and_, func, select

from ideation.accounts.policy import RUNNERS, agency_ids_of
from ideation.core.clock import THAILAND
from ideation.core.i18n import ngettext
from ideation.core.registry import registry
from ideation.core.waiting import Waiting
from ideation.diagnose.models import Theme, ThemeState
from ideation.diagnose.service import trends
from ideation.diagnose.service.themes.listing import shown
from ideation.extensions import db
from ideation.rounds.models import Round, RoundState

# An answer is urgent from the day before it is due.
NEAR: Final = timedelta(days=1)
ROUNDS: Final = 5


def waiting_for(actor: Any, now: datetime) -> list[Waiting]:
    """Return what waits for an account in Diagnose, round by round, in two queries."""
    runs = agency_ids_of(actor, *RUNNERS)
    if not runs:
        return []
    rows = db.session.execute(_by_round(runs)).all()
    found = trends.of_rounds([row.id for row in rows], now)
    lines = [
        line
        for row in rows
        for line in (_due(row, now), _new(row), _rising(row, len(found.get(row.id, {}))))
    ]
    return [line for line in lines if line.number]


def _by_round(agency_ids: list[int]) -> Any:
    new = Theme.state == ThemeState.NEW
    due = and_(Theme.due_on.is_not(None), Theme.answer == "")
    first = func.min(Theme.due_on).filter(due)
    return (
        select(
            Round.id,
            Round.slug,
            Round.title,
            func.count().filter(new).label("new"),
            func.count().filter(due).label("due"),
            first.label("first"),
        )
        .join(Theme, Theme.round_id == Round.id)
        .where(Round.agency_id.in_(agency_ids), Round.state != RoundState.CLOSED, shown())
        .group_by(Round.id)
        .order_by(first, func.count().filter(new).desc(), Round.id)
        .limit(ROUNDS)
    )


def _due(row: Row[Any], now: datetime) -> Waiting:
    due_at = None
    if row.first is not None:
        due_at = datetime.combine(row.first, time.max, THAILAND).astimezone(UTC)
    late = due_at is not None and due_at < now
    sentences = {
        True: ngettext(
            "%(num)s theme in “%(round)s” waits for an official answer that is overdue",
            "%(num)s themes in “%(round)s” wait for an official answer, the first is overdue",
            row.due,
            round=row.title,
        ),
        False: ngettext(
            "%(num)s theme in “%(round)s” waits for an official answer",
            "%(num)s themes in “%(round)s” wait for an official answer",
            row.due,
            round=row.title,
        ),
    }
    return Waiting(
        kind="theme.unanswered",
        sentence=sentences[late],
        path=_board(row),
        number=row.due,
        due_at=due_at,
        urgent=due_at is not None and due_at < now + NEAR,
    )


def _new(row: Row[Any]) -> Waiting:
    return Waiting(
        kind="theme.new",
        sentence=ngettext(
            "%(num)s new theme in “%(round)s” waits for a decision",
            "%(num)s new themes in “%(round)s” wait for a decision",
            row.new,
            round=row.title,
        ),
        path=_board(row),
        number=row.new,
    )


def _rising(row: Row[Any], number: int) -> Waiting:
    """Say how many themes are rising or new; the board tells them apart."""
    return Waiting(
        kind="theme.rising",
        sentence=ngettext(
            "People speak of %(num)s theme in “%(round)s” more than before",
            "People speak of %(num)s themes in “%(round)s” more than before",
            number,
            round=row.title,
        ),
        path=_board(row),
        number=number,
    )


def _board(row: Row[Any]) -> str:
    return f"{registry.links['round'](row.slug)}/board"
