"""The letter of a day or a week."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from ideation.core import clock, perform, work
from ideation.core.models import WorkItem
from ideation.core.registry import NewsKind, Reach, registry
from ideation.notify import service
from ideation.notify.models import Frequency, InboxItem, Message
from ideation.notify.service import digests
from tests.helpers import spread_news

EVENT = "theme.told"


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    kind = NewsKind(EVENT, "There is news of “%(title)s”", Reach.SELF)
    monkeypatch.setitem(registry.news_kinds, EVENT, kind)


@pytest.fixture
def theme(make):
    return make.theme(make.round(), "อินเทอร์เน็ตช้า")


@pytest.fixture
def daily(make, session, theme):
    account = make.account(email="daily@example.org", language="en")
    service.choose(account, Frequency.DAILY, now=clock.now())
    service.follow(account.id, ("theme", theme.id), now=clock.now())
    return account


def tell(session, *themes) -> None:
    for theme in themes:
        service.announce(EVENT, theme, title=theme.label, now=clock.now())
        session.commit()
    spread_news(session)


def item_of(session, account) -> WorkItem:
    return work.item_of(session, digests.KIND, account.id)


def write(session, account) -> None:
    """Write a digest, as a worker does when its time has come."""
    item = item_of(session, account)
    item.due_at = clock.now() - timedelta(seconds=1)
    session.commit()
    perform.perform(session, registry.kinds[digests.KIND], item.id)


def digests_of(session) -> list[Message]:
    return list(session.scalars(select(Message).where(Message.template == "digest")))


@pytest.mark.parametrize(
    ("frequency", "now", "due"),
    [
        # Times in UTC; seven in Thailand is midnight there. 2026-11-23 is a Monday.
        ("daily", (2026, 11, 21, 5), (2026, 11, 22)),
        ("daily", (2026, 11, 21, 23, 59), (2026, 11, 22)),
        ("daily", (2026, 11, 22), (2026, 11, 23)),
        ("weekly", (2026, 11, 21, 5), (2026, 11, 23)),
        ("weekly", (2026, 11, 22, 23), (2026, 11, 23)),
        ("weekly", (2026, 11, 23), (2026, 11, 30)),
    ],
)
def test_digests_go_out_at_seven_in_thailand(frequency, now, due):
    found = digests.next_time(Frequency(frequency), datetime(*now, tzinfo=UTC))
    assert found == datetime(*due, tzinfo=UTC)


def test_a_digest_groups_by_object_and_is_sent_once(session, make, theme, daily):
    other = make.theme(theme.round, "มิจฉาชีพ")
    service.follow(daily.id, ("theme", other.id), now=clock.now())
    tell(session, theme, other, theme)
    assert item_of(session, daily).due_at == digests.next_time(Frequency.DAILY, clock.now())

    write(session, daily)
    write(session, daily)

    (message,) = digests_of(session)
    assert message.recipient == "daily@example.org"
    assert message.context["total"] == 3
    groups = [(each["title"], len(each["lines"])) for each in message.context["groups"]]
    assert groups == [("อินเทอร์เน็ตช้า", 2), ("มิจฉาชีพ", 1)]
    assert message.context["groups"][0]["path"] == f"/themes/{theme.id}"
    assert not any(session.scalars(select(InboxItem.awaits_digest)))


def test_more_news_do_not_put_a_digest_off(session, theme, daily):
    tell(session, theme)
    item = item_of(session, daily)
    item.due_at = before = clock.now() - timedelta(minutes=1)
    session.commit()
    tell(session, theme)
    assert item_of(session, daily).due_at == before
    perform.perform(session, registry.kinds[digests.KIND], item.id)
    assert [each.context["total"] for each in digests_of(session)] == [2]


def test_news_that_come_while_a_digest_is_written_are_in_it(session, theme, daily):
    tell(session, theme)
    item, kind = item_of(session, daily), registry.kinds[digests.KIND]
    item.due_at = clock.now() - timedelta(seconds=1)
    session.commit()
    held = work.lease(session, kind, item.id, now=clock.now())
    tell(session, theme)
    kind.handle(work.Task(held, clock.now(), session.commit))
    with pytest.raises(work.LeaseLost):
        work.finish(session, held, now=clock.now())
    session.rollback()
    assert item_of(session, daily).due_at <= clock.now()
    assert perform.perform(session, kind, item.id) == 1


def test_what_was_hidden_since_is_left_out(session, make, theme, daily):
    tell(session, theme)
    theme.round.state, theme.round.published_at = "draft", None
    session.commit()
    write(session, daily)
    assert digests_of(session) == []


@pytest.mark.parametrize(
    ("choice", "due"),
    [(Frequency.EACH, "now"), (Frequency.WEEKLY, "monday"), (Frequency.NEVER, "")],
)
def test_a_new_choice_takes_along_what_waits(session, theme, daily, choice, due):
    tell(session, theme)
    now = clock.now()
    service.choose(daily, choice, now=now)
    waits = session.scalars(select(InboxItem.awaits_digest)).one()
    assert waits is bool(due)
    expected = {"now": now, "monday": digests.next_time(Frequency.WEEKLY, now)}
    if due:
        assert item_of(session, daily).due_at == expected[due]
    write(session, daily)
    assert len(digests_of(session)) == bool(due)


def test_a_long_digest_names_what_it_leaves_out(session, theme, daily, monkeypatch):
    monkeypatch.setattr(digests, "MOST_NEWS", 2)
    tell(session, theme, theme, theme)
    write(session, daily)
    (message,) = digests_of(session)
    assert (message.context["total"], message.context["more"]) == (3, 1)
