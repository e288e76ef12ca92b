"""How far themes and ideas have got, in one query for any number of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, exists, or_, select

from ideation.core.statuses import status_words
from ideation.deliver.models import Decision, Dossier, DossierState, Poc
from ideation.deliver.words import DOSSIER_STATES, POC_STATES, RULINGS
from ideation.develop.models import Challenge, ChallengeState, Idea, IdeaState
from ideation.diagnose.models import Theme, ThemeState
from ideation.discover.models import Need, NeedState
from ideation.extensions import db
from ideation.trace.service.loading.below import stood_on_agenda
from ideation.trace.words import CHALLENGE_STATES, IDEA_STATES, NEED_FOUND


@dataclass(frozen=True)
class Reached:
    """The furthest point that something has got to, as the public sees it.

    Args:
        rank: the higher the further.
        label: the point in words.
        tone: of its chip.
        at: since when; None where no day is known.
    """

    rank: int = 0
    label: Any = ""
    tone: str = "quiet"
    at: datetime | None = None


def furthest(
    theme_ids: Collection[int], idea_ids: Collection[int]
) -> tuple[dict[int, Reached], dict[int, Reached]]:
    """Return how far some themes, and some ideas, have got, by their ids."""
    if not theme_ids and not idea_ids:
        return {}, {}
    rows = db.session.execute(_ways(theme_ids, idea_ids)).all()
    themes: dict[int, Reached] = {}
    ideas: dict[int, Reached] = {}
    for row in rows:
        points = [*_late_points(row)]
        if row.idea_id in idea_ids:
            own = IDEA_STATES[row.idea_state]
            point = Reached(0, own.label, own.tone, row.idea_decided_at)
            ideas[row.idea_id] = _best([ideas.get(row.idea_id), point, *points])
        promoted = row.idea_state == IdeaState.PROMOTED
        early = [*_early_points(row), *(points if promoted else [])]
        themes[row.theme_id] = _best([themes.get(row.theme_id), *early])
    return themes, ideas


def _best(points: Iterable[Reached | None]) -> Reached:
    """Return the furthest of some points; of several decisions the last one counts."""
    known = [point for point in points if point is not None]
    return max(known, key=lambda point: (point.rank, str(point.at)))


def _ways(theme_ids: Collection[int], idea_ids: Collection[int]) -> Any:
    needs = exists().where(Need.theme_id == Theme.id, Need.state == NeedState.PUBLISHED)
    return (
        select(
            Theme.id.label("theme_id"),
            Theme.state.label("theme_state"),
            Theme.answered_at,
            Theme.decided_at,
            needs.label("has_needs"),
            Challenge.state.label("challenge_state"),
            Challenge.published_at,
            Idea.id.label("idea_id"),
            Idea.state.label("idea_state"),
            Idea.decided_at.label("idea_decided_at"),
            Poc.state.label("poc_state"),
            Poc.started_at,
            Poc.ended_at,
            Dossier.state.label("dossier_state"),
            stood_on_agenda().label("dossier_is_public"),
            Dossier.submitted_at,
            Decision.ruling,
            Decision.decided_at.label("ruled_at"),
        )
        .select_from(Theme)
        .outerjoin(
            Challenge,
            and_(Challenge.theme_id == Theme.id, Challenge.state != ChallengeState.DRAFT),
        )
        .outerjoin(
            Idea,
            and_(
                Idea.challenge_id == Challenge.id,
                or_(Idea.state == IdeaState.PROMOTED, Idea.id.in_(idea_ids)),
            ),
        )
        .outerjoin(Poc, Poc.idea_id == Idea.id)
        .outerjoin(Dossier, Dossier.poc_id == Poc.id)
        .outerjoin(Decision, Decision.dossier_id == Dossier.id)
        .where(or_(Theme.id.in_(theme_ids), Idea.id.in_(idea_ids)))
    )


def _early_points(row: Row[Any]) -> Iterable[Reached]:
    status, at = "waiting", None
    if row.theme_state == ThemeState.SELECTED:
        status, at = "selected", row.decided_at
    elif row.theme_state == ThemeState.REJECTED:
        status, at = "not_selected", row.decided_at
    elif row.answered_at is not None:
        status, at = "answered", row.answered_at
    elif row.theme_state == ThemeState.ACCEPTED:
        status = "in_progress"
    label, tone, _icon = status_words(status)
    yield Reached(1, label, tone, at)
    if row.has_needs:
        yield Reached(2, NEED_FOUND.label, NEED_FOUND.tone)
    if row.challenge_state is not None:
        word = CHALLENGE_STATES[row.challenge_state]
        yield Reached(3, word.label, word.tone, row.published_at)


def _late_points(row: Row[Any]) -> Iterable[Reached]:
    if row.idea_state == IdeaState.PROMOTED:
        word = IDEA_STATES[row.idea_state]
        yield Reached(4, word.label, word.tone, row.idea_decided_at)
    if row.poc_state is not None:
        yield Reached(5, *POC_STATES[row.poc_state][:2], row.ended_at or row.started_at)
    if row.dossier_is_public and row.dossier_state != DossierState.DRAFTING:
        yield Reached(6, *DOSSIER_STATES[row.dossier_state][:2], row.submitted_at)
    if row.ruling is not None:
        yield Reached(7, *RULINGS[row.ruling][:2], row.ruled_at)
