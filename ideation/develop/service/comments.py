"""Comments on ideas: posting, hiding with a reason, and taking one's own back."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from ideation.accounts.models import Account
from ideation.core import events, typed
from ideation.core.errors import Conflict, InvalidInput, NotFound
from ideation.core.i18n import _l
from ideation.core.registry import registry
from ideation.develop import policy
from ideation.develop.models import LONGEST_COMMENT, Comment, Idea, IdeaState, Stance
from ideation.develop.service import finding
from ideation.extensions import db
from ideation.notify.service import follow

LONGEST_REASON: Final = 500
TAKEN_BACK: Final = "taken_back"
"""The reason of a comment that its author took back; pages say it in words."""
NO_WORDS: Final = "–"


def post(
    idea_id: int,
    *,
    stance: str,
    text: str,
    actor: Account | None,
    submit_token: str,
    now: datetime,
) -> Comment:
    """Say something of an idea; the same `submit_token` stores it once.

    Args:
        idea_id: which idea.
        stance: a word of `Stance`.
        text: 1 to 2,000 characters.
        actor: who says it.
        submit_token: random, at least 32 characters, one for each form shown.
        now: the present moment.

    Raises:
        NotFound: there is no such idea for this person.
        SignInNeeded: a visitor asked.
        StageClosed: comments are not taken now.
        Conflict: the idea was decided on or withdrawn.
        InvalidInput: something given cannot be used; `field` says what.
    """
    idea = finding.idea(idea_id, actor)
    policy.require_account(actor)
    key = typed.key_of(submit_token)
    repeated = _posted(idea_id, key)
    if repeated is not None:
        return repeated
    policy.require_open(idea.challenge, now)
    if idea.state != IdeaState.PROPOSED:
        raise Conflict(_l("This idea does not take comments any more."))
    if stance not in set(Stance):
        raise InvalidInput(_l("Choose for, against or neutral."), field="stance")
    words = typed.text(text, "text", LONGEST_COMMENT, _l("Write your comment."))
    comment_id = db.session.scalar(
        insert(Comment)
        .values(
            idea_id=idea.id,
            author_id=actor.id if actor else None,
            submit_key=key,
            stance=stance,
            text=words,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Comment.idea_id, Comment.submit_key])
        .returning(Comment.id)
    )
    if comment_id is None:
        return _posted(idea_id, key) or _not_stored()
    comment = db.session.get_one(Comment, comment_id)
    _count(idea.id, 1)
    if actor is not None and actor.id is not None:
        follow(actor.id, ("idea", idea.id), now=now)
    _record(comment, idea, "comment.posted", actor, now, role="author", stance=stance)
    # Not quoted: what is hidden later must not stay in people's inboxes.
    registry.announce(
        "comment.posted",
        idea,
        title=idea.title,
        now=now,
        actor=actor,
        agency_id=policy.agency_of(idea.challenge),
    )
    db.session.commit()
    return comment


def hide(comment_id: int, reason: str, *, actor: Any, now: datetime) -> Comment:
    """Hide a comment as an officer; the reason stands in its place.

    Raises:
        NotFound: there is no such comment for this person.
        SignInNeeded, NotAllowed: the person does not run the agency's rounds.
        Conflict: it is hidden already.
        InvalidInput: the reason is missing or too long.
    """
    comment, idea = _locked(comment_id, actor)
    policy.require_work(actor, idea.challenge)
    words = typed.text(
        reason, "reason", LONGEST_REASON, _l("Give the reason. It stands in place of the comment.")
    )
    _hide(comment, words, now)
    _record(comment, idea, "comment.hidden", actor, now, role="officer")
    db.session.commit()
    return comment


def show(comment_id: int, *, actor: Any, now: datetime) -> Comment:
    """Show a comment again that an officer hid.

    Raises:
        NotFound: there is no such comment for this person.
        SignInNeeded, NotAllowed: the person does not run the agency's rounds.
        Conflict: it is not hidden, or its author took it back.
    """
    comment, idea = _locked(comment_id, actor)
    policy.require_work(actor, idea.challenge)
    if comment.hidden_at is None:
        raise Conflict(_l("This comment is shown already."))
    if comment.hidden_reason == TAKEN_BACK:
        raise Conflict(_l("Its author took this comment back. It stays away."))
    comment.hidden_at, comment.hidden_reason = None, ""
    _count(idea.id, 1)
    _record(comment, idea, "comment.shown", actor, now, role="officer")
    db.session.commit()
    return comment


def take_back(comment_id: int, *, actor: Any, now: datetime) -> Comment:
    """Take one's own comment back: its words are gone.

    Raises:
        NotFound: there is no such comment for this person.
        SignInNeeded, NotAllowed: it is somebody else's.
        Conflict: it is hidden or taken back already.
    """
    comment, idea = _locked(comment_id, actor)
    policy.require_author(actor, comment)
    _hide(comment, TAKEN_BACK, now)
    comment.text = NO_WORDS
    _record(comment, idea, "comment.taken_back", actor, now, role="author")
    db.session.commit()
    return comment


def _locked(comment_id: int, viewer: Any) -> tuple[Comment, Idea]:
    query = select(Comment).where(Comment.id == comment_id).with_for_update(of=Comment)
    comment = db.session.scalar(query.execution_options(populate_existing=True))
    if comment is None:
        raise NotFound(_l("There is no such comment."))
    return comment, finding.idea(comment.idea_id, viewer)


def _hide(comment: Comment, reason: str, now: datetime) -> None:
    if comment.hidden_at is not None:
        raise Conflict(_l("This comment is hidden already."))
    comment.hidden_at, comment.hidden_reason = now, reason
    _count(comment.idea_id, -1)


def _count(idea_id: int, change: int) -> None:
    # Counted by the database, so that comments at the same moment all count.
    db.session.execute(
        update(Idea).where(Idea.id == idea_id).values(comment_count=Idea.comment_count + change),
        execution_options={"synchronize_session": False},
    )


def _posted(idea_id: int, key: str) -> Comment | None:
    query = select(Comment).where(Comment.idea_id == idea_id, Comment.submit_key == key)
    found: Comment | None = db.session.scalar(query)
    return found


def _not_stored() -> Comment:
    raise InvalidInput(_l("The form was not whole. Reload the page and send it again."))


def _record(
    comment: Comment, idea: Idea, verb: str, actor: Any, now: datetime, *, role: str, **data: Any
) -> None:
    events.record(
        db.session(),
        verb,
        comment,
        now=now,
        actor=actor,
        role=role,
        agency_id=policy.agency_of(idea.challenge),
        idea_id=idea.id,
        **data,
    )
