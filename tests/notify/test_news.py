"""News: written with the event, spread once to the people concerned, by the way they chose."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from ideation.core import clock, perform
from ideation.core.models import WorkItem
from ideation.core.registry import Contact, NewsKind, Reach, registry
from ideation.extensions import db
from ideation.notify.models import Frequency, InboxItem, MailChoice, Message, News
from ideation.notify.service import announce, cancel, follow
from tests.helpers import spread_news

FAR, NEAR, SELF = "idea.far", "idea.near", "idea.self"


@pytest.fixture(autouse=True)
def _rooms(monkeypatch):
    """What later rooms would tell the registry: an idea of a challenge of a theme of a round."""
    for event, reach in ((FAR, Reach.FAR), (NEAR, Reach.NEAR), (SELF, Reach.SELF)):
        kind = NewsKind(event, f"{event}: %(title)s", reach)
        monkeypatch.setitem(registry.news_kinds, event, kind)
    monkeypatch.setitem(registry.titles, "idea", lambda keys: dict.fromkeys(keys, "แนวคิด"))


@pytest.fixture
def theme(make):
    return make.theme(make.round(), state="selected", reason="ทำได้", decided_at=clock.now())


@pytest.fixture
def idea(make, theme):
    return make.idea(make.challenge(theme))


def tell(idea, event=SELF, **values) -> None:
    announce(event, idea, **{"title": "ตู้เน็ตชุมชน", "now": clock.now(), **values})


def told(session) -> list[int]:
    """Who has it in the inbox, by id."""
    session.commit()
    spread_news(session)
    return sorted(session.scalars(select(InboxItem.account_id)))


def letters(session) -> list[str]:
    return sorted(session.scalars(select(Message.recipient).where(Message.template == "news")))


def prefer(session, account, frequency) -> None:
    choice = MailChoice(account_id=account.id, frequency=frequency, changed_at=clock.now())
    session.add(choice)
    session.flush()


def test_news_wait_until_the_time_to_undo_is_over(session, make, idea):
    now = clock.now()
    tell(idea, now=now, actor=make.officer(), agency_id=make.agency.id, text="  เพราะดี ")

    news = session.scalars(select(News)).one()
    item = session.scalars(select(WorkItem).where(WorkItem.kind == "news.spread")).one()
    assert (news.event, news.subject_kind, news.subject_id) == (SELF, "idea", idea.id)
    assert (news.title, news.text) == ("ตู้เน็ตชุมชน", "เพราะดี")
    assert (item.subject_id, item.due_at) == (news.id, now + timedelta(seconds=10))
    assert item.agency_id == make.agency.id


def test_how_far_news_go(session, make, theme, idea):
    followers = {}
    for ref in (
        ("idea", idea.id),
        ("challenge", idea.challenge_id),
        ("theme", theme.id),
        ("round", theme.round_id),
        ("idea", idea.id + 1),
    ):
        followers[ref[0] if ref[1] != idea.id + 1 else "other"] = account = make.account()
        follow(account.id, ref, now=clock.now())
    expected = {
        SELF: {"idea"},
        NEAR: {"idea", "challenge"},
        FAR: {"idea", "challenge", "theme", "round"},
    }
    for event, kinds in expected.items():
        tell(idea, event)
        told(session)
        told_of = session.scalars(
            select(InboxItem.account_id).join(News).where(News.event == event)
        )
        assert set(told_of) == {followers[kind].id for kind in kinds}


def test_a_circle_of_parents_ends(session, make, idea, monkeypatch):
    monkeypatch.setitem(registry.parents, "round", lambda _id: [("idea", idea.id)])
    follower = make.account()
    follow(follower.id, ("round", idea.challenge.theme.round_id), now=clock.now())
    tell(idea, FAR)
    assert told(session) == [follower.id]


@pytest.fixture
def voices(monkeypatch):
    """The people whose voices began the theme; a list that a test fills."""
    found: list[Contact] = []
    monkeypatch.setitem(registry.voices, "theme", lambda _id: found)
    return found


def test_voices_are_told_at_their_account_or_their_address(session, make, idea, voices):
    author = make.account(email="author@example.org")
    voices += [
        Contact("AAAA-AAAA", "th", account_id=author.id, email="other@example.org"),
        Contact("BBBB-BBBB", "en", email="som@example.org"),
        Contact("CCCC-CCCC", "en", email="SOM@example.org"),
        Contact("DDDD-DDDD", "en"),
    ]
    tell(idea, FAR)
    assert told(session) == [author.id]
    assert letters(session) == ["author@example.org", "som@example.org"]
    numbers = [
        each.context["number"]
        for each in session.scalars(select(Message).order_by(Message.recipient))
    ]
    assert numbers == ["AAAA-AAAA", "BBBB-BBBB"]


def test_an_address_of_an_account_that_is_told_leaves_the_choice_to_it(session, make, idea, voices):
    account = make.account(email="Som@example.org")
    follow(account.id, ("idea", idea.id), now=clock.now())
    prefer(session, account, Frequency.NEVER)
    voices.append(Contact("AAAA-AAAA", "th", email="som@example.org"))
    tell(idea, FAR)
    assert told(session) == [account.id]
    assert letters(session) == []


def test_whoever_did_it_is_not_told(session, make, idea, voices):
    officer = make.officer(email="officer@example.org")
    follow(officer.id, ("idea", idea.id), now=clock.now())
    voices.append(Contact("AAAA-AAAA", "th", email="Officer@example.org"))
    tell(idea, FAR, actor=officer)
    assert told(session) == []
    assert letters(session) == []


def test_closed_accounts_are_not_told(session, make, idea):
    follow(make.account(active=False).id, ("idea", idea.id), now=clock.now())
    tell(idea)
    assert told(session) == []


@pytest.mark.parametrize(
    ("frequency", "letter", "waits"),
    [
        (None, True, False),
        (Frequency.EACH, True, False),
        (Frequency.DAILY, False, True),
        (Frequency.WEEKLY, False, True),
        (Frequency.NEVER, False, False),
    ],
)
def test_each_account_is_told_as_it_chose(session, make, idea, frequency, letter, waits):
    account = make.account(email="one@example.org")
    follow(account.id, ("idea", idea.id), now=clock.now())
    if frequency:
        prefer(session, account, frequency)
    tell(idea)
    assert told(session) == [account.id]
    assert letters(session) == (["one@example.org"] if letter else [])
    assert session.scalars(select(InboxItem.awaits_digest)).one() is waits
    digests = session.scalars(select(WorkItem.subject_id).where(WorkItem.kind == "digest.write"))
    assert list(digests) == ([account.id] if waits else [])


def test_news_of_one_act_come_in_one_letter(session, make, idea):
    both, one = make.account(email="both@example.org"), make.account(email="one@example.org")
    follow(both.id, ("idea", idea.id), now=clock.now())
    follow(both.id, ("challenge", idea.challenge_id), now=clock.now())
    follow(one.id, ("challenge", idea.challenge_id), now=clock.now())
    tell(idea)
    announce(SELF, idea.challenge, title="โจทย์", now=clock.now())

    assert told(session) == sorted([both.id, both.id, one.id])
    messages = session.scalars(select(Message).order_by(Message.recipient)).all()
    assert [[each["title"] for each in message.context["news"]] for message in messages] == [
        ["ตู้เน็ตชุมชน", "โจทย์"],
        ["โจทย์"],
    ]


def test_news_of_two_acts_come_in_two_letters(session, make, idea):
    follow(make.account().id, ("idea", idea.id), now=clock.now())
    for _ in range(2):
        tell(idea)
        session.commit()
    told(session)
    assert len(letters(session)) == 2


def test_what_was_undone_is_told_to_nobody(session, make, idea):
    follow(make.account().id, ("idea", idea.id), now=clock.now())
    first, second = clock.now(), clock.now() + timedelta(seconds=1)
    for at in (first, second):
        tell(idea, now=at)
        session.commit()
    cancel(SELF, ("idea", idea.id), now=second, at=first)
    assert len(told(session)) == 1
    assert session.scalars(select(News.at).join(InboxItem)).one() == second


def test_what_is_spread_already_is_not_called_back(session, make, idea):
    follow(make.account().id, ("idea", idea.id), now=clock.now())
    tell(idea)
    told(session)
    cancel(SELF, ("idea", idea.id), now=clock.now())
    assert session.scalars(select(News.cancelled_at)).one() is None


def test_an_act_that_is_rolled_back_tells_nothing(session, idea):
    session.commit()
    tell(idea)
    session.rollback()
    tell(idea, title="ครั้งที่สอง")
    session.commit()
    news = session.scalars(select(News)).one()
    assert (news.title, news.with_id) == ("ครั้งที่สอง", None)


def test_what_the_public_may_not_see_is_told_to_nobody(session, make, idea, monkeypatch):
    follow(make.account().id, ("idea", idea.id), now=clock.now())
    monkeypatch.setitem(registry.titles, "idea", lambda _keys: {})
    tell(idea)
    assert told(session) == []
    assert letters(session) == []


def test_nothing_of_a_draft_round_is_told(session, make):
    idea = make.idea(make.challenge(make.theme(make.round(state="draft", published_at=None))))
    follow(make.account().id, ("idea", idea.id), now=clock.now())
    tell(idea)
    assert told(session) == []


def test_spreading_again_tells_nobody_twice(session, make, idea, voices):
    voices.append(Contact("AAAA-AAAA", "th", email="som@example.org"))
    follow(make.account(email="one@example.org").id, ("idea", idea.id), now=clock.now())
    tell(idea, FAR)
    told(session)
    item = session.scalars(select(WorkItem).where(WorkItem.kind == "news.spread")).one()
    item.state = "waiting"
    assert len(told(session)) == 1
    assert letters(session) == ["one@example.org", "som@example.org"]


def test_a_worker_that_dies_between_portions_tells_nobody_twice(
    session, make, idea, voices, monkeypatch
):
    from ideation.notify.service import spreading

    monkeypatch.setattr(spreading, "PORTION", 1)
    voices += [Contact("AAAA-AAAA", "th", email=f"som{n}@example.org") for n in range(3)]
    follow(make.account(email="one@example.org").id, ("idea", idea.id), now=clock.now())
    tell(idea, FAR)
    session.commit()
    item = session.scalars(select(WorkItem).where(WorkItem.kind == "news.spread")).one()
    item.due_at = clock.now() - timedelta(seconds=1)
    session.commit()
    kind = registry.kinds["news.spread"]
    (held,) = perform.work.lease(session, kind, item.id, now=clock.now())
    portions = iter(range(3))

    def renew() -> None:
        session.commit()
        if next(portions) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kind.handle(perform.work.Task((held,), clock.now(), renew))
    session.rollback()
    assert letters(session) == ["one@example.org", "som0@example.org"]

    session.get_one(WorkItem, item.id).leased_until = clock.now() - timedelta(seconds=1)
    session.commit()
    assert perform.perform(session, kind, item.id) == 1
    assert letters(session) == ["one@example.org", *(f"som{n}@example.org" for n in range(3))]
    assert len(session.scalars(select(InboxItem)).all()) == 1


@pytest.mark.committed
def test_two_workers_at_the_same_news_tell_each_person_once(app, session, make, idea, voices):
    voices.append(Contact("AAAA-AAAA", "th", email="som@example.org"))
    follow(make.account(email="one@example.org").id, ("idea", idea.id), now=clock.now())
    tell(idea, FAR)
    session.commit()
    act = session.scalars(select(News.id)).one()
    barrier = threading.Barrier(2, timeout=20)
    kind = registry.kinds["news.spread"]
    errors: list[BaseException] = []

    def work() -> None:
        with app.app_context():
            barrier.wait()
            try:
                held = perform.work.Lease(0, act, 1)
                kind.handle(perform.work.Task((held,), clock.now(), db.session.commit))
                db.session.commit()
            except BaseException as error:  # noqa: BLE001  Shown by the assertion below.
                errors.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    session.expire_all()
    assert errors == []
    assert letters(session) == ["one@example.org", "som@example.org"]
    assert len(session.scalars(select(InboxItem)).all()) == 1
