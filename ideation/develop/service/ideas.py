"""Proposing an idea, writing new versions of it, taking it back, and deciding on it."""

from datetime import datetime
from typing import Any, Final

from pgvector import HalfVector
from sqlalchemy import Text, cast, literal, select
from sqlalchemy.dialects.postgresql import TSVECTOR, insert
from sqlalchemy.orm import lazyload

from ideation.accounts.models import Account
from ideation.core import events, typed
from ideation.core.errors import Conflict, InvalidInput, NotAllowed
from ideation.core.i18n import _l
from ideation.core.machines import take
from ideation.core.registry import registry
from ideation.develop import policy
from ideation.develop.models import (
    LONGEST_BODY,
    LONGEST_TITLE,
    Challenge,
    Idea,
    IdeaState,
    IdeaVersion,
)
from ideation.develop.service import finding
from ideation.develop.states import AUTHOR, IDEA
from ideation.diagnose.models import Theme
from ideation.diagnose.search import tsvector_literal
from ideation.extensions import db
from ideation.notify.service import TIME_TO_UNDO, cancel, follow
from ideation.text.space import BackgroundSpace
from ideation.text.tokens import search_terms

LONGEST_NOTE: Final = 300
LONGEST_REASON: Final = 2_000
COMPARED: Final = 1_000
"""So many characters of an idea say what it is about."""
WITHDRAWN: Final = "–"


def propose(
    challenge_id: int,
    *,
    title: str,
    body: str,
    actor: Account | None,
    submit_token: str,
    now: datetime,
) -> Idea:
    """Propose an idea; the same `submit_token` stores it once.

    Args:
        challenge_id: the challenge it answers.
        title: 1 to 150 characters.
        body: Markdown, 1 to 20,000 characters.
        actor: who proposes it.
        submit_token: random, at least 32 characters, one for each form shown.
        now: the present moment.

    Raises:
        NotFound: there is no such challenge for this person.
        SignInNeeded: a visitor asked.
        StageClosed: ideas are not taken now.
        InvalidInput: something given cannot be used; `field` says what.
    """
    challenge = finding.challenge(challenge_id, actor)
    policy.require_account(actor)
    key = typed.key_of(submit_token)
    repeated = _posted(challenge_id, key)
    if repeated is not None:
        return repeated
    policy.require_open(challenge, now)
    said = _said(title, body)
    statement = (
        insert(Idea)
        .values(
            challenge_id=challenge.id,
            author_id=actor.id if actor else None,
            submit_key=key,
            created_at=now,
            updated_at=now,
            **said,
            **found_by(said["title"], said["body"]),
        )
        .on_conflict_do_nothing(index_elements=[Idea.challenge_id, Idea.submit_key])
        .returning(Idea.id)
    )
    idea_id = db.session.scalar(statement)
    if idea_id is None:
        # Another request with the same form was a moment faster; its row is committed by now.
        return _posted(challenge_id, key) or _not_stored()
    idea = db.session.get_one(Idea, idea_id)
    db.session.add(IdeaVersion(idea_id=idea.id, number=1, created_at=now, **said))
    _follow(actor, idea, now)
    _record(idea, "idea.proposed", actor, now, role="author")
    registry.announce(
        "idea.proposed",
        idea,
        title=idea.title,
        now=now,
        actor=actor,
        agency_id=policy.agency_of(challenge),
    )
    db.session.commit()
    return idea


def revise(
    idea_id: int,
    *,
    title: str,
    body: str,
    note: str = "",
    actor: Any,
    now: datetime,
    seen: str | int | None = None,
) -> Idea:
    """Write a new version of one's own idea; the same form sent twice stores it once.

    Args:
        idea_id: which idea.
        title: 1 to 150 characters.
        body: Markdown, 1 to 20,000 characters.
        note: what was changed and why, up to 300 characters.
        actor: its author.
        now: the present moment.
        seen: the number of the version that the author's page showed; None to skip the check.

    Raises:
        NotFound: there is no such idea for this person.
        SignInNeeded, NotAllowed: it is somebody else's.
        StageClosed: ideas are not taken now.
        Conflict: it was decided already, another version was written meanwhile, or nothing
            has changed.
        InvalidInput: something given cannot be used; `field` says what.
    """
    idea = finding.idea(idea_id, actor, lock=True)
    policy.require_author(actor, idea)
    if idea.state != IdeaState.PROPOSED:
        raise Conflict(_l("The agency has decided on this idea. It cannot be changed any more."))
    policy.require_open(idea.challenge, now)
    said = _said(title, body)
    why = typed.optional(note, "note", LONGEST_NOTE)
    is_old = seen is not None and str(seen) != str(idea.version_number)
    if (said["title"], said["body"]) == (idea.title, idea.body):
        if is_old:  # The same form, sent twice.
            return idea
        raise Conflict(_l("Nothing has changed yet. Change the title or the text, then save."))
    if is_old:
        raise Conflict(
            _l("A newer version was saved in another window. Compare, then save yours again.")
        )
    idea.version_number += 1
    idea.title, idea.body, idea.updated_at = said["title"], said["body"], now
    for name, value in found_by(idea.title, idea.body).items():
        setattr(idea, name, value)
    db.session.add(
        IdeaVersion(idea_id=idea.id, number=idea.version_number, note=why, created_at=now, **said)
    )
    _record(idea, "idea.revised", actor, now, role="author", version=idea.version_number)
    registry.announce(
        "idea.revised",
        idea,
        title=idea.title,
        text=why,
        now=now,
        actor=actor,
        agency_id=policy.agency_of(idea.challenge),
    )
    db.session.commit()
    return idea


