"""What came of a theme: statements, needs, challenges, ideas with what came of each, decisions."""

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, false, func, select
from sqlalchemy.orm import defer, joinedload, lazyload

from ideation.core.registry import Ref
from ideation.deliver.models import (
    Committee,
    Decision,
    Dossier,
    ItemState,
    Meeting,
    MeetingItem,
    OutcomeStep,
    Poc,
)
from ideation.deliver.service.dossiers.loading import CALLED, is_public
from ideation.develop.models import Challenge, ChallengeNeed, ChallengeState, Idea, IdeaState
from ideation.discover.models import Need, NeedState, Statement, StatementState
from ideation.extensions import db
from ideation.trace.policy import Sight
from ideation.trace.service.loading.above import family
from ideation.trace.service.loading.loaded import Chain

# So many are shown of what there can be hundreds of: those that most people stand behind.
IDEAS: Final = 20
STATEMENTS: Final = 10
OPEN_ITEMS: Final = (ItemState.WAITING, ItemState.DISCUSSING, ItemState.VOTING)


def top_statements(theme_id: int, sight: Sight, start: Ref) -> list[Statement]:
    """Return the statements that most people answered, and the one that the reader comes from."""
    votes = Statement.agree_count + Statement.disagree_count + Statement.pass_count
    is_start = _is_start(Statement.id, Statement.__tablename__, start)
    approved = Statement.state == StatementState.APPROVED
    query = (
        select(Statement)
        .where(
            Statement.theme_id.in_(family(theme_id)),
            approved | (is_start if sight.statements else false()),
        )
        .order_by(is_start.desc(), votes.desc(), Statement.id)
        .limit(STATEMENTS)
    )
    return list(db.session.scalars(query))


def needs_of(theme_id: int, sight: Sight) -> list[Need]:
    """Return the needs of a theme with their evidence, oldest first."""
    query = select(Need).where(Need.theme_id.in_(family(theme_id))).order_by(Need.id)
    if not sight.drafts:
        query = query.where(Need.state == NeedState.PUBLISHED)
    return list(db.session.scalars(query.options(joinedload(Need.evidence))).unique())


def challenges_of(theme_id: int, sight: Sight) -> list[tuple[Challenge, set[int]]]:
    """Return the challenges of a theme, each with the ids of the needs that it names."""
    query = (
        select(Challenge, func.array_agg(ChallengeNeed.need_id))
        .outerjoin(ChallengeNeed, ChallengeNeed.challenge_id == Challenge.id)
        .where(Challenge.theme_id.in_(family(theme_id)))
        .group_by(Challenge.id)
        .order_by(Challenge.published_at, Challenge.id)
    )
    if not sight.drafts:
        query = query.where(Challenge.state != ChallengeState.DRAFT)
    rows = db.session.execute(query)
    return [(challenge, {each for each in needs if each}) for challenge, needs in rows]


def chains_of(
    challenges: list[Challenge], sight: Sight, start: Ref
) -> tuple[list[Chain], dict[int, int]]:
    """Return the ideas to show with what came of each, and how many there are by challenge."""
    if not challenges:
        return [], {}
    number = func.count().over(partition_by=Idea.challenge_id)
    wanted = (
        select(
            Idea.id,
            number.label("number"),
            func.row_number()
            .over(
                partition_by=Idea.challenge_id,
                order_by=(
                    (Idea.state == IdeaState.PROMOTED).desc(),
                    _is_start(Idea.id, Idea.__tablename__, start).desc(),
                    Idea.support_count.desc(),
                    Idea.id,
                ),
            )
            .label("place"),
        )
        .where(
            Idea.challenge_id.in_([each.id for each in challenges]),
            Idea.state != IdeaState.WITHDRAWN,
        )
        .subquery()
    )
    rows = db.session.execute(
        select(Idea, Poc, Dossier, stood_on_agenda(), Meeting.held_at, Committee.name, wanted)
        .join(wanted, wanted.c.id == Idea.id)
        .outerjoin(Poc, Poc.idea_id == Idea.id)
        .outerjoin(Dossier, Dossier.poc_id == Poc.id)
        .outerjoin(
            MeetingItem,
            and_(MeetingItem.dossier_id == Dossier.id, MeetingItem.state.in_(OPEN_ITEMS)),
        )
        .outerjoin(Meeting, and_(Meeting.id == MeetingItem.meeting_id, Meeting.state.in_(CALLED)))
        .outerjoin(Committee, Committee.id == Meeting.committee_id)
        .where((wanted.c.place <= IDEAS) | (Idea.state == IdeaState.PROMOTED))
        .order_by(Idea.challenge_id, wanted.c.place)
        .options(lazyload(Idea.author), defer(Idea.body))
    ).all()
    chains = []
    for idea, poc, dossier, known, held_at, committee, *_rest in rows:
        seen = dossier and sight.sees_dossier(dossier.state, is_public=known)
        chains.append(Chain(idea, poc, dossier if seen else None, held_at, committee or ""))
    return chains, {row[0].challenge_id: row.number for row in rows}


def stood_on_agenda() -> ColumnElement[bool]:
    """Return the condition for a dossier that everybody may know of."""
    on_agenda = exists().where(
        MeetingItem.dossier_id == Dossier.id, Meeting.id == MeetingItem.meeting_id, is_public()
    )
    return on_agenda.correlate(Dossier)


def decisions_of(dossier_ids: list[int]) -> list[tuple[Decision, list[OutcomeStep]]]:
    """Return the decisions on some dossiers, oldest first, each with the steps after it."""
    if not dossier_ids:
        return []
    rows = db.session.execute(
        select(Decision, OutcomeStep)
        .outerjoin(OutcomeStep, OutcomeStep.decision_id == Decision.id)
        .where(Decision.dossier_id.in_(dossier_ids))
        .order_by(Decision.decided_at, Decision.id, OutcomeStep.position)
        .options(joinedload(Decision.item).joinedload(MeetingItem.meeting))
    )
    found: dict[int, tuple[Decision, list[OutcomeStep]]] = {}
    for decision, step in rows:
        found.setdefault(decision.id, (decision, []))
        if step is not None:
            found[decision.id][1].append(step)
    return list(found.values())


def _is_start(column: Any, kind: str, start: Ref) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column == (start[1] if start[0] == kind else 0)
    return found
