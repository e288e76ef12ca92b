"""The pages of meetings: the walk of a secretary, a member's vote, and who reads what."""

import re

import pytest

from ideation.accounts.models import Role
from ideation.deliver.models import CommitteeVote, Dossier, Meeting, MeetingItem
from ideation.deliver.service import meetings
from tests.deliver.session_room import NOW, hall, handed_in
from tests.factories import sign_in
from tests.helpers import post, words

REASON = "งบประมาณต่อหมู่บ้านยังสูงเกินไป"


def english(client):
    with client.session_transaction() as session:
        session["language"] = "en"
    return client


@pytest.fixture
def room(make):
    return hall(make)


@pytest.fixture
def visitor(app):
    return english(app.test_client())


@pytest.fixture
def browser(app):
    """Make a browser in which somebody is signed in."""
    return lambda account: english(sign_in(app.test_client(), account))


def page(room) -> str:
    return f"/meetings/{room.meeting.id}"


def item_page(room) -> str:
    return f"/meetings/items/{room.item.id}"


def test_o4_a_secretary_walks_a_meeting_from_plan_to_minutes(make, browser, session):
    room = hall(make, items=0)
    dossier = handed_in(make, title="ข้อเสนอเน็ตช่วงค่ำ")
    desk = browser(room.secretary)
    committee_id = room.meeting.committee_id
    new = f"/committees/{committee_id}/meetings/new"
    planned = post(
        desk, new, title="การประชุมครั้งที่ 7/2569", held_at="2036-06-01T09:30", place="ห้อง 1",
        submit_token="once",
    )  # fmt: skip
    where = planned.headers["Location"].removeprefix("http://localhost")
    assert "Nothing is on the agenda yet" in words(desk.get(where))
    post(desk, f"{where}/items", page=where, dossier_id=str(dossier.id), follow=True)
    called = post(desk, f"{where}/change", page=where, act="call", follow=True)
    assert "The meeting is called" in words(called)
    post(desk, f"{where}/change", page=where, act="open")
    ids = [str(term.id) for term in room.terms]
    noted = post(desk, f"{where}/attendance", page=where, present=ids, follow=True)
    assert "Who is present is noted" in words(noted)
    item = session.query(MeetingItem).one()
    place = f"/meetings/items/{item.id}"
    post(desk, f"{place}/change", page=place, act="discuss")
    opened = post(
        desk, f"{place}/change", page=place, act="open_vote", motion="เห็นชอบตามเสนอ", follow=True
    )
    assert "0 of 5" in words(opened)
    for account in room.accounts:
        member = browser(account)
        cast = post(
            member, f"{place}/vote", page=place, ballot="approve", reason="ได้ผลจริง", follow=True
        )
        assert "Your vote is cast" in words(cast)
    assert "Everybody who is present has voted" in words(desk.get(f"{place}/decide"))
    count = post(desk, f"{place}/change", page=place, act="close_vote", follow=True)
    assert "The committee decides" in words(count)
    decided = post(
        desk, f"{place}/decide", reasons="ผลถึงเป้าหมาย", seen="approve",
        forwarded_to="คณะกรรมการดิจิทัลฯ", follow=True,
    )  # fmt: skip
    assert "Decision 1/" in words(decided)
    closed = post(desk, f"{where}/change", page=where, act="close", follow=True)
    assert "Its minutes are public now" in words(closed)
    minutes = words(desk.get(f"{where}/minutes"))
    for part in ("ข้อเสนอเน็ตช่วงค่ำ", "เห็นชอบตามเสนอ", "ผลถึงเป้าหมาย", "คณะกรรมการดิจิทัลฯ"):
        assert part in minutes
    assert session.get(Dossier, dossier.id).state == "approved"


def test_sending_the_plan_twice_makes_one_meeting(make, browser, session):
    room = hall(make, items=0)
    desk = browser(room.secretary)
    new = f"/committees/{room.meeting.committee_id}/meetings/new"
    sent = {"title": "ครั้งที่ 2", "held_at": "2036-06-01T09:30", "submit_token": "the same"}
    first, second = (post(desk, new, **sent).headers["Location"] for _turn in range(2))
    assert first == second
    assert session.query(Meeting).count() == 2


