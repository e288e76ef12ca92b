"""Conflicts of interest: declared by members, recorded by the secretary, seen by few."""

import pytest

from ideation.accounts.models import Role
from ideation.core.errors import Conflict, InvalidInput, NotAllowed, SignInNeeded
from ideation.core.events import history
from ideation.deliver.service import meetings
from tests.deliver.session_room import DAY, NOW, english, hall


@pytest.fixture
def room(make):
    return hall(make).open()


def declare(room, actor, **more):
    words = {"statement": "ญาติเป็นผู้รับจ้าง", "recused": True, **more}
    return meetings.declare(room.item.id, actor=actor, now=NOW, **words)


def test_a_member_declares_and_takes_no_part(room, session):
    conflict = declare(room, room.accounts[1])
    _page, view = meetings.show_item(room.item.id, actor=room.secretary, now=NOW)
    assert [member.id for member in view.sitting.recused] == [room.terms[1].id]
    assert len(view.sitting.able) == 4
    event = history(session, conflict)[0]
    assert event.verb == "conflict_of_interest.declared"
    assert event.actor_role == "committee_member"
    assert "ญาติ" not in str(event.data)


def test_a_member_declares_and_stays(room):
    declare(room, room.accounts[1], recused=False)
    _page, view = meetings.show_item(room.item.id, actor=room.secretary, now=NOW)
    assert len(view.conflicts) == 1
    assert len(view.sitting.able) == 5


def test_declaring_again_replaces_what_was_said(room):
    first = declare(room, room.accounts[1])
    second = declare(room, room.accounts[1], statement="เคยสอนผู้เสนอ", recused=False)
    assert first.id == second.id
    assert (second.statement, second.recused) == ("เคยสอนผู้เสนอ", False)


def test_the_secretary_records_it_for_a_member(room, session):
    conflict = declare(room, room.secretary, member_id=room.terms[2].id)
    assert (conflict.member_id, conflict.recused) == (room.terms[2].id, True)
    assert history(session, conflict)[0].actor_role == "committee_secretary"


def test_only_the_member_takes_a_recusal_back(room):
    declare(room, room.accounts[2])
    with pytest.raises(Conflict) as refused:
        declare(room, room.secretary, member_id=room.terms[2].id, recused=False)
    assert "Only the member" in english(refused.value)
    assert not declare(room, room.accounts[2], recused=False).recused


def test_no_member_declares_for_another(room):
    with pytest.raises(NotAllowed):
        declare(room, room.accounts[0], member_id=room.terms[1].id)
    assert declare(room, room.accounts[0], member_id=room.terms[0].id).recused


@pytest.mark.parametrize("statement", ["", " \n", "ก" * 2001])
def test_a_statement_is_needed_and_has_a_length(room, statement):
    with pytest.raises(InvalidInput) as refused:
        declare(room, room.accounts[0], statement=statement)
    assert refused.value.field == "statement"


@pytest.mark.parametrize("role", [*Role][2:])
def test_nobody_outside_the_committee_declares(room, make, role):
    with pytest.raises(NotAllowed):
        declare(room, make.member(role))
    with pytest.raises(NotAllowed):
        declare(room, make.account())
    with pytest.raises(SignInNeeded):
        declare(room, None)
    with pytest.raises(SignInNeeded):
        declare(room, None, member_id=room.terms[0].id)


def test_the_secretary_names_members_of_that_day_only(room, make):
    former = make.committee_member(
        room.meeting.committee,
        make.member(Role.COMMITTEE_MEMBER),
        ends_on=NOW.date() - 2 * DAY,
    )
    elsewhere = hall(make).terms[0]
    for member_id in (former.id, elsewhere.id, 0):
        with pytest.raises(InvalidInput) as refused:
            declare(room, room.secretary, member_id=member_id)
        assert refused.value.field == "member_id"


def test_a_former_member_does_not_declare(room, make):
    account = make.member(Role.COMMITTEE_MEMBER)
    make.committee_member(room.meeting.committee, account, ends_on=NOW.date() - 2 * DAY)
    with pytest.raises(Conflict) as refused:
        declare(room, account)
    assert "ended on" in english(refused.value)


def test_declaring_is_possible_from_the_call_until_the_item_is_finished(make):
    room = hall(make)
    with pytest.raises(Conflict):
        declare(room, room.accounts[0])
    room.call()
    declare(room, room.accounts[0])
    room.change("open")
    room.mark(room.terms)
    declare(room, room.accounts[0], recused=False)
    room.change_item("defer", reason="รอข้อมูล")
    with pytest.raises(Conflict) as refused:
        declare(room, room.accounts[0])
    assert "until the item is finished" in english(refused.value)


def test_the_public_reads_no_statement(room, make):
    declare(room, room.accounts[1])
    for actor in (None, make.account()):
        _page, view = meetings.show_item(room.item.id, actor=actor, now=NOW)
        assert view.conflicts == ()
        assert len(view.sitting.recused) == 1
