"""People propose ideas, improve them in versions, and take them back (O3)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

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
from ideation.develop.models import Idea, IdeaState, IdeaVersion
from ideation.develop.service import challenges, ideas, showing, similar
from ideation.notify.service import is_following
from ideation.rounds.models import StageWindow
from ideation.text.tokens import extend_dictionary
from tests.develop.workshop import BODY, DAY, NOW, TITLE, content, english, workshop


def revise(shop, idea, *, title=TITLE, body=BODY + "ทุกวัน", note="", actor=None, **values):
    given = {"title": title, "body": body, "note": note, "now": NOW + DAY, **values}
    return ideas.revise(idea.id, actor=actor or shop.author, **given)


def test_an_idea_is_stored_with_its_first_version_and_its_author_follows(shop, session):
    idea = shop.propose()
    session.expire_all()
    assert (idea.title, idea.body, idea.state) == (TITLE, BODY, IdeaState.PROPOSED)
    assert [(each.number, each.body) for each in idea.versions] == [(1, BODY)]
    assert [event.verb for event in history(session, idea)] == ["idea.proposed"]
    assert is_following(shop.author, ("idea", idea.id))


def test_the_record_holds_no_words_of_people(shop, session):
    idea = shop.propose()
    revise(shop, idea, note="เพิ่มวัน")
    for event in history(session, idea):
        assert TITLE not in str(event.data)
        assert "เพิ่มวัน" not in str(event.data)


def test_a_form_that_is_sent_twice_makes_one_idea(shop, session):
    token = ids.new_token()
    first = shop.propose(submit_token=token)
    assert shop.propose(submit_token=token).id == first.id
    assert session.scalar(select(func.count()).select_from(Idea)) == 1
    assert session.scalar(select(func.count()).select_from(IdeaVersion)) == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "ก" * 151}, "title"),
        ({"body": " \n "}, "body"),
        ({"body": "ก" * 20_001}, "body"),
    ],
)
def test_what_cannot_be_stored_is_refused_at_its_field(shop, said, field):
    with pytest.raises(InvalidInput) as refused:
        shop.propose(**said)
    assert refused.value.field == field


def test_the_longest_idea_and_odd_characters_are_stored(shop):
    idea = shop.propose(title="ก" * 150, body="ข" * 19_998 + "\x00" + "🙂")
    assert (len(idea.title), idea.body[-1], "\x00" in idea.body) == (150, "🙂", False)


def test_a_visitor_is_asked_to_sign_in(shop):
    with pytest.raises(SignInNeeded) as refused:
        ideas.propose(
            shop.challenge.id, title=TITLE, body=BODY, actor=None,
            submit_token=ids.new_token(), now=NOW,
        )  # fmt: skip
    assert "account" in english(refused.value)


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        (-2 * DAY, "from"),
        (-DAY - timedelta(seconds=1), "from"),
        (30 * DAY + timedelta(minutes=1), "until"),
        (61 * DAY, "until"),
    ],
)
def test_ideas_are_taken_only_within_the_dates_of_the_challenge(shop, moment, says):
    with pytest.raises(StageClosed) as refused:
        shop.propose(now=NOW + moment)
    assert says in english(refused.value)


def test_ideas_are_taken_at_the_first_moment_and_not_at_the_last(make):
    shop = workshop(make, opens_at=NOW, closes_at=NOW + DAY)
    assert shop.propose(now=NOW).id
    with pytest.raises(StageClosed):
        shop.propose(now=NOW + DAY)


@pytest.mark.parametrize("stages", [(), ("diagnose", "discover"), ("deliver",)])
def test_ideas_are_taken_only_while_the_stage_of_the_round_is_open_too(make, stages):
    shop = workshop(make, stages)
    with pytest.raises(StageClosed) as refused:
        shop.propose()
    assert "Develop stage" in english(refused.value)


def test_ideas_are_taken_again_when_the_stage_reopens(shop, session):
    window = session.scalar(select(StageWindow).where(StageWindow.round_id == shop.round.id))
    window.closes_at = NOW - DAY
    session.flush()
    with pytest.raises(StageClosed):
        shop.propose()
    window.closes_at = NOW + DAY
    session.flush()
    assert shop.propose().id


@pytest.mark.parametrize("act", ["draft", "closed", "round closed"])
def test_a_challenge_that_is_not_open_takes_nothing(shop, act):
    idea = shop.propose()
    if act == "draft":
        made = challenges.draft(shop.theme.id, content(), actor=shop.officer, now=NOW)
        with pytest.raises(NotFound):
            ideas.propose(
                made.id, title=TITLE, body=BODY, actor=shop.author,
                submit_token=ids.new_token(), now=NOW,
            )  # fmt: skip
        return
    if act == "closed":
        challenges.change_state(shop.challenge.id, "close", actor=shop.officer, now=NOW)
    else:
        shop.round.state, shop.round.closed_at = "closed", NOW
    for attempt in (shop.propose, lambda: revise(shop, idea), lambda: shop.comment(idea)):
        with pytest.raises(StageClosed):
            attempt()


def test_in_a_draft_round_there_is_no_idea_for_outsiders(shop):
    idea = shop.propose()
    shop.round.state, shop.round.published_at = "draft", None
    for viewer in (None, shop.make.account(), shop.author):
        with pytest.raises(NotFound):
            showing.show_idea(idea.id, viewer=viewer, visitor_key=None, now=NOW)
    shown = showing.show_idea(idea.id, viewer=shop.evaluator, visitor_key=None, now=NOW)
    assert shown.idea.id == idea.id


def test_a_new_version_keeps_the_old_one(shop, session):
    idea = shop.propose()
    revise(shop, idea, title="ศาลาเน็ต", note="สั้นลง")
    session.expire_all()
    assert (idea.title, idea.version_number) == ("ศาลาเน็ต", 2)
    assert [(each.number, each.title, each.note) for each in idea.versions] == [
        (2, "ศาลาเน็ต", "สั้นลง"),
        (1, TITLE, ""),
    ]
    assert history(session, idea)[0].data["version"] == 2


def test_a_new_version_from_an_old_page_is_refused(shop):
    idea = shop.propose()
    revise(shop, idea, seen="1")
    with pytest.raises(Conflict):
        revise(shop, idea, body="จากหน้าเก่า", seen="1")
    assert idea.version_number == 2


def test_the_same_version_sent_twice_is_stored_once(shop):
    idea = shop.propose()
    for _turn in range(2):
        revise(shop, idea, body="แก้แล้ว", seen="1")
    assert idea.version_number == 2


def test_a_version_without_a_change_is_refused(shop):
    idea = shop.propose()
    with pytest.raises(Conflict) as refused:
        revise(shop, idea, title=TITLE, body=BODY)
    assert "changed" in english(refused.value)


def test_only_the_author_writes_versions_and_withdraws(shop, make):
    idea = shop.propose()
    for actor in (make.account(), shop.officer, shop.evaluator):
        with pytest.raises(NotAllowed):
            revise(shop, idea, actor=actor)
        with pytest.raises(NotAllowed):
            ideas.withdraw(idea.id, actor=actor, now=NOW)
    with pytest.raises(SignInNeeded):
        ideas.withdraw(idea.id, actor=None, now=NOW)


def test_nobody_is_the_author_of_an_idea_whose_account_was_closed(shop):
    idea = shop.propose()
    idea.author_id = None
    with pytest.raises(NotAllowed):
        ideas.withdraw(idea.id, actor=shop.author, now=NOW)


def test_a_decided_idea_is_not_changed_any_more(shop):
    idea = shop.propose()
    ideas.decide(idea.id, "promote", "ทำได้จริง", actor=shop.officer, now=NOW)
    with pytest.raises(Conflict):
        revise(shop, idea)
    with pytest.raises(Conflict):
        ideas.withdraw(idea.id, actor=shop.author, now=NOW)


def test_a_withdrawn_idea_keeps_its_title_and_loses_its_words(shop, session):
    idea = shop.propose(body="คำเฉพาะเจาะจง")
    revise(shop, idea, body="คำเฉพาะเจาะจงอีกครั้ง", note="บันทึกลับ")
    ideas.withdraw(idea.id, actor=shop.author, now=NOW)
    session.expire_all()
    assert (idea.state, idea.title) == (IdeaState.WITHDRAWN, TITLE)
    stored = [idea.body, *(each.body + each.note for each in idea.versions)]
    assert not any("คำเฉพาะ" in words or "ลับ" in words for words in stored)
    for number in (1, 2):
        with pytest.raises(NotFound):
            showing.show_version(idea.id, number, viewer=shop.author)
    assert history(session, idea)[0].verb == "idea.withdrawn"


def test_an_idea_can_be_withdrawn_after_the_challenge_has_closed(shop):
    idea = shop.propose()
    ideas.withdraw(idea.id, actor=shop.author, now=NOW + 50 * DAY)
    assert idea.state == IdeaState.WITHDRAWN


def test_ideas_like_what_is_typed_are_found_in_the_same_challenge_only(shop, make, session):
    near = shop.propose(title="ติดตั้งไวไฟที่ศาลาวัด", body="ติดตั้งไวไฟที่ศาลาวัดให้เด็กทำการบ้านตอนเย็น")
    shop.propose(title="ลดภาษีรถยนต์ไฟฟ้า", body="ลดภาษีประจำปีของรถยนต์ไฟฟ้าลงครึ่งหนึ่ง")
    other = workshop(make)
    other.propose(title="ติดตั้งไวไฟที่ศาลาวัด", body="ติดตั้งไวไฟที่ศาลาวัดให้เด็กทำการบ้านตอนเย็น")
    session.flush()
    typed = "อยากให้ติดตั้งไวไฟที่ศาลาวัดให้เด็กทำการบ้าน"
    assert [idea.id for idea in similar.similar(shop.challenge.id, typed)] == [near.id]
    assert similar.similar(shop.challenge.id, typed, besides=near.id) == []
    # A few words are far from a whole proposal; the idea that holds them all is shown.
    assert [idea.id for idea in similar.similar(shop.challenge.id, "ไวไฟ วัด")] == [near.id]
    assert similar.similar(shop.challenge.id, "ไวไฟ วัด", besides=near.id) == []
    assert similar.similar(shop.challenge.id, "ไวไฟ โรงเรียน") == []
    assert similar.similar(shop.challenge.id, "ไฟ") == []


def test_an_idea_is_found_by_its_latest_words_and_not_once_it_is_withdrawn(shop):
    idea = shop.propose(title="ก่อนแก้", body="ลดภาษีรถยนต์ไฟฟ้าลงครึ่งหนึ่งทุกจังหวัด")
    typed = "ติดตั้งไวไฟที่ศาลาวัดให้เด็กทำการบ้านตอนเย็น"
    assert similar.similar(shop.challenge.id, typed) == []
    revise(shop, idea, title="ไวไฟศาลาวัด", body=typed)
    assert similar.similar(shop.challenge.id, typed) == [idea]
    ideas.withdraw(idea.id, actor=shop.author, now=NOW)
    assert similar.similar(shop.challenge.id, typed) == []


def test_ideas_are_found_by_the_words_that_an_agency_names_later(shop, session):
    place = "ศูนย์ร่วมโยธี"
    idea, gone = shop.propose(body=f"เปิด{place}วันเสาร์"), shop.propose(title="อื่น", body=place)
    ideas.withdraw(gone.id, actor=shop.author, now=NOW)
    elsewhere = words_of(session, idea)
    extend_dictionary([place])
    try:
        assert ideas.prepare(idea.challenge.theme.round_id) == 2
        session.expire_all()
        assert place not in elsewhere
        assert place in words_of(session, idea)
        assert place not in words_of(session, gone)
    finally:
        extend_dictionary([])


def words_of(session, idea) -> str:
    return session.scalars(select(Idea.search).where(Idea.id == idea.id)).one()
