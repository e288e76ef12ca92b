"""The pages of dossiers."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_security import current_user

from ideation.core import clock
from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _, ngettext
from ideation.core.page_cache import public_page
from ideation.core.pagination import page_number
from ideation.core.registry import registry
from ideation.core.web import done, drawn
from ideation.deliver.forms import dossiers as forms
from ideation.deliver.service import dossiers as service
from ideation.deliver.words import DOSSIER_STATES, OUTCOME_STATES, RULINGS

dossiers = Blueprint("dossiers", __name__)


@dossiers.record_once
def _give_words(state: BlueprintSetupState) -> None:
    """Give every template the words of dossiers, decisions and steps."""
    state.app.jinja_env.globals.update(
        DOSSIER_STATES=DOSSIER_STATES, RULINGS=RULINGS, OUTCOME_STATES=OUTCOME_STATES
    )


@dossiers.get("/dossiers/<int:dossier_id>")
@public_page
def show(dossier_id: int) -> ResponseReturnValue:
    """Show a dossier as whoever looks may read it."""
    page = service.show(dossier_id, actor=current_user, now=clock.now())
    return _document(page, forms.HandInForm())


@dossiers.get("/dossiers/<int:dossier_id>/versions/<int:number>")
@public_page
def version(dossier_id: int, number: int) -> ResponseReturnValue:
    """Show a dossier as it was handed in once."""
    page = service.show_version(dossier_id, number, actor=current_user, now=clock.now())
    return _document(page, forms.HandInForm())


def _document(page: Any, form: forms.HandInForm) -> tuple[str, int]:
    panels = drawn(page.panels, dossier=page.dossier)
    poc = page.dossier.poc
    shown = render_template(
        "dossiers/show.html",
        page=page,
        dossier=page.dossier,
        round=page.round,
        form=form,
        panels=panels,
        poc_path=registry.links["poc"](poc.id),
        theme=poc.idea.challenge.theme,
    )
    return shown, 422 if form.errors else 200


@dossiers.get("/dossiers/<int:dossier_id>/versions/<int:number>/changes")
@public_page
def changes(dossier_id: int, number: int) -> ResponseReturnValue:
    """Show what changed from the version before."""
    compared = service.compare(dossier_id, number, actor=current_user)
    return render_template(
        "dossiers/changes.html",
        compared=compared,
        dossier=compared.dossier,
        round=compared.round,
    )


@dossiers.get("/dossiers/<int:dossier_id>/download.<any(md, txt):kind>")
def download(dossier_id: int, kind: str) -> ResponseReturnValue:
    """Send a dossier, or one version of it, as a file."""
    typed = request.args.get("version")
    number = page_number(typed) if typed else None
    document = service.document(dossier_id, kind, number, actor=current_user, now=clock.now())
    response = Response(document.text, mimetype=document.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{document.name}"'
    return response


@dossiers.post("/trials/<int:poc_id>/dossier")
def start(poc_id: int) -> ResponseReturnValue:
    """Put the dossier of a finished trial together."""
    dossier = service.start(poc_id, actor=current_user, now=clock.now())
    message = _("The dossier is put together from the trace. Read it, and write what is missing.")
    return done(message, "dossiers.show", dossier_id=dossier.id)


@dossiers.route("/dossiers/<int:dossier_id>/sections/<key>", methods=["GET", "POST"])
def section(dossier_id: int, key: str) -> ResponseReturnValue:
    """Write a section."""
    desk = service.desk(dossier_id, key, actor=current_user)
    form = forms.SectionForm(data={"body": desk.body, "seen": desk.seen})
    act = request.form.get("act")
    if act == forms.SAVE and form.validate_on_submit():
        try:
            service.write_section(
                dossier_id,
                key,
                form.body.data or "",
                seen=form.seen.data,
                actor=current_user,
                now=clock.now(),
            )
        except Conflict as error:
            form.show(error)
            # Having been told, the officer may replace what is there now.
            form.seen.data = desk.seen
        except InvalidInput as error:
            form.show(error)
        else:
            return done(
                _("The section is saved."), "dossiers.show", dossier_id=dossier_id, _anchor=key
            )
    page = render_template(
        "dossiers/section.html",
        desk=desk,
        dossier=desk.dossier,
        round=desk.round,
        form=form,
        acts=forms,
        preview=act == forms.PREVIEW,
        moved_on=bool(form.form_errors),
    )
    return page, 422 if form.errors else 200


@dossiers.post("/dossiers/<int:dossier_id>/sections/<key>/rewrite")
def rewrite(dossier_id: int, key: str) -> ResponseReturnValue:
    """Write a section anew from the trace."""
    kept = service.rewrite_section(dossier_id, key, actor=current_user, now=clock.now())
    message = _("The section is written anew from the trace.")
    if kept:
        undo = url_for("dossiers.restore", dossier_id=dossier_id, key=key)
        flash({"text": message, "undo_url": undo}, "undo")
        return _to_section(dossier_id, key)
    return done(message, "dossiers.show", dossier_id=dossier_id, _anchor=key)


@dossiers.post("/dossiers/<int:dossier_id>/sections/<key>/restore")
def restore(dossier_id: int, key: str) -> ResponseReturnValue:
    """Bring back what people had written."""
    service.restore_section(dossier_id, key, actor=current_user, now=clock.now())
    message = _("What you had written is back.")
    return done(message, "dossiers.show", dossier_id=dossier_id, _anchor=key)


@dossiers.post("/dossiers/<int:dossier_id>/refresh")
def refresh(dossier_id: int) -> ResponseReturnValue:
    """Write all sections anew that nobody has edited."""
    number = service.refresh(dossier_id, actor=current_user, now=clock.now())
    message = (
        ngettext(
            "%(num)s section is written anew from the trace.",
            "%(num)s sections are written anew from the trace.",
            number,
        )
        if number
        else _("The trace says what the sections say already. Nothing has changed.")
    )
    return done(message, "dossiers.show", dossier_id=dossier_id)


@dossiers.route("/dossiers/<int:dossier_id>/title", methods=["GET", "POST"])
def title(dossier_id: int) -> ResponseReturnValue:
    """Give a dossier another title."""
    dossier = service.to_write(dossier_id, actor=current_user)
    form = forms.TitleForm(data={"title": dossier.title})
    if form.validate_on_submit():
        try:
            service.rename(dossier_id, form.title.data or "", actor=current_user, now=clock.now())
        except InvalidInput as error:
            form.show(error)
        else:
            return done(_("The title is saved."), "dossiers.show", dossier_id=dossier_id)
    page = render_template("dossiers/title.html", form=form, dossier=dossier)
    return page, 422 if form.errors else 200


@dossiers.post("/dossiers/<int:dossier_id>/submit")
def submit(dossier_id: int) -> ResponseReturnValue:
    """Hand a dossier in."""
    form = forms.HandInForm()
    form.validate()
    try:
        made = service.submit(dossier_id, actor=current_user, now=clock.now())
    except InvalidInput:
        page = service.show(dossier_id, actor=current_user, now=clock.now())
        for lack in page.lacks:
            form.show(InvalidInput(lack.sentence, field=lack.key))
        return _document(page, form)
    message = _(
        "Version %(number)s is handed in. The committee’s secretary sees that it waits for a "
        "place on an agenda.",
        number=made.number,
    )
    return done(message, "dossiers.show", dossier_id=dossier_id)


@dossiers.post("/dossiers/<int:dossier_id>/take-back")
def take_back(dossier_id: int) -> ResponseReturnValue:
    """Take a dossier back."""
    service.take_back(dossier_id, actor=current_user, now=clock.now())
    message = _("The dossier is yours again. Hand it in anew when it is ready.")
    return done(message, "dossiers.show", dossier_id=dossier_id)


def _to_section(dossier_id: int, key: str) -> ResponseReturnValue:
    return redirect(url_for("dossiers.show", dossier_id=dossier_id, _anchor=key))
