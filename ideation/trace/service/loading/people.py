"""How many people stood at each step of a trace."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, literal, select, union_all

from ideation.core.registry import Ref
from ideation.deliver.models import Feedback, Tester
from ideation.develop.models import Challenge, Comment, Idea, IdeaState, IdeaSupport
from ideation.extensions import db
from ideation.trace.service.loading.loaded import Chain


def people_at(challenges: list[Challenge], chains: list[Chain]) -> dict[Ref, int]:
    """Return how many different people stood at each challenge, idea and trial: one query.

    A person who proposes, comments and supports counts once; whoever left no name counts each
    time, since nobody knows better.
    """
    if not challenges:
        return {}
    at_ideas = _at_ideas([each.id for each in challenges]).subquery()
    idea_ids = [each.idea.id for each in chains]
    poc_ids = [each.poc.id for each in chains if each.poc]
    at_pocs = _at_pocs(poc_ids).subquery()
    person = func.count(at_ideas.c.person.distinct())
    parts: list[Select[Any]] = [
        select(literal("challenge"), at_ideas.c.challenge_id, person).group_by(
            at_ideas.c.challenge_id
        ),
        select(literal("idea"), at_ideas.c.idea_id, person)
        .where(at_ideas.c.idea_id.in_(idea_ids))
        .group_by(at_ideas.c.idea_id),
    ]
    if poc_ids:
        testers = func.count(at_pocs.c.person.distinct())
        parts.append(select(literal("poc"), at_pocs.c.poc_id, testers).group_by(at_pocs.c.poc_id))
    return {(kind, key): number for kind, key, number in db.session.execute(union_all(*parts))}


def _at_ideas(challenge_ids: Collection[int]) -> Any:
    standing = and_(Idea.challenge_id.in_(challenge_ids), Idea.state != IdeaState.WITHDRAWN)
    of_idea = (Idea.challenge_id.label("challenge_id"), Idea.id.label("idea_id"))
    return union_all(
        select(*of_idea, _person(Idea.author_id, "idea", Idea.id).label("person")).where(standing),
        select(*of_idea, IdeaSupport.supporter)
        .join(IdeaSupport, IdeaSupport.idea_id == Idea.id)
        .where(standing),
        select(*of_idea, _person(Comment.author_id, "comment", Comment.id))
        .join(Comment, Comment.idea_id == Idea.id)
        .where(standing, Comment.hidden_at.is_(None)),
    )


def _at_pocs(poc_ids: Collection[int]) -> Any:
    return union_all(
        select(
            Tester.poc_id.label("poc_id"),
            (literal("account:") + cast(Tester.account_id, String)).label("person"),
        ).where(Tester.poc_id.in_(poc_ids)),
        select(
            Feedback.poc_id,
            func.coalesce(Feedback.giver, _person(Feedback.author_id, "feedback", Feedback.id)),
        ).where(Feedback.poc_id.in_(poc_ids), Feedback.hidden_at.is_(None)),
    )


def _person(account_id: Any, kind: str, row_id: Any) -> ColumnElement[str]:
    """Return the same name for an account as votes and supports are stored under."""
    return func.coalesce(
        literal("account:") + cast(account_id, String), literal(f"{kind}:") + cast(row_id, String)
    )
