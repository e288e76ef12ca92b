"""People say what speaks for and against an idea; officers hide with a reason (O3)."""

import pytest
from sqlalchemy import func, select

from ideation.accounts.models import Role
from ideation.core import ids
from ideation.core.errors import (
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    SignInNeeded,
    StageClosed,
)
from ideation.core.events import history
from ideation.develop.models import Comment, Stance
from ideation.develop.service import comments, ideas
from ideation.notify.service import is_following
from tests.develop.workshop import DAY, NOW


@pytest.fixture
def idea(shop):
    return shop.propose()


def count(session, idea) -> int:
    session.refresh(idea)
    return idea.comment_count


@pytest.mark.parametrize("stance", list(Stance))
def test_a_comment_stands_on_its_side_and_its_author_follows(shop, session, idea, stance):
    author = shop.make.account()
    comment = shop.comment(idea, author, stance=stance.value, text="  เพราะใช้ของเดิม \n")
    assert (comment.stance, comment.text) == (stance, "เพราะใช้ของเดิม")
    assert count(session, idea) == 1
    assert is_following(author, ("idea", idea.id))
    assert history(session, comment)[0].verb == "comment.posted"
    assert "เพราะใช้" not in str(history(session, comment)[0].data)


def test_a_comment_sent_twice_is_stored_and_counted_once(shop, session, idea):
    token, author = ids.new_token(), shop.make.account()
    first = shop.comment(idea, author, submit_token=token)
    assert shop.comment(idea, author, submit_token=token).id == first.id
    assert session.scalar(select(func.count()).select_from(Comment)) == 1
    assert count(session, idea) == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"stance": "maybe"}, "stance"),
        ({"stance": ""}, "stance"),
        ({"text": " \n"}, "text"),
        ({"text": "ก" * 2_001}, "text"),
    ],
)
def test_what_cannot_be_stored_is_refused_at_its_field(shop, idea, said, field):
    with pytest.raises(InvalidInput) as refused:
        shop.comment(idea, **said)
    assert refused.value.field == field


def test_the_longest_comment_is_taken(shop, idea):
    assert len(shop.comment(idea, text="ก" * 2_000).text) == 2_000


def test_a_visitor_is_asked_to_sign_in(shop, idea):
    with pytest.raises(SignInNeeded):
        comments.post(
            idea.id, stance="for", text="ดี", actor=None, submit_token=ids.new_token(), now=NOW
        )


@pytest.mark.parametrize("moment", [-2 * DAY, 31 * DAY, 61 * DAY])
def test_comments_are_taken_only_while_the_challenge_is_open(shop, idea, moment):
    with pytest.raises(StageClosed):
        shop.comment(idea, now=NOW + moment)


@pytest.mark.parametrize("act", ["promote", "decline", "withdraw"])
def test_an_idea_that_is_decided_or_withdrawn_takes_none(shop, idea, act):
    if act == "withdraw":
        ideas.withdraw(idea.id, actor=shop.author, now=NOW)
    else:
        ideas.decide(idea.id, act, "เหตุผล", actor=shop.officer, now=NOW)
    with pytest.raises(Conflict):
        shop.comment(idea)


def test_officers_hide_with_a_reason_and_show_again(shop, session, idea):
    comment = shop.comment(idea, text="คำหยาบ")
    comments.hide(comment.id, " พาดพิงบุคคล ", actor=shop.officer, now=NOW)
    assert (comment.hidden_reason, comment.text) == ("พาดพิงบุคคล", "คำหยาบ")
    assert count(session, idea) == 0
    comments.show(comment.id, actor=shop.officer, now=NOW)
    assert (comment.hidden_at, comment.hidden_reason) == (None, "")
    assert count(session, idea) == 1
    assert [event.verb for event in history(session, comment)] == [
        "comment.shown", "comment.hidden", "comment.posted",
    ]  # fmt: skip


@pytest.mark.parametrize("reason", ["  ", "ก" * 501])
def test_hiding_needs_a_reason_of_a_readable_length(shop, idea, reason):
    comment = shop.comment(idea)
    with pytest.raises(InvalidInput) as refused:
        comments.hide(comment.id, reason, actor=shop.officer, now=NOW)
    assert refused.value.field == "reason"


def test_hiding_twice_counts_once(shop, session, idea):
    comment = shop.comment(idea)
    comments.hide(comment.id, "พาดพิง", actor=shop.officer, now=NOW)
    with pytest.raises(Conflict):
        comments.hide(comment.id, "พาดพิง", actor=shop.officer, now=NOW)
    session.rollback()
    assert count(session, idea) == 0


def test_only_those_who_run_the_round_hide(shop, make, idea):
    comment = shop.comment(idea)
    outsider = make.member(Role.OFFICER, agency=make.new_agency())
    for actor in (make.account(), shop.author, shop.evaluator, outsider):
        with pytest.raises(NotAllowed):
            comments.hide(comment.id, "พาดพิง", actor=actor, now=NOW)
    with pytest.raises(SignInNeeded):
        comments.hide(comment.id, "พาดพิง", actor=None, now=NOW)


def test_authors_take_their_comment_back_and_its_words_go(shop, session, idea):
    author = shop.make.account()
    comment = shop.comment(idea, author, text="ขอถอนคำพูดนี้")
    comments.take_back(comment.id, actor=author, now=NOW + 90 * DAY)
    assert "ขอถอน" not in comment.text
    assert comment.hidden_reason == comments.TAKEN_BACK
    assert count(session, idea) == 0
    with pytest.raises(Conflict):
        comments.show(comment.id, actor=shop.officer, now=NOW)


def test_nobody_takes_back_what_others_said(shop, make, idea):
    comment = shop.comment(idea)
    for actor in (make.account(), shop.author, shop.officer):
        with pytest.raises(NotAllowed):
            comments.take_back(comment.id, actor=actor, now=NOW)


def test_there_is_no_comment_below_a_draft_round(shop, idea):
    author = shop.make.account()
    comment = shop.comment(idea, author)
    shop.round.state, shop.round.published_at = "draft", None
    with pytest.raises(NotFound):
        comments.take_back(comment.id, actor=author, now=NOW)
    with pytest.raises(NotFound):
        comments.hide(10**9, "ไม่มี", actor=shop.officer, now=NOW)
