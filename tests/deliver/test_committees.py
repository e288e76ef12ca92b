"""Committees of an agency: who makes them, who sits in them, and for how long."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ideation.accounts.models import Account, Membership, Role
from ideation.accounts.service import close_account, export_data
from ideation.core import ids
from ideation.core.clock import day_of
from ideation.core.errors import InvalidInput, NotAllowed, NotFound, SignInNeeded
from ideation.core.events import history
from ideation.deliver.models import Committee, CommitteeMember
from ideation.deliver.service import committees, meetings
from ideation.extensions import db
from ideation.notify.models import Follow
from tests.deliver.session_room import DAY, NOW, english, hall
from tests.factories import PASSWORD

TODAY = day_of(NOW)
NEXT_YEAR = TODAY + timedelta(days=365)
CONTENT = {"name": "คณะกรรมการนวัตกรรมนโยบาย", "mandate": "พิจารณาข้อเสนอ", "quorum": 3}


@pytest.fixture
def keeper(make):
    return make.member(Role.COMMITTEE_SECRETARY)


@pytest.fixture
def committee(make):
    return make.committee(members=0, quorum=1)


@pytest.fixture
def candidate(make):
    return make.member(Role.COMMITTEE_MEMBER)


def found(make, actor, **more) -> Committee:
    return committees.found(make.agency.slug, actor=actor, now=NOW, **{**CONTENT, **more})


def seat(committee, account, actor, **more) -> CommitteeMember:
    term = {
        "seat": "member", "sector": "people", "starts_on": TODAY, "ends_on": NEXT_YEAR, **more,
    }  # fmt: skip
    return committees.seat(committee.id, account.id, actor=actor, now=NOW, **term)


def refused(act, *args, **more) -> InvalidInput:
    with pytest.raises(InvalidInput) as refusal:
        act(*args, **more)
    return refusal.value


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COMMITTEE_SECRETARY])
def test_e5_administrators_and_secretaries_set_up_a_committee(make, session, role):
    made = found(make, make.member(role))
    stored = session.get(Committee, made.id)
    assert (stored.name, stored.mandate, stored.quorum) == (*CONTENT.values(),)
    assert [event.verb for event in history(session, stored)] == ["committee.founded"]


def test_sending_the_form_twice_makes_one_committee(make, keeper, session):
    token = ids.new_token()
    first = found(make, keeper, submit_token=token)
    assert found(make, keeper, submit_token=token).id == first.id
    assert session.scalar(select(func.count()).select_from(Committee)) == 1


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "ก" * 201}, "name"),
        ({"mandate": "ก" * 10_001}, "mandate"),
        ({"quorum": 0}, "quorum"),
        ({"quorum": 201}, "quorum"),
    ],
)
def test_a_committee_that_cannot_be_stored_is_refused(make, keeper, committee, words, field):
    assert refused(found, make, keeper, **words).field == field
    change = refused(committees.edit, committee.id, actor=keeper, now=NOW, **{**CONTENT, **words})
    assert change.field == field


def test_a_name_is_taken_once_in_an_agency(make, keeper, committee):
    found(make, keeper)
    assert refused(found, make, keeper).field == "name"
    change = refused(committees.edit, committee.id, actor=keeper, now=NOW, **CONTENT)
    assert change.field == "name"
    other = make.new_agency()
    secretary = make.member(Role.COMMITTEE_SECRETARY, agency=other)
    assert committees.found(other.slug, actor=secretary, now=NOW, **CONTENT).name == CONTENT["name"]


def test_a_change_says_what_changed(make, keeper, session):
    made = found(make, keeper)
    committees.edit(made.id, actor=keeper, now=NOW, **{**CONTENT, "quorum": 5})
    committees.edit(made.id, actor=keeper, now=NOW, **{**CONTENT, "quorum": 5})
    edits = [event for event in history(session, made) if event.verb == "committee.edited"]
    assert [event.data["fields"] for event in edits] == [["quorum"]]


@pytest.mark.parametrize(
    "role", [Role.OFFICER, Role.EVALUATOR, Role.COMMITTEE_MEMBER, Role.AUDITOR]
)
def test_nobody_else_makes_or_fills_committees(make, committee, candidate, keeper, role):
    member = seat(committee, candidate, keeper)
    stranger = make.member(Role.ADMINISTRATOR, agency=make.new_agency())
    for actor, refusal in (
        (None, SignInNeeded),
        (make.account(), NotAllowed),
        (make.member(role), NotAllowed),
        (stranger, NotAllowed),
    ):
        with pytest.raises(refusal):
            found(make, actor)
        with pytest.raises(refusal):
            committees.edit(committee.id, actor=actor, now=NOW, **CONTENT)
        with pytest.raises(refusal):
            seat(committee, candidate, actor)
        with pytest.raises(refusal):
            committees.end_term(member.id, ends_on=TODAY, actor=actor, now=NOW)


def test_what_does_not_exist_is_not_found(keeper, candidate):
    with pytest.raises(NotFound):
        committees.found("nowhere", actor=keeper, now=NOW, **CONTENT)
    with pytest.raises(NotFound):
        committees.show(0, actor=None, now=NOW)
    with pytest.raises(NotFound):
        committees.end_term(0, ends_on=TODAY, actor=keeper, now=NOW)


def test_m8_a_member_sits_for_a_sector_and_a_term(committee, candidate, keeper, session):
    member = seat(committee, candidate, keeper, sector="business")
    assert (member.sector, member.seat) == ("business", "member")
    assert member.shown_name == candidate.display_name
    assert [event.verb for event in history(session, member)] == ["committee_member.seated"]
    followed = select(Follow).where(Follow.account_id == candidate.id)
    assert [(each.subject_kind, each.subject_id) for each in session.scalars(followed)] == [
        ("committee", committee.id)
    ]


def test_giving_the_same_seat_twice_gives_one(committee, candidate, keeper):
    assert seat(committee, candidate, keeper).id == seat(committee, candidate, keeper).id


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"seat": "king"}, "seat"),
        ({"sector": "everybody"}, "sector"),
        ({"ends_on": TODAY - DAY}, "ends_on"),
    ],
)
def test_a_term_that_cannot_be_stored_is_refused(committee, candidate, keeper, words, field):
    assert refused(seat, committee, candidate, keeper, **words).field == field


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COMMITTEE_MEMBER][2:])
def test_a_member_needs_the_role_of_a_committee_member_in_the_agency(
    make, committee, keeper, role, session
):
    former = make.member(Role.COMMITTEE_MEMBER)
    held = select(Membership).where(Membership.account_id == former.id)
    session.scalars(held).one().ended_at = NOW
    elsewhere = make.member(Role.COMMITTEE_MEMBER, agency=make.new_agency())
    for account in (make.account(), make.member(role), elsewhere, former):
        assert refused(seat, committee, account, keeper).field == "account_id"


@pytest.mark.parametrize(("starts", "ends"), [(0, 365), (-10, 0), (365, 400), (10, 20), (-10, 400)])
def test_overlapping_terms_of_one_account_are_refused(committee, candidate, keeper, starts, ends):
    seat(committee, candidate, keeper)
    days = {"starts_on": TODAY + starts * DAY, "ends_on": TODAY + ends * DAY, "sector": "state"}
    refusal = refused(seat, committee, candidate, keeper, **days)
    assert refusal.field == "starts_on"
    assert "sits in the committee from" in english(refusal)


def test_a_term_may_follow_another_from_the_next_day(committee, candidate, keeper):
    seat(committee, candidate, keeper)
    days = {"starts_on": NEXT_YEAR + DAY, "ends_on": NEXT_YEAR + 365 * DAY}
    assert seat(committee, candidate, keeper, **days).starts_on == NEXT_YEAR + DAY


def test_there_is_one_chair_at_a_time(make, committee, candidate, keeper):
    seat(committee, candidate, keeper, seat="chair")
    other = make.member(Role.COMMITTEE_MEMBER)
    refusal = refused(seat, committee, other, keeper, seat="chair")
    assert refusal.field == "seat"
    assert "has a chair from" in english(refusal)
    days = {"starts_on": NEXT_YEAR + DAY, "ends_on": NEXT_YEAR + 365 * DAY}
    seat(committee, other, keeper, seat="chair", **days)


@pytest.mark.committed
def test_of_two_chairs_at_the_same_moment_one_is_seated(app, make, session):
    committee = make.committee(members=0, quorum=1)
    keeper_id = make.member(Role.COMMITTEE_SECRETARY).id
    account_ids = [make.member(Role.COMMITTEE_MEMBER).id for _turn in range(2)]
    committee_id = committee.id
    session.commit()
    gate = threading.Barrier(2)
    outcomes: list[str] = []

    def give(account_id: int) -> None:
        with app.app_context():
            actor = db.session.get(Account, keeper_id)
            gate.wait(timeout=30)
            try:
                committees.seat(
                    committee_id, account_id, seat="chair", sector="state", starts_on=TODAY,
                    ends_on=NEXT_YEAR, actor=actor, now=NOW,
                )  # fmt: skip
                outcomes.append("seated")
            except InvalidInput:
                outcomes.append("refused")
            db.session.remove()

    threads = [threading.Thread(target=give, args=(account_id,)) for account_id in account_ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["refused", "seated"]


def test_a_term_is_ended_and_not_deleted(committee, candidate, keeper, session):
    member = seat(committee, candidate, keeper)
    committees.end_term(member.id, ends_on=TODAY, actor=keeper, now=NOW)
    assert session.get(CommitteeMember, member.id).ends_on == TODAY
    assert history(session, member)[0].verb == "committee_member.term_ended"
    days = {"starts_on": TODAY + DAY, "ends_on": NEXT_YEAR}
    assert seat(committee, candidate, keeper, **days).id != member.id


@pytest.mark.parametrize("shift", [-1, 366])
def test_a_term_ends_between_today_and_its_last_day(committee, candidate, keeper, shift):
    member = seat(committee, candidate, keeper)
    day = TODAY + shift * DAY
    refusal = refused(committees.end_term, member.id, ends_on=day, actor=keeper, now=NOW)
    assert refusal.field == "ends_on"


def test_a_term_that_is_over_stays_as_it_was(make, committee, keeper):
    member = make.committee_member(
        committee, make.member(Role.COMMITTEE_MEMBER), ends_on=TODAY - 3 * DAY
    )
    refusal = refused(committees.end_term, member.id, ends_on=TODAY, actor=keeper, now=NOW)
    assert "ended already" in english(refusal)


def test_a_closed_account_sits_no_longer_and_its_name_stays_in_the_record(make, session):
    room = hall(make).open()
    account, term = room.accounts[1], room.terms[1]
    name = account.display_name
    close_account(account, PASSWORD, now=NOW)
    stored = session.get(CommitteeMember, term.id)
    assert not stored.serves_on(TODAY)
    assert (stored.shown_name, stored.account.display_name) == (name, "")
    page = committees.show(room.meeting.committee_id, actor=None, now=NOW)
    assert term.id not in {member.id for member in page.serving}
    assert term.id in {member.id for member in page.former}


def test_the_export_of_personal_data_holds_terms_votes_and_declarations(make):
    room = hall(make).voting()
    meetings.declare(room.item.id, statement="เคยสอน", recused=False, actor=room.chair, now=NOW)
    meetings.vote(room.item.id, "reject", "แพงเกินไป", actor=room.chair, now=NOW)
    told = export_data(room.chair)["committees"]
    assert [term["seat"] for term in told["terms"]] == ["chair"]
    assert [each["statement"] for each in told["conflicts_of_interest"]] == ["เคยสอน"]
    assert [(vote["ballot"], vote["reason"]) for vote in told["votes"]] == [("reject", "แพงเกินไป")]
    assert export_data(room.accounts[1])["committees"]["votes"] == []
