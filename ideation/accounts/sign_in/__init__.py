"""Binding of Flask-Security: accounts sign in by password, staff also by a second factor."""

from typing import NoReturn

from flask import Flask
from flask_security import Security
from sqlalchemy import inspect

from ideation.accounts.forms import SECURITY_FORMS
from ideation.accounts.models import Account, SecurityRole
from ideation.accounts.service import demo_accounts_exist
from ideation.accounts.sign_in import browser, limits, pages, records, settings
from ideation.accounts.sign_in.browser import browser_identity
from ideation.accounts.sign_in.mail import Mail
from ideation.accounts.sign_in.passwords import Passwords
from ideation.accounts.sign_in.second_factor import SecondFactor
from ideation.accounts.sign_in.store import Accounts
from ideation.config import BadSettings
from ideation.core.errors import SignInNeeded
from ideation.core.i18n import _l
from ideation.extensions import db

__all__ = ["browser_identity", "init_app", "refuse_demo_accounts"]


def init_app(app: Flask) -> None:
    """Bind sign-in to the application."""
    app.config.update(settings.security_settings(app.config["IDEATION"]))
    # Before Flask-Security's own functions, so that an ended session is never let in.
    app.before_request(browser.check)
    security = Security(
        app,
        Accounts(db, Account, SecurityRole),
        mail_util_cls=Mail,
        password_util_cls=Passwords,
        totp_cls=SecondFactor,
        **SECURITY_FORMS,
    )
    security.unauthn_handler(_sign_in_needed)
    app.before_request(browser.lead_staff_to_second_factor)
    browser.init_app(app)
    records.init_app(app)
    pages.init_app(app, security)
    limits.init_app(app)


def _sign_in_needed(*_mechanisms: object, **_headers: object) -> NoReturn:
    """Let a page that needs an account answer a visitor as the services do."""
    raise SignInNeeded(_l("Sign in to continue."))


def refuse_demo_accounts(app: Flask) -> None:
    """Keep a production site from serving while accounts with a known password exist.

    Args:
        app: the application about to serve; a database without tables yet holds no accounts.

    Raises:
        BadSettings: there are demo accounts; the sentence says how to end them.
    """
    if not app.config["IDEATION"].production:
        return
    with app.app_context():
        found = inspect(db.engine).has_table(Account.__tablename__) and demo_accounts_exist()
        db.session.remove()
        # gunicorn forks its workers from here: none of them may inherit a connection.
        db.engine.dispose()
    if found:
        raise BadSettings(
            "This database holds demo accounts, whose password is public: start production "
            "on a database of its own."
        )
