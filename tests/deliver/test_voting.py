"""Members vote for themselves, while the vote is open, present and not recused."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ideation.accounts.models import Account, Membership, Role
from ideation.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignInNeeded
from ideation.core.events import history
from ideation.deliver.models import CommitteeVote, Dossier, MeetingItem
from ideation.deliver.service import meetings
from ideation.extensions import db
from tests.deliver.session_room import DAY, NOW, english, hall
from tests.helpers import at_once


def votes_of(session, item) -> list[CommitteeVote]:
    query = select(CommitteeVote).where(CommitteeVote.item_id == item.id).order_by("id")
    return list(session.scalars(query.execution_options(populate_existing=True)))


def refusal(actor, item, ballot="approve", reason="เพราะได้ผล", now=NOW):
    with pytest.raises((Conflict, InvalidInput, NotAllowed)) as refused:
        meetings.vote(item.id, ballot, reason, actor=actor, now=now)
    return refused.value


@pytest.fixture
def room(make):
    return hall(make).voting()


def test_o4_each_member_votes_with_a_reason(room, session):
    room.vote("approve", "approve", "return", "reject", "abstain")
    assert [vote.ballot for vote in votes_of(session, room.item)] == [
        "approve", "approve", "return", "reject", "abstain",
    ]  # fmt: skip


def test_a_vote_may_change_while_the_vote_is_open_and_stays_one_row(room, session):
    member = room.accounts[1]
    meetings.vote(room.item.id, "approve", "ได้ผล", actor=member, now=NOW)
    meetings.vote(room.item.id, "reject", "แพงเกินไป", actor=member, now=NOW)
    (vote,) = votes_of(session, room.item)
    assert (vote.ballot, vote.reason) == ("reject", "แพงเกินไป")
    verbs = [event.verb for event in history(session, room.item)]
    assert verbs[:2] == ["committee_vote.changed", "committee_vote.cast"]


def test_the_record_says_that_somebody_voted_and_not_what(room, session):
    room.vote("reject")
    event = history(session, room.item)[0]
    assert event.verb == "committee_vote.cast"
    assert "reject" not in str(event.data)


def test_the_same_vote_again_leaves_no_trace(room, session):
    for _turn in range(2):
        room.vote("approve")
    verbs = [event.verb for event in history(session, room.item)]
    assert verbs.count("committee_vote.cast") == 1
    assert "committee_vote.changed" not in verbs


@pytest.mark.parametrize("ballot", ["approve", "return", "reject"])
def test_a_reason_is_needed_except_to_abstain(room, ballot):
    refused = refusal(room.chair, room.item, ballot, "  ")
    assert refused.field == "reason"
    assert "Only abstaining needs none" in english(refused)
    meetings.vote(room.item.id, "abstain", "", actor=room.chair, now=NOW)


def test_another_word_than_the_four_is_refused(room):
    assert refusal(room.chair, room.item, "maybe").field == "ballot"


def test_a_reason_has_a_length(room):
    assert refusal(room.chair, room.item, reason="ก" * 2001).field == "reason"


def test_a_vote_that_is_not_open_is_refused(make):
    room = hall(make).open()
    room.change_item("discuss")
    assert "not open" in english(refusal(room.chair, room.item))


def test_a_vote_after_the_decision_is_refused(room):
    room.vote(*["approve"] * 5)
    room.decide()
    assert "decided already" in english(refusal(room.chair, room.item))


def test_a_member_who_is_absent_does_not_vote(make):
    room = hall(make).voting(present=3)
    assert "not marked as present" in english(refusal(room.accounts[4], room.item))


def test_a_recused_member_does_not_vote(room):
    meetings.declare(
        room.item.id, statement="ญาติเป็นผู้รับจ้าง", recused=True, actor=room.accounts[1], now=NOW
    )
    assert "recused" in english(refusal(room.accounts[1], room.item))


def test_who_declares_and_stays_votes(room, session):
    member = room.accounts[1]
    meetings.declare(room.item.id, statement="เคยสอน", recused=False, actor=member, now=NOW)
    meetings.vote(room.item.id, "approve", "ได้ผล", actor=member, now=NOW)
    assert len(votes_of(session, room.item)) == 1


def test_a_member_whose_term_is_over_does_not_vote(room, session):
    term = room.terms[1]
    late = NOW + timedelta(days=300)
    assert "ended on" in english(refusal(term.account, room.item, now=late))


def test_a_former_member_does_not_vote(make, session):
    room = hall(make)
    former = make.member(Role.COMMITTEE_MEMBER)
    today = NOW.date()
    make.committee_member(
        room.meeting.committee, former, starts_on=today - 90 * DAY, ends_on=today - 2 * DAY
    )
    room.voting()
    assert "ended on" in english(refusal(former, room.item))


def test_a_member_whose_term_begins_later_does_not_vote(make):
    room = hall(make)
    coming = make.member(Role.COMMITTEE_MEMBER)
    begins = NOW.date() + 5 * DAY
    make.committee_member(room.meeting.committee, coming, starts_on=begins)
    room.voting()
    assert "begins on" in english(refusal(coming, room.item))


def test_a_member_without_the_role_any_more_does_not_vote(room, session):
    held = select(Membership).where(Membership.account_id == room.chair.id)
    session.scalars(held).one().ended_at = NOW
    session.flush()
    session.expire_all()
    assert isinstance(refusal(room.chair, room.item), NotAllowed)


@pytest.mark.parametrize("role", [*Role][2:])
def test_nobody_but_members_of_the_committee_votes(room, make, role):
    assert isinstance(refusal(make.member(role), room.item), NotAllowed)


def test_visitors_citizens_and_members_elsewhere_do_not_vote(room, make):
    with pytest.raises(SignInNeeded):
        meetings.vote(room.item.id, "approve", "ดี", actor=None, now=NOW)
    stranger = make.member(Role.COMMITTEE_MEMBER, agency=make.new_agency())
    for actor in (make.account(), stranger):
        assert isinstance(refusal(actor, room.item), NotAllowed)


def test_there_is_no_vote_on_what_does_not_exist(room):
    with pytest.raises(NotFound):
        meetings.vote(0, "approve", "ดี", actor=room.chair, now=NOW)


def test_without_a_quorum_nobody_votes_and_the_sentence_gives_the_numbers(make):
    room = hall(make, quorum=3).voting(present=3)
    meetings.declare(room.item.id, statement="ถือหุ้น", recused=True, actor=room.accounts[1], now=NOW)
    words = english(refusal(room.chair, room.item))
    assert "3 members must be present" in words
    assert "3 are present, 1 of them recused" in words


@pytest.mark.committed
def test_a_hundred_votes_of_one_member_at_once_are_one_row(app, make, session):
    room = hall(make).voting()
    item_id, account_id = room.item.id, room.chair.id
    session.commit()

    def press(number: int) -> None:
        worker, turn = divmod(number, 10)
        ballot = ("approve", "return", "reject")[(worker + turn) % 3]
        actor = db.session.get(Account, account_id)
        meetings.vote(item_id, ballot, f"เหตุผล {worker}-{turn}", actor=actor, now=NOW)

    assert at_once(app, press) == []
    assert session.scalar(select(func.count()).select_from(CommitteeVote)) == 1


def test_going_back_to_the_discussion_discards_the_votes(room, session):
    room.vote("approve", "reject")
    room.change_item("reopen_discussion")
    assert votes_of(session, room.item) == []
    assert session.get(MeetingItem, room.item.id).state == "discussing"


def test_putting_off_discards_the_votes_and_the_dossier_waits_again(room, session):
    room.vote("approve", "reject")
    room.change_item("defer", reason="รอข้อมูลงบประมาณ")
    assert votes_of(session, room.item) == []
    assert session.get(Dossier, room.item.dossier_id).state == "submitted"


def test_a_recusal_discards_the_vote_that_was_cast(room, session):
    room.vote("approve", "approve")
    meetings.declare(room.item.id, statement="ญาติ", recused=True, actor=room.accounts[1], now=NOW)
    assert [vote.member_id for vote in votes_of(session, room.item)] == [room.terms[0].id]


def test_leaving_the_meeting_discards_the_vote_that_was_cast(room, session):
    room.vote("approve", "approve")
    room.mark(room.terms[1:])
    assert [vote.member_id for vote in votes_of(session, room.item)] == [room.terms[1].id]
