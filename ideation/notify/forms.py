"""The forms of Notify."""

from wtforms import HiddenField, IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange

from ideation.core.forms import Form, options
from ideation.core.i18n import _l
from ideation.core.ids import LARGEST_ID
from ideation.notify.models import Frequency
from ideation.notify.words import FREQUENCIES


class MailForm(Form):
    """How often an account is written to."""

    frequency = RadioField(_l("When should we write to you?"), choices=options(FREQUENCIES.items()))

    def chosen(self) -> Frequency:
        """Return what was chosen."""
        return Frequency(self.frequency.data)


class FollowForm(Form):
    """Which object is to be followed, or not any more; the page it stood on comes along."""

    kind = HiddenField("", validators=[InputRequired()])
    id = IntegerField("", validators=[InputRequired(), NumberRange(1, LARGEST_ID)])
