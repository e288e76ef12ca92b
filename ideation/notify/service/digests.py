"""The letter of a day or a week: all news that wait for it, once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, update

from ideation.accounts.models import Account
from ideation.core import clock, work
from ideation.core.models import WorkItem
from ideation.core.registry import Ref
from ideation.core.work import Task
from ideation.extensions import db
from ideation.notify.models import Frequency, InboxItem, News
from ideation.notify.service import objects
from ideation.notify.service.messages import send_later
from ideation.notify.stop_links import ACCOUNT, Letters, path_to_stop

KIND: Final = "digest.write"
HOUR: Final = 7
MOST_NEWS: Final = 50
"""So many news a digest tells at most; the inbox holds them all."""


def next_time(frequency: Frequency, now: datetime) -> datetime:
    """Return when the next digest goes out: at seven in Thailand, weekly ones on Mondays."""
    local = now.astimezone(clock.THAILAND)
    morning = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if frequency == Frequency.WEEKLY:
        morning += timedelta(days=-morning.weekday() % 7)
    step = timedelta(days=7 if frequency == Frequency.WEEKLY else 1)
    return morning if morning > local else morning + step


def ask_for(wanted: Mapping[int, Frequency], *, now: datetime) -> None:
    """Ask for the next digests of some accounts, in the caller's transaction.

    Args:
        wanted: of each account how often it wants one.
        now: the present moment.
    """
    for account_id, state in _states(sorted(wanted)).items():
        if state == "waiting":
            continue  # It will take these news along; asking again would put it off.
        # One that is being written at this moment may have missed them: it begins again.
        at_once = state == "leased"
        due_at = now if at_once else next_time(wanted[account_id], now)
        work.add(db.session(), KIND, [account_id], now=now, due_at=due_at)


def _states(account_ids: list[int]) -> dict[int, str | None]:
    """Return the state of each account's digest, and let no worker begin one until our commit."""
    query = (
        select(WorkItem.subject_id, WorkItem.state)
        .where(WorkItem.kind == KIND, WorkItem.subject_id.in_(account_ids))
        .order_by(WorkItem.id)
        .with_for_update()
    )
    found = {row.subject_id: row.state for row in db.session.execute(query)}
    return {account_id: found.get(account_id) for account_id in account_ids}


def follow_choice(account_id: int, frequency: Frequency, *, now: datetime) -> None:
    """Let news that wait for a digest go the way of a new choice, in the caller's transaction."""
    if frequency == Frequency.NEVER:
        _take(account_id)
        return
    waits = select(InboxItem.id).where(InboxItem.account_id == account_id, InboxItem.awaits_digest)
    if db.session.scalar(waits.limit(1)) is not None:
        due_at = now if frequency == Frequency.EACH else next_time(frequency, now)
        work.add(db.session(), KIND, [account_id], now=now, due_at=due_at)


def write(task: Task) -> None:
    """Write the digest of an account; the handler of `digest.write`.

    The news it takes, the letter and `done` commit together, so that it is sent once.
    """
    account = db.session.get_one(Account, task.subject_id)
    taken = _take(account.id)
    news = _public_news(taken)
    if not news or not account.active:
        return
    told = news[:MOST_NEWS]
    send_later(
        key=f"digest:{account.id}:{max(taken)}",
        recipient=account.email,
        language=account.language,
        template="digest",
        context={
            "groups": _groups(told),
            "total": len(news),
            "more": len(news) - len(told),
            "stop": path_to_stop(Letters(ACCOUNT, str(account.id))),
        },
        now=task.now,
    )


def _take(account_id: int) -> list[int]:
    """Return the inbox items that wait for a digest, which they do no longer."""
    taken = db.session.scalars(
        update(InboxItem)
        .where(InboxItem.account_id == account_id, InboxItem.awaits_digest)
        .values(awaits_digest=False)
        .returning(InboxItem.id),
        execution_options={"synchronize_session": False},
    )
    return list(taken)


def _public_news(item_ids: list[int]) -> list[News]:
    """Return the news of inbox items, newest first, without what was hidden in the meantime."""
    query = (
        select(News)
        .join(InboxItem, InboxItem.news_id == News.id)
        .where(InboxItem.id.in_(item_ids))
        .order_by(News.id.desc())
    )
    return objects.public_ones(db.session.scalars(query))


def _groups(news: list[News]) -> list[dict[str, Any]]:
    """Return news by the object they are about, newest object first, as a letter's context."""
    groups: dict[Ref, dict[str, Any]] = {}
    for each in news:
        ref = (each.subject_kind, each.subject_id)
        group = groups.setdefault(
            ref, {"title": each.title, "path": objects.path_of(ref), "lines": []}
        )
        group["lines"].append({"event": each.event, "title": each.title})
    return list(groups.values())
