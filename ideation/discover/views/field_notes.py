"""The pages about field notes, for staff of the agency."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required, current_user

from ideation.core import clock
from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _
from ideation.core.pagination import page_number
from ideation.core.web import done
from ideation.discover import policy
from ideation.discover.forms import NoteForm
from ideation.discover.service import field_notes as service
from ideation.discover.service import themes

blueprint = Blueprint("field_notes", __name__)


@blueprint.get("/themes/<int:theme_id>/field-notes")
@auth_required()
def index(theme_id: int) -> ResponseReturnValue:
    """List the field notes of a theme."""
    number = page_number(request.args.get("page"))
    theme, page = service.listing(theme_id, number, actor=current_user)
    return render_template(
        "field_notes/index.html",
        theme=theme,
        round=theme.round,
        page=page,
        takes_part=policy.takes_part(theme),
        page_url=lambda number: url_for("field_notes.index", theme_id=theme_id, page=number),
    )


@blueprint.route("/themes/<int:theme_id>/field-notes/new", methods=["GET", "POST"])
@auth_required()
def new(theme_id: int) -> ResponseReturnValue:
    """Write a field note."""
    theme = themes.worked_on(theme_id, current_user)
    form = NoteForm()
    if form.validate_on_submit():
        try:
            service.write(
                theme_id,
                **form.note(),
                actor=current_user,
                now=clock.now(),
                submit_token=form.submit_token.data,
            )
        except InvalidInput as error:
            form.show(error)
        else:
            return done(_("The note is kept."), "field_notes.index", theme_id=theme_id)
    page = render_template(
        "field_notes/form.html", form=form, theme=theme, round=theme.round, note=None
    )
    return page, 422 if form.errors else 200


@blueprint.route("/field-notes/<int:note_id>/edit", methods=["GET", "POST"])
@auth_required()
def edit(note_id: int) -> ResponseReturnValue:
    """Correct a field note."""
    note = service.read(note_id, actor=current_user)
    version = service.version_of(note)
    form = NoteForm(obj=note, data={"version": version})
    if form.validate_on_submit():
        try:
            service.edit(
                note_id,
                **form.note(),
                version=form.version.data or "",
                actor=current_user,
                now=clock.now(),
            )
        except Conflict as error:
            form.show(error)
            # Having been told, the officer may replace what is there now.
            form.version.data = version
        except InvalidInput as error:
            form.show(error)
        else:
            return done(_("The note is saved."), "field_notes.index", theme_id=note.theme_id)
    page = render_template(
        "field_notes/form.html", form=form, theme=note.theme, round=note.theme.round, note=note
    )
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/field-notes/<int:note_id>/delete")
@auth_required()
def delete(note_id: int) -> ResponseReturnValue:
    """Delete a field note for good."""
    theme = service.delete_note(note_id, actor=current_user, now=clock.now())
    return done(_("The note is deleted."), "field_notes.index", theme_id=theme.id)
