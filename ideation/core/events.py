"""The event record: every change of state writes one line, in the same transaction."""

from datetime import datetime
from typing import Any, Protocol

import structlog
from sqlalchemy import select

from ideation.core.models import Event
from ideation.extensions import AnySession


class Actor(Protocol):
    """Whoever acts: an account, as far as the record needs it."""

    id: Any


def record(
    session: AnySession,
    verb: str,
    subject: Any,
    *,
    now: datetime,
    actor: Actor | None = None,
    role: str = "",
    agency_id: int | None = None,
    **data: Any,
) -> Event:
    """Add a line to the event record; the caller's commit makes it final.

    Args:
        session: the session of the change itself.
        verb: what happened, as `room.noun_participle` such as `submission.withdrawn`.
        subject: the model it happened to; flushed here if it has no id yet.
        now: when it happened.
        actor: the account that did it; one without an id is the machine's operator; None is
            a visitor or the system.
        role: in which role, such as `officer` or `system`; by default `visitor` without and
            `account` with an actor; always `operator` for the operator.
        agency_id: the agency whose record this belongs to.
        data: ids and words of state; never personal data.
    """
    if subject.id is None:
        session.flush()
    event = Event(
        at=now,
        verb=verb,
        subject_kind=subject.__tablename__,
        subject_id=subject.id,
        agency_id=agency_id,
        actor_id=actor.id if actor else None,
        actor_role=_role(actor, role),
        data=data,
        request_id=structlog.contextvars.get_contextvars().get("request_id"),
    )
    session.add(event)
    return event


def _role(actor: Actor | None, role: str) -> str:
    if actor is not None and actor.id is None:
        return "operator"
    return role or ("account" if actor else "visitor")


def history(session: AnySession, subject: Any, limit: int = 100) -> list[Event]:
    """Return the latest events of an object, newest first."""
    query = (
        select(Event)
        .where(Event.subject_kind == subject.__tablename__, Event.subject_id == subject.id)
        .order_by(Event.id.desc())
        .limit(limit)
    )
    return list(session.scalars(query))
