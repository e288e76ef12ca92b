"""Forms of meetings and their items; the services check what was typed and say what is wrong.

Several of them stand on one page: the ids of their fields tell them apart.
"""

from datetime import UTC, datetime
from typing import Any

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import InputRequired, Optional

from ideation.core import ids
from ideation.core.clock import THAILAND
from ideation.core.forms import Form, SelectField, options, tidy
from ideation.core.i18n import _l
from ideation.core.typed import mark_of
from ideation.deliver.committee_words import BALLOTS
from ideation.deliver.service.meetings import ItemView, MeetingPage

# The first is what browsers want to be given; old ones show a plain field, where people type.
_TIME_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
_PUBLIC = _l("Everybody reads it.")


class MeetingForm(Form):
    """What a meeting is called, and when and where it is held."""

    submit_token = HiddenField(default=ids.new_token)
    title = StringField(_l("Title"), filters=[tidy], description=_l("Such as “Meeting 3/2569”."))
    held_at = DateTimeLocalField(
        _l("Day and time"),
        format=_TIME_FORMATS,
        validators=[InputRequired(_l("Enter the day and the time."))],
        description=_l(
            "Thai time. Members should hear of it at least three days before (Administrative "
            "Procedure Act B.E. 2539, section 80)."
        ),
    )
    place = StringField(
        _l("Place"), filters=[tidy], default="", description=_l("A room, or the link of a call.")
    )

    @property
    def moment(self) -> datetime:
        """When the meeting is held."""
        typed: datetime = self.held_at.data
        return typed.replace(tzinfo=THAILAND).astimezone(UTC)


class AgendaForm(Form):
    """A dossier to be put on the agenda."""

    dossier_id = SelectField(
        _l("Dossier"), coerce=int, validators=[InputRequired(_l("Choose a dossier."))]
    )


class AttendanceForm(Form):
    """Who is present."""

    present = SelectMultipleField(
        _l("Who is present"),
        coerce=int,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
        validate_choice=False,
    )


class CancelForm(Form):
    """Why a meeting is cancelled."""

    reason = TextAreaField(_l("Why is it cancelled?"), id="cancel-reason", description=_PUBLIC)


class NotesForm(Form):
    """The secretary's notes on a meeting."""

    seen = HiddenField("", id="notes-seen")
    notes = TextAreaField(
        _l("Notes on the meeting"),
        default="",
        description=_l("Everybody reads them when the meeting is closed. Markdown may be used."),
    )


class MotionForm(Form):
    """What the committee votes on."""

    motion = TextAreaField(_l("Motion"), description=_l("What the committee votes on, in full."))


class DeferForm(Form):
    """Why an item is put off."""

    reason = TextAreaField(_l("Why is it put off?"), id="defer-reason", description=_PUBLIC)


class ConflictForm(Form):
    """A member's own conflict of interest."""

    statement = TextAreaField(
        _l("What the conflict is"),
        description=_l("Staff and the committee read it; the public does not."),
    )
    recused = BooleanField(
        _l("I take no part in this item"),
        description=_l("You then neither count for the quorum nor vote."),
    )


class RecordForm(Form):
    """A conflict of interest that a secretary records for a member."""

    member_id = SelectField(
        _l("Member"), coerce=int, validators=[InputRequired(_l("Choose a member."))]
    )
    statement = TextAreaField(
        _l("What the conflict is"),
        id="record-statement",
        description=_l("Staff and the committee read it; the public does not."),
    )
    recused = BooleanField(
        _l("Takes no part in this item"),
        id="record-recused",
        description=_l("Neither counts for the quorum nor votes."),
    )


class VoteForm(Form):
    """A member's vote."""

    ballot = RadioField(
        _l("Your vote"),
        choices=options((ballot, word.label) for ballot, word in BALLOTS.items()),
        validators=[Optional()],
    )
    reason = TextAreaField(
        _l("Your reason"),
        id="vote-reason",
        description=_l(
            "Not needed to abstain. When the item is decided, the committee and staff read it with "
            "your name, and everybody without."
        ),
    )


class DiscussionForm(Form):
    """The secretary's notes on one item."""

    seen = HiddenField("", id="discussion-seen")
    discussion = TextAreaField(
        _l("Notes on the discussion"),
        default="",
        description=_l("Everybody reads them when the meeting is closed. Markdown may be used."),
    )


class DecisionForm(Form):
    """The words of a decision."""

    seen = HiddenField("")
    reasons = TextAreaField(
        _l("Reasons of the decision"), description=_l("Everybody reads them, and they stay.")
    )
    points = TextAreaField(
        _l("What is to be revised"), default="", description=_l("One point a line.")
    )
    forwarded_to = StringField(
        _l("Forwarded to"),
        filters=[tidy],
        default="",
        description=_l(
            "Who receives the approved proposal next, such as the National Digital Economy and "
            "Society Committee."
        ),
    )


def meeting_form(meeting: Any = None) -> MeetingForm:
    """Make the form of a new meeting, or of one that is changed."""
    if meeting is None:
        return MeetingForm()
    local = meeting.held_at.astimezone(THAILAND).replace(tzinfo=None)
    return MeetingForm(data={"title": meeting.title, "held_at": local, "place": meeting.place})


def agenda_form(page: MeetingPage) -> AgendaForm:
    """Make the form that puts a dossier on the agenda."""
    form = AgendaForm()
    form.dossier_id.choices = options((each.id, each.title) for each in page.handed_in)
    return form


def attendance_form(page: MeetingPage, *, sent: bool = False) -> AttendanceForm:
    """Make the form of who is present, with everybody whose term covers the day."""
    data = {"present": [member.id for member in page.present]}
    form = AttendanceForm() if sent else AttendanceForm(formdata=None, data=data)
    form.present.choices = [(member.id, member.shown_name) for member in page.members]
    return form


def notes_form(page: MeetingPage) -> NotesForm:
    """Make the form of the notes on a meeting as they are stored."""
    notes = page.meeting.notes
    return NotesForm(formdata=None, data={"notes": notes, "seen": mark_of(notes)})


def discussion_form(view: ItemView) -> DiscussionForm:
    """Make the form of the notes on an item as they are stored."""
    text = view.item.discussion
    return DiscussionForm(formdata=None, data={"discussion": text, "seen": mark_of(text)})


def motion_form(view: ItemView) -> MotionForm:
    """Make the form of the motion as it is stored."""
    return MotionForm(formdata=None, data={"motion": view.item.motion})


def vote_form(view: ItemView) -> VoteForm:
    """Make the form of the reader's vote as it is stored."""
    vote = view.own.vote if view.own else None
    stored = {"ballot": vote.ballot, "reason": vote.reason} if vote else {}
    return VoteForm(formdata=None, data=stored)


def conflict_form(view: ItemView) -> ConflictForm:
    """Make the form of the reader's own declaration as it is stored."""
    conflict = view.own.conflict if view.own else None
    stored = {"statement": conflict.statement, "recused": conflict.recused} if conflict else {}
    return ConflictForm(formdata=None, data=stored)


def record_form(page: MeetingPage, *, sent: bool = False) -> RecordForm:
    """Make the form by which a secretary records a declaration for a member."""
    form = RecordForm() if sent else RecordForm(formdata=None)
    form.member_id.choices = options((member.id, member.shown_name) for member in page.members)
    return form
