"""Planning a meeting, and its agenda until it opens."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from ideation.core import clock
from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _
from ideation.core.web import done
from ideation.deliver.forms import meetings as forms
from ideation.deliver.service import meetings as service
from ideation.deliver.views.meetings.blueprint import blueprint
from ideation.deliver.views.meetings.showing import meeting_page


@blueprint.route("/committees/<int:committee_id>/meetings/new", methods=["GET", "POST"])
def new(committee_id: int) -> ResponseReturnValue:
    """Plan a meeting."""
    committee = service.prepare_plan(committee_id, actor=current_user)
    form = forms.meeting_form()
    if form.validate_on_submit():
        try:
            meeting = service.plan(
                committee_id,
                **_content(form),
                actor=current_user,
                now=clock.now(),
                submit_token=form.submit_token.data or "",
            )
        except InvalidInput as error:
            form.show(error)
        else:
            message = _("The meeting is planned. Put dossiers on its agenda, then call it.")
            return done(message, "meetings.show", meeting_id=meeting.id)
    return _form_page(form, committee=committee, meeting=None)


@blueprint.route("/meetings/<int:meeting_id>/edit", methods=["GET", "POST"])
def edit(meeting_id: int) -> ResponseReturnValue:
    """Change title, time and place of a meeting."""
    meeting = service.prepare_edit(meeting_id, actor=current_user)
    form = forms.meeting_form(meeting)
    if form.validate_on_submit():
        try:
            service.edit(meeting_id, **_content(form), actor=current_user, now=clock.now())
        except InvalidInput as error:
            form.show(error)
        else:
            return done(_("The meeting is saved."), "meetings.show", meeting_id=meeting_id)
    return _form_page(form, committee=meeting.committee, meeting=meeting)


@blueprint.post("/meetings/<int:meeting_id>/items")
def add_item(meeting_id: int) -> ResponseReturnValue:
    """Put a dossier on the agenda."""
    service.prepare_edit(meeting_id, actor=current_user)
    page = service.show(meeting_id, actor=current_user, now=clock.now())
    form = forms.agenda_form(page)
    if not form.validate():
        return meeting_page(page, form, agenda=form)
    try:
        service.add_item(meeting_id, form.dossier_id.data, actor=current_user, now=clock.now())
    except InvalidInput as error:
        form.show(error)
        return meeting_page(page, form, agenda=form)
    return done(_("The dossier is on the agenda."), "meetings.show", meeting_id=meeting_id)


@blueprint.post("/meetings/items/<int:item_id>/remove")
def remove_item(item_id: int) -> ResponseReturnValue:
    """Take a dossier off the agenda."""
    meeting = service.remove_item(item_id, actor=current_user, now=clock.now())
    message = _("The dossier is off the agenda. It waits for another meeting.")
    return done(message, "meetings.show", meeting_id=meeting.id)


@blueprint.post("/meetings/items/<int:item_id>/move")
def move_item(item_id: int) -> ResponseReturnValue:
    """Move an item up or down."""
    meeting = service.move_item(
        item_id, request.form.get("direction", ""), actor=current_user, now=clock.now()
    )
    return done(_("The order of the agenda is changed."), "meetings.show", meeting_id=meeting.id)


@blueprint.post("/meetings/<int:meeting_id>/change")
def change(meeting_id: int) -> ResponseReturnValue:
    """Call, open, close or cancel a meeting."""
    act = request.form.get("act", "")
    form = forms.CancelForm()
    try:
        service.change(
            meeting_id, act, reason=form.reason.data or "", actor=current_user, now=clock.now()
        )
    except (Conflict, InvalidInput) as error:
        form.show(error)
        page = service.show(meeting_id, actor=current_user, now=clock.now())
        return meeting_page(page, form, status=error.status, cancel=form)
    messages = {
        "call": _("The meeting is called. Its members are told."),
        "open": _("The meeting is open. Note who is present."),
        "close": _("The meeting is closed. Its minutes are public now."),
        "cancel": _("The meeting is cancelled. Its dossiers wait for another one."),
    }
    return done(messages[act], "meetings.show", meeting_id=meeting_id)


def _content(form: forms.MeetingForm) -> dict[str, Any]:
    return {
        "title": form.title.data or "",
        "held_at": form.moment,
        "place": form.place.data or "",
    }


def _form_page(form: forms.MeetingForm, **values: Any) -> tuple[str, int]:
    page = render_template("meetings/form.html", form=form, **values)
    return page, 422 if form.errors else 200
