"""The forms around an idea: proposing, a new version, comments, assessments, decisions."""

from typing import Any

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from ideation.core import ids
from ideation.core.forms import Form, options, tidy
from ideation.core.i18n import _l
from ideation.develop.models import Challenge
from ideation.develop.words import SCORE_WORDS, STANCES

SAVE, PREVIEW = "save", "preview"
# No `Length` on the texts: browsers would cut off what is pasted without a word.


class IdeaForm(Form):
    """A new idea."""

    submit_token = HiddenField(default=ids.new_token)
    title = StringField(
        _l("Title of your idea"),
        filters=[tidy],
        validators=[InputRequired(_l("Give your idea a title."))],
        description=_l("The idea in one sentence."),
    )
    body = TextAreaField(
        _l("Your idea"),
        validators=[InputRequired(_l("Describe your idea."))],
        description=_l(
            "What is to be done, by whom, and why it helps. Unusual ideas are welcome. "
            "Markdown may be used."
        ),
    )


class VersionForm(IdeaForm):
    """A new version of an idea."""

    seen = HiddenField()
    note = StringField(
        _l("What you changed, and why"),
        filters=[tidy],
        validators=[Optional()],
        description=_l("Those who follow the idea read this."),
    )


class CommentForm(Form):
    """A comment with its side."""

    submit_token = HiddenField(default=ids.new_token)
    stance = RadioField(
        _l("On which side your comment stands"),
        validators=[InputRequired(_l("Choose for, against or neutral."))],
        choices=options(STANCES.items()),
    )
    text = TextAreaField(
        _l("Your comment"),
        validators=[InputRequired(_l("Write your comment."))],
        description=_l("Give your reason. Speak of the idea, not of the person."),
    )


class ReasonForm(Form):
    """A decision with the reason that the public reads."""

    reason = TextAreaField(
        _l("Reason"),
        validators=[InputRequired(_l("Give the reason. The public will read it."))],
        description=_l("Everybody can read it, the author first."),
    )


class AssessmentForm(Form):
    """Scores on the criteria; a radio group for each is added by `assessment_form`."""

    criterion_ids: tuple[int, ...] = ()

    note = TextAreaField(
        _l("Note for your colleagues"),
        validators=[Optional()],
        description=_l("Only staff of the agency read it."),
    )

    def score_fields(self) -> list[Any]:
        """Return the radio groups, in the order of the criteria."""
        return [self[f"score_{criterion_id}"] for criterion_id in self.criterion_ids]

    def scores(self) -> dict[int, int]:
        """Return what was chosen, by the ids of the criteria; call only after `validate`."""
        return {each: int(self[f"score_{each}"].data) for each in self.criterion_ids}


def assessment_form(challenge: Challenge, own: Any) -> AssessmentForm:
    """Make the form of an assessment on a challenge's criteria.

    Args:
        challenge: with its criteria.
        own: what the assessor gave before, or None.
    """
    fields = {
        f"score_{criterion.id}": RadioField(
            criterion.name,
            validators=[InputRequired(_l("Choose a score from 1 to 5."))],
            choices=options(SCORE_WORDS.items()),
            description=criterion.description,
        )
        for criterion in challenge.criteria
    }
    stored: dict[str, Any] = {"note": own.note} if own else {}
    stored |= {f"score_{each.criterion_id}": str(each.score) for each in own.scores} if own else {}
    form: AssessmentForm = type("AssessmentFormWithScores", (AssessmentForm,), fields)(data=stored)
    form.criterion_ids = tuple(criterion.id for criterion in challenge.criteria)
    return form