def test_what_was_typed_stays_when_a_meeting_cannot_be_planned(room, browser):
    desk = browser(room.secretary)
    new = f"/committees/{room.meeting.committee_id}/meetings/new"
    refused = post(desk, new, title="  ", held_at="", place="ห้องประชุมชั้น 9")
    assert refused.status_code == 422
    assert "Enter a title" not in words(refused)  # The time is asked for first.
    refused = post(desk, new, title="  ", held_at="2036-06-01T09:30", place="ห้องประชุมชั้น 9")
    assert refused.status_code == 422
    assert "Enter a title." in words(refused)
    assert "ห้องประชุมชั้น 9" in refused.text


def test_a_refused_vote_shows_its_sentence_and_keeps_the_words(room, browser, session):
    room.voting()
    member = browser(room.chair)
    refused = post(member, f"{item_page(room)}/vote", page=item_page(room), ballot="reject")
    assert refused.status_code == 422
    assert "Give the reason for your vote" in words(refused)
    assert re.search(r'value="reject"[^>]*checked|checked[^>]*value="reject"', refused.text)
    room.change_item("reopen_discussion")
    late = post(
        member, f"{item_page(room)}/vote", page=item_page(room), ballot="reject", reason=REASON
    )
    assert late.status_code == 409
    assert "The vote on this item is not open" in words(late)
    assert session.query(CommitteeVote).count() == 0


def test_until_the_decision_nobody_reads_what_was_voted(room, browser, visitor, make):
    room.voting()
    meetings.vote(room.item.id, "reject", REASON, actor=room.chair, now=NOW)
    for account in (room.secretary, room.accounts[1], make.member(Role.AUDITOR)):
        shown = browser(account).get(item_page(room))
        assert REASON not in shown.text
        assert "has voted" in words(shown)
        assert "1 of 5" in words(shown)
    public = visitor.get(item_page(room))
    assert REASON not in public.text
    assert "has voted" not in words(public)
    own = browser(room.chair).get(item_page(room))
    assert REASON in own.text


def test_the_secretary_sees_no_count_before_the_vote_is_closed(room, browser, session):
    room.voting()
    meetings.vote(room.item.id, "reject", REASON, actor=room.chair, now=NOW)
    desk = browser(room.secretary)
    count = f"{item_page(room)}/decide"
    before = desk.get(count)
    assert "4 members who are present have not voted yet" in words(before)
    assert REASON not in before.text
    act = f"{item_page(room)}/change"
    refused = post(desk, act, page=count, act="close_vote")
    assert refused.status_code == 409
    assert "have not voted" in words(refused)
    after = post(desk, act, page=count, act="close_vote", without_missing="1", follow=True)
    assert REASON in after.text
    assert room.chair.display_name not in words(after)
    shown = words(browser(room.accounts[1]).get(item_page(room)))
    assert "The vote on this item is closed" in shown
    assert REASON not in shown
    again = post(desk, act, page=count, act="reopen_vote", follow=True)
    assert "The vote is open again" in words(again)
    assert REASON not in desk.get(count).text


def test_a_split_vote_shows_counts_to_all_and_names_to_the_committee_and_staff(
    room, browser, visitor, make
):
    room.voting()
    for account, ballot in zip(
        room.accounts, ("approve", "approve", "approve", "reject", "abstain"), strict=True
    ):
        reason = REASON if ballot == "reject" else "ได้ผลจริง"
        meetings.vote(room.item.id, ballot, reason, actor=account, now=NOW)
    room.decide()
    dissenter = room.accounts[3].display_name
    for account in (
        room.secretary, room.chair, make.member(Role.AUDITOR), make.officer(),
    ):  # fmt: skip
        shown = words(browser(account).get(item_page(room)))
        assert shown.index(dissenter) < shown.index(REASON)
    for outsider in (visitor, browser(make.account())):
        public = words(outsider.get(item_page(room)))
        assert REASON in public
        assert dissenter not in public
        for part in (
            "Approve the proposal 3",
            "Return it for revision 0",
            "Reject the proposal 1",
            "Abstain 1",
        ):
            assert part in public


