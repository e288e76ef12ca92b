"""In which language a request is answered, for our own messages and those of the libraries."""

from typing import Any

from flask import Flask, request, session
from flask_security import current_user

from ideation import paths
from ideation.core import i18n
from ideation.extensions import babel


def init_app(app: Flask) -> None:
    """Bind translation: the visitor's choice first, then the account's, then Thai."""
    babel.init_app(
        app,
        default_locale=i18n.DEFAULT_LANGUAGE,
        default_translation_directories=str(paths.TRANSLATIONS),
        locale_selector=i18n.language,
    )
    app.before_request(_choose)
    app.teardown_request(_forget)
    app.jinja_env.globals["languages"] = i18n.LANGUAGES
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # Jinja's i18n extension adds it.
        _gettext, _ngettext, newstyle=True
    )


def _choose() -> None:
    if request.endpoint == "static":
        return
    chosen = session.get("language") or getattr(current_user, "language", None)
    i18n.choose(chosen if chosen in i18n.LANGUAGES else None)


def _forget(_error: Any) -> None:
    i18n.choose(None)


def _gettext(message: str) -> str:
    return i18n.catalogue(i18n.language()).gettext(message)


def _ngettext(singular: str, plural: str, number: int) -> str:
    return i18n.catalogue(i18n.language()).ngettext(singular, plural, number)
