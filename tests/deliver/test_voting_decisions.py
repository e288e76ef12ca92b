"""A decision follows from the votes, with numbers and reasons, and nothing changes it."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from ideation.accounts.models import Account, Role
from ideation.core.clock import day_of
from ideation.core.errors import Conflict, InvalidInput, NotAllowed, SignInNeeded
from ideation.core.events import history
from ideation.core.i18n import force_locale
from ideation.core.models import Event
from ideation.deliver.models import CommitteeVote, Decision, Dossier, MeetingItem
from ideation.deliver.service import meetings
from ideation.extensions import db
from tests.deliver.session_room import DAY, NOW, english, hall


@pytest.fixture
def room(make):
    return hall(make).voting()


def recuse(room, *places: int) -> None:
    for place in places:
        meetings.declare(
            room.item.id, statement="ถือหุ้น", recused=True, actor=room.accounts[place], now=NOW
        )


def refused(room, **words) -> Conflict:
    with force_locale("en"), pytest.raises(Conflict) as refusal:
        room.decide(**words)
    return refusal.value


def result(room, *ballots: str, **words) -> Decision:
    room.vote(*ballots)
    return room.decide(**words)


@pytest.mark.parametrize(
    ("ballots", "ruling", "state"),
    [
        (["approve", "approve", "approve", "reject", "return"], "approved", "approved"),
        (["return", "return", "abstain", "abstain", "abstain"], "returned", "returned"),
        (["reject", "reject", "reject", "approve", "approve"], "rejected", "rejected"),
    ],
)
def test_o4_the_ballot_with_most_votes_decides(room, session, ballots, ruling, state):
    decision = result(room, *ballots)
    assert decision.ruling == ruling
    assert session.get(Dossier, room.item.dossier_id).state == state
    assert session.get(MeetingItem, room.item.id).state == "decided"


def test_the_tally_holds_the_numbers(room):
    recuse(room, 4)
    decision = result(room, "approve", "approve", "reject", "abstain")
    assert decision.tally == {
        "approve": 2, "return": 0, "reject": 1, "abstain": 1,
        "present": 5, "recused": 1, "quorum": 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ballots", "ruling"),
    [
        (["approve", "reject", "approve", "reject", "abstain"], "approved"),
        (["reject", "reject", "approve", "approve", "abstain"], "rejected"),
        (["return", "return", "approve", "approve", "reject"], "returned"),
    ],
)
def test_on_a_tie_the_chair_s_ballot_decides(room, ballots, ruling):
    assert result(room, *ballots).ruling == ruling


@pytest.mark.parametrize(
    "ballots",
    [
        ["abstain", "approve", "approve", "reject", "reject"],
        ["return", "approve", "approve", "reject", "reject"],
    ],
)
def test_a_tie_that_the_chair_does_not_settle_is_no_decision(room, ballots):
    room.vote(*ballots)
    assert "tied" in english(refused(room))
    assert room.item.state == "voting"


def test_a_tie_while_the_chair_is_recused_is_no_decision(room):
    room.vote("", "approve", "approve", "reject", "reject")
    recuse(room, 0)
    assert "tied" in english(refused(room))


def test_abstentions_alone_are_no_decision(room):
    room.vote(*["abstain"] * 5)
    assert "Nobody has voted to approve, return or reject" in english(refused(room))


def test_no_votes_are_no_decision_even_without_the_missing(room):
    assert "Nobody has voted" in english(refused(room, without_missing=True))


def test_every_present_member_must_have_voted_or_be_left_out_by_word(room):
    room.vote("approve", "approve", "approve")
    assert "2 members who are present have not voted" in english(refused(room))
    assert room.decide(without_missing=True).tally["approve"] == 3


def test_a_vote_is_closed_when_all_have_voted_or_by_word(room):
    room.vote("approve", "approve", "approve")
    with force_locale("en"), pytest.raises(Conflict) as refusal:
        room.change_item("close_vote")
    assert "2 members who are present have not voted" in english(refusal.value)
    room.change_item("close_vote", without_missing=True)
    assert room.decide().tally["approve"] == 3


def test_nobody_reads_the_count_before_the_vote_is_closed(room):
    room.vote(*["approve"] * 5)
    who = {"actor": room.secretary, "now": NOW}
    before = meetings.count_votes(room.item.id, **who)
    assert (before.numbers, before.ballot, list(before.votes)) == (None, None, [])
    room.change_item("close_vote")
    after = meetings.count_votes(room.item.id, **who)
    assert (after.numbers["approve"], after.ballot) == (5, "approve")


def test_a_closed_vote_takes_no_vote_no_recusal_and_no_attendance(room):
    room.vote("approve", "approve", "approve", "reject")
    room.change_item("close_vote", without_missing=True)
    for act in (
        lambda: meetings.vote(room.item.id, "reject", "สาย", actor=room.accounts[4], now=NOW),
        lambda: recuse(room, 0),
        lambda: room.mark(room.terms[1:]),
        lambda: room.change_item("close_vote"),
    ):
        with pytest.raises(Conflict):
            act()
    assert room.decide().tally == {
        "approve": 3, "return": 0, "reject": 1, "abstain": 0,
        "present": 5, "recused": 0, "quorum": 3,
    }  # fmt: skip


def test_a_closed_vote_is_opened_again_with_the_votes_cast(room):
    room.vote("abstain", "approve", "approve", "reject", "reject")
    room.change_item("close_vote")
    assert "tied" in english(refused(room))
    room.change_item("reopen_vote")
    room.vote("reject")
    room.change_item("close_vote")
    assert room.decide().ruling == "rejected"


def test_a_vote_is_not_closed_without_a_quorum(make):
    room = hall(make, quorum=4).voting(present=4)
    recuse(room, 1)
    with pytest.raises(Conflict) as refusal:
        room.change_item("close_vote", without_missing=True)
    assert "There is no quorum" in english(refusal.value)


def test_absent_and_recused_members_are_not_waited_for(make):
    room = hall(make, quorum=2).voting(present=4)
    recuse(room, 3)
    assert result(room, "approve", "approve", "approve").ruling == "approved"


def test_without_a_quorum_nothing_is_decided_and_the_sentence_gives_the_numbers(make):
    room = hall(make, quorum=4).voting(present=4)
    room.vote(*["approve"] * 4)
    recuse(room, 1)
    words = english(refused(room, without_missing=True))
    assert "4 members must be present and not recused. 4 are present, 1 of them recused" in words


def test_the_vote_cannot_be_opened_without_a_quorum(make):
    room = hall(make, quorum=3).open(present=2)
    room.change_item("discuss")
    with pytest.raises(Conflict, match=r"(?s).") as refusal:
        room.change_item("open_vote", motion="เห็นชอบ")
    assert "2 are present, 0 of them recused" in english(refusal.value)


def test_nothing_is_decided_while_the_vote_is_not_open(make):
    room = hall(make).open()
    room.change_item("discuss")
    assert "not open" in english(refused(room))


def test_a_vote_of_somebody_whose_term_has_ended_does_not_count(room, session):
    room.vote("approve", "approve", "approve", "reject", "reject")
    room.terms[2].ends_on = NOW.date() - DAY
    session.flush()
    decision = room.decide()
    assert (decision.ruling, decision.tally["approve"], decision.tally["present"]) == (
        "approved", 2, 4,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("ballots", "words", "field"),
    [
        (["approve"] * 5, {"reasons": " "}, "reasons"),
        (["approve"] * 5, {"reasons": "ก" * 10_001}, "reasons"),
        (["return"] * 5, {"points": ""}, "points"),
        (["approve"] * 5, {"forwarded_to": "ก" * 501}, "forwarded_to"),
    ],
)
def test_what_the_public_reads_must_be_written(room, ballots, words, field):
    room.vote(*ballots)
    with pytest.raises(InvalidInput) as refusal:
        room.decide(**words)
    assert refusal.value.field == field
    assert room.item.state == "voting"


def test_points_and_addressee_stand_only_where_they_belong(make):
    sent = {"points": "ปรับงบ", "forwarded_to": "คณะกรรมการดิจิทัลเพื่อเศรษฐกิจและสังคมแห่งชาติ"}
    approved = result(hall(make).voting(), *["approve"] * 5, **sent)
    returned = result(hall(make).voting(), *["return"] * 5, **sent)
    rejected = result(hall(make).voting(), *["reject"] * 5, **sent)
    assert (approved.points, approved.forwarded_to) == ("", sent["forwarded_to"])
    assert (returned.points, returned.forwarded_to) == ("ปรับงบ", "")
    assert (rejected.points, rejected.forwarded_to) == ("", "")


def test_a_change_of_the_votes_while_the_secretary_writes_is_noticed(room):
    room.vote(*["approve"] * 5)
    room.vote("reject", "reject", "reject")
    with pytest.raises(Conflict) as refusal:
        room.decide(seen="approve")
    assert "changed while you were writing" in english(refusal.value)
    assert room.decide(seen="reject").ruling == "rejected"


def test_numbers_count_within_the_agency_and_the_buddhist_year(make):
    new_year = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)  # Midnight in Thailand.

    def number(at: datetime, **values) -> str:
        room = hall(make, **values).voting()
        room.vote(*["approve"] * 5)
        return meetings.decide(room.item.id, reasons="ได้ผล", actor=room.secretary, now=at).number

    assert number(new_year - timedelta(seconds=1)) == "1/2569"
    assert number(new_year - timedelta(seconds=1)) == "2/2569"
    assert number(new_year) == "1/2570"


def test_another_agency_counts_for_itself(make):
    first = result(hall(make).voting(), *["approve"] * 5)
    make._agency = make.new_agency()
    second = result(hall(make).voting(), *["approve"] * 5)
    assert first.number == second.number == f"1/{day_of(NOW).year + 543}"
    assert first.agency_id != second.agency_id


def test_a_returned_dossier_comes_back_and_its_decisions_follow_each_other(make, session):
    room = hall(make).voting()
    first = result(room, *["return"] * 5)
    dossier = session.get(Dossier, first.dossier_id)
    again = hall(make, items=0)
    with pytest.raises(InvalidInput):
        meetings.add_item(again.meeting.id, dossier.id, actor=again.secretary, now=NOW)
    dossier.state = "submitted"
    session.flush()
    item = meetings.add_item(again.meeting.id, dossier.id, actor=again.secretary, now=NOW)
    again.items.append(item)
    again.voting()
    second = result(again, *["approve"] * 5)
    assert first.follows_id is None
    assert second.follows_id == first.id


@pytest.mark.parametrize("ballot", ["approve", "reject"])
def test_what_was_approved_or_rejected_does_not_come_back(room, make, ballot):
    decision = result(room, *[ballot] * 5)
    again = hall(make, items=0)
    with pytest.raises(InvalidInput) as refusal:
        meetings.add_item(again.meeting.id, decision.dossier_id, actor=again.secretary, now=NOW)
    assert refusal.value.field == "dossier_id"


@pytest.mark.parametrize("change", ["UPDATE decision SET reasons = 'x'", "DELETE FROM decision"])
def test_nothing_changes_a_decision(room, session, change):
    result(room, *["approve"] * 5)
    with pytest.raises(DBAPIError, match="never changed"), session.begin_nested():
        session.execute(text(change))


def test_a_decision_is_recorded_and_told(room, session):
    decision = result(room, *["approve"] * 5)
    assert [event.verb for event in history(session, decision)] == ["decision.made"]
    assert history(session, room.item)[0].verb == "meeting_item.decided"
    assert history(session, room.item.dossier)[0].verb == "dossier.approved"
    record = session.scalars(select(Event).where(Event.verb == "decision.made")).one()
    assert record.actor_id == room.secretary.id
    assert record.data["ruling"] == "approved"


@pytest.mark.parametrize("role", [*Role][2:])
def test_only_a_committee_secretary_of_the_agency_decides(room, make, role):
    room.vote(*["approve"] * 5)
    stranger = make.member(Role.COMMITTEE_SECRETARY, agency=make.new_agency())
    actors = [make.account(), stranger]
    if role != Role.COMMITTEE_SECRETARY:
        actors.append(make.member(role))
    for actor in actors:
        with pytest.raises(NotAllowed):
            meetings.decide(room.item.id, reasons="ได้ผล", actor=actor, now=NOW)
    with pytest.raises(SignInNeeded):
        meetings.decide(room.item.id, reasons="ได้ผล", actor=None, now=NOW)


@pytest.mark.committed
def test_of_two_secretaries_at_the_same_moment_one_decides(app, make, session):
    room = hall(make).voting()
    room.vote(*["approve"] * 5)
    item_id, secretary_id = room.item.id, room.secretary.id
    session.commit()
    outcomes = at_once(app, secretary_id, [item_id, item_id])
    assert sorted(outcomes) == ["conflict", "decided"]
    assert session.scalar(select(func.count()).select_from(Decision)) == 1


@pytest.mark.committed
def test_two_committees_that_decide_at_the_same_moment_get_two_numbers(app, make, session):
    rooms = [hall(make).voting(), hall(make).voting()]
    for room in rooms:
        room.vote(*["approve"] * 5)
    item_ids, secretary_id = [room.item.id for room in rooms], rooms[0].secretary.id
    session.commit()
    assert at_once(app, secretary_id, item_ids) == ["decided", "decided"]
    year = day_of(NOW).year + 543
    numbers = session.scalars(select(Decision.number).order_by(Decision.number)).all()
    assert numbers == [f"1/{year}", f"2/{year}"]


def at_once(app, secretary_id: int, item_ids: list[int]) -> list[str]:
    gate = threading.Barrier(len(item_ids))
    outcomes: list[str] = []

    def decide(item_id: int) -> None:
        with app.app_context():
            actor = db.session.get(Account, secretary_id)
            gate.wait(timeout=30)
            try:
                meetings.decide(item_id, reasons="ได้ผล", actor=actor, now=NOW)
                outcomes.append("decided")
            except Conflict:
                outcomes.append("conflict")
            db.session.remove()

    threads = [threading.Thread(target=decide, args=(item_id,)) for item_id in item_ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


@pytest.mark.committed
def test_a_vote_at_the_moment_of_the_decision_either_counts_or_is_refused(app, make, session):
    room = hall(make).voting()
    room.vote("approve", "approve", "approve")
    item_id, secretary_id, late_id = room.item.id, room.secretary.id, room.accounts[3].id
    session.commit()
    gate = threading.Barrier(2)
    taken: list[bool] = []

    def decide() -> None:
        with app.app_context():
            actor = db.session.get(Account, secretary_id)
            gate.wait(timeout=30)
            meetings.decide(item_id, reasons="ได้ผล", without_missing=True, actor=actor, now=NOW)
            db.session.remove()

    def vote() -> None:
        with app.app_context():
            actor = db.session.get(Account, late_id)
            gate.wait(timeout=30)
            try:
                meetings.vote(item_id, "approve", "ได้ผล", actor=actor, now=NOW)
                taken.append(True)
            except Conflict:
                taken.append(False)
            db.session.remove()

    threads = [threading.Thread(target=decide), threading.Thread(target=vote)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    decision = session.scalars(select(Decision)).one()
    stored = session.scalar(select(func.count()).select_from(CommitteeVote))
    assert decision.tally["approve"] == stored == (4 if taken == [True] else 3)
