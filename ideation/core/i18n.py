"""The message functions of translation, free of Flask, so that services may use them.

A page asks for hundreds of messages. Flask-Babel finds out anew for each in which request and
language it is; here the language of a request is chosen once (`core.languages`) and kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

import flask_babel
from babel.support import NullTranslations, Translations
from flask_babel.speaklater import LazyString

from ideation import paths

LANGUAGES = {"th": "ไทย", "en": "English"}
DEFAULT_LANGUAGE = "th"

__all__ = ["DEFAULT_LANGUAGE", "LANGUAGES", "_", "_l", "force_locale", "language", "ngettext"]

# The language of the request being answered; None outside requests.
_chosen: ContextVar[str | None] = ContextVar("language", default=None)


def language() -> str:
    """Return the two letters of the language that is spoken now."""
    return _chosen.get() or DEFAULT_LANGUAGE


def choose(code: str | None) -> None:
    """Speak a language until it is chosen anew; None goes back to the default."""
    _chosen.set(code)


@contextmanager
def force_locale(code: str) -> Iterator[None]:
    """Speak a language within a block, such as the recipient's in a letter."""
    before = _chosen.set(code)
    try:
        with flask_babel.force_locale(code):
            yield
    finally:
        _chosen.reset(before)


def _(message: str, **values: Any) -> str:
    """Translate a message and fill its named places."""
    translated: str = catalogue(language()).gettext(message)
    return translated % values if values else translated


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """Translate a message that names a number, which is also `%(num)s` in it."""
    translated: str = catalogue(language()).ngettext(singular, plural, num)
    return translated % {"num": num, **values}


def _l(message: str, **values: Any) -> LazyString:
    """Translate a message when it is shown, in the language spoken then."""
    return LazyString(_, message, **values)


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(code: str) -> NullTranslations:
    """Return the messages of a language; English is the language of the source."""
    return Translations.load(str(paths.TRANSLATIONS), [code], "messages")
