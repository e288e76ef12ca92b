"""The inbox of an account: what it was told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import joinedload

from ideation.accounts.models import Account
from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.core.pagination import Page, paginate
from ideation.core.registry import registry
from ideation.extensions import db
from ideation.notify.models import InboxItem, News
from ideation.notify.service import objects
from ideation.notify.words import line_of

MOST_COUNTED: Final = 100


@dataclass(frozen=True)
class Line:
    """One piece of news in an inbox.

    Args:
        id: of the inbox item.
        words: the news in one sentence; empty where the object is not public any more.
        text: what is quoted.
        at: when it happened.
        is_unread: whether it was not opened yet.
    """

    id: int
    words: str
    text: str
    at: datetime
    is_unread: bool


@dataclass(frozen=True)
class Inbox:
    """One page of an inbox.

    Args:
        page: its lines, unread ones first, then the newest.
        unread: how many are unread, counted up to a hundred.
        only_unread: whether only those were asked for.
    """

    page: Page[Line]
    unread: int
    only_unread: bool


def show_inbox(actor: Account, number: int, *, only_unread: bool) -> Inbox:
    """Return one page of what an account was told."""
    query = (
        select(InboxItem)
        .where(InboxItem.account_id == actor.id)
        .order_by(InboxItem.read_at.is_not(None), InboxItem.id.desc())
        .options(joinedload(InboxItem.news))
    )
    if only_unread:
        query = query.where(InboxItem.read_at.is_(None))
    page = paginate(db.session, query, number)
    public = {each.id for each in objects.public_ones(item.news for item in page.items)}
    lines = [_line(item, is_public=item.news_id in public) for item in page.items]
    return Inbox(
        Page(lines, page.number, page.per_page, page.total), count_unread(actor.id), only_unread
    )


def _line(item: InboxItem, *, is_public: bool) -> Line:
    news = item.news
    return Line(
        id=item.id,
        words=line_of(news.event, news.title) if is_public else "",
        text=news.text if is_public else "",
        at=news.at,
        is_unread=item.read_at is None,
    )


def count_unread(account_id: int) -> int:
    """Return how many news an account has not opened, counted up to a hundred."""
    some = select(InboxItem.id).where(_unread_of(account_id)).limit(MOST_COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def open_item(item_id: int, *, actor: Account, now: datetime) -> str:
    """Note that news were opened, and return the path of what they are about.

    Returns:
        the path; empty if it has no page, or is not public any more.

    Raises:
        NotFound: there are no such news in this account's inbox.
    """
    item = db.session.scalar(
        select(InboxItem)
        .where(InboxItem.id == item_id, InboxItem.account_id == actor.id)
        .options(joinedload(InboxItem.news))
    )
    if item is None:
        raise NotFound(_l("There is nothing like this in your inbox."))
    item.read_at = item.read_at or now
    path = _path(item.news)
    db.session.commit()
    return path


def _path(news: News) -> str:
    ref = (news.subject_kind, news.subject_id)
    hidden = news.subject_kind in registry.titles and not objects.titles_of([ref])
    return "" if hidden else objects.path_of(ref)


def read_all(actor: Account, *, now: datetime) -> None:
    """Note that everything in an inbox was read."""
    db.session.execute(
        update(InboxItem).where(_unread_of(actor.id)).values(read_at=now),
        execution_options={"synchronize_session": "fetch"},
    )
    db.session.commit()


def _unread_of(account_id: int) -> ColumnElement[bool]:
    return (InboxItem.account_id == account_id) & InboxItem.read_at.is_(None)
