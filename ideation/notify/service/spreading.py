"""Spreading news: into inboxes, as letters at once, or to wait for a digest."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert

from ideation.core.work import Task
from ideation.extensions import db
from ideation.notify.models import Frequency, InboxItem, News
from ideation.notify.service import digests, objects
from ideation.notify.service.audience import Hearer, Told, collect
from ideation.notify.service.messages import send_later
from ideation.notify.stop_links import ACCOUNT, SUBMISSION, Letters, path_to_stop

PORTION: Final = 500
_BY_DIGEST: Final = (Frequency.DAILY, Frequency.WEEKLY)


def spread(task: Task) -> None:
    """Tell everybody concerned of the news of one act; the handler of `news.spread`.

    Each portion is committed for itself. A worker that dies half-way tells nobody twice when the
    work is done again: an inbox holds each piece of news once, and a letter is known by the act
    and the address. Nothing is told of an act that was undone, or of what the public may not see.
    """
    act_id = task.subject_id
    news = _news_of(act_id, task.now)
    if not news:
        return
    audience = collect(news)
    for position, portion in enumerate(_portions(audience.accounts)):
        if position:
            task.renew()
        _into_inboxes(portion, task.now)
        _write_to([each for each in portion if each.frequency == Frequency.EACH], act_id, task.now)
        waiting = {
            each.account_id: each.frequency
            for each in portion
            if each.account_id is not None and each.frequency in _BY_DIGEST
        }
        digests.ask_for(waiting, now=task.now)
    for portion in _portions(audience.addresses):
        task.renew()
        _write_to(portion, act_id, task.now)


def _news_of(act_id: int, now: datetime) -> list[Told]:
    """Return what is to be told of an act; from here on it is not called back any more."""
    query = (
        select(News)
        .where(or_(News.id == act_id, News.with_id == act_id), News.cancelled_at.is_(None))
        .order_by(News.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    told = []
    for news in db.session.scalars(query).all():
        news.spread_at = news.spread_at or now
        if objects.is_public((news.subject_kind, news.subject_id)):
            told.append(Told.of(news))
    return told


def _portions(hearers: list[Hearer]) -> Iterator[list[Hearer]]:
    for start in range(0, len(hearers), PORTION):
        yield hearers[start : start + PORTION]


def _into_inboxes(hearers: list[Hearer], now: datetime) -> None:
    rows = [
        {
            "account_id": each.account_id,
            "news_id": told.id,
            "created_at": now,
            "awaits_digest": each.frequency in _BY_DIGEST,
        }
        for each in hearers
        for told in each.news
    ]
    db.session.execute(
        insert(InboxItem)
        .values(rows)
        .on_conflict_do_nothing(index_elements=[InboxItem.account_id, InboxItem.news_id])
    )


def _write_to(hearers: list[Hearer], act_id: int, now: datetime) -> None:
    for each in hearers:
        send_later(
            key=f"news:{act_id}:{each.email.lower()}",
            recipient=each.email,
            language=each.language,
            template="news",
            context=_context(each),
            now=now,
        )


def _context(hearer: Hearer) -> dict[str, Any]:
    if hearer.account_id is None:
        letters = Letters(SUBMISSION, hearer.number)
    else:
        letters = Letters(ACCOUNT, str(hearer.account_id))
    return {
        "number": hearer.number,
        "has_account": hearer.account_id is not None,
        "news": [
            {
                "event": told.event,
                "title": told.title,
                "text": told.text,
                "path": objects.path_of(told.ref),
            }
            for told in hearer.news
        ],
        "stop": path_to_stop(letters),
    }
