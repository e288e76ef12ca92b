"""Accounts for looking around: known passwords, and codes that the pages show."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from flask_security import hash_password
from flask_security.proxies import _security
from sqlalchemy import exists, func, select

from ideation.accounts.models import Account
from ideation.accounts.service.roles import grant
from ideation.core import events, ids
from ideation.core.errors import NotAllowed, NotFound
from ideation.core.i18n import _l
from ideation.core.settings import settings
from ideation.extensions import db

DEMO_DOMAIN = "@demo.example.org"
TAG = "+"
"""Stands in the address of accounts that fill the example, such as citizen+teacher@…: they can be
signed in with like the others, but are not listed."""
DEMO_PASSWORD = "ideation-demo-2569"  # noqa: S105  Known on purpose; production refuses to start with demo accounts.


def demo_accounts_exist() -> bool:
    """Tell whether the database holds accounts with a known password."""
    query = select(exists().where(Account.email.endswith(DEMO_DOMAIN), Account.active))
    return bool(db.session.scalar(query))


def demo_accounts() -> Sequence[Account]:
    """Return the accounts that a visitor may try; none unless the installation is a demo."""
    if not settings().demo:
        return []
    query = (
        select(Account)
        .where(Account.email.endswith(DEMO_DOMAIN), ~Account.email.contains(TAG), Account.active)
        .order_by(Account.id)
    )
    return db.session.scalars(query).all()


def is_demo_account(account: Account) -> bool:
    """Tell whether an account is one of the demo's, whose password is public."""
    return account.email.endswith(DEMO_DOMAIN)


def is_listed(account: Account) -> bool:
    """Tell whether a demo account is one that visitors are offered; the others fill the example."""
    return TAG not in account.email


def demo_code_of(uniquifier: str) -> str:
    """Return the present code of a demo account; nothing for any other."""
    if not settings().demo:
        return ""
    account = db.session.scalar(select(Account).where(Account.fs_uniquifier == uniquifier))
    return _code(account) if account else ""


def demo_code(email: str) -> str:
    """Return the present code of a demo account, for the command line.

    Raises:
        NotAllowed: the installation is no demo, or the account is a real one.
        NotFound: there is no such account, or it has no second step.
    """
    if not settings().demo or not email.lower().endswith(DEMO_DOMAIN):
        raise NotAllowed(_l("Codes can be shown for demo accounts only, while DEMO is on."))
    account = db.session.scalar(select(Account).where(func.lower(Account.email) == email.lower()))
    code = _code(account) if account else ""
    if not code:
        raise NotFound(_l("There is no demo account with a second step at this address."))
    return code


def _code(account: Account) -> str:
    if not is_demo_account(account) or account.tf_totp_secret is None:
        return ""
    code: str = _security.totp_factory.generate_totp_password(account.tf_totp_secret)
    return code


def add_demo_account(
    *,
    email: str,
    display_name: str,
    organisation_name: str | None = None,
    language: str = "th",
    agency_id: int | None = None,
    role: str | None = None,
    unit_ids: Sequence[int] = (),
    now: datetime,
) -> Account:
    """Make an account with the known password, staff with a second factor; again changes nothing.

    Args:
        email: an address at `demo.example.org`.
        display_name: the name others see.
        organisation_name: makes it the account of an organisation.
        language: `th` or `en`.
        agency_id: where the role is held.
        role: a staff role, or None for a citizen or business.
        unit_ids: units of an officer, one role each; none means the role without a unit.
        now: the present moment.

    Raises:
        NotAllowed: the address is not one for demo accounts.
    """
    if not email.endswith(DEMO_DOMAIN):
        raise NotAllowed(_l("Demo accounts have addresses at demo.example.org."))
    account = db.session.scalar(select(Account).where(Account.email == email))
    if account is None:
        account = _make(email, display_name, organisation_name, language, now)
    if role is not None and agency_id is not None:
        if not account.has_second_factor:
            account.tf_primary_method = "authenticator"
            account.tf_totp_secret = _security.totp_factory.generate_totp_secret()
        for unit_id in unit_ids or (None,):
            grant(account.id, agency_id, role, unit_id, actor=None, now=now)
    db.session.commit()
    return account


def _make(
    email: str, display_name: str, organisation_name: str | None, language: str, now: datetime
) -> Account:
    account = Account(
        email=email,
        password=_known_hash(settings().secret_key),
        active=True,
        fs_uniquifier=ids.new_token(),
        confirmed_at=now,
        display_name=display_name,
        kind="organisation" if organisation_name else "person",
        organisation_name=organisation_name,
        language=language,
    )
    db.session.add(account)
    events.record(db.session(), "account.registered", account, now=now, role="system")
    return account


@lru_cache(maxsize=1)
def _known_hash(_secret_key: str) -> str:
    # Made once for an installation: each takes a third of a second, and all have one password.
    hashed: str = hash_password(DEMO_PASSWORD)
    return hashed
