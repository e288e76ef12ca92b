"""What was found out about themes, in few queries, for the pages of other rooms."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from ideation.diagnose.models import Theme
from ideation.discover.models import (
    Need,
    NeedState,
    Statement,
    StatementState,
    StatementVote,
    title_of,
)
from ideation.extensions import db


@dataclass(frozen=True)
class FoundNeed:
    """A published need in short.

    Args:
        id: of the need.
        text: who needs what, in one line.
        published_at: when everybody could read it first, or again.
    """

    id: int
    text: str
    published_at: datetime


@dataclass(frozen=True)
class Found:
    """What Discover found out about one theme.

    Args:
        voters: how many people answered statements; each counts once.
        statements: how many statements people are asked.
        needs: the published needs, oldest first.
    """

    voters: int = 0
    statements: int = 0
    needs: tuple[FoundNeed, ...] = ()


def of_theme(theme_ids: Collection[int]) -> dict[int, Found]:
    """Return what was found out about some themes, by their ids; every theme has an entry."""
    wanted = set(theme_ids)
    if not wanted:
        return {}
    query = select(Theme.id, *columns()).where(Theme.id.in_(wanted))
    known = {row[0]: found(*row[1:]) for row in db.session.execute(query)}
    return {theme_id: known.get(theme_id, Found()) for theme_id in wanted}


def columns() -> tuple[ScalarSelect[Any], ...]:
    """Return what a query of themes selects besides, to be handed to `found`."""
    statements = select(Statement.id).where(
        Statement.theme_id == Theme.id, Statement.state == StatementState.APPROVED
    )
    need = func.json_build_array(Need.id, Need.who, Need.what, Need.published_at)
    return (
        select(func.count(StatementVote.voter.distinct()))
        .where(StatementVote.statement_id.in_(statements.correlate(Theme)))
        .correlate(Theme)
        .scalar_subquery(),
        statements.with_only_columns(func.count()).correlate(Theme).scalar_subquery(),
        select(func.json_agg(aggregate_order_by(need, Need.published_at, Need.id)))
        .where(Need.theme_id == Theme.id, Need.state == NeedState.PUBLISHED)
        .correlate(Theme)
        .scalar_subquery(),
    )


def found(voters: int, statements: int, needs: list[Any] | None) -> Found:
    """Return what was found out about a theme, from the values of `columns`."""
    short = (
        FoundNeed(key, title_of(who, what), datetime.fromisoformat(published_at))
        for key, who, what, published_at in needs or ()
    )
    return Found(voters, statements, tuple(short))
