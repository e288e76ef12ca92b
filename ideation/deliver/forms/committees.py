"""Forms of committees and seats; the services check what was typed and say what is wrong."""

from wtforms import DateField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from ideation.core import ids
from ideation.core.forms import Form, SelectField, options, tidy
from ideation.core.i18n import _l
from ideation.core.sectors import SECTORS
from ideation.deliver.committee_words import SEATS
from ideation.deliver.service.committees import Desk, SeatDesk

_DAY = InputRequired(_l("Enter a day."))


class CommitteeForm(Form):
    """A committee."""

    submit_token = HiddenField(default=ids.new_token)
    name = StringField(_l("Name of the committee"), filters=[tidy])
    mandate = TextAreaField(
        _l("What it may decide"),
        default="",
        description=_l("Everybody reads it. Markdown may be used."),
    )
    quorum = IntegerField(
        _l("Quorum"),
        validators=[InputRequired(_l("Enter the quorum."))],
        description=_l(
            "How many members must be present and not recused for a vote: at least half of all "
            "members (Administrative Procedure Act B.E. 2539, section 79)."
        ),
    )


class SeatForm(Form):
    """Somebody's seat in a committee for a term."""

    account_id = SelectField(
        _l("Person"),
        coerce=int,
        validators=[InputRequired(_l("Choose a person."))],
        description=_l("People who hold the role of a committee member in this agency."),
    )
    seat = RadioField(_l("Seat"), choices=options(SEATS.items()), default="member")
    sector = SelectField(
        _l("Sector that the person represents"), choices=options(SECTORS.items()), default="people"
    )
    starts_on = DateField(_l("First day of the term"), validators=[_DAY])
    ends_on = DateField(_l("Last day of the term"), validators=[_DAY])


class EndForm(Form):
    """The last day of a term that ends early."""

    ends_on = DateField(_l("Last day of the term"), validators=[_DAY])


def committee_form(desk: Desk) -> CommitteeForm:
    """Make the form of a new committee, or of one that is changed."""
    committee = desk.committee
    if committee is None:
        return CommitteeForm()
    stored = {name: getattr(committee, name) for name in ("name", "mandate", "quorum")}
    return CommitteeForm(data=stored)


def seat_form(desk: SeatDesk) -> SeatForm:
    """Make the form of a seat, with the people who can be given one."""
    form = SeatForm()
    form.account_id.choices = options(
        (account.id, account.public_name) for account in desk.candidates
    )
    return form
