"""What everybody reads of decisions: those of a round, one of them, the latest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from ideation.agencies.models import Unit
from ideation.core.clock import day_of
from ideation.core.filters import Filters, one_of, query_words
from ideation.core.pagination import Page, paginate
from ideation.core.registry import Panel, registry
from ideation.deliver.models import (
    Ballot,
    Decision,
    Dossier,
    DossierVersion,
    Meeting,
    MeetingItem,
    OutcomeState,
    OutcomeStep,
    Ruling,
)
from ideation.deliver.policy import outcomes as policy
from ideation.deliver.service import outcomes
from ideation.deliver.service.upwards import WITH_ROUND, to_round
from ideation.extensions import db
from ideation.notify.service import is_following
from ideation.rounds.models import Round
from ideation.rounds.service import get_round

ON_PANEL: Final = 3
_UP: Final = joinedload(Decision.dossier, innerjoin=True).options(WITH_ROUND)
_VERSION: Final = (
    joinedload(Decision.item, innerjoin=True)
    .joinedload(MeetingItem.dossier_version, innerjoin=True)
    .load_only(DossierVersion.number, DossierVersion.title)
)
# How far the steps are matters to a list, not which unit does them.
_STEPS: Final = joinedload(Decision.outcomes).lazyload(OutcomeStep.unit)


@dataclass(frozen=True)
class Wish(Filters):
    """Which decisions of a round are asked for; an empty word asks for all.

    Args:
        q: words of the dossier's title.
        ruling: a word of `Ruling`.
    """

    q: str = ""
    ruling: str = ""

    @classmethod
    def read(cls, typed: Mapping[str, str]) -> "Wish":
        """Read the wish of an address; what makes no sense there is left out."""
        return cls(
            q=query_words(typed.get("q", "")),
            ruling=one_of(Ruling, typed, "ruling"),
        )


@dataclass(frozen=True)
class Line:
    """A decision in a list, with how far what follows it is.

    Args:
        decision: the decision.
        title: of the dossier that was decided on.
        done: how many steps are done.
        steps: how many there are that were not dropped.
        late: how many are late.
    """

    decision: Decision
    title: str
    done: int
    steps: int
    late: int


@dataclass(frozen=True)
class Listing:
    """One page of a round's decisions, and how many there are of each ruling."""

    round: Round
    wish: Wish
    page: Page[Line]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class StepLine:
    """One step after a decision, and whether it is late."""

    step: OutcomeStep
    late: bool


@dataclass(frozen=True)
class DecisionPage:
    """One decision as everybody sees it.

    Args:
        decision: with its dossier loaded up to the round.
        round: the round.
        version: of the dossier that was decided on.
        meeting: in which it was decided, with the committee.
        follows: the decision before it on the same dossier.
        followed_by: the decision after it.
        steps: what is done because of it, in order.
        can_work: whether whoever looks may add and change steps.
        units: who can be named for a step; empty for others.
        following: as `notify.service.is_following` says.
        panels: what later rooms add.
    """

    decision: Decision
    round: Round
    version: DossierVersion
    meeting: Meeting
    follows: Decision | None
    followed_by: Decision | None
    steps: Sequence[StepLine]
    can_work: bool
    units: Sequence[Unit]
    following: bool | None
    panels: Sequence[Panel]

    @property
    def votes(self) -> list[tuple[str, int]]:
        """How many votes each ballot got."""
        return [(ballot.value, int(self.decision.tally.get(ballot, 0))) for ballot in Ballot]


def browse(slug: str, wish: Wish, number: int, *, actor: Any, now: datetime) -> Listing:
    """Return one page of a round's decisions, newest first.

    Args:
        slug: of the round.
        wish: what part of them.
        number: which page, from 1.
        actor: who looks, or None.
        now: the present moment.

    Raises:
        NotFound: there is no such round for this person.
    """
    round = get_round(slug, viewer=actor)
    ours = _of_round(round.id)
    query = ours
    if wish.q:
        query = query.where(DossierVersion.title.icontains(wish.q, autoescape=True))
    if wish.ruling:
        query = query.where(Decision.ruling == wish.ruling)
    page = paginate(db.session(), query, number)
    counted = ours.with_only_columns(Decision.ruling, func.count()).order_by(None)
    return Listing(
        round=round,
        wish=wish,
        page=Page(_lines(page.items, day_of(now)), page.number, page.per_page, page.total),
        counts=dict(db.session.execute(counted.group_by(Decision.ruling)).all()),
    )


def show(decision_id: int, *, actor: Any, now: datetime) -> DecisionPage:
    """Return a decision with what follows it.

    Raises:
        NotFound: there is none for this person.
    """
    query = (
        select(Decision)
        .where(Decision.id == decision_id)
        .options(
            _UP,
            selectinload(Decision.outcomes),
            _VERSION,
            joinedload(Decision.item, innerjoin=True).joinedload(
                MeetingItem.meeting, innerjoin=True
            ),
        )
    )
    decision = db.session.scalar(query)
    if decision is None:
        raise policy.no_decision()
    policy.require_sight(actor, decision)
    can_work = policy.can_work(actor, decision)
    return DecisionPage(
        decision=decision,
        round=decision.dossier.poc.round,
        version=decision.item.dossier_version,
        meeting=decision.item.meeting,
        follows=db.session.get(Decision, decision.follows_id) if decision.follows_id else None,
        followed_by=db.session.scalar(select(Decision).where(Decision.follows_id == decision.id)),
        steps=_steps(decision.outcomes, day_of(now)),
        can_work=can_work,
        units=outcomes.units_of(decision) if can_work else [],
        following=is_following(actor, ("decision", decision.id)),
        panels=registry.panels_of("decision", decision, now),
    )


def of_dossier(dossier_id: int) -> list[Decision]:
    """Return the decisions on a dossier, newest first."""
    query = select(Decision).where(Decision.dossier_id == dossier_id)
    return list(db.session.scalars(query.order_by(Decision.id.desc())))


def round_panel(round: Round, now: datetime) -> Panel | None:
    """Return the latest decisions of a round and what became of them; None while there are none."""
    found = db.session.scalars(_of_round(round.id).limit(ON_PANEL)).unique().all()
    if not found:
        return None
    return Panel("decisions/_panel.html", {"round": round, "lines": _lines(found, day_of(now))})


def _of_round(round_id: int) -> Select[Any]:
    return _newest_first().where(Round.id == round_id).options(_VERSION, _STEPS)


def _newest_first() -> Select[Any]:
    query = (
        select(Decision)
        .join(MeetingItem, MeetingItem.id == Decision.item_id)
        .join(DossierVersion, DossierVersion.id == MeetingItem.dossier_version_id)
        .join(Dossier, Dossier.id == Decision.dossier_id)
    )
    return to_round(query).order_by(Decision.decided_at.desc(), Decision.id.desc())


def _lines(decisions: Iterable[Decision], today: date) -> list[Line]:
    return [_line(decision, today) for decision in decisions]


def _line(decision: Decision, today: date) -> Line:
    kept = [step for step in decision.outcomes if step.state != OutcomeState.DROPPED]
    return Line(
        decision=decision,
        title=decision.item.dossier_version.title,
        done=sum(step.state == OutcomeState.DONE for step in kept),
        steps=len(kept),
        late=sum(outcomes.is_late(step, today) for step in kept),
    )


def _steps(steps: Sequence[OutcomeStep], today: date) -> list[StepLine]:
    return [StepLine(step, outcomes.is_late(step, today)) for step in steps]
