"""The forms of Discover; the services check what they hold once more."""

from typing import Any

from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from ideation.core import ids
from ideation.core.forms import Form, options, tidy
from ideation.core.i18n import _l
from ideation.core.typed import SHORTEST_TOKEN
from ideation.discover.service.evidence import Chosen
from ideation.discover.words import METHODS

_TOKEN_LENGTH = Length(min=SHORTEST_TOKEN, max=64)


def _id(typed: object) -> int:
    number = int(str(typed))
    if not 0 < number <= ids.LARGEST_ID:
        raise ValueError(typed)
    return number


class SuggestForm(Form):
    """A statement that somebody suggests, or an officer writes."""

    # No `Length` on the text: browsers would cut off what is pasted without a word.
    text = TextAreaField(
        _l("Your statement"),
        description=_l(
            "One sentence with one thought, so that people can agree or disagree. "
            "Leave out names of people."
        ),
        validators=[InputRequired(_l("Write the statement."))],
    )
    submit_token = HiddenField(default=ids.new_token, validators=[_TOKEN_LENGTH])


class DecideForm(Form):
    """Why a statement is not taken."""

    reason = TextAreaField(
        _l("Reason"), description=_l("Whoever suggested the statement will read it.")
    )


class NoteForm(Form):
    """A field note."""

    method = RadioField(
        _l("How did you learn it?"),
        choices=options(METHODS.items()),
        validators=[InputRequired(_l("Choose how you learned it."))],
    )
    held_on = DateField(
        _l("Day it took place"), validators=[InputRequired(_l("Enter the day it took place."))]
    )
    place = StringField(
        _l("Place"),
        filters=[tidy],
        validators=[Optional()],
        description=_l("Such as a village, a district or an office. Not somebody's address."),
    )
    participants = IntegerField(
        _l("How many people took part?"),
        validators=[Optional()],
        description=_l("Leave it empty if nobody counted."),
    )
    text = TextAreaField(
        _l("What you heard or saw"),
        validators=[InputRequired(_l("Write what you heard or saw."))],
        description=_l(
            "No names of people: say “a village head” or “a shop owner”. If the note proves a "
            "need that is published, everybody can read it."
        ),
    )
    version = HiddenField()
    submit_token = HiddenField(default=ids.new_token, validators=[_TOKEN_LENGTH])

    def note(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it; call only after `validate`."""
        return {
            "method": self.method.data,
            "held_on": self.held_on.data,
            "place": self.place.data or "",
            "participants": self.participants.data,
            "text": self.text.data,
        }


class NeedForm(Form):
    """A need, and what proves it."""

    who = StringField(
        _l("Who needs it?"),
        filters=[tidy],
        validators=[InputRequired(_l("Write who needs it."))],
        description=_l("A group of people, such as pupils in remote villages."),
    )
    what = StringField(
        _l("What do they need?"),
        filters=[tidy],
        validators=[InputRequired(_l("Write what they need."))],
        description=_l("The need itself, not yet a solution."),
    )
    why = TextAreaField(
        _l("Why do they need it?"),
        validators=[InputRequired(_l("Write why they need it."))],
    )
    submissions = SelectMultipleField(_l("Voices"), coerce=_id, validate_choice=False)
    statements = SelectMultipleField(_l("Statements"), coerce=_id, validate_choice=False)
    field_notes = SelectMultipleField(_l("Field notes"), coerce=_id, validate_choice=False)
    evidence = HiddenField(_l("What proves it"))
    q = StringField(_l("Search the evidence"), filters=[tidy], validators=[Optional()])
    version = HiddenField()
    submit_token = HiddenField(default=ids.new_token, validators=[_TOKEN_LENGTH])

    def chosen(self) -> Chosen:
        """Return which things were chosen to prove the need."""
        return Chosen(
            tuple(self.submissions.data or ()),
            tuple(self.statements.data or ()),
            tuple(self.field_notes.data or ()),
        )

    def words(self) -> dict[str, str]:
        """Return the words of the need, as the service takes them."""
        return {
            "who": self.who.data or "",
            "what": self.what.data or "",
            "why": self.why.data or "",
        }
