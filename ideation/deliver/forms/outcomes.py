"""Forms of the steps after a decision; the services check what was typed."""

from typing import Any

from wtforms import DateField, HiddenField, StringField, TextAreaField, URLField
from wtforms.validators import Optional

from ideation.core import ids
from ideation.core.forms import Form, SelectField, tidy
from ideation.core.i18n import _l
from ideation.rounds.words import name_of

NOBODY = ""


def _id(typed: object) -> int | None:
    """Read the id of a unit; nothing chosen is none."""
    return int(str(typed)) if typed else None


class StepForm(Form):
    """One step."""

    submit_token = HiddenField(default=ids.new_token)
    title = StringField(
        _l("What is to be done"),
        filters=[tidy],
        description=_l("One thing that can be finished and shown, in one line."),
    )
    body = TextAreaField(_l("How it is done"), description=_l("Markdown may be used."))
    unit_id = SelectField(_l("Responsible unit"), coerce=_id, validate_choice=False)
    due_on = DateField(_l("To be done by"), validators=[Optional()])

    def offer(self, units: list[Any]) -> None:
        """Offer the units of the agency."""
        self.unit_id.choices = [
            (NOBODY, _l("No unit yet")),
            *((unit.id, name_of(unit)) for unit in units),
        ]


class FinishForm(Form):
    """What proves that a step is done: words, an address, or both."""

    evidence = TextAreaField(
        _l("What was done"),
        description=_l("Everybody reads it: what changed, for whom, how many."),
    )
    evidence_url = URLField(
        _l("Address of the proof"),
        filters=[tidy],
        description=_l("A page or a paper that shows it, beginning with https://."),
    )


class DropForm(Form):
    """Why a step will not be done."""

    reason = TextAreaField(_l("Reason"), description=_l("Everybody reads it."))
