"""What waits for members and secretaries, and who hears what of a meeting."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ideation.accounts.models import Role
from ideation.core.clock import day_of
from ideation.core.registry import registry
from ideation.deliver.service import committees, meetings
from ideation.notify.models import InboxItem, News
from tests.deliver.session_room import DAY, NOW, english_words, hall
from tests.helpers import perform_all


def waiting(actor, now=NOW) -> dict[str, tuple[int, str]]:
    return {line.kind: (line.number, line.path) for line in meetings.waiting_for(actor, now)}


def seated(room, *places: int) -> None:
    """Give members their seats through the service, as people do, so that they follow."""
    for place in places:
        account = room.make.member(Role.COMMITTEE_MEMBER)
        term = committees.seat(
            room.meeting.committee_id, account.id, seat="member", sector="people",
            starts_on=day_of(NOW) - DAY, ends_on=day_of(NOW) + 90 * DAY,
            actor=room.secretary, now=NOW,
        )  # fmt: skip
        room.terms[place] = term


@pytest.fixture
def room(make):
    return hall(make, items=2)


def test_nothing_waits_for_anybody_else(room, make):
    room.voting()
    for actor in (None, make.account(), make.officer(), make.member(Role.COMMITTEE_MEMBER)):
        assert meetings.waiting_for(actor, NOW) == []


def test_a_called_meeting_waits_for_its_members(room, make):
    assert waiting(room.chair) == {}
    room.call()
    assert waiting(room.chair) == {"meeting.call": (1, f"/meetings/{room.meeting.id}")}
    former = make.member(Role.COMMITTEE_MEMBER)
    make.committee_member(room.meeting.committee, former, ends_on=day_of(NOW) - 5 * DAY)
    assert waiting(former) == {}


def test_an_open_vote_waits_for_those_who_have_not_voted(room):
    room.voting(present=4)
    meetings.declare(room.item.id, statement="ถือหุ้น", recused=True, actor=room.accounts[2], now=NOW)
    meetings.vote(room.item.id, "approve", "ได้ผล", actor=room.accounts[1], now=NOW)
    awaited = {"meeting.vote": (1, f"/meetings/items/{room.item.id}")}
    assert [waiting(account) for account in room.accounts] == [awaited, {}, {}, awaited, {}]


def test_several_votes_lead_to_the_meeting(room):
    room.voting()
    room.change_item("discuss", room.items[1])
    room.change_item("open_vote", room.items[1], motion="เห็นชอบ")
    assert waiting(room.chair) == {"meeting.vote": (2, f"/meetings/{room.meeting.id}")}


def test_secretaries_see_what_is_called_today_and_in_session(room):
    path = f"/meetings/{room.meeting.id}"
    words = {"title": "ครั้งที่ 1", "held_at": NOW + 3 * DAY, "place": ""}
    meetings.edit(room.meeting.id, actor=room.secretary, now=NOW, **words)
    room.call()
    assert waiting(room.secretary)["meeting.called"] == (1, path)
    on_the_day = NOW + timedelta(days=3)
    assert waiting(room.secretary, on_the_day)["meeting.today"] == (1, path)
    room.change("open")
    room.mark(room.terms)
    assert waiting(room.secretary)["meeting.session"] == (1, path)
    room.change_item("discuss")
    room.change_item("open_vote", motion="เห็นชอบ")
    assert waiting(room.secretary)["meeting.open_votes"] == (1, path)


def test_a_secretary_of_another_agency_sees_nothing(room, make):
    room.call()
    other = make.member(Role.COMMITTEE_SECRETARY, agency=make.new_agency())
    assert waiting(other) == {}


def test_what_waits_is_registered_for_the_first_screen(room):
    room.call()
    kinds = {line.kind for line in registry.waiting_for(room.chair, NOW)}
    assert "meeting.call" in kinds


def test_the_lines_say_what_to_do(room):
    room.voting()
    lines = english_words(
        lambda: [str(line.sentence) for line in meetings.waiting_for(room.chair, NOW)]
    )
    assert lines == [f"Your vote is awaited on 1 item of “{room.meeting.title}”"]


def hears(session, event: str) -> set[int]:
    """The accounts that are told of an event, once its news are spread."""
    perform_all(session, "news.spread")
    query = (
        select(InboxItem.account_id)
        .join(News, News.id == InboxItem.news_id)
        .where(News.event == event)
    )
    return set(session.scalars(query))


def test_members_hear_that_a_meeting_is_called(room, session):
    seated(room, 0, 1)
    room.call()
    assert hears(session, "meeting.called") == {room.accounts[0].id, room.accounts[1].id}


def test_nobody_hears_of_a_meeting_that_was_never_called(room, session):
    seated(room, 0)
    room.change("cancel", reason="เลื่อนไม่มีกำหนด")
    assert hears(session, "meeting.cancelled") == set()


def test_members_hear_that_a_meeting_is_cancelled_and_why(room, session):
    seated(room, 0)
    room.call()
    room.change("cancel", reason="น้ำท่วม")
    assert hears(session, "meeting.cancelled") == {room.chair.id}
    assert session.scalars(select(News.text).where(News.event == "meeting.cancelled")).all() == [
        "น้ำท่วม"
    ]


def test_only_members_who_are_present_hear_that_a_vote_is_open(room, session):
    seated(room, 0, 1, 2)
    room.voting(present=4)
    present = {account.id for account in room.accounts[:4]}
    assert hears(session, "meeting_item.vote_opened") == present


def test_members_hear_that_the_minutes_are_public(room, session):
    seated(room, 0)
    room.open()
    for item in room.items:
        room.change_item("defer", item, reason="รอข้อมูล")
    room.change("close")
    assert hears(session, "meeting.closed") == {room.chair.id}


def test_a_decision_makes_news(room, session):
    room.voting()
    room.vote(*["approve"] * 5)
    decision = room.decide()
    news = session.scalars(select(News).where(News.event == "decision.made")).one()
    assert (news.subject_kind, news.subject_id) == ("decision", decision.id)
    assert news.text == decision.reasons
