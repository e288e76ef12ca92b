"""The base of every form: CSRF, messages in the visitor's language, errors of services."""

from collections.abc import Iterable
from typing import Any

import wtforms
from flask_babel import Domain
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import SelectChoice, widgets
from wtforms.i18n import messages_path

from ideation import paths
from ideation.core.errors import DomainError
from ideation.core.formats import is_foreign


class WTFormsMessages:
    """The messages of WTForms itself; it ships no Thai, so ours stand before its own."""

    def __init__(self) -> None:
        self._domain = Domain([messages_path(), str(paths.TRANSLATIONS)], "wtforms")

    def gettext(self, message: str) -> str:
        """Translate one message."""
        return str(self._domain.gettext(message))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Translate a message that names a number."""
        return str(self._domain.ngettext(singular, plural, number))


_messages = WTFormsMessages()


class Translated(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types.
    """A form whose messages of WTForms come from our catalogue."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF carries no types.
        """How WTForms treats the form."""

        def get_translations(self, _form: Any) -> WTFormsMessages:
            """Translate the messages of WTForms."""
            return _messages


class Form(Translated):
    """A form of the product."""

    def show(self, error: DomainError) -> None:
        """Show what a service refused at its field, or above the form if it names none.

        Args:
            error: what the service raised; nothing that was typed is lost.
        """
        field = self._fields.get(error.field)
        if field is None:
            self.form_errors.append(str(error))
            return
        field.errors = [*field.errors, str(error)]


class Select(widgets.Select):  # type: ignore[misc]  # WTForms carries no types.
    """A drop-down list that names the language of Thai choices on pages in another language."""

    @classmethod
    def render_option(cls, choice: SelectChoice, **kwargs: Any) -> Markup:
        """Write one choice."""
        lang = {"lang": "th"} if is_foreign(str(choice.label)) else {}
        option: Markup = super().render_option(choice, **lang, **kwargs)
        return option


class SelectField(wtforms.SelectField):  # type: ignore[misc]  # WTForms carries no types.
    """A choice of one, from a drop-down list."""

    widget = Select()


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Return the choices of a select field or radios from pairs of a value and its label."""
    return [SelectChoice(str(value), label) for value, label in pairs]


def tidy(value: str | None) -> str | None:
    """Strip spaces at the ends of what was typed; a filter for fields of one line."""
    return value.strip() if value else value
