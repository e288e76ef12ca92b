"""The officers' list of a round's statements: those that wait for a decision first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload

from ideation.accounts.policy import RUNNERS, require_role
from ideation.core.filters import Filters, one_of
from ideation.core.pagination import Page, paginate
from ideation.diagnose.models import Theme, ThemeState
from ideation.discover.models import Statement, StatementState
from ideation.extensions import db
from ideation.rounds.models import Round
from ideation.rounds.service import get_round


@dataclass(frozen=True)
class Wish(Filters):
    """Which statements are asked for; an empty word asks for all.

    Args:
        state: a word of `StatementState`.
        theme: id of a theme, in digits.
    """

    state: str = ""
    theme: str = ""

    @classmethod
    def read(cls, typed: Mapping[str, str]) -> "Wish":
        """Read the wish of an address; what makes no sense there is left out."""
        theme = typed.get("theme", "")
        is_id = theme.isascii() and theme.isdigit() and len(theme) < 19
        return cls(one_of(StatementState, typed, "state"), theme if is_id else "")


@dataclass(frozen=True)
class Desk:
    """One page of the statements of a round.

    Args:
        round: the round.
        wish: what was asked for.
        page: the statements with their themes: suggested ones first, the oldest of them on top.
        counts: how many statements there are in each state, whatever state was asked for.
        themes: the selected themes of the round, largest first.
    """

    round: Round
    wish: Wish
    page: Page[Statement]
    counts: dict[str, int]
    themes: list[Theme]


def desk(round_slug: str, wish: Wish, number: int, *, actor: Any) -> Desk:
    """Return one page of the statements of a round for an officer.

    Raises:
        NotFound: there is no such round for this person.
        SignInNeeded, NotAllowed: the person does not run the agency's rounds.
    """
    round_ = get_round(round_slug, viewer=actor)
    require_role(actor, round_.agency_id, *RUNNERS)
    chosen = _of_round(round_.id, wish)
    query = chosen if not wish.state else chosen.where(Statement.state == wish.state)
    waits = Statement.state == StatementState.SUGGESTED
    query = query.options(joinedload(Statement.theme, innerjoin=True)).order_by(
        waits.desc(), case((waits, Statement.id)), Statement.decided_at.desc(), Statement.id.desc()
    )
    return Desk(
        round=round_,
        wish=wish,
        page=paginate(db.session, query, number),
        counts=_counts(chosen),
        themes=_themes(round_.id),
    )


def _of_round(round_id: int, wish: Wish) -> Select[Any]:
    query = (
        select(Statement)
        .join(Theme, Theme.id == Statement.theme_id)
        .where(Theme.round_id == round_id)
    )
    return query.where(Statement.theme_id == int(wish.theme)) if wish.theme else query


def _counts(chosen: Select[Any]) -> dict[str, int]:
    query = chosen.with_only_columns(Statement.state, func.count()).group_by(Statement.state)
    return dict(db.session.execute(query).all())


def _themes(round_id: int) -> list[Theme]:
    query = (
        select(Theme)
        .where(
            Theme.round_id == round_id,
            Theme.state == ThemeState.SELECTED,
            Theme.merged_into_id.is_(None),
        )
        .order_by(Theme.size.desc(), Theme.id)
    )
    return list(db.session.scalars(query))
