"""The pages of a person's news: inbox, follows, e-mail; and the button that follows."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ideation.core import clock
from ideation.core.models import Event
from ideation.core.registry import registry
from ideation.notify import service
from ideation.notify.models import Follow, Frequency, InboxItem, MailChoice, News
from tests.factories import sign_in
from tests.helpers import post, words


@pytest.fixture
def account(make):
    return make.account()


@pytest.fixture
def mine(client, account):
    return sign_in(client, account)


@pytest.fixture
def theme(make):
    return make.theme(make.round(title="เน็ตหมู่บ้าน"), "อินเทอร์เน็ตช้า")


@pytest.fixture
def tell(session):
    """Put news into an inbox."""

    def tell(account, subject, title="อินเทอร์เน็ตช้า", **values) -> InboxItem:
        news = News(
            event="theme.selected",
            subject_kind=subject.__tablename__,
            subject_id=subject.id,
            title=title,
            text="กระทบคนจำนวนมาก",
            at=clock.now(),
        )
        session.add(news)
        session.flush()
        item = InboxItem(account_id=account.id, news_id=news.id, created_at=clock.now(), **values)
        session.add(item)
        session.flush()
        return item

    return tell


def test_an_empty_inbox_says_what_to_do(mine):
    assert "ยังไม่มีข่าวใหม่" in words(mine.get("/account/inbox"))


def test_unread_news_stand_before_the_newest(mine, account, theme, tell):
    tell(account, theme, "เรื่องที่หนึ่ง")
    tell(account, theme, "เรื่องที่สอง", read_at=clock.now())
    tell(account, theme, "เรื่องที่สาม")
    page = words(mine.get("/account/inbox"))
    assert page.index("เรื่องที่สาม") < page.index("เรื่องที่หนึ่ง") < page.index("เรื่องที่สอง")
    unread = words(mine.get("/account/inbox?show=unread"))
    assert "เรื่องที่สอง" not in unread
    assert "เรื่องที่สาม" in unread


def test_opening_news_marks_them_read_and_leads_to_the_object(mine, account, theme, tell, session):
    item = tell(account, theme)
    answer = post(mine, f"/account/inbox/{item.id}", page="/account/inbox")
    assert answer.headers["Location"] == f"/themes/{theme.id}"
    first = session.get_one(InboxItem, item.id).read_at
    assert first is not None
    post(mine, f"/account/inbox/{item.id}", page="/account/inbox")
    assert session.get_one(InboxItem, item.id).read_at == first


def test_the_inbox_of_another_account_is_closed(mine, make, theme, tell, session):
    item = tell(make.account(), theme, "ไม่ใช่ของฉัน")
    assert "ไม่ใช่ของฉัน" not in words(mine.get("/account/inbox"))
    assert post(mine, f"/account/inbox/{item.id}", page="/account/inbox").status_code == 404
    post(mine, "/account/inbox/read-all", page="/account/inbox")
    assert session.get_one(InboxItem, item.id).read_at is None


def test_everything_can_be_marked_as_read(mine, account, theme, tell):
    for _ in range(3):
        tell(account, theme)
    assert service.count_unread(account.id) == 3
    page = post(mine, "/account/inbox/read-all", page="/account/inbox", follow=True)
    assert "อ่านแล้ว" in words(page)
    assert service.count_unread(account.id) == 0
    assert "ไม่มีข่าวที่ยังไม่อ่าน" in words(mine.get("/account/inbox?show=unread"))


def test_news_of_what_was_hidden_since_tell_nothing_of_it(mine, account, make, tell):
    theme = make.theme(make.round(state="draft", published_at=None), "ลับ")
    item = tell(account, theme, "ลับ")
    page = words(mine.get("/account/inbox"))
    assert "ลับ" not in page
    assert "กระทบคนจำนวนมาก" not in page
    answer = post(mine, f"/account/inbox/{item.id}", page="/account/inbox")
    assert answer.headers["Location"] == "/account/inbox"


def test_the_menu_counts_what_is_unread_with_one_question(mine, account, theme, tell, queries):
    mine.get("/about")
    queries.clear()
    mine.get("/about")
    assert len([each for each in queries if "inbox_item" in each]) == 1
    assert "tab-count-new" not in mine.get("/about").text
    for _ in range(120):
        tell(account, theme)
    assert "99+" in words(mine.get("/about"))


def test_visitors_and_pages_of_our_own_faults_count_nothing(app, mine, queries, monkeypatch):
    def break_down() -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "site.privacy", break_down)
    queries.clear()
    app.test_client().get("/about")
    assert mine.get("/privacy").status_code == 500
    assert not [each for each in queries if "inbox_item" in each]


def test_a_long_inbox_has_pages_and_asks_no_more_for_twenty_than_for_one(
    mine, account, make, theme, tell, queries
):
    tell(account, theme)
    mine.get("/account/inbox")
    queries.clear()
    mine.get("/account/inbox")
    for_one = len(queries)
    for _ in range(40):
        tell(account, theme, "ข่าว")
    queries.clear()
    page = mine.get("/account/inbox")
    assert len(queries) == for_one <= 15
    assert page.text.count("news-open") == 20
    assert "/account/inbox?page=3" in page.text
    assert "/account/inbox?page=2&amp;show=unread" in mine.get("/account/inbox?show=unread").text


def test_the_button_follows_and_unfollows(mine, account, theme, session):
    here = f"/themes/{theme.id}"
    assert 'action="/follow"' in mine.get(here).text
    page = post(mine, "/follow", page=here, follow=True, kind="theme", id=theme.id, next=here)
    assert page.request.path == here
    assert "อินเทอร์เน็ตช้า" in words(page)
    assert 'action="/unfollow"' in page.text
    followed = session.scalars(select(Follow)).one()
    assert (followed.account_id, followed.subject_id, followed.chosen) == (
        account.id,
        theme.id,
        True,
    )
    post(mine, "/unfollow", page=here, kind="theme", id=theme.id, next=here)
    assert session.scalars(select(Follow)).all() == []


def test_a_round_can_be_followed_on_its_page(mine, account, theme):
    here = f"/rounds/{theme.round.slug}"
    page = post(mine, "/follow", page=here, follow=True, kind="round", id=theme.round_id, next=here)
    assert 'action="/unfollow"' in page.text
    assert service.is_following(account, ("round", theme.round_id))


def test_visitors_are_led_to_the_sign_in_and_back(client, theme, session):
    here = f"/themes/{theme.id}"
    assert f"/account/login?next={here}" in client.get(here).text
    answer = post(client, "/follow", page=here, kind="theme", id=theme.id, next=here)
    assert answer.headers["Location"] == f"/account/login?next={here}"
    assert session.scalars(select(Follow)).all() == []
    assert service.is_following(None, ("theme", theme.id)) is None


@pytest.mark.parametrize(
    ("kind", "id"),
    [("theme", 10**9), ("account", 1), ("", 1), ("theme", "x"), ("theme", -(10**30))],
)
def test_only_what_is_public_can_be_followed(mine, session, kind, id):
    answer = post(mine, "/follow", page="/account/follows", kind=kind, id=id, next="/")
    assert answer.status_code == 404
    assert session.scalars(select(Follow)).all() == []


def test_a_draft_can_not_be_followed(mine, make, session):
    theme = make.theme(make.round(state="draft", published_at=None))
    answer = post(mine, "/follow", page="/account/follows", kind="theme", id=theme.id)
    assert answer.status_code == 404
    assert session.scalars(select(Follow)).all() == []


def test_the_button_never_leads_elsewhere(mine, theme):
    answer = post(
        mine, "/follow", page="/account/follows", kind="theme", id=theme.id,
        next="https://example.org/",
    )  # fmt: skip
    assert answer.headers["Location"] == "/account/follows"


def test_the_list_of_what_i_follow(mine, account, make, theme, queries):
    assert "ยังไม่ได้ติดตาม" in words(mine.get("/account/follows"))
    hidden = make.theme(make.round(state="draft", published_at=None), "ลับ")
    service.follow(account.id, ("theme", theme.id), now=clock.now(), chosen=True)
    service.follow(account.id, ("theme", hidden.id), now=clock.now())
    mine.get("/account/follows")
    queries.clear()
    page = words(mine.get("/account/follows"))
    few = len(queries)
    assert "อินเทอร์เน็ตช้า" in page
    assert "ลับ" not in page
    assert "คุณติดตามเรื่องนี้เพราะมีส่วนร่วม" in page
    for number in range(18):
        more = make.theme(theme.round, f"ประเด็น {number}")
        service.follow(account.id, ("theme", more.id), now=clock.now())
    queries.clear()
    mine.get("/account/follows")
    assert len(queries) == few <= 15
    # What is not public any more can be left too.
    post(mine, "/unfollow", page="/account/follows", kind="theme", id=hidden.id)
    assert not service.is_following(account, ("theme", hidden.id))


def test_how_often_we_write_is_chosen_and_recorded(mine, account, session):
    assert service.frequency_of(account.id) == Frequency.EACH
    page = post(mine, "/account/mail", follow=True, frequency="weekly")
    assert page.status_code == 200
    assert service.frequency_of(account.id) == Frequency.WEEKLY
    post(mine, "/account/mail", frequency="weekly")
    event = session.scalars(select(Event).where(Event.verb == "account.mail_chosen")).one()
    assert (event.subject_id, event.data) == (account.id, {"frequency": "weekly"})
    chosen = mine.get("/account/mail").text.split('value="weekly"')[0].rpartition("<input")[2]
    assert "checked" in chosen


def test_an_odd_choice_is_shown_at_its_field(mine, account):
    answer = post(mine, "/account/mail", frequency="hourly")
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert service.frequency_of(account.id) == Frequency.EACH


def test_the_export_holds_follows_inbox_and_choice(account, theme, tell):
    service.follow(account.id, ("theme", theme.id), now=clock.now())
    service.choose(account, Frequency.DAILY, now=clock.now())
    tell(account, theme)
    export = registry.exporters["news"](account.id)
    assert export["mail"] == "daily"
    assert [(each["kind"], each["id"]) for each in export["follows"]] == [("theme", theme.id)]
    assert [each["event"] for each in export["inbox"]] == ["theme.selected"]


def test_a_closed_account_leaves_nothing_here(account, make, theme, tell, session):
    other = make.account()
    for each in (account, other):
        service.follow(each.id, ("theme", theme.id), now=clock.now())
        service.choose(each, Frequency.DAILY, now=clock.now())
        tell(each, theme)
    registry.erasers["news"](account.id, now=clock.now() + timedelta(days=1))
    for model in (Follow, InboxItem, MailChoice):
        assert session.scalars(select(model.account_id)).all() == [other.id]
