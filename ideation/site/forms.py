"""The forms of the pages across rooms."""

from wtforms import (
    BooleanField,
    FileField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from ideation.core.forms import Form, SelectField, options, tidy
from ideation.core.i18n import _l


class TrackForm(Form):
    """The number and the secret of a receipt."""

    number = StringField(
        _l("Number"),
        filters=[tidy],
        validators=[InputRequired(_l("Enter the number on your receipt.")), Length(max=40)],
        description=_l("Eight characters, such as 7K3M-Q8ZT."),
    )
    secret = StringField(
        _l("Secret"),
        filters=[tidy],
        validators=[InputRequired(_l("Enter the secret on your receipt.")), Length(max=80)],
        description=_l("The 26 characters below the number. Only you have them."),
    )


class SampleForm(Form):
    """One field of every sort, for the style page."""

    text = TextAreaField(
        _l("What happened?"),
        validators=[InputRequired(_l("Tell us what happened."))],
        description=_l("In your own words, short or long."),
    )
    title = StringField(_l("Title"))
    province = SelectField(_l("Province"), choices=options([("", _l("Choose a province"))]))
    naming = RadioField(
        _l("Under which name?"),
        choices=options([("account", _l("My account’s name")), ("none", _l("No name"))]),
        validators=[InputRequired(_l("Choose under which name we show it."))],
    )
    days = IntegerField(_l("Number of days"), validators=[Optional()])
    attachment = FileField(_l("File"))
    consent = BooleanField(
        _l("I agree to what the privacy page says."),
        validators=[InputRequired(_l("We need your agreement to take it."))],
    )
