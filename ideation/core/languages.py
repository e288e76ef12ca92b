"""In which language a request is answered."""

from flask import Flask, has_request_context, session
from flask_security import current_user

from ideation import paths
from ideation.core.i18n import DEFAULT_LANGUAGE, LANGUAGES
from ideation.extensions import babel


def init_app(app: Flask) -> None:
    """Bind translation: the visitor's choice first, then the account's, then Thai."""
    babel.init_app(
        app,
        default_locale=DEFAULT_LANGUAGE,
        default_translation_directories=str(paths.TRANSLATIONS),
        locale_selector=_choose,
    )
    app.jinja_env.globals["languages"] = LANGUAGES


def _choose() -> str:
    if not has_request_context():
        return DEFAULT_LANGUAGE
    chosen = session.get("language") or getattr(current_user, "language", None)
    return chosen if chosen in LANGUAGES else DEFAULT_LANGUAGE
