"""What came of themes in Develop, in few queries, for the pages of later rooms."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import String, Subquery, cast, func, literal, select, union

from ideation.develop.models import (
    Challenge,
    ChallengeState,
    Comment,
    Idea,
    IdeaState,
    IdeaSupport,
)
from ideation.extensions import db


@dataclass(frozen=True)
class DevelopedIdea:
    """An idea in short.

    Args:
        id: of the idea.
        challenge_id: of the challenge that it answers.
        title: what it is called.
        state: a word of `IdeaState`.
        supports: how many people support it.
        comments: how many comments it has.
        people: how many people proposed, supported or commented; each counts once.
    """

    id: int
    challenge_id: int
    title: str
    state: str
    supports: int
    comments: int
    people: int


@dataclass(frozen=True)
class Developed:
    """A public challenge with what came of it.

    Args:
        challenge: the challenge.
        ideas: those that were not withdrawn, most supported first.
        people: how many people proposed, supported or commented; each counts once.
    """

    challenge: Challenge
    ideas: tuple[DevelopedIdea, ...] = ()
    people: int = 0


def of_themes(theme_ids: Collection[int]) -> dict[int, list[Developed]]:
    """Return the public challenges of some themes, oldest first; every theme has an entry."""
    wanted: dict[int, list[Developed]] = {theme_id: [] for theme_id in theme_ids}
    if not wanted:
        return wanted
    query = (
        select(Challenge)
        .where(Challenge.theme_id.in_(wanted), Challenge.state != ChallengeState.DRAFT)
        .order_by(Challenge.id)
    )
    found = list(db.session.scalars(query))
    challenge_ids = [each.id for each in found]
    ideas, people = of_challenges(challenge_ids), _people_of_challenges(challenge_ids)
    for each in found:
        developed = Developed(each, tuple(ideas.get(each.id, ())), people.get(each.id, 0))
        wanted[each.theme_id].append(developed)
    return wanted


def of_challenges(challenge_ids: Collection[int]) -> dict[int, list[DevelopedIdea]]:
    """Return the ideas of some challenges, most supported first; withdrawn ones are left out."""
    who = _who()
    people = (
        select(who.c.idea_id, func.count(who.c.name.distinct()).label("people"))
        .group_by(who.c.idea_id)
        .subquery()
    )
    query = (
        select(
            Idea.id,
            Idea.challenge_id,
            Idea.title,
            Idea.state,
            Idea.support_count,
            Idea.comment_count,
            func.coalesce(people.c.people, 0),
        )
        .outerjoin(people, people.c.idea_id == Idea.id)
        .where(Idea.challenge_id.in_(challenge_ids), Idea.state != IdeaState.WITHDRAWN)
        .order_by(Idea.support_count.desc(), Idea.id)
    )
    ideas: dict[int, list[DevelopedIdea]] = {}
    for row in db.session.execute(query) if challenge_ids else ():
        idea = DevelopedIdea(*row)
        ideas.setdefault(idea.challenge_id, []).append(idea)
    return ideas


def _people_of_challenges(challenge_ids: Collection[int]) -> dict[int, int]:
    who = _who()
    query = (
        select(Idea.challenge_id, func.count(who.c.name.distinct()))
        .join(who, who.c.idea_id == Idea.id)
        .where(Idea.challenge_id.in_(challenge_ids), Idea.state != IdeaState.WITHDRAWN)
        .group_by(Idea.challenge_id)
    )
    return dict(db.session.execute(query).all()) if challenge_ids else {}


def _who() -> Subquery:
    """Return who took part in which idea, under the names by which support is stored."""
    account = literal("account:")
    return union(
        select(
            Idea.id.label("idea_id"), account.concat(cast(Idea.author_id, String)).label("name")
        ),
        select(Comment.idea_id, account.concat(cast(Comment.author_id, String))).where(
            Comment.hidden_at.is_(None)
        ),
        select(IdeaSupport.idea_id, IdeaSupport.supporter),
    ).subquery()
