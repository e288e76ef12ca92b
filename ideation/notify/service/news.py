"""Telling people what happened: news are written with the event, and spread a little later.

All news that one transaction writes belong to one act and are told together, so that nobody
gets two letters about one press of a button.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import event as orm_event
from sqlalchemy import update
from sqlalchemy.orm import Session

from ideation.core import work
from ideation.core.registry import Ref
from ideation.extensions import db
from ideation.notify.models import News

KIND: Final = "news.spread"
TIME_TO_UNDO: Final = timedelta(seconds=10)
"""So long news wait before they are spread, because a slip is mostly seen at once."""
LONGEST_TITLE: Final = 200
_ACT = "news_act"


def announce(
    event: str,
    subject: Any,
    *,
    title: str,
    now: datetime,
    text: str = "",
    actor: Any = None,
    agency_id: int | None = None,
) -> None:
    """Add news of an event to the caller's transaction; a worker spreads them a little later.

    Whether the public may hear of the object is asked when they are spread.

    Args:
        event: the verb of the event, as registered with `registry.news`.
        subject: the object it happened to; flushed here if it has no id yet.
        title: what the object is called, in one line.
        now: when it happened.
        text: what is quoted, such as the public reason.
        actor: who did it; they are not told.
        agency_id: on whose list of failed work it appears if it cannot be spread.
    """
    session = db.session()
    if subject.id is None:
        session.flush()
    first_id: int | None = session.info.get(_ACT)
    news = News(
        event=event,
        subject_kind=subject.__tablename__,
        subject_id=subject.id,
        title=" ".join(title.split())[:LONGEST_TITLE],
        text=text.strip(),
        agency_id=agency_id,
        actor_id=actor.id if actor else None,
        at=now,
        with_id=first_id,
    )
    session.add(news)
    if first_id is not None:
        return
    session.flush()
    session.info[_ACT] = news.id
    work.add(session, KIND, [news.id], now=now, agency_id=agency_id, due_at=now + TIME_TO_UNDO)


def cancel(event: str, ref: Ref, *, now: datetime, at: datetime | None = None) -> None:
    """Call news back that are not spread yet, in the caller's transaction.

    What has gone out already is not called back.

    Args:
        event: the verb of the event that is undone.
        ref: kind and id of the object that it happened to.
        now: the present moment.
        at: when it happened, where only that one is undone; otherwise all of its kind are.
    """
    kind, subject_id = ref
    statement = update(News).where(
        News.event == event,
        News.subject_kind == kind,
        News.subject_id == subject_id,
        News.spread_at.is_(None),
        News.cancelled_at.is_(None),
    )
    if at is not None:
        statement = statement.where(News.at == at)
    db.session.execute(
        statement.values(cancelled_at=now), execution_options={"synchronize_session": "fetch"}
    )


@orm_event.listens_for(Session, "after_commit")
def _end_act(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_ACT, None)


@orm_event.listens_for(Session, "after_soft_rollback")
def _forget_act(session: Session, _previous: Any) -> None:
    session.info.pop(_ACT, None)
