"""Forms of the theme board; the services check what was typed and say what is wrong."""

from typing import Any

from wtforms import DateField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional

from ideation.core.forms import Form, SelectField, tidy
from ideation.core.i18n import _l
from ideation.core.ids import LARGEST_ID
from ideation.diagnose.service.theme_runs import LARGEST_NUMBER, SMALLEST_NUMBER

NOBODY = ""


def _id(typed: object) -> int:
    """Read the id of a row; nothing chosen is 0, the id of no row."""
    number = int(str(typed or 0))
    if not 0 <= number <= LARGEST_ID:
        raise ValueError(typed)
    return number


class RenameForm(Form):
    """A new name."""

    label = StringField(_l("Name of the theme"), filters=[tidy])


class DecideForm(Form):
    """A decision with the reason that the public reads."""

    reason = TextAreaField(
        _l("Reason"),
        description=_l("The public reads it, and it goes to everyone who left an e-mail address."),
    )


class AnswerForm(Form):
    """The agency's official answer."""

    answer = TextAreaField(
        _l("Official answer"),
        description=_l("In plain words. The public reads it, and it goes out by e-mail."),
    )


class AssignForm(Form):
    """Who answers for a theme, and by when."""

    unit = SelectField(_l("Responsible unit"), validate_choice=False)
    due_on = DateField(_l("Answer due on"), validators=[Optional()])

    def offer(self, units: list[Any]) -> None:
        """Offer the units of the agency."""
        self.unit.choices = [
            (NOBODY, _l("No unit yet")),
            *((str(unit.id), unit.name_th or unit.abbr) for unit in units),
        ]


class VoicesForm(Form):
    """Chosen voices of a theme, and what to do with them."""

    submissions = SelectMultipleField(_l("Voices"), coerce=_id, validate_choice=False)
    target = SelectField(_l("Move to"), coerce=_id, validate_choice=False)
    new_label = StringField(_l("Name of the new theme"), filters=[tidy])


class MergeForm(Form):
    """Other themes to take in."""

    others = SelectMultipleField(
        _l("Themes to merge into this one"), coerce=_id, validate_choice=False
    )


class SplitForm(Form):
    """The name of the part that a suggested split makes a theme of."""

    suggested_label = StringField(_l("Name of the new theme"), filters=[tidy])


class RunForm(Form):
    """How many themes a run looks for."""

    n_themes = StringField(
        _l("How many themes?"),
        filters=[tidy],
        description=_l(
            "Leave it empty to let the engine choose, or give a number from %(least)s to %(most)s.",
            least=SMALLEST_NUMBER,
            most=LARGEST_NUMBER,
        ),
    )
