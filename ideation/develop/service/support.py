"""Supporting an idea: once for each account or browser, and back."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from ideation.accounts.models import Account
from ideation.core import events
from ideation.core.errors import Conflict
from ideation.core.i18n import _l
from ideation.develop import policy
from ideation.develop.models import Comment, Idea, IdeaState, IdeaSupport
from ideation.develop.service import finding
from ideation.diagnose.service.support import supporter_of
from ideation.extensions import db
from ideation.notify.service import follow, unfollow


def support(idea_id: int, *, actor: Account | None, visitor_key: str, now: datetime) -> Idea:
    """Count somebody as supporting an idea; a second time changes nothing.

    The holder of an account hears of the idea from then on.

    Args:
        idea_id: which idea.
        actor: who is signed in, or None.
        visitor_key: the random key that this browser keeps; only its hash is stored.
        now: the present moment.

    Raises:
        NotFound: there is no such idea for this person.
        StageClosed: support is not taken now.
        Conflict: it is their own, or the idea was decided on or withdrawn.
    """
    idea = _open(idea_id, actor, now)
    if policy.is_author(actor, idea):
        raise Conflict(_l("This is your own idea. Others can support it."))
    statement = (
        insert(IdeaSupport)
        .values(idea_id=idea.id, supporter=supporter_of(actor, visitor_key), created_at=now)
        .on_conflict_do_nothing(index_elements=[IdeaSupport.idea_id, IdeaSupport.supporter])
        .returning(IdeaSupport.id)
    )
    if db.session.scalar(statement) is not None:
        _count(idea, 1, "idea.supported", actor, now)
        if actor is not None:
            follow(actor.id, ("idea", idea.id), now=now)
    db.session.commit()
    return idea


def unsupport(idea_id: int, *, actor: Account | None, visitor_key: str, now: datetime) -> Idea:
    """Take a support back; where there is none nothing changes.

    Raises:
        NotFound: there is no such idea for this person.
        StageClosed: support is not taken now, so the count stays as it was.
        Conflict: the idea was decided on or withdrawn.
    """
    idea = _open(idea_id, actor, now)
    statement = (
        delete(IdeaSupport)
        .where(
            IdeaSupport.idea_id == idea.id,
            IdeaSupport.supporter == supporter_of(actor, visitor_key),
        )
        .returning(IdeaSupport.id)
    )
    if db.session.scalar(statement) is not None:
        _count(idea, -1, "idea.support_withdrawn", actor, now)
        if actor is not None and not _has_commented(actor, idea):
            unfollow(actor.id, ("idea", idea.id), even_if_chosen=False)
    db.session.commit()
    return idea


def supported_by(
    idea_ids: Iterable[int], *, actor: Account | None, visitor_key: str | None
) -> set[int]:
    """Return which of some ideas a person supports."""
    if actor is None and visitor_key is None:
        return set()
    query = select(IdeaSupport.idea_id).where(
        IdeaSupport.idea_id.in_(list(idea_ids)),
        IdeaSupport.supporter == supporter_of(actor, visitor_key or ""),
    )
    return set(db.session.scalars(query))


def _open(idea_id: int, actor: Account | None, now: datetime) -> Idea:
    idea = finding.idea(idea_id, actor)
    policy.require_open(idea.challenge, now)
    if idea.state != IdeaState.PROPOSED:
        raise Conflict(_l("This idea does not take support any more."))
    return idea


def _has_commented(actor: Account, idea: Idea) -> bool:
    """Tell whether somebody hears of an idea anyway, because they commented on it."""
    own = select(Comment.id).where(Comment.idea_id == idea.id, Comment.author_id == actor.id)
    return db.session.scalar(own.limit(1)) is not None


def _count(idea: Idea, change: int, verb: str, actor: Account | None, now: datetime) -> None:
    # Counted by the database, so that supports at the same moment all count.
    db.session.execute(
        update(Idea).where(Idea.id == idea.id).values(support_count=Idea.support_count + change),
        execution_options={"synchronize_session": False},
    )
    events.record(
        db.session(),
        verb,
        idea,
        now=now,
        actor=actor,
        agency_id=policy.agency_of(idea.challenge),
    )
