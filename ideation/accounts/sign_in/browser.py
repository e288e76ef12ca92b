"""What binds a browser to an account: a session row that can be ended from elsewhere."""

import hashlib
from typing import Any

from flask import Flask, flash, redirect, request, session, url_for
from flask_login import logout_user, user_logged_out
from flask_security import current_user, user_authenticated
from werkzeug.wrappers import Response

from ideation.accounts import service
from ideation.accounts.devices import device_words
from ideation.accounts.models import Account
from ideation.core import clock
from ideation.core.i18n import _

SESSION_KEY = "sign_in_session"

# What staff without a second factor can still reach.
_BEFORE_SECOND_FACTOR = {
    "static",
    "security.two_factor_setup",
    "security.two_factor_setup_validate",
    "security.verify",
    "security.logout",
    "site.set_language",
}


def init_app(app: Flask) -> None:
    """Begin and end session rows with the sign-ins and sign-outs of Flask-Security."""
    # Flask-Login has no public name for this.
    app.login_manager._session_identifier_generator = _identify  # type: ignore[attr-defined]  # Set by Flask-Login itself.
    user_authenticated.connect(_begin, app)
    user_logged_out.connect(_end, app)


def browser_identity(user_agent: str) -> str:
    """Return what a session cookie is bound to, so that it is worth nothing in another browser.

    Flask-Login would add the network address, which changes on a phone while a person writes.
    """
    return hashlib.sha256(user_agent.encode()).hexdigest()


def _identify() -> str:
    return browser_identity(request.user_agent.string)


def check() -> None:
    """Sign out a browser whose session was ended, rested too long or came from elsewhere."""
    uniquifier = session.get("_user_id")
    if uniquifier is None or request.endpoint == "static":
        return
    # Flask-Login itself would only make a permanent session stale here.
    same_browser = session.get("_id") == _identify()
    token = session.get(SESSION_KEY, "")
    if same_browser and service.continue_session(token, uniquifier, now=clock.now()):
        return
    session.pop(SESSION_KEY, None)
    logout_user()


def lead_staff_to_second_factor() -> Response | None:
    """Keep staff who have no second factor yet at its set-up."""
    if request.endpoint in _BEFORE_SECOND_FACTOR or not current_user.is_authenticated:
        return None
    if not current_user.is_staff or current_user.has_second_factor:
        return None
    flash(_("Set up your second step before you work for an agency."), "info")
    return redirect(url_for("security.two_factor_setup"))


def _begin(_app: Flask, user: Account, **_more: Any) -> None:
    if old := session.pop(SESSION_KEY, None):
        service.end_session_of(old, now=clock.now())
    device = device_words(request.user_agent.string)
    session[SESSION_KEY] = service.begin_session(user, device, now=clock.now())
    # "Stay signed in" makes the session last; the cookie of Flask-Login would begin a new one
    # that is on no list.
    session.permanent = session.pop("_remember", None) == "set"
    # A token that was on a page before the sign-in is worth nothing after it.
    session.pop("csrf_token", None)


def _end(_app: Flask, **_more: Any) -> None:
    if token := session.pop(SESSION_KEY, None):
        service.end_session_of(token, now=clock.now())
    session.permanent = False