def test_the_minutes_name_the_present_to_all_and_the_voters_to_the_committee(
    make, browser, visitor
):
    room = hall(make, quorum=3).voting(present=4)
    room.vote("approve", "approve", "approve", "reject")
    meetings.declare(
        room.item.id, statement="พี่สาวเป็นผู้รับจ้าง", recused=True, actor=room.accounts[3], now=NOW
    )
    meetings.write_discussion(room.item.id, "ถกเรื่องงบ", actor=room.secretary, now=NOW)
    room.decide(reasons="ได้ผลดี")
    url = f"{page(room)}/minutes"
    assert visitor.get(url).status_code == 404
    assert "so far" in words(browser(room.secretary).get(page(room)))
    room.change("close")
    public, staff = words(visitor.get(url)), words(browser(room.secretary).get(url))
    absent = room.accounts[4].display_name
    for shown in (public, staff):
        assert shown.index("Present") < shown.index(room.chair.display_name)
        assert shown.index("Absent") < shown.index(absent)
        assert "Approve 3, return for revision 0, reject 0, abstain 0" in shown
        assert "4 present, 1 recused, quorum 3" in shown
        assert "ได้ผลดี" in shown
        assert "ถกเรื่องงบ" in shown
    assert "พี่สาวเป็นผู้รับจ้าง" in staff
    assert "พี่สาวเป็นผู้รับจ้าง" not in public
    assert "1 member takes no part" in public


def test_minutes_are_dated_as_official_papers_are(make, app, session):
    room = hall(make).voting()
    room.vote(*["approve"] * 5)
    room.decide()
    room.change("close")
    shown = words(app.test_client().get(f"{page(room)}/minutes"))
    assert "พ.ศ. ๒๕" in shown
    assert re.search(r"วัน\S+ที่ [๐-๙]+ \S+ พ\.ศ\. [๐-๙]{4}", shown)
    assert re.search(r"[๐-๙]{2}\.[๐-๙]{2} น\.", shown)


def test_a_member_declares_on_the_page_of_the_item(room, browser):
    room.open()
    member = browser(room.accounts[2])
    where = f"{item_page(room)}/declare"
    refused = post(member, where, page=item_page(room), statement=" ", recused="y")
    assert refused.status_code == 422
    assert "Say what the conflict is" in words(refused)
    done = post(member, where, page=item_page(room), statement="ถือหุ้น", recused="y", follow=True)
    assert "The declaration is noted" in words(done)
    assert "Takes no part" in words(done)
    room.change_item("discuss")
    room.change_item("open_vote", motion="เห็นชอบ")
    assert "you do not vote on it" in words(member.get(item_page(room)))


def test_the_secretary_records_a_declaration_on_the_page(room, browser):
    room.open()
    desk = browser(room.secretary)
    where = f"{item_page(room)}/declare"
    done = post(
        desk, where, page=item_page(room), member_id=str(room.terms[1].id), statement="ถือหุ้น",
        recused="y", follow=True,
    )  # fmt: skip
    assert room.accounts[1].display_name in words(done)
    refused = post(desk, where, page=item_page(room), member_id="0", statement="ถือหุ้น")
    assert refused.status_code == 422


def test_cancelling_without_a_reason_says_so_at_the_field(room, browser):
    desk = browser(room.secretary)
    refused = post(desk, f"{page(room)}/change", page=page(room), act="cancel", reason="")
    assert refused.status_code == 422
    assert "Give the reason. The public will read it." in words(refused)
    done = post(
        desk, f"{page(room)}/change", page=page(room), act="cancel", reason="เหตุน้ำท่วม", follow=True
    )
    assert "เหตุน้ำท่วม" in words(done)


def test_putting_off_without_a_reason_says_so_at_the_field(room, browser):
    room.open()
    desk = browser(room.secretary)
    where = f"{item_page(room)}/change"
    refused = post(desk, where, page=item_page(room), act="defer", reason="")
    assert refused.status_code == 422
    assert 'id="defer-reason-error"' in refused.text
    done = post(desk, where, page=item_page(room), act="defer", reason="รอข้อมูล", follow=True)
    assert "รอข้อมูล" in words(done)


def test_opening_the_vote_without_quorum_says_the_numbers_on_the_page(make, browser):
    room = hall(make, quorum=4).open(present=3)
    room.change_item("discuss")
    desk = browser(room.secretary)
    refused = post(
        desk, f"{item_page(room)}/change", page=item_page(room), act="open_vote", motion="เห็นชอบ"
    )
    assert refused.status_code == 409
    assert "4 members must be present and not recused. 3 are present" in words(refused)
    assert "เห็นชอบ" in refused.text


