"""The trials of a round and of an idea as cards, and the search for trials."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import selectinload

from ideation.core.filters import one_of, query_words
from ideation.core.pagination import Page, paginate
from ideation.deliver.findings import Finding, finding
from ideation.deliver.models import Indicator, Poc, PocState
from ideation.deliver.service.pocs import access
from ideation.develop.models import Challenge, Idea
from ideation.diagnose.models import Theme
from ideation.extensions import db
from ideation.rounds.models import Round, RoundState
from ideation.rounds.service import get_round


@dataclass(frozen=True)
class Card:
    """A trial in a list, with what each of its indicators shows."""

    poc: Poc
    findings: list[Finding]


@dataclass(frozen=True)
class Listing:
    """One page of a round's trials.

    Args:
        round: the round.
        q: words that were asked for.
        state: the state that was asked for.
        page: the trials.
        total: how many there are, whatever was asked for.
    """

    round: Round
    q: str
    state: str
    page: Page[Card]
    total: int


def browse(slug: str, typed: Mapping[str, str], number: int, *, actor: Any) -> Listing:
    """Return one page of a round's trials: those that run first, the newest first.

    Args:
        slug: of the round.
        typed: the arguments of the address: `q` and `state`.
        number: which page, from 1.
        actor: who looks.

    Raises:
        NotFound: there is no such round for this person.
    """
    round = get_round(slug, viewer=actor)
    q, state = query_words(typed.get("q", "")), one_of(PocState, typed, "state")
    query = _of_round(round.id)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    if state:
        query = query.where(Poc.state == state)
    if q:
        query = query.where(_says(q))
    page = paginate(db.session, _in_order(query).options(_with_findings()), number)
    cards = Page([_card(poc) for poc in page.items], page.number, page.per_page, page.total)
    return Listing(round, q, state, cards, total)


def newest(round_id: int, limit: int) -> tuple[list[Card], int]:
    """Return trials of a round, those that run first, and how many run in all."""
    running = func.count().filter(Poc.state == PocState.RUNNING).over()
    query = _in_order(_of_round(round_id)).add_columns(running).limit(limit)
    rows = db.session.execute(query.options(_with_findings())).all()
    return [_card(poc) for poc, _running in rows], rows[0][1] if rows else 0


def of_idea(idea_id: int) -> Card | None:
    """Return the trial of an idea, if there is one."""
    query = select(Poc).where(Poc.idea_id == idea_id).options(_with_findings())
    poc = db.session.scalar(query)
    return _card(poc) if poc else None


def search_pocs(query: str, limit: int) -> list[Poc]:
    """Return public trials whose title or hypothesis holds the words, newest first."""
    found = (
        select(Poc)
        .join(Poc.idea)
        .join(Idea.challenge)
        .join(Challenge.theme)
        .join(Theme.round)
        .where(Round.state != RoundState.DRAFT, _says(query))
        .order_by(Poc.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(access.with_round(found)))


def _of_round(round_id: int) -> Any:
    return (
        select(Poc)
        .join(Poc.idea)
        .join(Idea.challenge)
        .join(Challenge.theme)
        .where(Theme.round_id == round_id)
    )


def _in_order(query: Any) -> Any:
    return query.order_by(Poc.state != PocState.RUNNING, Poc.id.desc())


def _with_findings() -> Any:
    return selectinload(Poc.indicators).joinedload(Indicator.measurements)


def _card(poc: Poc) -> Card:
    return Card(poc, [finding(each) for each in poc.indicators])


def _says(words: str) -> ColumnElement[bool]:
    return or_(
        Poc.title.icontains(words, autoescape=True),
        Poc.hypothesis.icontains(words, autoescape=True),
    )
