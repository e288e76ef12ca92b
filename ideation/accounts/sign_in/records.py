"""Lines in the event record for what Flask-Security does to an account."""

from typing import Any

from flask import Flask, session
from flask_security import (
    password_changed,
    password_reset,
    tf_code_confirmed,
    tf_disabled,
    tf_profile_changed,
    user_confirmed,
    user_registered,
)

from ideation.accounts import service
from ideation.accounts.consent import VERSION
from ideation.accounts.models import Account
from ideation.accounts.sign_in.browser import SESSION_KEY
from ideation.core import clock, events
from ideation.extensions import db


def init_app(app: Flask) -> None:
    """Write a line for each change; the views of Flask-Security commit it with the change."""
    user_registered.connect(_registered, app)
    user_confirmed.connect(_confirmed, app)
    password_changed.connect(_password_changed, app)
    password_reset.connect(_password_changed, app)
    tf_code_confirmed.connect(_second_factor_used, app)
    tf_profile_changed.connect(_second_factor_set, app)
    tf_disabled.connect(_second_factor_removed, app)


def _record(verb: str, account: Any, **data: Any) -> None:
    events.record(db.session(), verb, account, now=clock.now(), actor=account, **data)


def _registered(_app: Flask, user: Account, **_more: Any) -> None:
    _record("account.registered", user, kind=user.kind, consent=VERSION)


def _confirmed(_app: Flask, user: Account, **_more: Any) -> None:
    _record("account.confirmed", user)


def _password_changed(_app: Flask, user: Account, **_more: Any) -> None:
    service.close_sessions(user, now=clock.now(), keep=session.get(SESSION_KEY))
    _record("account.password_changed", user)


def _second_factor_used(_app: Flask, user: Account, **_more: Any) -> None:
    if session.get("tf_state") == "validating_profile":  # The set-up at the first sign-in.
        _record("account.second_factor_set", user)


def _second_factor_set(_app: Flask, user: Account, **_more: Any) -> None:
    _record("account.second_factor_set", user)


def _second_factor_removed(_app: Flask, user: Account, **_more: Any) -> None:
    _record("account.second_factor_removed", user)
