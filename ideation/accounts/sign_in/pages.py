"""What the sign-in pages show beside their forms."""

from typing import Any

from flask import Flask, redirect, session, url_for
from flask_security import Security
from werkzeug.wrappers import Response

from ideation.accounts import consent, service
from ideation.core.i18n import language


def init_app(app: Flask, security: Security) -> None:
    """Give the pages of Flask-Security what they need."""
    security.login_context_processor(_demo_accounts)
    security.register_context_processor(_consent)
    security.context_processor(_demo_code)
    # Whoever lost the phone has recovery codes or an administrator; nobody reads that mailbox.
    app.view_functions["security.two_factor_rescue"] = _to_recovery


def _to_recovery() -> Response:
    return redirect(url_for("security.mf_recovery"))


def _demo_accounts() -> dict[str, Any]:
    return {"demo_accounts": service.demo_accounts(), "demo_password": service.DEMO_PASSWORD}


def _demo_code() -> dict[str, Any]:
    waiting = session.get("tf_user_id")
    return {"demo_code": service.demo_code_of(waiting) if waiting else ""}


def _consent() -> dict[str, Any]:
    return {"consent_text": consent.text(language())}
