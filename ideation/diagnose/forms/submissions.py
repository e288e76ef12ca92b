"""The forms around one submission; the services check what they hold once more."""

from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired, Length, Optional

from ideation.core import ids
from ideation.core.forms import Form, SelectField, tidy
from ideation.core.i18n import _, _l
from ideation.diagnose import words
from ideation.diagnose.consent import CURRENT
from ideation.diagnose.models import Kind, NameShown
from ideation.diagnose.models.submissions import LONGEST_TITLE
from ideation.diagnose.service.given import LONGEST_PEN_NAME
from ideation.diagnose.service.submissions import SHORTEST_TOKEN

_TOKEN_LENGTH = Length(min=SHORTEST_TOKEN, max=64)
# No `Length` on the texts: browsers would cut off what is pasted without a word.
_email_shape = Email(_l("Enter an e-mail address like name@example.org."))


class SpeakForm(Form):
    """The form in which people say what they want to say."""

    text = TextAreaField(
        _l("What would you like to tell us?"),
        description=_l("In your own words. Leave out names and phone numbers of other people."),
        validators=[InputRequired(_l("Write what you want to tell us."))],
    )
    title = StringField(
        _l("Title"), filters=[tidy], validators=[Optional(), Length(max=LONGEST_TITLE)]
    )
    kind = SelectField(
        _l("What kind of matter is it?"),
        default=Kind.ISSUE.value,
        description=_l("A report of wrongdoing is read by the agency’s officers only."),
    )
    province = SelectField(_l("Which province is it about?"), default="")
    name_shown = RadioField(
        _l("Which name should we show?"),
        default=NameShown.NONE.value,
        description=_l("A report of wrongdoing never shows a name."),
    )
    pen_name = StringField(
        _l("Pen name"), filters=[tidy], validators=[Optional(), Length(max=LONGEST_PEN_NAME)]
    )
    contact_email = EmailField(
        _l("E-mail address for news about this"),
        description=_l("We write when something changes. Nobody else sees the address."),
        filters=[tidy],
        validators=[Optional(), _email_shape],
    )
    consent = BooleanField(
        _l("I agree to this use of what I write"),
        validators=[InputRequired(_l("Agree to how we use what you write."))],
    )
    consent_version = HiddenField(default=CURRENT)
    submit_token = HiddenField(default=ids.new_token, validators=[_TOKEN_LENGTH])

    def __init__(self, account: Any, **values: Any) -> None:
        super().__init__(**values)
        self.kind.choices = list(words.KINDS.items())
        self.province.choices = [("", _("Not about one province")), *words.province_choices()]
        self.name_shown.choices = _name_choices(account)

    def said(self) -> dict[str, Any]:
        """Return what was typed, as arguments of `submit`."""
        named = (field for field in self if field.name not in ("csrf_token", "consent"))
        return {field.name: field.data or "" for field in named}


class AddForm(Form):
    """More words for a submission."""

    text = TextAreaField(
        _l("What would you like to add?"),
        validators=[InputRequired(_l("Write what you want to add."))],
    )
    submit_token = HiddenField(default=ids.new_token, validators=[_TOKEN_LENGTH])


class ContactForm(Form):
    """The address that changes are told to."""

    email = EmailField(
        _l("E-mail address for news about this"),
        description=_l("Leave it empty if you want no e-mail."),
        filters=[tidy],
        validators=[Optional(), _email_shape],
    )


class ReceiptForm(Form):
    """Where to send number and secret."""

    email = EmailField(
        _l("Your e-mail address"),
        filters=[tidy],
        validators=[InputRequired(_l("Enter your e-mail address.")), _email_shape],
    )


def _name_choices(account: Any) -> list[tuple[str, str]]:
    choices = [
        (NameShown.NONE.value, _("No name: nobody sees who wrote it")),
        (NameShown.PEN_NAME.value, _("A pen name: others see the name you choose below")),
    ]
    if account is None:
        return choices
    own = _("My account’s name: others see “%(name)s”", name=account.public_name)
    return [*choices, (NameShown.ACCOUNT.value, own)]
