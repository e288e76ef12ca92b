"""Bringing a file into a round: upload, look at it, map its columns, watch, mend bad rows."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required, current_user

from ideation.core import clock
from ideation.core.errors import Conflict, InvalidInput, TooLarge
from ideation.core.pagination import page_number
from ideation.core.web import rate_limit
from ideation.diagnose.forms.imports import MappingForm, UploadForm
from ideation.diagnose.rows import REASONS
from ideation.diagnose.service import imports as service

blueprint = Blueprint("imports", __name__)

# What is shown at the form; who may not bring in files is refused the page itself.
MISTAKES = (InvalidInput, TooLarge, Conflict)

BAD_ROWS_SHOWN = 20


@blueprint.get("/rounds/<slug>/imports")
@auth_required()
def index(slug: str) -> ResponseReturnValue:
    """List the imports of a round."""
    number = page_number(request.args.get("page"))
    round, page = service.list_imports(slug, number, actor=current_user)
    return render_template(
        "imports/index.html",
        round=round,
        page=page,
        page_url=lambda number: url_for("imports.index", slug=slug, page=number),
    )


@blueprint.route("/rounds/<slug>/imports/new", methods=["GET", "POST"])
@auth_required()
@rate_limit("20 per minute", methods=["POST"])
def new(slug: str) -> ResponseReturnValue:
    """Take a file."""
    round = service.prepare_upload(slug, actor=current_user)
    form = UploadForm()
    if form.validate_on_submit():
        file = form.file.data
        try:
            made = service.upload(
                slug, file.filename or "", file.read(), actor=current_user, now=clock.now()
            )
        except MISTAKES as error:
            form.show(error)
        else:
            return redirect(url_for("imports.map", import_id=made.id))
    return render_template("imports/new.html", round=round, form=form), _status(form)


@blueprint.route("/imports/<int:import_id>/columns", methods=["GET", "POST"])
@auth_required()
def map(import_id: int) -> ResponseReturnValue:
    """Look at a file, say what its columns are, and begin."""
    made = service.get_import(import_id, current_user)
    if made.state != "uploaded":
        return redirect(url_for("imports.show", import_id=import_id))
    preview = service.preview(made, now=clock.now())
    form = MappingForm.of(made, preview.header)
    if form.validate_on_submit():
        try:
            service.set_mapping(import_id, form.mapping, form.defaults, actor=current_user)
            if "start" in request.form:
                service.start(import_id, actor=current_user, now=clock.now())
                return redirect(url_for("imports.show", import_id=import_id))
            return redirect(url_for("imports.map", import_id=import_id))
        except MISTAKES as error:
            form.show(error)
    page = render_template(
        "imports/map.html",
        round=made.round,
        made=made,
        preview=preview,
        reasons=REASONS,
        form=form,
    )
    return page, _status(form)


@blueprint.get("/imports/<int:import_id>")
@auth_required()
def show(import_id: int) -> ResponseReturnValue:
    """Show how far an import is, or what came of it."""
    made = service.get_import(import_id, current_user)
    if made.state == "uploaded":
        return redirect(url_for("imports.map", import_id=import_id))
    compared, copies = service.count_copies(made)
    return render_template(
        "imports/show.html",
        round=made.round,
        made=made,
        compared=compared,
        copies=copies,
        trouble=service.trouble(made),
        bad_rows=service.bad_rows(made, BAD_ROWS_SHOWN),
        reasons=REASONS,
    )


@blueprint.get("/imports/<int:import_id>/bad-rows.csv")
@auth_required()
def bad_rows(import_id: int) -> ResponseReturnValue:
    """Give back the rows that were not taken, with line and reason."""
    made = service.get_import(import_id, current_user)
    # Excel reads UTF-8 only behind this mark.
    body = "\ufeff" + service.bad_rows_csv(made)
    disposition = f'attachment; filename="import-{import_id}-bad-rows.csv"'
    return Response(body, mimetype="text/csv", headers={"Content-Disposition": disposition})


def _status(form: UploadForm | MappingForm) -> int:
    return 422 if form.errors else 200