def decide(idea_id: int, act: str, reason: str = "", *, actor: Any, now: datetime) -> Idea:
    """Promote an idea to a trial, decline it, or reconsider what was decided.

    Args:
        idea_id: which idea.
        act: `promote`, `decline` or `reconsider` (see `states.IDEA`).
        reason: what the public reads; needed to promote and to decline.
        actor: the officer.
        now: the present moment.

    Raises:
        NotFound: there is no such idea for this person.
        SignInNeeded, NotAllowed: the person does not run the agency's rounds, or the act is the
            author's.
        Conflict: its state does not allow it, or a trial has begun.
        InvalidInput: the reason is missing or too long.
    """
    idea = finding.idea(idea_id, actor, lock=True)
    policy.require_work(actor, idea.challenge)
    way = IDEA.find(act, idea.state)
    if way.by == AUTHOR:
        raise NotAllowed(_l("Only the person who wrote this can take it back."))
    if act == "reconsider":
        _refuse_if_built_upon(idea)
    undone, decided_at = f"idea.{idea.state}", idea.decided_at
    words = (
        typed.text(
            reason, "reason", LONGEST_REASON, _l("Give the reason. The public will read it.")
        )
        if way.reason
        else ""
    )
    idea.reason = words
    idea.decided_at = now if way.reason else None
    idea.decided_by_id = actor.id if way.reason else None
    _take(act, idea, actor, now, role="officer", text=words)
    if decided_at is not None:
        _call_news_back(idea, undone, decided_at, now)
    db.session.commit()
    return idea


def withdraw(idea_id: int, *, actor: Any, now: datetime) -> Idea:
    """Take one's own idea back: its words are gone, its title and the comments stay.

    Raises:
        NotFound: there is no such idea for this person.
        SignInNeeded, NotAllowed: it is somebody else's.
        Conflict: it was decided or withdrawn already.
    """
    idea = finding.idea(idea_id, actor, lock=True)
    policy.require_author(actor, idea)
    _take("withdraw", idea, actor, now, role="author")
    idea.body, idea.updated_at = WITHDRAWN, now
    for name, value in found_by(idea.title, "").items():
        setattr(idea, name, value)
    for version in idea.versions:
        version.body, version.note = WITHDRAWN, ""
    db.session.commit()
    return idea


def prepare(round_id: int) -> int:
    """Make anew what the ideas of a round are found by, after the rules of words have changed.

    Returns:
        The number of ideas.
    """
    found = db.session.scalars(
        select(Idea)
        .join(Challenge, Challenge.id == Idea.challenge_id)
        .join(Theme, Theme.id == Challenge.theme_id)
        .where(Theme.round_id == round_id)
        .order_by(Idea.id)
        .options(lazyload(Idea.author))
        .with_for_update(of=Idea)
        # Read anew: somebody may have written while this waited.
        .execution_options(populate_existing=True)
    ).all()
    for idea in found:
        body = "" if idea.state == IdeaState.WITHDRAWN else idea.body
        for name, value in found_by(idea.title, body).items():
            setattr(idea, name, value)
    db.session.commit()
    return len(found)


def found_by(title: str, body: str) -> dict[str, Any]:
    """Return the columns by which an idea is found: its place among similar ones, its words."""
    (place,) = BackgroundSpace.load().transform([f"{title}\n{body}"[:COMPARED]])
    words = search_terms(f"{title}\n{body}")
    return {
        "vector": HalfVector(place) if place.any() else None,
        "search": cast(literal(tsvector_literal(words), Text), TSVECTOR),
    }


def _said(title: str, body: str) -> dict[str, str]:
    return {
        "title": typed.line(title, "title", LONGEST_TITLE, _l("Give your idea a title.")),
        "body": typed.text(body, "body", LONGEST_BODY, _l("Describe your idea.")),
    }


def _posted(challenge_id: int, key: str) -> Idea | None:
    query = select(Idea).where(Idea.challenge_id == challenge_id, Idea.submit_key == key)
    found: Idea | None = db.session.scalar(query)
    return found


def _not_stored() -> Idea:
    raise InvalidInput(_l("The form was not whole. Reload the page and send it again."))


def _refuse_if_built_upon(idea: Idea) -> None:
    sentence = registry.blocked("idea", idea.id)
    if sentence is not None:
        raise Conflict(sentence)


def _call_news_back(idea: Idea, event: str, decided_at: datetime, now: datetime) -> None:
    """Let nobody hear of a decision that was taken back at once, nor of that."""
    cancel(event, ("idea", idea.id), now=now, at=decided_at)
    if now - decided_at < TIME_TO_UNDO:
        cancel("idea.reconsidered", ("idea", idea.id), now=now, at=now)


def _follow(actor: Account | None, idea: Idea, now: datetime) -> None:
    if actor is not None and actor.id is not None:
        follow(actor.id, ("idea", idea.id), now=now)
        follow(actor.id, ("challenge", idea.challenge_id), now=now)


def _take(act: str, idea: Idea, actor: Any, now: datetime, *, role: str, text: str = "") -> None:
    take(
        db.session(),
        IDEA,
        act,
        idea,
        now=now,
        actor=actor,
        role=role,
        agency_id=policy.agency_of(idea.challenge),
        title=idea.title,
        text=text,
        related=[("challenge", idea.challenge_id)],
    )


def _record(idea: Idea, verb: str, actor: Any, now: datetime, *, role: str, **data: Any) -> None:
    events.record(
        db.session(),
        verb,
        idea,
        now=now,
        actor=actor,
        role=role,
        agency_id=policy.agency_of(idea.challenge),
        challenge_id=idea.challenge_id,
        **data,
    )
