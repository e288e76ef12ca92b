"""The pages of committees: what everybody reads, and how keepers fill them."""

import pytest

from ideation.accounts.models import Role
from ideation.core.clock import day_of
from ideation.deliver.models import Committee, CommitteeMember
from tests.deliver.session_room import DAY, NOW, hall
from tests.factories import sign_in
from tests.helpers import post, words

TODAY = day_of(NOW)


def english(client):
    with client.session_transaction() as session:
        session["language"] = "en"
    return client


@pytest.fixture
def visitor(app):
    return english(app.test_client())


@pytest.fixture
def desk(app, make):
    return english(sign_in(app.test_client(), make.member(Role.COMMITTEE_SECRETARY)))


def test_m8_everybody_reads_who_sits_for_whom_and_how_long(make, visitor):
    committee = make.committee(mandate="พิจารณาข้อเสนอนวัตกรรมนโยบาย", quorum=2)
    member = committee.members[1]
    member.sector = "business"
    former = make.committee_member(
        committee, make.member(Role.COMMITTEE_MEMBER), ends_on=TODAY - 3 * DAY
    )
    shown = words(visitor.get(f"/committees/{committee.id}"))
    for part in (
        committee.name, "พิจารณาข้อเสนอนวัตกรรมนโยบาย", member.shown_name, "Businesses", "Chair",
        "1 former member", former.shown_name, "present for a quorum",
    ):  # fmt: skip
        assert part in shown
    assert "Give a seat" not in shown
    assert "End the term" not in shown


def test_everybody_reads_the_meetings_held_and_what_was_decided(make, visitor):
    room = hall(make).voting()
    room.vote(*["approve"] * 5)
    decision = room.decide()
    room.change("close")
    base = f"/committees/{room.meeting.committee_id}"
    shown = words(visitor.get(base))
    assert room.meeting.title in shown
    assert f"Decision {decision.number}" in shown
    assert room.item.dossier.title in shown
    for url in (f"{base}/meetings", f"{base}/decisions"):
        assert "1 result" in words(visitor.get(url))


def test_lists_have_twenty_a_page(make, visitor, session):
    room = hall(make)
    for number in range(22):
        make.meeting(room.meeting.committee, title=f"ครั้งที่ {number}", state="closed")
        make.committee(members=0, quorum=1)
    base = f"/committees/{room.meeting.committee_id}/meetings"
    assert "1–20 of 22 results" in words(visitor.get(base))
    assert "21–22 of 22 results" in words(visitor.get(f"{base}?page=2"))
    listed = words(visitor.get(f"/agencies/{make.agency.slug}/committees"))
    assert "1–20 of 23 results" in listed


def test_empty_states_say_what_comes(make, visitor, desk):
    listing = f"/agencies/{make.agency.slug}/committees"
    assert "As soon as the agency sets one up" in words(visitor.get(listing))
    assert "Set one up" in words(desk.get(listing))
    base = f"/committees/{make.committee(members=0, quorum=1).id}"
    shown = words(visitor.get(base))
    for part in ("Nobody sits in it today", "No meeting yet", "No decision yet"):
        assert part in shown
    for url in (f"{base}/meetings", f"{base}/decisions"):
        assert "Back to the committee" in words(visitor.get(url))


def test_a_secretary_sets_up_a_committee_and_gives_seats(make, desk, session):
    agency, account = make.agency, make.member(Role.COMMITTEE_MEMBER)
    new = f"/agencies/{agency.slug}/committees/new"
    sent = {"name": "คณะกรรมการใหม่", "mandate": "", "quorum": "1", "submit_token": "once"}
    first, again = (post(desk, new, **sent).headers["Location"] for _turn in range(2))
    assert first == again
    committee = session.query(Committee).one()
    seats = f"/committees/{committee.id}/members/new"
    given = post(
        desk, seats, account_id=str(account.id), seat="chair", sector="people",
        starts_on=TODAY.isoformat(), ends_on=(TODAY + 100 * DAY).isoformat(), follow=True,
    )  # fmt: skip
    assert "The seat is given" in words(given)
    assert account.display_name in words(given)
    member = session.query(CommitteeMember).one()
    ended = post(
        desk, f"/committees/members/{member.id}/end", ends_on=TODAY.isoformat(), follow=True
    )
    assert "The term ends on" in words(ended)


def test_refusals_stand_at_their_fields_and_nothing_typed_is_lost(make, desk):
    committee = make.committee()
    seats = f"/committees/{committee.id}/members/new"
    chair = committee.members[0]
    refused = post(
        desk, seats, account_id=str(chair.account_id), seat="member", sector="other",
        starts_on=TODAY.isoformat(), ends_on=(TODAY + DAY).isoformat(),
    )  # fmt: skip
    assert refused.status_code == 422
    assert 'id="starts_on-error"' in refused.text
    assert f'value="{TODAY.isoformat()}"' in refused.text
    edit = post(desk, f"/committees/{committee.id}/edit", name="ชื่อใหม่", mandate="ก", quorum="0")
    assert edit.status_code == 422
    assert 'id="quorum-error"' in edit.text
    assert "ชื่อใหม่" in edit.text


def test_keepers_are_warned_of_a_quorum_that_cannot_work(make, desk, visitor):
    low = make.committee(members=5, quorum=2)
    high = make.committee(members=2, quorum=3)
    headless = make.committee(members=0, quorum=1)
    make.committee_member(headless, make.member(Role.COMMITTEE_MEMBER))
    for committee, warning in (
        (low, "The quorum is below half of the members"),
        (high, "Fewer members than the quorum"),
        (headless, "Nobody is chair today"),
    ):
        url = f"/committees/{committee.id}"
        assert warning in words(desk.get(url))
        assert warning not in words(visitor.get(url))


def test_without_candidates_the_page_says_where_they_come_from(make, desk):
    committee = make.committee(members=0, quorum=1)
    shown = words(desk.get(f"/committees/{committee.id}/members/new"))
    assert "Nobody can be given a seat yet" in shown


def test_the_pages_need_few_queries_whatever_the_size(make, visitor, desk, queries):
    small, large = make.committee(members=1, quorum=1), make.committee(members=15)
    for number in range(20):
        make.meeting(large, title=f"ครั้งที่ {number}", state="closed")
    urls = [f"/committees/{committee.id}" for committee in (small, large)]
    counts = []
    for url in urls:
        for client in (visitor, desk):
            queries.clear()
            assert client.get(url).status_code == 200
            assert len(queries) <= 15, queries
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
