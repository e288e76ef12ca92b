"""The people of an agency: who holds which role, and who is invited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from ideation.accounts import policy
from ideation.accounts.models import STAFF_ROLES, Account, Invitation, Membership, Role
from ideation.accounts.service.roles import agency_of, check_role, grant, held_role
from ideation.accounts.words import ROLE_NAMES
from ideation.core import events, ids
from ideation.core.errors import Conflict, NotAllowed, NotFound, SignInNeeded
from ideation.core.i18n import DEFAULT_LANGUAGE, _l, force_locale
from ideation.core.registry import registry
from ideation.extensions import db

GOOD_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Member:
    """A person in a role."""

    membership: Membership
    account: Account
    unit: Any


@dataclass(frozen=True)
class People:
    """The people of an agency.

    Args:
        agency: which one.
        by_role: members for each role that somebody holds, in the order of the roles.
        invitations: those that wait for an answer, newest first.
        unit_names: what each unit is called, by its id.
    """

    agency: Any
    by_role: dict[Role, list[Member]]
    invitations: Sequence[Invitation]
    unit_names: dict[int, str]


@dataclass(frozen=True)
class Offer:
    """An invitation as the person invited sees it."""

    invitation: Invitation
    agency: Any


def people_of(agency_slug: str, *, actor: Any) -> People:
    """Return who works for an agency on this installation.

    Raises:
        SignInNeeded: a visitor asked.
        NotAllowed: the actor is neither administrator nor auditor of the agency.
    """
    agency = agency_of(agency_slug)
    policy.require_role(actor, agency.id, *policy.SEE_PEOPLE)
    units = {unit.id: unit for unit in agency.units}
    rows = db.session.execute(
        select(Membership, Account)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.agency_id == agency.id, Membership.ended_at.is_(None))
        .order_by(Account.display_name, Membership.id)
    ).all()
    by_role = {
        role: [
            Member(membership, account, units.get(membership.unit_id))
            for membership, account in rows
            if membership.role == role
        ]
        for role in STAFF_ROLES
    }
    return People(
        agency=agency,
        by_role={role: members for role, members in by_role.items() if members},
        invitations=_waiting(agency.id),
        unit_names={unit.id: unit.name_th or unit.abbr for unit in agency.units},
    )


def _waiting(agency_id: int) -> Sequence[Invitation]:
    return db.session.scalars(
        select(Invitation)
        .where(
            Invitation.agency_id == agency_id,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .order_by(Invitation.id.desc())
    ).all()


def invite(
    agency_slug: str,
    *,
    email: str,
    role: str,
    unit_id: int | None,
    actor: Any,
    now: datetime,
) -> Invitation:
    """Offer a role to an e-mail address; the person gets a link that is good for a week.

    Raises:
        NotAllowed: the actor is no administrator of the agency.
        InvalidInput: role and unit do not fit.
        Conflict: the person holds the role, or is invited to it, already.
    """
    agency = agency_of(agency_slug)
    policy.require_role(actor, agency.id, Role.ADMINISTRATOR)
    invitation, token = _offer(agency, email, role, unit_id, actor=actor, now=now)
    _send(invitation, agency, token, now=now)
    db.session.commit()
    return invitation


def invite_by_command(agency_slug: str, *, email: str, role: str, now: datetime) -> str:
    """Offer a role from the command line, as the first administrator has nobody to invite them.

    Returns:
        the path of the link, which the command prints; the mail is sent as well.
    """
    agency = agency_of(agency_slug)
    invitation, token = _offer(agency, email, role, None, actor=None, now=now)
    _send(invitation, agency, token, now=now)
    db.session.commit()
    return _path(token)


def _offer(
    agency: Any,
    email: str,
    role: str,
    unit_id: int | None,
    *,
    actor: Any,
    now: datetime,
) -> tuple[Invitation, str]:
    check_role(agency, role, unit_id)
    account = _account_of(email)
    if account and held_role(account.id, agency.id, role, unit_id):
        raise Conflict(_l("This person holds this role already."), field="email")
    for waiting in _waiting(agency.id):
        same = (waiting.email.lower(), waiting.role, waiting.unit_id)
        if same == (email.lower(), role, unit_id):
            raise Conflict(
                _l("This person is invited already. Send the invitation again below."),
                field="email",
            )
    token = ids.new_token()
    invitation = Invitation(
        agency_id=agency.id,
        email=email,
        role=role,
        unit_id=unit_id,
        token_hash=ids.hash_token(token),
        invited_by_id=actor.id if actor else None,
        created_at=now,
        expires_at=now + GOOD_FOR,
    )
    db.session.add(invitation)
    _record("invitation.sent", invitation, actor=actor, now=now)
    return invitation, token


def resend_invitation(
    agency_slug: str, invitation_id: int, *, actor: Any, now: datetime
) -> Invitation:
    """Send an invitation again with a new link, good for a week; the old link ends.

    Raises:
        NotAllowed: the actor is no administrator of the agency.
        NotFound: there is no such waiting invitation.
    """
    agency = agency_of(agency_slug)
    policy.require_role(actor, agency.id, Role.ADMINISTRATOR)
    invitation = _find_waiting(agency.id, invitation_id)
    token = ids.new_token()
    invitation.token_hash = ids.hash_token(token)
    invitation.expires_at = now + GOOD_FOR
    _record("invitation.sent_again", invitation, actor=actor, now=now)
    _send(invitation, agency, token, now=now)
    db.session.commit()
    return invitation


def withdraw_invitation(agency_slug: str, invitation_id: int, *, actor: Any, now: datetime) -> None:
    """Take an invitation back; its link ends.

    Raises:
        NotAllowed: the actor is no administrator of the agency.
        NotFound: there is no such waiting invitation.
    """
    agency = agency_of(agency_slug)
    policy.require_role(actor, agency.id, Role.ADMINISTRATOR)
    invitation = _find_waiting(agency.id, invitation_id)
    invitation.withdrawn_at = now
    _record("invitation.withdrawn", invitation, actor=actor, now=now)
    db.session.commit()


def find_invitation(token: str, *, now: datetime) -> Offer:
    """Return what a link offers.

    Raises:
        NotFound: the link is wrong, used, withdrawn or too old; which one is not told.
    """
    invitation = db.session.scalar(
        select(Invitation).where(
            Invitation.token_hash == ids.hash_token(token),
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now,
        )
    )
    if invitation is None:
        raise NotFound(_l("This invitation is used, withdrawn or too old. Ask for a new one."))
    return Offer(invitation, registry.finders["agency_by_id"](invitation.agency_id))


def accept_invitation(token: str, *, actor: Any, now: datetime) -> Offer:
    """Take the role that a link offers.

    Raises:
        SignInNeeded: a visitor asked.
        NotFound: the link is no longer good.
        NotAllowed: it was sent to another address than the account's.
    """
    offer = find_invitation(token, now=now)
    if actor is None or not actor.is_authenticated:
        raise SignInNeeded(_l("Sign in to accept the invitation."))
    if not is_for(offer, actor):
        raise NotAllowed(_l("This invitation was sent to another e-mail address."))
    invitation = offer.invitation
    invitation.accepted_at = now
    inviter = (
        db.session.get(Account, invitation.invited_by_id) if invitation.invited_by_id else None
    )
    grant(
        actor.id,
        invitation.agency_id,
        invitation.role,
        invitation.unit_id,
        actor=inviter,
        now=now,
    )
    _record("invitation.accepted", invitation, actor=actor, now=now, role="account")
    db.session.commit()
    return offer


def is_for(offer: Offer, account: Any) -> bool:
    """Tell whether an invitation was sent to the address of a signed-in account."""
    return bool(
        account.is_authenticated and account.email.lower() == offer.invitation.email.lower()
    )


def _account_of(email: str) -> Account | None:
    return db.session.scalar(select(Account).where(func.lower(Account.email) == email.lower()))


def _find_waiting(agency_id: int, invitation_id: int) -> Invitation:
    for invitation in _waiting(agency_id):
        if invitation.id == invitation_id:
            return invitation
    raise NotFound(_l("This invitation is no longer waiting."))


def _path(token: str) -> str:
    return f"/invitations/{token}"


def _send(invitation: Invitation, agency: Any, token: str, *, now: datetime) -> None:
    account = _account_of(invitation.email)
    language = account.language if account else DEFAULT_LANGUAGE
    with force_locale(language):
        role_name = str(ROLE_NAMES[Role(invitation.role)])
    registry.send(
        key=f"invitation:{invitation.token_hash}",
        recipient=invitation.email,
        language=language,
        template="security_invitation",
        context={
            "path": _path(token),
            "agency": agency.name_en if language == "en" else agency.name_th,
            "role": role_name,
            "days": GOOD_FOR.days,
        },
        now=now,
    )


def _record(
    verb: str, invitation: Invitation, *, actor: Any, now: datetime, role: str = ""
) -> None:
    events.record(
        db.session(),
        verb,
        invitation,
        now=now,
        actor=actor,
        role=role or ("administrator" if actor else "system"),
        agency_id=invitation.agency_id,
        held_role=invitation.role,
    )
