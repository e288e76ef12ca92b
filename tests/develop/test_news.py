"""People hear of challenges and ideas: followers, and those whose voices began it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ideation.develop.service import challenges, comments, ideas
from ideation.diagnose.models import Submission, ThemeMember
from ideation.notify.models import InboxItem, News
from ideation.notify.service import follow
from tests.develop.workshop import NOW, content
from tests.helpers import spread_news

A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def told(session):
    """Spread what waits; returns who was told of which event since the last time."""
    seen: set[int] = set()

    def tell() -> set[tuple[int, str]]:
        session.commit()
        spread_news(session)
        rows = session.execute(
            select(InboxItem.id, InboxItem.account_id, News.event).join(
                News, News.id == InboxItem.news_id
            )
        ).all()
        fresh = {(row.account_id, row.event) for row in rows if row.id not in seen}
        seen.update(row.id for row in rows)
        return fresh

    return tell


@pytest.fixture
def follower(make):
    """Makes an account that follows an object."""

    def new(kind: str, subject_id: int):
        account = make.account()
        follow(account.id, (kind, subject_id), now=NOW)
        return account

    return new


def in_theme(session, theme) -> Submission:
    """A voice that belongs to a theme."""
    query = (
        select(Submission)
        .join(ThemeMember, ThemeMember.submission_id == Submission.id)
        .where(ThemeMember.theme_id == theme.id)
        .order_by(Submission.id)
    )
    return session.scalars(query).first()


def test_a_challenge_that_opens_reaches_the_voices_and_the_theme(shop, session, follower, told):
    voice = shop.make.account()
    said = in_theme(session, shop.theme)
    said.author_id = voice.id
    fan = follower("theme", shop.theme.id)
    made = challenges.draft(shop.theme.id, content(), actor=shop.officer, now=NOW)
    assert told() == set()
    challenges.change_state(made.id, "open", actor=shop.officer, now=NOW)
    assert told() == {(fan.id, "challenge.opened"), (voice.id, "challenge.opened")}


def test_closing_and_reopening_reach_those_who_take_part(shop, follower, told):
    fan = follower("challenge", shop.challenge.id)
    idea = shop.propose()
    told()
    for act, event in (("close", "challenge.closed"), ("reopen", "challenge.reopened")):
        challenges.change_state(shop.challenge.id, act, actor=shop.officer, now=NOW)
        assert told() == {(fan.id, event), (idea.author_id, event)}


def test_a_new_idea_reaches_the_followers_of_the_challenge_and_not_its_author(shop, follower, told):
    fan = follower("challenge", shop.challenge.id)
    shop.propose()
    assert told() == {(fan.id, "idea.proposed")}


def test_a_comment_reaches_those_who_follow_the_idea_and_not_who_wrote_it(shop, told):
    idea = shop.propose()
    first, second = shop.make.account(), shop.make.account()
    told()
    shop.comment(idea, first)
    assert told() == {(shop.author.id, "comment.posted")}
    shop.comment(idea, second)
    assert told() == {(shop.author.id, "comment.posted"), (first.id, "comment.posted")}


def test_what_is_hidden_later_stands_in_nobodys_inbox(shop, session, told):
    idea = shop.propose()
    comment = shop.comment(idea, text="ถ้อยคำที่ต้องซ่อน")
    told()
    comments.hide(comment.id, "พาดพิง", actor=shop.officer, now=NOW)
    assert not any("ถ้อยคำ" in news.text for news in session.scalars(select(News)))


def test_an_idea_taken_up_reaches_the_author_the_voices_and_the_theme(
    shop, session, follower, told
):
    voice = shop.make.account()
    said = in_theme(session, shop.theme)
    said.author_id = voice.id
    fan, idea = follower("theme", shop.theme.id), shop.propose()
    told()
    ideas.decide(idea.id, "promote", "ทำได้จริง", actor=shop.officer, now=NOW)
    event = "idea.promoted"
    assert told() == {(fan.id, event), (voice.id, event), (shop.author.id, event)}
    (news,) = session.scalars(select(News).where(News.event == event))
    assert news.text == "ทำได้จริง"


def test_an_idea_not_taken_up_reaches_its_author_with_the_reason(shop, session, told):
    idea = shop.propose()
    told()
    ideas.decide(idea.id, "decline", "ซ้ำกับโครงการเดิม", actor=shop.officer, now=NOW)
    assert (shop.author.id, "idea.declined") in told()
    (news,) = session.scalars(select(News).where(News.event == "idea.declined"))
    assert news.text == "ซ้ำกับโครงการเดิม"


def test_a_decision_that_is_undone_at_once_tells_nobody(shop, told):
    idea = shop.propose()
    told()
    ideas.decide(idea.id, "promote", "กดผิด", actor=shop.officer, now=NOW)
    ideas.decide(idea.id, "reconsider", actor=shop.officer, now=NOW + timedelta(seconds=3))
    assert told() == set()


def test_a_decision_taken_back_later_is_told(shop, told):
    idea = shop.propose()
    ideas.decide(idea.id, "promote", "ทำได้จริง", actor=shop.officer, now=NOW)
    told()
    ideas.decide(idea.id, "reconsider", actor=shop.officer, now=NOW + A_MINUTE)
    assert told() == {(shop.author.id, "idea.reconsidered")}


def test_a_withdrawn_idea_reaches_those_who_follow_it(shop, told):
    idea = shop.propose()
    commenter = shop.make.account()
    shop.comment(idea, commenter)
    told()
    ideas.withdraw(idea.id, actor=shop.author, now=NOW)
    assert told() == {(commenter.id, "idea.withdrawn")}
