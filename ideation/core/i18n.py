"""The message functions of translation, free of Flask, so that services may use them."""

from flask_babel import force_locale, get_locale, lazy_gettext, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

LANGUAGES = {"th": "ไทย", "en": "English"}
DEFAULT_LANGUAGE = "th"

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "_",
    "_l",
    "force_locale",
    "get_locale",
    "lazy_gettext",
    "ngettext",
]


def language() -> str:
    """Return the two letters of the language of this request."""
    locale = get_locale()
    return locale.language if locale else DEFAULT_LANGUAGE
