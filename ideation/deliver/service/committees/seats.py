"""Giving somebody a seat in a committee for a term, and ending the term."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import select

from ideation.accounts.models import Account, Membership, Role
from ideation.core import events
from ideation.core.clock import day_of
from ideation.core.errors import InvalidInput, NotFound
from ideation.core.formats import date_words
from ideation.core.i18n import _l
from ideation.core.sectors import Sector
from ideation.deliver.models import Committee, CommitteeMember, Seat
from ideation.deliver.policy import committees as policy
from ideation.deliver.service.committees.writing import locked
from ideation.extensions import db
from ideation.notify import service as notify

Kind = TypeVar("Kind", bound=StrEnum)


def seat(
    committee_id: int,
    account_id: int,
    *,
    seat: str,
    sector: str,
    starts_on: date,
    ends_on: date,
    actor: Any,
    now: datetime,
) -> CommitteeMember:
    """Give an account a seat from one day to another; the same again returns the first.

    Args:
        committee_id: of the committee.
        account_id: of somebody who holds the role of a committee member in the agency.
        seat: `chair` or `member`.
        sector: which sector the member represents (M8).
        starts_on: first day of the term.
        ends_on: last day of the term.
        actor: an administrator or committee secretary of the agency.
        now: the present moment.

    Raises:
        NotFound: there is no such committee.
        SignInNeeded, NotAllowed: the actor may not.
        InvalidInput: the field says what is wrong, such as a term that overlaps another.
    """
    # The committee is locked, so that of two overlapping terms the second is seen.
    committee = locked(committee_id)
    policy.require_keeper(actor, committee.agency_id)
    wanted = CommitteeMember(
        committee_id=committee.id,
        account_id=account_id,
        seat=_one_of(Seat, seat, "seat", _l("Choose a seat.")),
        sector=_one_of(Sector, sector, "sector", _l("Choose a sector.")),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    if ends_on < starts_on:
        raise InvalidInput(
            _l("The last day must not be before the first day of the term."), field="ends_on"
        )
    overlapping = _overlapping(committee, starts_on, ends_on)
    same = next((each for each in overlapping if _is_same(each, wanted)), None)
    if same is not None:
        return same
    account = _candidate(account_id, committee)
    _refuse_overlap(wanted, overlapping)
    wanted.name = account.public_name
    db.session.add(wanted)
    _record("committee_member.seated", wanted, committee, actor, now)
    notify.follow(account_id, ("committee", committee.id), now=now)
    db.session.commit()
    return wanted


def end_term(member_id: int, *, ends_on: date, actor: Any, now: datetime) -> CommitteeMember:
    """Let a term end earlier; what the member did until then stays in the record.

    Raises:
        NotFound: there is no such term.
        SignInNeeded, NotAllowed: the actor may not.
        InvalidInput: the day is past, before the term begins, or after it ends anyway.
    """
    member = find_member(member_id)
    committee = locked(member.committee_id)
    policy.require_keeper(actor, committee.agency_id)
    db.session.refresh(member)
    earliest = max(day_of(now), member.starts_on)
    if member.ends_on < earliest:
        raise InvalidInput(_l("This term has ended already."), field="ends_on")
    if not earliest <= ends_on <= member.ends_on:
        days = {"first": date_words(earliest), "last": date_words(member.ends_on)}
        raise InvalidInput(_l("Choose a day from %(first)s to %(last)s.", **days), field="ends_on")
    member.ends_on = ends_on
    _record("committee_member.term_ended", member, committee, actor, now)
    db.session.commit()
    return member


def find_member(member_id: int) -> CommitteeMember:
    """Return a member's term.

    Raises:
        NotFound: there is none.
    """
    member = db.session.get(CommitteeMember, member_id)
    if member is None:
        raise NotFound(_l("There is no such member."))
    return member


def _one_of(kinds: type[Kind], typed: str, field: str, missing: Any) -> Kind:
    if typed not in set(kinds):
        raise InvalidInput(missing, field=field)
    return kinds(typed)


def _overlapping(committee: Committee, starts_on: date, ends_on: date) -> list[CommitteeMember]:
    query = select(CommitteeMember).where(
        CommitteeMember.committee_id == committee.id,
        CommitteeMember.starts_on <= ends_on,
        CommitteeMember.ends_on >= starts_on,
    )
    return list(db.session.scalars(query))


def _is_same(first: CommitteeMember, second: CommitteeMember) -> bool:
    names = ("account_id", "seat", "sector", "starts_on", "ends_on")
    return all(getattr(first, name) == getattr(second, name) for name in names)


def _refuse_overlap(wanted: CommitteeMember, overlapping: list[CommitteeMember]) -> None:
    for other in overlapping:
        until = {"first": date_words(other.starts_on), "last": date_words(other.ends_on)}
        if other.account_id == wanted.account_id:
            raise InvalidInput(
                _l(
                    "This person sits in the committee from %(first)s to %(last)s already. "
                    "Choose days outside that term, or end it first.",
                    **until,
                ),
                field="starts_on",
            )
        if other.seat == wanted.seat == Seat.CHAIR:
            raise InvalidInput(
                _l(
                    "The committee has a chair from %(first)s to %(last)s. "
                    "Choose days outside that term, or end it first.",
                    **until,
                ),
                field="seat",
            )


def _candidate(account_id: int, committee: Committee) -> Account:
    account = db.session.scalar(
        select(Account)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Account.id == account_id,
            Membership.agency_id == committee.agency_id,
            Membership.role == Role.COMMITTEE_MEMBER,
            Membership.ended_at.is_(None),
        )
    )
    if account is None:
        raise InvalidInput(
            _l(
                "Choose somebody who holds the role of a committee member in this agency. "
                "An administrator can invite them."
            ),
            field="account_id",
        )
    return account


def _record(
    verb: str, member: CommitteeMember, committee: Committee, actor: Any, now: datetime
) -> None:
    events.record(
        db.session(), verb, member,
        now=now, actor=actor, role="staff", agency_id=committee.agency_id,
        committee=committee.id, account=member.account_id, seat=member.seat,
        starts_on=member.starts_on.isoformat(), ends_on=member.ends_on.isoformat(),
    )  # fmt: skip
