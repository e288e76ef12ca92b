"""What an account says of its holder, a copy of its data, and its end."""

from datetime import datetime
from typing import Any

from flask_security import verify_password
from sqlalchemy import select, update

from ideation.accounts.models import Account, Invitation, Membership, Role, SignInSession
from ideation.accounts.service.roles import keep_an_administrator
from ideation.accounts.service.sessions import close_sessions
from ideation.core import events, ids
from ideation.core.errors import InvalidInput
from ideation.core.i18n import _l
from ideation.core.models import Event
from ideation.core.registry import registry
from ideation.extensions import db

# No mail can be sent there, by RFC 2606.
CLOSED_DOMAIN = "closed.invalid"


def update_profile(
    account: Account,
    *,
    display_name: str,
    language: str,
    kind: str,
    organisation_name: str | None,
    now: datetime,
) -> None:
    """Change what an account says of its holder.

    Args:
        account: the holder's own.
        display_name: the name others see; of an organisation, the person who writes for it.
        language: `th` or `en`.
        kind: `person` or `organisation`.
        organisation_name: needed for an organisation, left out for a person.
        now: the present moment.

    Raises:
        InvalidInput: an organisation without a name.
    """
    if kind == "organisation" and not organisation_name:
        raise InvalidInput(
            _l("Enter the name of the business or organisation."), field="organisation_name"
        )
    wanted = {
        "display_name": display_name,
        "language": language,
        "kind": kind,
        "organisation_name": organisation_name if kind == "organisation" else None,
    }
    changed = [name for name, value in wanted.items() if getattr(account, name) != value]
    for name in changed:
        setattr(account, name, wanted[name])
    if changed:
        events.record(
            db.session(), "account.profile_changed", account, now=now, actor=account, fields=changed
        )
    db.session.commit()


def export_data(account: Account) -> dict[str, Any]:
    """Return everything that is known of an account, as data that can be written as JSON."""
    own: dict[str, Any] = {
        "account": _columns(
            account,
            "id email display_name kind organisation_name language confirmed_at create_datetime",
        ),
        "roles": [
            _columns(row, "agency_id role unit_id created_at ended_at")
            for row in _rows(Membership, Membership.account_id == account.id)
        ],
        "sign_ins": [
            _columns(row, "device created_at last_seen_at ended_at")
            for row in _rows(SignInSession, SignInSession.account_id == account.id)
        ],
        "record": [
            _columns(row, "at verb subject_kind subject_id")
            for row in _rows(Event, Event.actor_id == account.id)
        ],
    }
    late = {name: build(account.id) for name, build in registry.exporters.items()}
    return own | late


def _rows(model: Any, condition: Any) -> list[Any]:
    return list(db.session.scalars(select(model).where(condition).order_by(model.id)))


def _columns(row: Any, names: str) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in names.split()}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def close_account(account: Account, password: str, *, now: datetime) -> None:
    """End an account for good and erase its holder's personal data.

    What the account sent stays, without its name; the record of events keeps the bare number
    of the account.

    Args:
        account: the holder's own.
        password: as typed now, so that a phone left lying about closes nothing.
        now: the present moment.

    Raises:
        InvalidInput: the password is wrong.
        Conflict: the account is the last administrator of an agency.
    """
    if account.password is None or not verify_password(password, account.password):
        raise InvalidInput(_l("The password is not right."), field="password")
    held = _rows(Membership, (Membership.account_id == account.id) & Membership.ended_at.is_(None))
    for membership in held:
        if membership.role == Role.ADMINISTRATOR:
            keep_an_administrator(membership)
        membership.ended_at = now
    for erase in registry.erasers.values():
        erase(account.id, now=now)
    close_sessions(account, now=now)
    _forget_devices(account)
    _forget_person(account)
    events.record(db.session(), "account.closed", account, now=now, actor=account)
    db.session.commit()


def _forget_devices(account: Account) -> None:
    db.session.execute(
        update(SignInSession).where(SignInSession.account_id == account.id).values(device="")
    )


def _forget_person(account: Account) -> None:
    gone = f"account-{account.id}@{CLOSED_DOMAIN}"
    db.session.execute(
        update(Invitation).where(Invitation.email == account.email).values(email=gone)
    )
    account.email = gone
    account.password = None
    account.active = False
    account.fs_uniquifier = ids.new_token()
    account.tf_primary_method = None
    account.tf_totp_secret = None
    account.mf_recovery_codes = None
    account.display_name = ""
    account.kind = "person"
    account.organisation_name = None
