"""Assessing ideas on the criteria of their challenge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from ideation.core import events, typed
from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _l
from ideation.develop import policy
from ideation.develop.models import (
    SCORES,
    Assessment,
    AssessmentScore,
    Criterion,
    Idea,
    IdeaState,
)
from ideation.develop.service import finding
from ideation.extensions import db

LONGEST_NOTE: Final = 2_000
FEWEST_SHOWN: Final = 2
"""The public reads means from so many assessors on, so that no single one is known."""


@dataclass(frozen=True)
class Mean:
    """What all assessors together think of an idea on one criterion.

    Args:
        criterion: the criterion.
        score: the mean, from 1 to 5; None while nobody has assessed it.
    """

    criterion: Criterion
    score: float | None


def assess(
    idea_id: int, scores: Mapping[int, int], note: str = "", *, actor: Any, now: datetime
) -> Assessment:
    """Give one's view of an idea on every criterion; a second time replaces the first.

    Args:
        idea_id: which idea.
        scores: from 1 to 5, by the ids of all criteria of the challenge.
        note: up to 2,000 characters, read by staff.
        actor: evaluator, officer or administrator.
        now: the present moment.

    Raises:
        NotFound: there is no such idea for this person.
        SignInNeeded, NotAllowed: the person may not assess ideas of the agency.
        Conflict: it was decided on or withdrawn, or is the person's own.
        InvalidInput: a score is missing or out of range.
    """
    idea = finding.idea(idea_id, actor, lock=True)
    policy.require_assessor(actor, idea)
    if policy.is_author(actor, idea):
        raise Conflict(_l("This is your own idea. Others assess it."))
    if idea.state != IdeaState.PROPOSED:
        raise Conflict(_l("The idea is decided on or withdrawn. It is not assessed any more."))
    words = typed.optional(note, "note", LONGEST_NOTE)
    for criterion in idea.challenge.criteria:
        if scores.get(criterion.id) not in SCORES:
            raise InvalidInput(_l("Choose a score from 1 to 5."), field=f"score_{criterion.id}")
    given = _own(idea.id, actor.id)
    if given is None:
        given = Assessment(idea_id=idea.id, assessor_id=actor.id, created_at=now)
        db.session.add(given)
    given.note, given.updated_at = words, now
    given.scores = [
        AssessmentScore(criterion_id=criterion.id, score=scores[criterion.id])
        for criterion in _replaced(given, idea)
    ]
    db.session.flush()
    events.record(
        db.session(),
        "idea.assessed",
        idea,
        now=now,
        actor=actor,
        role="assessor",
        agency_id=policy.agency_of(idea.challenge),
    )
    db.session.commit()
    return given


def _replaced(given: Assessment, idea: Idea) -> list[Criterion]:
    # Emptied first: the new scores have the keys of the old ones.
    given.scores = []
    db.session.flush()
    return idea.challenge.criteria


def _own(idea_id: int, account_id: int) -> Assessment | None:
    query = (
        select(Assessment)
        .where(Assessment.idea_id == idea_id, Assessment.assessor_id == account_id)
        .options(selectinload(Assessment.scores))
    )
    found: Assessment | None = db.session.scalar(query)
    return found


def all_of(idea_id: int) -> list[Assessment]:
    """Return every assessment of an idea with its scores, for staff."""
    query = (
        select(Assessment)
        .where(Assessment.idea_id == idea_id)
        .options(
            joinedload(Assessment.scores),
            joinedload(Assessment.assessor),
        )
        .order_by(Assessment.id)
    )
    return list(db.session.scalars(query).unique())


def means(idea: Idea, given: Sequence[Assessment]) -> list[Mean]:
    """Return the mean score of an idea on each criterion of its challenge."""
    by_criterion: dict[int, list[int]] = {}
    for assessment in given:
        for score in assessment.scores:
            by_criterion.setdefault(score.criterion_id, []).append(score.score)
    return [
        Mean(criterion, _mean(by_criterion.get(criterion.id, [])))
        for criterion in idea.challenge.criteria
    ]


def _mean(scores: Sequence[int]) -> float | None:
    return sum(scores) / len(scores) if scores else None


def overall(idea_ids: Sequence[int]) -> dict[int, tuple[float, int]]:
    """Return the mean of all scores and the number of assessors of ideas that have some."""
    query = (
        select(
            Assessment.idea_id,
            func.avg(AssessmentScore.score).label("mean"),
            func.count(Assessment.id.distinct()).label("assessors"),
        )
        .join(AssessmentScore, AssessmentScore.assessment_id == Assessment.id)
        .where(Assessment.idea_id.in_(list(idea_ids)))
        .group_by(Assessment.idea_id)
    )
    return {row.idea_id: (float(row.mean), row.assessors) for row in db.session.execute(query)}


def assessed_by(account_id: int | None, idea_ids: Sequence[int]) -> set[int]:
    """Return which of some ideas an account has assessed."""
    query = select(Assessment.idea_id).where(
        Assessment.assessor_id == account_id, Assessment.idea_id.in_(list(idea_ids))
    )
    return set(db.session.scalars(query))
