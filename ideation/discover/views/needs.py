"""The pages about needs: everybody reads them, officers write them."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required, current_user

from ideation.core import clock
from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _
from ideation.core.pagination import page_number
from ideation.core.web import done, drawn
from ideation.discover import policy
from ideation.discover.forms import NeedForm
from ideation.discover.service import needs as service

blueprint = Blueprint("needs", __name__)

SAVE = "save"


@blueprint.get("/themes/<int:theme_id>/needs")
def index(theme_id: int) -> ResponseReturnValue:
    """List the needs of a theme."""
    listing = service.browse(theme_id, page_number(request.args.get("page")), actor=current_user)
    if listing.theme.merged_into_id is not None:
        return redirect(url_for("needs.index", theme_id=listing.theme.merged_into_id), code=301)
    return render_template(
        "needs/index.html",
        listing=listing,
        theme=listing.theme,
        round=listing.theme.round,
        takes_part=policy.takes_part(listing.theme),
        why_not=policy.why_not(listing.theme),
        page_url=lambda number: url_for("needs.index", theme_id=theme_id, page=number),
    )


@blueprint.get("/needs/<int:need_id>")
def show(need_id: int) -> ResponseReturnValue:
    """Show a need with what proves it and what it led to."""
    page = service.show(need_id, actor=current_user, now=clock.now())
    need = page.need
    common = {"need": need, "theme": need.theme, "round": need.theme.round}
    panels = drawn(page.panels, **common)
    return render_template("needs/show.html", things=page.things, panels=panels, **common)


@blueprint.route("/themes/<int:theme_id>/needs/new", methods=["GET", "POST"])
@auth_required()
def new(theme_id: int) -> ResponseReturnValue:
    """Write a need."""
    form = NeedForm()
    desk = service.prepare_new(theme_id, form.chosen(), form.q.data or "", actor=current_user)

    def save() -> Any:
        return service.write(
            theme_id,
            **form.words(),
            **asdict(form.chosen()),
            actor=current_user,
            now=clock.now(),
            submit_token=form.submit_token.data,
        )

    return _form_page(form, desk, save)


@blueprint.route("/needs/<int:need_id>/edit", methods=["GET", "POST"])
@auth_required()
def edit(need_id: int) -> ResponseReturnValue:
    """Change a need."""
    sent = NeedForm() if request.method == "POST" else None
    chosen, query = (sent.chosen(), sent.q.data or "") if sent else (None, "")
    desk = service.prepare_edit(need_id, chosen, query, actor=current_user)
    form = sent or NeedForm(data=_stored(desk))

    def save() -> Any:
        return service.edit(
            need_id,
            **form.words(),
            chosen=form.chosen(),
            version=form.version.data or "",
            actor=current_user,
            now=clock.now(),
        )

    return _form_page(form, desk, save)


def _form_page(form: NeedForm, desk: service.Desk, save: Callable[[], Any]) -> ResponseReturnValue:
    """Show the form of a need, or store what it holds; a search keeps all that was typed."""
    if request.form.get("act") == SAVE and form.validate_on_submit():
        try:
            need = save()
        except Conflict as error:
            form.show(error)
            if desk.need is not None:
                # Having been told, the officer may replace what is there now.
                form.version.data = service.version_of(desk.need)
        except InvalidInput as error:
            form.show(error)
        else:
            return done(_("The need is saved."), "needs.show", need_id=need.id)
    page = render_template(
        "needs/form.html", form=form, desk=desk, theme=desk.theme, round=desk.theme.round
    )
    return page, 422 if form.errors or form.form_errors else 200


def _stored(desk: service.Desk) -> dict[str, Any]:
    need = desk.need
    if need is None:
        return {}
    return {
        "who": need.who,
        "what": need.what,
        "why": need.why,
        "version": service.version_of(need),
    }


@blueprint.post("/needs/<int:need_id>/publish")
@auth_required()
def publish(need_id: int) -> ResponseReturnValue:
    """Show a need to everybody."""
    try:
        service.publish(need_id, actor=current_user, now=clock.now())
    except InvalidInput as error:
        flash(str(error), "warning")
        return redirect(url_for("needs.edit", need_id=need_id))
    undo_url = url_for("needs.retract", need_id=need_id)
    flash({"text": _("Everybody can read this need now."), "undo_url": undo_url}, "undo")
    return redirect(url_for("needs.show", need_id=need_id))


@blueprint.post("/needs/<int:need_id>/retract")
@auth_required()
def retract(need_id: int) -> ResponseReturnValue:
    """Take a need back among the drafts."""
    service.retract(need_id, actor=current_user, now=clock.now())
    return done(
        _("It is a draft again. Only staff of the agency see it."), "needs.show", need_id=need_id
    )
