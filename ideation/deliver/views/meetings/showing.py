"""Meetings as everybody sees them, their minutes, and who is present."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from ideation.core import clock
from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _
from ideation.core.page_cache import public_page
from ideation.core.pagination import page_number
from ideation.core.typed import mark_of
from ideation.core.web import done
from ideation.deliver.forms import meetings as forms
from ideation.deliver.service import committees
from ideation.deliver.service import meetings as service
from ideation.deliver.views.meetings.blueprint import blueprint


@blueprint.get("/committees/<int:committee_id>/meetings")
@public_page
def index(committee_id: int) -> ResponseReturnValue:
    """List the meetings that a committee has held."""
    number = page_number(request.args.get("page"))
    committee, page = committees.meetings_of(committee_id, number)
    return render_template(
        "meetings/index.html",
        committee=committee,
        page=page,
        page_url=lambda number: url_for("meetings.index", committee_id=committee_id, page=number),
    )


@blueprint.get("/meetings/<int:meeting_id>")
@public_page
def show(meeting_id: int) -> ResponseReturnValue:
    """Show a meeting with its agenda."""
    return meeting_page(service.show(meeting_id, actor=current_user, now=clock.now()))


@blueprint.get("/meetings/<int:meeting_id>/minutes")
@public_page
def minutes(meeting_id: int) -> ResponseReturnValue:
    """Show the minutes, to read and to print."""
    page = service.minutes(meeting_id, actor=current_user, now=clock.now())
    return render_template("meetings/minutes.html", page=page, meeting=page.meeting)


@blueprint.post("/meetings/<int:meeting_id>/attendance")
def mark_present(meeting_id: int) -> ResponseReturnValue:
    """Note who is present."""
    page = service.show(meeting_id, actor=current_user, now=clock.now())
    form = forms.attendance_form(page, sent=True)
    if not form.validate():
        return meeting_page(page, form, attendance=form)
    try:
        service.mark_present(meeting_id, form.present.data, actor=current_user, now=clock.now())
    except (Conflict, InvalidInput) as error:
        form.show(error)
        return meeting_page(page, form, status=error.status, attendance=form)
    return done(_("Who is present is noted."), "meetings.show", meeting_id=meeting_id)


@blueprint.post("/meetings/<int:meeting_id>/notes")
def write_notes(meeting_id: int) -> ResponseReturnValue:
    """Write the notes on a meeting."""
    form = forms.NotesForm()
    try:
        service.write_notes(
            meeting_id,
            form.notes.data or "",
            actor=current_user,
            now=clock.now(),
            seen=form.seen.data,
        )
    except (Conflict, InvalidInput) as error:
        form.show(error)
        page = service.show(meeting_id, actor=current_user, now=clock.now())
        # Having been told, the secretary may replace what is there now.
        form.seen.data = mark_of(page.meeting.notes)
        return meeting_page(page, form, status=error.status, notes=form)
    return done(_("The notes are saved."), "meetings.show", meeting_id=meeting_id)


def meeting_page(
    page: service.MeetingPage, refused: Any = None, *, status: int = 422, **given: Any
) -> tuple[str, int]:
    """Show a meeting with its forms, one of them as it was sent and refused.

    Args:
        page: the meeting.
        refused: the form that was refused, if one was.
        status: of a refusal.
        given: forms that stand in the place of fresh ones.
    """
    shown: dict[str, Any] = {
        "agenda": forms.agenda_form(page) if page.is_changeable else None,
        "attendance": forms.attendance_form(page) if page.marks_attendance else None,
        "cancel": forms.CancelForm(formdata=None),
        "notes": forms.notes_form(page) if page.can_run else None,
        **given,
    }
    body = render_template(
        "meetings/show.html", page=page, meeting=page.meeting, refused=refused, forms=shown
    )
    return body, status if refused is not None else 200
