"""Everybody supports an idea once, with or without an account, and can take it back (O3)."""

import pytest
from sqlalchemy import func, select

from ideation.core.errors import Conflict, NotFound, StageClosed
from ideation.core.events import history
from ideation.develop.models import Idea, IdeaSupport
from ideation.develop.service import ideas, support
from ideation.extensions import db
from ideation.notify.service import follow, is_following
from tests.develop.workshop import DAY, NOW, workshop
from tests.helpers import at_once


@pytest.fixture
def idea(shop):
    return shop.propose()


def give(idea, actor=None, key="browser", now=NOW):
    return support.support(idea.id, actor=actor, visitor_key=key, now=now)


def take(idea, actor=None, key="browser", now=NOW):
    return support.unsupport(idea.id, actor=actor, visitor_key=key, now=now)


def count(session, idea) -> int:
    session.refresh(idea)
    return idea.support_count


def test_a_browser_and_an_account_each_count_once(shop, session, make, idea):
    account = make.account()
    for _turn in range(3):
        give(idea)
        give(idea, account)
    give(idea, key="another browser")
    assert count(session, idea) == 3
    assert session.scalar(select(func.count()).select_from(IdeaSupport)) == 3


def test_the_key_of_a_browser_is_stored_as_a_hash(session, idea):
    give(idea, key="a secret of this browser")
    assert "a secret" not in session.scalar(select(IdeaSupport.supporter))


def test_support_is_taken_back_once(session, idea):
    give(idea)
    for _turn in range(2):
        take(idea)
    assert count(session, idea) == 0
    assert [event.verb for event in history(session, idea)][:2] == [
        "idea.support_withdrawn", "idea.supported",
    ]  # fmt: skip


def test_nobody_takes_back_the_support_of_others(session, make, idea):
    give(idea)
    take(idea, make.account())
    take(idea, key="another browser")
    assert count(session, idea) == 1


def test_ones_own_idea_cannot_be_supported(shop, idea):
    with pytest.raises(Conflict):
        give(idea, shop.author)


@pytest.mark.parametrize("moment", [-2 * DAY, 31 * DAY, 61 * DAY])
def test_support_is_given_and_taken_back_only_while_the_challenge_is_open(idea, moment):
    give(idea)
    with pytest.raises(StageClosed):
        give(idea, key="late", now=NOW + moment)
    with pytest.raises(StageClosed):
        take(idea, now=NOW + moment)


def test_the_support_of_a_decided_idea_stays_as_it_was(shop, session, idea):
    give(idea)
    ideas.decide(idea.id, "promote", "มีผู้สนับสนุนมาก", actor=shop.officer, now=NOW)
    with pytest.raises(Conflict):
        give(idea, key="late")
    with pytest.raises(Conflict):
        take(idea)
    session.rollback()
    assert count(session, idea) == 1


def test_there_is_nothing_to_support_below_a_draft_round(shop, idea):
    shop.round.state, shop.round.published_at = "draft", None
    with pytest.raises(NotFound):
        give(idea)


def test_a_person_is_told_what_they_support(make, shop, idea):
    account = make.account()
    give(idea, account)
    other = shop.propose()
    both = [idea.id, other.id]
    assert support.supported_by(both, actor=account, visitor_key=None) == {idea.id}
    assert support.supported_by(both, actor=None, visitor_key="browser") == set()
    assert support.supported_by(both, actor=None, visitor_key=None) == set()


def test_who_supports_an_idea_hears_of_it_until_they_take_it_back(shop, make, idea):
    account = make.account()
    give(idea, account)
    assert is_following(account, ("idea", idea.id))
    take(idea, account)
    assert not is_following(account, ("idea", idea.id))


@pytest.mark.parametrize("reason", ["chosen", "commented"])
def test_taking_a_support_back_ends_no_other_reason_to_follow(shop, make, idea, reason):
    account = make.account()
    if reason == "chosen":
        follow(account.id, ("idea", idea.id), now=NOW, chosen=True)
    else:
        shop.comment(idea, account)
    give(idea, account)
    take(idea, account)
    assert is_following(account, ("idea", idea.id))


@pytest.mark.committed
def test_a_hundred_supports_of_one_person_at_once_are_one(app, make, session):
    shop = workshop(make)
    person, idea = make.account(), make.idea(shop.challenge, shop.author)
    session.commit()
    person_id, idea_id = person.id, idea.id

    def press(_number: int) -> None:
        actor = db.session.get_one(type(person), person_id)
        support.support(idea_id, actor=actor, visitor_key="k", now=NOW)

    assert at_once(app, press) == []
    assert session.scalar(select(func.count()).select_from(IdeaSupport)) == 1
    assert session.scalar(select(Idea.support_count).where(Idea.id == idea_id)) == 1


@pytest.mark.committed
def test_supports_comments_and_versions_at_once_all_count(app, make, session):
    shop = workshop(make)
    idea = make.idea(shop.challenge, shop.author)
    people = [make.account() for _number in range(3)]
    session.commit()
    idea_id, ids_of_people = idea.id, [each.id for each in people]
    author_id = shop.author.id

    def press(number: int) -> None:
        kind = number % 3
        if kind == 0:
            support.support(idea_id, actor=None, visitor_key=f"k{number}", now=NOW)
        elif kind == 1:
            actor = db.session.get_one(type(shop.author), ids_of_people[number % 3])
            shop.comment(idea_stub(idea_id), actor, text=f"ความเห็นที่ {number}")
        else:
            actor = db.session.get_one(type(shop.author), author_id)
            ideas.revise(
                idea_id, title="แก้", body=f"เนื้อหาที่ {number}", note="", actor=actor, now=NOW
            )

    assert at_once(app, press, workers=6) == []
    stored = session.execute(
        select(Idea.support_count, Idea.comment_count, Idea.version_number).where(
            Idea.id == idea_id
        )
    ).one()
    assert tuple(stored) == (20, 20, 21)


class idea_stub:  # noqa: N801  Only an id, so that no thread touches another's session.
    def __init__(self, idea_id: int) -> None:
        self.id = idea_id