def test_a_second_click_on_the_decision_leads_to_it(room, browser):
    room.voting()
    room.vote(*["approve"] * 5)
    desk = browser(room.secretary)
    where = f"{item_page(room)}/decide"
    token_page = "/about"
    for _turn in range(2):
        done = post(desk, where, page=token_page, reasons="ได้ผล", seen="approve")
        assert done.headers["Location"].endswith(item_page(room))
    assert desk.get(where).headers["Location"].endswith(item_page(room))


def test_a_tie_is_explained_where_the_decision_would_be_recorded(room, browser):
    room.voting()
    room.vote("abstain", "approve", "approve", "reject", "reject")
    room.change_item("close_vote")
    shown = words(browser(room.secretary).get(f"{item_page(room)}/decide"))
    assert "Nothing is decided by these votes" in shown
    assert "The votes are tied" in shown


def test_notes_that_somebody_else_changed_are_not_overwritten_unseen(room, browser):
    room.open()
    desk = browser(room.secretary)
    url = f"{page(room)}/notes"
    stale = {"notes": "ของฉัน", "seen": "old"}
    refused = post(desk, url, page=page(room), **stale)
    assert refused.status_code == 409
    assert "Somebody else changed these notes" in words(refused)
    assert "ของฉัน" in refused.text
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', refused.text).group(1)
    post(desk, url, page=page(room), notes="ของฉัน", seen=seen)
    assert room.meeting.notes == "ของฉัน"


def test_a_planned_meeting_is_not_there_for_the_public(room, visitor):
    assert visitor.get(page(room)).status_code == 404
    assert visitor.get(item_page(room)).status_code == 404
    assert "การประชุมครั้งที่ 1/2569" not in words(
        visitor.get(f"/committees/{room.meeting.committee_id}")
    )
    room.call()
    assert visitor.get(page(room)).status_code == 200


def test_items_below_a_draft_round_are_not_there_for_the_public(room, visitor, browser, session):
    room.call()
    room.item.dossier.poc.idea.challenge.theme.round.state = "draft"
    session.flush()
    assert visitor.get(item_page(room)).status_code == 404
    assert room.item.dossier_version.title not in words(visitor.get(page(room)))
    assert browser(room.secretary).get(item_page(room)).status_code == 200


def test_the_page_says_when_the_item_has_moved_on(room, browser):
    room.open()
    room.change_item("discuss")
    member = browser(room.chair)
    shown = member.get(f"{item_page(room)}?seen=discussing")
    assert "The item has moved on" not in words(shown)
    room.change_item("open_vote", motion="เห็นชอบ")
    shown = member.get(f"{item_page(room)}?seen=discussing")
    assert "The item has moved on" in words(shown)


def full_room(make):
    """A session with fifteen members, ten items, votes, conflicts and decisions."""
    room = hall(make, members=15, items=10, quorum=8).open()
    for number, item in enumerate(room.items):
        room.change_item("discuss", item)
        meetings.declare(
            item.id,
            statement="เคยร่วมงาน",
            recused=number % 2 == 0,
            actor=room.accounts[14],
            now=NOW,
        )
        room.change_item("open_vote", item, motion="เห็นชอบ")
        for account in room.accounts[:14]:
            meetings.vote(item.id, "approve", "ได้ผล", actor=account, now=NOW)
        if number < 8:
            meetings.decide(
                item.id, reasons="ได้ผล", without_missing=True, actor=room.secretary, now=NOW
            )
    return room


def test_the_pages_need_at_most_fifteen_queries_with_fifteen_members_and_ten_items(
    make, browser, visitor, queries
):
    small, large = hall(make, members=1, quorum=1).voting(), full_room(make)
    counted = []
    for room in (small, large):
        readers = (browser(room.secretary), browser(room.chair), visitor)
        urls = (page(room), f"/meetings/items/{room.items[-1].id}")
        for reader in readers:
            for url in urls:
                queries.clear()
                assert reader.get(url).status_code == 200
                assert len(queries) <= 15, (url, len(queries), queries)
                counted.append(len(queries))
    assert counted[:6] == counted[6:], counted
