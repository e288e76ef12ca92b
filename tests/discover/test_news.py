"""Who hears of what: authors of their statements, everybody concerned of a need."""

import pytest
from sqlalchemy import select

from ideation.core import clock, ids
from ideation.diagnose.models import Submission
from ideation.discover.service import needs, statements, voting
from ideation.notify.models import InboxItem, News
from ideation.notify.service import choose_to_follow
from tests.factories import sign_in
from tests.helpers import Browser, spread_news, words


@pytest.fixture
def author(make):
    return make.account()


@pytest.fixture
def suggested(theme, author):
    return statements.suggest(
        theme.id, "ควรมีช่างประจำตำบล", actor=author, visitor_key="", submit_token=ids.new_token(),
        now=clock.now(),
    )  # fmt: skip


def told(session) -> list[tuple[int, str]]:
    session.commit()
    spread_news(session)
    query = select(InboxItem.account_id, News.event).join(News).order_by(InboxItem.id)
    return [tuple(row) for row in session.execute(query)]


def decide(statement, act, officer, reason="") -> None:
    statements.decide(statement.id, act, reason, actor=officer, now=clock.now())


def test_the_author_is_told_that_people_are_asked_now(app, session, suggested, author, officer):
    decide(suggested, "approve", officer)
    assert told(session) == [(author.id, "statement.approved")]
    page = words(sign_in(Browser(app), author).get("/account/inbox"))
    assert "ข้อความที่คุณเสนอเปิดให้ลงความเห็นแล้ว: “ควรมีช่างประจำตำบล”" in page


def test_the_author_is_told_why_it_was_not_taken(app, session, suggested, author, officer):
    decide(suggested, "decline", officer, "ซ้ำกับข้ออื่น")
    assert told(session) == [(author.id, "statement.declined")]
    page = words(sign_in(Browser(app), author).get("/account/inbox"))
    assert "ไม่รับข้อความที่คุณเสนอ" in page
    assert "ซ้ำกับข้ออื่น" in page


def test_what_is_undone_at_once_is_not_told(session, suggested, author, officer):
    decide(suggested, "approve", officer)
    decide(suggested, "reopen", officer)
    assert told(session) == []
    decide(suggested, "decline", officer, "พลาด")
    decide(suggested, "approve", officer)
    assert told(session) == [(author.id, "statement.approved")]


def test_strangers_learn_no_words_of_a_declined_statement(make, session, suggested, officer):
    decide(suggested, "decline", officer, "ไม่สุภาพ")
    stranger = make.account()
    title = choose_to_follow(("statement", suggested.id), actor=stranger, now=clock.now())
    assert suggested.text not in title


def test_a_need_is_told_to_those_who_spoke_and_to_those_who_answered(make, session, theme, officer):
    speaker, voter, stranger = make.account(), make.account(), make.account()
    voice = session.scalars(select(Submission)).first()
    voice.author_id = speaker.id
    statement = make.statement(theme)
    voting.vote(statement.id, "agree", actor=voter, visitor_key="", now=clock.now())
    need = needs.write(
        theme.id, who="นักเรียน", what="เน็ตช่วงค่ำ", why="ส่งการบ้าน", submission_ids=[voice.id],
        actor=officer, now=clock.now(),
    )  # fmt: skip
    needs.publish(need.id, actor=officer, now=clock.now())
    heard = told(session)
    assert (voter.id, "need.published") in heard
    assert (speaker.id, "need.published") in heard
    assert stranger.id not in dict(heard)
    assert officer.id not in dict(heard)
    assert session.scalar(select(News.title)) == "นักเรียน: เน็ตช่วงค่ำ"


def test_a_need_that_is_taken_back_at_once_is_told_to_nobody(make, session, theme, officer):
    voter = make.account()
    voting.vote(make.statement(theme).id, "agree", actor=voter, visitor_key="", now=clock.now())
    need = make.need(theme, [session.scalars(select(Submission)).first()])
    needs.retract(need.id, actor=officer, now=clock.now())
    needs.publish(need.id, actor=officer, now=clock.now())
    needs.retract(need.id, actor=officer, now=clock.now())
    assert told(session) == []
    needs.publish(need.id, actor=officer, now=clock.now())
    assert told(session) == [(voter.id, "need.published")]
