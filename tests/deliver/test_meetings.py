"""The secretary plans, calls, opens, closes and cancels meetings, and keeps the agenda."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from ideation.accounts.models import Role
from ideation.core import ids
from ideation.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignInNeeded
from ideation.core.events import history
from ideation.core.i18n import force_locale
from ideation.deliver.models import Attendance, Dossier, DossierVersion, Meeting, MeetingItem
from ideation.deliver.service import meetings
from tests.deliver.session_room import DAY, NOW, english, hall, handed_in


@pytest.fixture
def room(make):
    return hall(make)


def conflict(act, *args, **more) -> str:
    with force_locale("en"), pytest.raises(Conflict) as refused:
        act(*args, **more)
    return english(refused.value)


def invalid(act, *args, **more) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        act(*args, **more)
    return refused.value


def agenda(session, meeting) -> list[int]:
    query = (
        select(MeetingItem.id)
        .where(MeetingItem.meeting_id == meeting.id)
        .order_by(MeetingItem.position)
    )
    return list(session.scalars(query))


def attendance(session, room) -> dict[int, Attendance]:
    query = select(Attendance).where(Attendance.meeting_id == room.meeting.id)
    found = session.scalars(query.execution_options(populate_existing=True))
    return {each.member_id: each for each in found}


def test_a_planned_meeting_is_stored_with_its_event(room, session):
    stored = session.get(Meeting, room.meeting.id)
    assert (stored.title, stored.state, stored.place) == (
        "การประชุมครั้งที่ 1/2569", "planned", "ห้องประชุม 1",
    )  # fmt: skip
    assert [event.verb for event in history(session, stored)] == ["meeting.planned"]


def test_sending_the_form_twice_plans_one_meeting(make):
    committee, secretary = make.committee(), make.member(Role.COMMITTEE_SECRETARY)
    token = ids.new_token()
    first, second = (
        meetings.plan(
            committee.id, title="ครั้งที่ 1", held_at=NOW, place="", actor=secretary, now=NOW,
            submit_token=token,
        )
        for _turn in range(2)
    )  # fmt: skip
    assert first.id == second.id


@pytest.mark.parametrize(
    ("words", "field"),
    [({"title": " "}, "title"), ({"title": "ก" * 201}, "title"), ({"place": "ก" * 501}, "place")],
)
def test_a_meeting_that_cannot_be_stored_is_refused(room, words, field):
    content = {"title": "ก", "held_at": NOW, "place": "", **words}
    refused = invalid(
        meetings.plan, room.meeting.committee_id, actor=room.secretary, now=NOW, **content
    )
    assert refused.field == field


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COMMITTEE_SECRETARY][2:])
def test_only_committee_secretaries_of_the_agency_run_meetings(room, make, role):
    room.call()
    acts = acts_of_the_secretary(room, handed_in(make).id)
    stranger = make.member(Role.COMMITTEE_SECRETARY, agency=make.new_agency())
    for actor, refusal in (
        (None, SignInNeeded),
        (make.account(), NotAllowed),
        (make.member(role), NotAllowed),
        (stranger, NotAllowed),
    ):
        for act in acts:
            with pytest.raises(refusal):
                act(actor=actor, now=NOW)


def acts_of_the_secretary(room, dossier_id: int) -> list:
    meeting_id, item_id = room.meeting.id, room.item.id
    words = {"title": "ก", "held_at": NOW, "place": ""}
    return [
        partial(meetings.plan, room.meeting.committee_id, **words),
        partial(meetings.edit, meeting_id, **words),
        partial(meetings.add_item, meeting_id, dossier_id),
        partial(meetings.remove_item, item_id),
        partial(meetings.move_item, item_id, "up"),
        partial(meetings.change, meeting_id, "open"),
        partial(meetings.mark_present, meeting_id, []),
        partial(meetings.change_item, item_id, "discuss"),
        partial(meetings.write_notes, meeting_id, "บันทึก"),
        partial(meetings.write_discussion, item_id, "บันทึก"),
        partial(meetings.count_votes, item_id),
    ]


def test_a_planned_meeting_does_not_exist_for_the_public(room, make):
    for actor in (None, make.account(), make.member(Role.OFFICER, agency=make.new_agency())):
        with pytest.raises(NotFound):
            meetings.show(room.meeting.id, actor=actor, now=NOW)
        with pytest.raises(NotFound):
            meetings.show_item(room.item.id, actor=actor, now=NOW)
    page = meetings.show(room.meeting.id, actor=make.member(Role.AUDITOR), now=NOW)
    assert [view.item.id for view in page.items] == [room.item.id]
    room.call()
    assert meetings.show(room.meeting.id, actor=None, now=NOW).meeting.id == room.meeting.id


def test_a_dossier_goes_on_the_agenda_in_the_version_handed_in_last(make, session):
    room = hall(make, items=0)
    dossier = handed_in(make, version_number=2)
    make._add(
        DossierVersion(
            dossier_id=dossier.id, number=2, title="ฉบับปรับปรุง", content={}, submitted_at=NOW
        )
    )
    item = meetings.add_item(room.meeting.id, dossier.id, actor=room.secretary, now=NOW)
    assert item.dossier_version.number == 2
    assert session.get(Dossier, dossier.id).state == "scheduled"
    assert history(session, dossier)[0].verb == "dossier.scheduled"


def test_a_dossier_put_on_the_same_agenda_twice_stands_there_once(room, session):
    again = meetings.add_item(room.meeting.id, room.item.dossier_id, actor=room.secretary, now=NOW)
    assert again.id == room.item.id
    assert agenda(session, room.meeting) == [room.item.id]


def test_a_dossier_stands_on_one_open_agenda_at_a_time(room, make):
    other = hall(make, items=0)
    words = conflict(
        meetings.add_item, other.meeting.id, room.item.dossier_id, actor=other.secretary, now=NOW
    )
    assert "another agenda" in words


@pytest.mark.parametrize("state", ["drafting", "returned", "approved", "rejected"])
def test_only_a_dossier_that_was_handed_in_goes_on_an_agenda(make, state):
    room = hall(make, items=0)
    dossier = handed_in(make, state=state)
    refused = invalid(meetings.add_item, room.meeting.id, dossier.id, actor=room.secretary, now=NOW)
    assert refused.field == "dossier_id"


def test_dossiers_of_other_agencies_and_of_nowhere_are_refused(make):
    room = hall(make, items=0)
    theme = make.theme(make.round(agency=make.new_agency()))
    elsewhere = make.submitted_dossier(make.finished_poc(make.promoted_idea(make.challenge(theme))))
    for dossier_id in (elsewhere.id, 0):
        refused = invalid(
            meetings.add_item, room.meeting.id, dossier_id, actor=room.secretary, now=NOW
        )
        assert refused.field == "dossier_id"


def test_a_dossier_of_a_draft_round_is_not_offered_and_is_refused(make):
    room = hall(make, items=0)
    theme = make.theme(make.round(state="draft", published_at=None))
    dossier = make.submitted_dossier(make.finished_poc(make.promoted_idea(make.challenge(theme))))
    page = meetings.show(room.meeting.id, actor=room.secretary, now=NOW)
    assert page.handed_in == []
    invalid(meetings.add_item, room.meeting.id, dossier.id, actor=room.secretary, now=NOW)


def test_items_are_put_in_order(make, session):
    room = hall(make, items=3)
    first, second, third = agenda(session, room.meeting)

    def move(item_id: int, direction: str) -> list[int]:
        meetings.move_item(item_id, direction, actor=room.secretary, now=NOW)
        return agenda(session, room.meeting)

    assert move(third, "up") == [first, third, second]
    assert move(first, "down") == [third, first, second]
    assert move(third, "up") == [third, first, second]
    assert move(second, "down") == [third, first, second]
    invalid(meetings.move_item, first, "left", actor=room.secretary, now=NOW)


def test_an_item_taken_off_the_agenda_waits_for_another(room, session):
    room.call()
    meetings.declare(room.item.id, statement="ถือหุ้น", recused=True, actor=room.chair, now=NOW)
    dossier_id = room.item.dossier_id
    meetings.remove_item(room.item.id, actor=room.secretary, now=NOW)
    assert agenda(session, room.meeting) == []
    assert session.get(Dossier, dossier_id).state == "submitted"
    meetings.add_item(room.meeting.id, dossier_id, actor=room.secretary, now=NOW)
    assert len(agenda(session, room.meeting)) == 1


def test_the_agenda_time_and_place_change_until_the_meeting_opens(room, make):
    room.call()
    words = {"title": "ครั้งที่ 1 (เลื่อน)", "held_at": NOW + DAY, "place": "ห้อง 2"}
    meetings.edit(room.meeting.id, actor=room.secretary, now=NOW, **words)
    assert room.meeting.title == "ครั้งที่ 1 (เลื่อน)"
    room.change("open")
    who = {"actor": room.secretary, "now": NOW}
    dossier = handed_in(make)
    for act in (
        lambda: meetings.edit(room.meeting.id, **words, **who),
        lambda: meetings.add_item(room.meeting.id, dossier.id, **who),
        lambda: meetings.remove_item(room.item.id, **who),
        lambda: meetings.move_item(room.item.id, "up", **who),
    ):
        assert "until the meeting opens" in conflict(act)


def test_a_meeting_is_called_with_something_on_its_agenda(make):
    room = hall(make, items=0)
    assert "at least one dossier" in conflict(room.change, "call")


def test_a_meeting_is_not_called_for_a_day_that_is_past(make):
    room = hall(make)
    words = {"title": "ก", "held_at": NOW - DAY, "place": ""}
    meetings.edit(room.meeting.id, actor=room.secretary, now=NOW, **words)
    assert "past" in conflict(room.change, "call")


@pytest.mark.parametrize("act", ["open", "close"])
def test_a_meeting_opens_after_it_was_called_and_closes_after_it_opened(room, act):
    conflict(room.change, act)


def test_the_way_of_a_meeting(room, session):
    room.open()
    room.change_item("discuss")
    room.change_item("defer", reason="รอข้อมูล")
    room.change("close")
    assert (room.meeting.opened_at, room.meeting.closed_at) == (NOW, NOW)
    verbs = [event.verb for event in history(session, room.meeting)]
    assert verbs == [
        "meeting.closed", "meeting.attendance_marked", "meeting.opened", "meeting.called",
        "meeting.planned",
    ]  # fmt: skip


def test_a_meeting_with_unfinished_items_does_not_close(make):
    room = hall(make, items=2).open()
    room.change_item("discuss")
    assert "2 items of the agenda are not finished" in conflict(room.change, "close")
    room.change_item("defer", reason="รอข้อมูล")
    assert "1 item of the agenda is not finished" in conflict(room.change, "close")


def test_an_unknown_act_is_refused(room):
    invalid(room.change, "celebrate")
    room.open()
    for act in ("decide", "celebrate"):
        invalid(room.change_item, act)


@pytest.mark.parametrize("called", [True, False])
def test_cancelling_needs_a_reason_and_sends_the_dossiers_back(make, session, called):
    room = hall(make, items=2)
    if called:
        room.call()
    assert invalid(room.change, "cancel", reason=" ").field == "reason"
    room.change("cancel", reason="ไม่ครบองค์ประชุม")
    assert (room.meeting.state, room.meeting.reason) == ("cancelled", "ไม่ครบองค์ประชุม")
    for item in room.items:
        assert (item.state, item.reason) == ("deferred", "ไม่ครบองค์ประชุม")
        assert session.get(Dossier, item.dossier_id).state == "submitted"
    again = hall(make, items=0)
    meetings.add_item(again.meeting.id, room.item.dossier_id, actor=again.secretary, now=NOW)


def test_an_open_meeting_is_not_cancelled(room):
    room.open()
    conflict(room.change, "cancel", reason="เหตุสุดวิสัย")


def test_only_members_whose_term_covers_the_day_of_the_meeting_are_present(room, make, session):
    today = NOW.date()
    committee = room.meeting.committee
    former = make.committee_member(
        committee, make.member(Role.COMMITTEE_MEMBER), ends_on=today - 2 * DAY
    )
    coming = make.committee_member(
        committee, make.member(Role.COMMITTEE_MEMBER), starts_on=today + 2 * DAY
    )
    elsewhere = hall(make).terms[0]
    room.call()
    for term in (former, coming, elsewhere):
        refused = invalid(room.mark, [room.terms[0], term])
        assert refused.field == "present"
    assert attendance(session, room) == {}


def test_attendance_is_noted_while_the_meeting_is_called_or_open(room, session):
    assert "called or open" in conflict(room.mark, room.terms)
    room.call()
    room.mark(room.terms[:2])
    room.change("open")
    room.mark(room.terms[:3])
    assert set(attendance(session, room)) == {term.id for term in room.terms[:3]}


def test_who_was_marked_by_mistake_was_never_there(room, session):
    room.open()
    room.mark(room.terms[1:])
    assert room.terms[0].id not in attendance(session, room)


def test_who_leaves_after_a_decision_stays_in_the_record(make, session):
    room = hall(make, items=2).voting()
    room.vote(*["approve"] * 5)
    room.decide()
    room.mark(room.terms[:4])
    assert attendance(session, room)[room.terms[4].id].left_at == NOW
    page = meetings.show(room.meeting.id, actor=None, now=NOW)
    assert (len(page.present), len(page.attended)) == (4, 5)
    room.mark(room.terms)
    assert attendance(session, room)[room.terms[4].id].left_at is None


def test_items_are_dealt_with_in_an_open_meeting_only(room):
    room.call()
    assert "not open" in conflict(room.change_item, "discuss")


def test_the_vote_is_opened_on_a_motion(room):
    room.open()
    room.change_item("discuss")
    refused = invalid(room.change_item, "open_vote", motion="  ")
    assert refused.field == "motion"
    assert invalid(room.change_item, "open_vote").field == "motion"
    assert room.change_item("open_vote", motion="เห็นชอบ").motion == "เห็นชอบ"


def test_a_motion_written_before_the_vote_is_kept(room):
    room.open()
    room.change_item("discuss", motion="เห็นชอบ")
    assert room.change_item("open_vote").motion == "เห็นชอบ"


def test_an_item_is_put_off_with_a_reason_and_the_dossier_waits_again(room, session):
    room.open()
    assert invalid(room.change_item, "defer").field == "reason"
    room.change_item("defer", reason="รอข้อมูลงบประมาณ")
    assert (room.item.state, room.item.reason) == ("deferred", "รอข้อมูลงบประมาณ")
    assert session.get(Dossier, room.item.dossier_id).state == "submitted"
    assert history(session, room.item.dossier)[0].verb == "dossier.unscheduled"


def test_the_vote_is_not_opened_before_the_discussion(room):
    room.open()
    conflict(room.change_item, "open_vote", motion="เห็นชอบ")


def test_notes_are_taken_from_the_opening_on_and_do_not_overwrite_each_other(room):
    who = {"actor": room.secretary, "now": NOW}
    assert "from the opening" in conflict(meetings.write_notes, room.meeting.id, "ก", **who)
    room.open()
    from ideation.core.typed import mark_of

    seen = mark_of("")
    meetings.write_notes(room.meeting.id, "ฉบับแรก", **who, seen=seen)
    words = conflict(meetings.write_notes, room.meeting.id, "ฉบับที่สอง", **who, seen=seen)
    assert "while you were writing" in words
    assert room.meeting.notes == "ฉบับแรก"
    meetings.write_discussion(room.item.id, "ถกเรื่องงบ", **who, seen=seen)
    assert room.item.discussion == "ถกเรื่องงบ"
    assert invalid(meetings.write_notes, room.meeting.id, "ก" * 20_001, **who).field == "notes"


def test_the_meeting_s_day_is_when_it_opened(make, session):
    room = hall(make)
    late = NOW + timedelta(days=3)
    term = make.committee_member(
        room.meeting.committee, make.member(Role.COMMITTEE_MEMBER), starts_on=late.date()
    )
    room.call()
    assert invalid(room.mark, [term]).field == "present"
    meetings.change(room.meeting.id, "open", actor=room.secretary, now=late + DAY)
    room.mark([term])
    assert set(attendance(session, room)) == {term.id}
