"""What waits in Develop: ideas to decide for officers, ideas to assess for evaluators."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import exists, func, or_, select

from ideation.accounts.models import Role
from ideation.accounts.policy import RUNNERS, agency_ids_of
from ideation.core.i18n import ngettext
from ideation.core.waiting import Waiting
from ideation.develop.models import Assessment, Challenge, ChallengeState, Idea, IdeaState
from ideation.diagnose.models import Theme
from ideation.extensions import db
from ideation.rounds.models import Round

MOST: Final = 5
CLOSING: Final = timedelta(days=3)
"""So long before a challenge closes its ideas appear on the officers' list."""
TIME_TO_DECIDE: Final = timedelta(days=30)
"""So long after a challenge closed its ideas should have an answer."""


def waiting_for(actor: Any, now: datetime) -> list[Waiting]:
    """Return a line for each challenge in which ideas wait for a person's decision or view."""
    runs = agency_ids_of(actor, *RUNNERS)
    assesses = agency_ids_of(actor, Role.EVALUATOR)
    return [
        *(_to_decide(runs, now) if runs else []),
        *(_to_assess(assesses, actor) if assesses else []),
    ]


def _to_decide(agency_ids: list[int], now: datetime) -> list[Waiting]:
    closing = or_(Challenge.state == ChallengeState.CLOSED, Challenge.closes_at <= now + CLOSING)
    query = _proposed(agency_ids).where(closing).order_by(Challenge.closes_at).limit(MOST)
    lines = []
    for challenge_id, title, closes_at, number in db.session.execute(query):
        due_at = closes_at + TIME_TO_DECIDE
        lines.append(
            Waiting(
                kind="idea.undecided",
                sentence=ngettext(
                    "%(num)s idea waits for your decision: %(challenge)s",
                    "%(num)s ideas wait for your decision: %(challenge)s",
                    number,
                    challenge=title,
                ),
                path=f"/challenges/{challenge_id}/assessments?state={IdeaState.PROPOSED}",
                number=number,
                due_at=due_at,
                urgent=due_at <= now,
            )
        )
    return lines


def _to_assess(agency_ids: list[int], actor: Any) -> list[Waiting]:
    done = exists().where(Assessment.idea_id == Idea.id, Assessment.assessor_id == actor.id)
    theirs = Idea.author_id.is_distinct_from(actor.id)
    query = _proposed(agency_ids).where(~done, theirs).order_by(Challenge.closes_at).limit(MOST)
    return [
        Waiting(
            kind="idea.unassessed",
            sentence=ngettext(
                "%(num)s idea waits for your assessment: %(challenge)s",
                "%(num)s ideas wait for your assessment: %(challenge)s",
                number,
                challenge=title,
            ),
            path=f"/challenges/{challenge_id}/assessments?state={IdeaState.PROPOSED}",
            number=number,
        )
        for challenge_id, title, _closes_at, number in db.session.execute(query)
    ]


def _proposed(agency_ids: list[int]) -> Any:
    return (
        select(Challenge.id, Challenge.title, Challenge.closes_at, func.count(Idea.id))
        .join(Idea, Idea.challenge_id == Challenge.id)
        .join(Theme, Theme.id == Challenge.theme_id)
        .join(Round, Round.id == Theme.round_id)
        .where(
            Round.agency_id.in_(agency_ids),
            Challenge.state != ChallengeState.DRAFT,
            Idea.state == IdeaState.PROPOSED,
        )
        .group_by(Challenge.id)
    )
