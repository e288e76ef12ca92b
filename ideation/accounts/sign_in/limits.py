"""How often the doors of sign-in may be knocked at."""

from flask import Flask, request, session

from ideation.core.web import rate_limit

# Endpoint, limit for one network address, limit for one account whatever the address.
_LIMITS = (
    ("security.login", "20 per minute;200 per hour", "10 per 15 minutes"),
    ("security.register", "10 per minute;60 per hour", "5 per hour"),
    ("security.forgot_password", "10 per minute;60 per hour", "5 per hour"),
    ("security.send_confirmation", "10 per minute;60 per hour", "5 per hour"),
    ("security.reset_password", "20 per minute", ""),
    ("security.verify", "20 per minute", "10 per 15 minutes"),
    ("security.change_password", "20 per minute", "10 per 15 minutes"),
    ("security.two_factor_token_validation", "20 per minute", "10 per 15 minutes"),
    ("security.two_factor_setup_validate", "20 per minute", "10 per 15 minutes"),
    ("security.mf_recovery", "20 per minute", "5 per 15 minutes"),
)


def init_app(app: Flask) -> None:
    """Limit what Flask-Security's views take by POST."""
    for endpoint, for_address, for_account in _LIMITS:
        view = rate_limit(for_address, methods=["POST"])(app.view_functions[endpoint])
        if for_account:
            view = rate_limit(for_account, methods=["POST"], key_func=_account)(view)
        app.view_functions[endpoint] = view


def _account() -> str:
    """Return the account that is knocked at: by its address, or as the sign-in knows it."""
    typed = request.form.get("email", "").strip().lower()
    return typed or session.get("tf_user_id") or session.get("_user_id") or ""
