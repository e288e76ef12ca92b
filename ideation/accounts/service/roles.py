"""Giving and ending roles in an agency."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from ideation.accounts import policy
from ideation.accounts.models import STAFF_ROLES, Account, Membership, Role
from ideation.accounts.service.sessions import close_sessions
from ideation.core import events
from ideation.core.errors import Conflict, InvalidInput, NotFound
from ideation.core.i18n import _l
from ideation.core.registry import registry
from ideation.extensions import db


def agency_of(slug: str) -> Any:
    """Return the agency of an address; the room of agencies tells how to find it.

    Raises:
        NotFound: there is none.
    """
    return registry.finders["agency"](slug)


def check_role(agency: Any, role: str, unit_id: int | None) -> None:
    """Refuse a role that cannot be given, or a unit that does not fit it.

    Raises:
        InvalidInput: the sentence says what.
    """
    if role not in STAFF_ROLES:
        raise InvalidInput(_l("Choose a role."), field="role")
    if unit_id is None:
        return
    if role != Role.OFFICER:
        raise InvalidInput(_l("Only officers belong to a unit."), field="unit_id")
    if unit_id not in {unit.id for unit in agency.units}:
        raise InvalidInput(_l("Choose a unit of this agency."), field="unit_id")


def held_role(account_id: int, agency_id: int, role: str, unit_id: int | None) -> Membership | None:
    """Return the present membership of an account in a role, if it holds it."""
    return db.session.scalar(
        select(Membership).where(
            Membership.account_id == account_id,
            Membership.agency_id == agency_id,
            Membership.role == role,
            Membership.unit_id.is_not_distinct_from(unit_id),
            Membership.ended_at.is_(None),
        )
    )


def grant(
    account_id: int,
    agency_id: int,
    role: str,
    unit_id: int | None,
    *,
    actor: Account | None,
    now: datetime,
) -> Membership:
    """Give a role within the caller's use case and its commit; one held already stays."""
    held = held_role(account_id, agency_id, role, unit_id)
    if held is not None:
        return held
    given = Membership(
        account_id=account_id,
        agency_id=agency_id,
        role=role,
        unit_id=unit_id,
        created_at=now,
        created_by_id=actor.id if actor else None,
    )
    db.session.add(given)
    events.record(
        db.session(),
        "membership.given",
        given,
        now=now,
        actor=actor,
        role="administrator" if actor else "system",
        agency_id=agency_id,
        account=account_id,
        held_role=role,
    )
    return given


def keep_an_administrator(leaving: Membership) -> None:
    """Refuse to end the last administrator's role; others who try at once have to wait.

    Raises:
        Conflict: nobody else in the agency is an administrator.
    """
    administrators = db.session.scalars(
        select(Membership)
        .where(
            Membership.agency_id == leaving.agency_id,
            Membership.role == Role.ADMINISTRATOR,
            Membership.ended_at.is_(None),
        )
        .order_by(Membership.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if all(membership.account_id == leaving.account_id for membership in administrators):
        raise Conflict(
            _l("An agency needs an administrator. Give the role to somebody else first.")
        )


def change_role(
    agency_slug: str,
    membership_id: int,
    *,
    role: str,
    unit_id: int | None,
    actor: Any,
    now: datetime,
) -> None:
    """Put another role, or another unit, in the place of a role that a person holds.

    Raises:
        NotAllowed: the actor is no administrator of the agency.
        NotFound: there is no such present role in the agency.
        InvalidInput: role and unit do not fit.
        Conflict: it would leave the agency without an administrator.
    """
    agency = agency_of(agency_slug)
    policy.require_role(actor, agency.id, Role.ADMINISTRATOR)
    held = _held(agency, membership_id)
    check_role(agency, role, unit_id)
    if (held.role, held.unit_id) != (role, unit_id):
        _end(held, actor=actor, now=now)
        grant(held.account_id, agency.id, role, unit_id, actor=actor, now=now)
    db.session.commit()


def end_role(agency_slug: str, membership_id: int, *, actor: Any, now: datetime) -> None:
    """Take a role away from a person.

    Raises:
        NotAllowed: the actor is no administrator of the agency.
        NotFound: there is no such present role in the agency.
        Conflict: it would leave the agency without an administrator.
    """
    agency = agency_of(agency_slug)
    policy.require_role(actor, agency.id, Role.ADMINISTRATOR)
    _end(_held(agency, membership_id), actor=actor, now=now)
    db.session.commit()


def reset_second_factor(agency_slug: str, membership_id: int, *, actor: Any, now: datetime) -> None:
    """Let a person who lost phone and recovery codes set up the second step anew.

    They are signed out everywhere, and their next sign-in begins with the set-up.

    Raises:
        NotAllowed: the actor is no administrator of the agency, or it is their own.
        NotFound: there is no such present role in the agency.
    """
    agency = agency_of(agency_slug)
    policy.require_role(actor, agency.id, Role.ADMINISTRATOR)
    held = _held(agency, membership_id)
    account = db.session.get_one(Account, held.account_id)
    if account.id == actor.id:
        raise Conflict(_l("Change your own second step on the page of your account."))
    account.tf_primary_method = None
    account.tf_totp_secret = None
    account.mf_recovery_codes = None
    close_sessions(account, now=now)
    events.record(
        db.session(),
        "account.second_factor_reset",
        account,
        now=now,
        actor=actor,
        role="administrator",
        agency_id=agency.id,
    )
    db.session.commit()


def _held(agency: Any, membership_id: int) -> Membership:
    held = db.session.scalar(
        select(Membership).where(
            Membership.id == membership_id,
            Membership.agency_id == agency.id,
            Membership.ended_at.is_(None),
        )
    )
    if held is None:
        raise NotFound(_l("This person no longer holds this role."))
    return held


def _end(held: Membership, *, actor: Any, now: datetime) -> None:
    if held.role == Role.ADMINISTRATOR:
        keep_an_administrator(held)
    held.ended_at = now
    # The next role of the same person must find this one ended.
    db.session.flush()
    events.record(
        db.session(),
        "membership.ended",
        held,
        now=now,
        actor=actor,
        role="administrator",
        agency_id=held.agency_id,
        account=held.account_id,
        held_role=held.role,
    )
