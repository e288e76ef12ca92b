"""Officers plan a trial, change its plan, start it, adjust it and bring it to its end."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required, current_user

from ideation.core import clock
from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _
from ideation.core.web import done
from ideation.deliver.forms import pocs as forms
from ideation.deliver.service import pocs as service
from ideation.deliver.views.pocs.blueprint import blueprint
from ideation.deliver.views.pocs.reading import page_of

GO = "go"


@blueprint.route("/ideas/<int:idea_id>/trial/new", methods=["GET", "POST"])
@auth_required()
def new(idea_id: int) -> ResponseReturnValue:
    """Plan the trial of an idea."""
    desk = service.prepare_new(idea_id, actor=current_user)
    if desk.poc is not None:
        flash(_("This idea has its trial already: here it is."), "info")
        return redirect(url_for("pocs.show", poc_id=desk.poc.id))
    form = forms.plan_form(desk, request.form)
    if request.form.get("act") == forms.SAVE and form.validate_on_submit():
        try:
            poc = service.plan(idea_id, form.plan(), actor=current_user, now=clock.now())
        except InvalidInput as error:
            form.show(error)
        else:
            message = _("The trial is planned. Everybody can read the plan; start it when ready.")
            return done(message, "pocs.show", poc_id=poc.id)
    return _plan_page(form, desk)


@blueprint.route("/trials/<int:poc_id>/edit", methods=["GET", "POST"])
@auth_required()
def edit(poc_id: int) -> ResponseReturnValue:
    """Change the plan of a trial that has not begun."""
    desk = service.prepare_edit(poc_id, actor=current_user)
    form = forms.plan_form(desk, request.form)
    if request.form.get("act") == forms.SAVE and form.validate_on_submit():
        try:
            service.edit(
                poc_id,
                form.plan(),
                seen=form.version.data or None,
                actor=current_user,
                now=clock.now(),
            )
        except (Conflict, InvalidInput) as error:
            form.show(error)
            _let_replace(form, desk, error)
        else:
            return done(_("The plan is saved."), "pocs.show", poc_id=poc_id)
    return _plan_page(form, desk)


@blueprint.route("/trials/<int:poc_id>/adjust", methods=["GET", "POST"])
@auth_required()
def adjust(poc_id: int) -> ResponseReturnValue:
    """Adjust a running trial: say what is changed and why, and change the plan."""
    desk = service.prepare_adjust(poc_id, actor=current_user)
    form = forms.plan_form(desk, request.form, forms.AdjustForm)
    if request.form.get("act") == forms.SAVE and form.validate_on_submit():
        try:
            service.change(
                poc_id,
                "adjust",
                text=form.text.data,
                reason=form.reason.data,
                plan=form.plan(desk.poc.starts_on),
                seen=form.version.data or None,
                submit_token=form.submit_token.data,
                actor=current_user,
                now=clock.now(),
            )
        except (Conflict, InvalidInput) as error:
            form.show(error)
            _let_replace(form, desk, error)
        else:
            message = _("The trial is adjusted, and the diary says what changed and why.")
            return done(message, "pocs.show", poc_id=poc_id)
    return _plan_page(form, desk)


@blueprint.post("/trials/<int:poc_id>/start")
@auth_required()
def start(poc_id: int) -> ResponseReturnValue:
    """Start a trial."""
    service.change(poc_id, "start", actor=current_user, now=clock.now())
    message = _("The trial has begun. People can join it and say how they find it.")
    return done(message, "pocs.show", poc_id=poc_id)


@blueprint.route("/trials/<int:poc_id>/<any(go, stop):act>", methods=["GET", "POST"])
@auth_required()
def end(poc_id: int, act: str) -> ResponseReturnValue:
    """Ask what the trial showed, and bring it to its end."""
    result = service.prepare_end(poc_id, act, actor=current_user)
    form = forms.EndForm()
    if form.validate_on_submit():
        try:
            service.change(
                poc_id, act, reason=form.reason.data, actor=current_user, now=clock.now()
            )
        except InvalidInput as error:
            form.show(error)
        else:
            message = (
                _("The trial is completed. All who follow it are told, with the reason.")
                if act == GO
                else _("The trial is stopped. All who follow it are told, with the reason.")
            )
            return done(message, "pocs.show", poc_id=poc_id)
    page = render_template(
        "pocs/end.html", form=form, act=act, result=result, poc=result.poc, round=result.poc.round
    )
    return page, 422 if form.errors else 200


@blueprint.post("/trials/<int:poc_id>/notes")
@auth_required()
def note(poc_id: int) -> ResponseReturnValue:
    """Write a note into the diary."""
    form = forms.NoteForm()
    if form.validate_on_submit():
        try:
            service.note(
                poc_id,
                form.text.data,
                submit_token=form.submit_token.data,
                actor=current_user,
                now=clock.now(),
            )
        except InvalidInput as error:
            form.show(error)
        else:
            flash(_("The note is in the diary."), "success")
            return redirect(url_for("pocs.show", poc_id=poc_id, _anchor="diary"))
    service.desk_of(poc_id, actor=current_user)  # Whoever may not write learns so here.
    return page_of(poc_id, form)


def _let_replace(form: forms.PlanForm, desk: service.Desk, error: Exception) -> None:
    """Let an officer who has been told of another's change replace it by saving again."""
    if isinstance(error, Conflict) and desk.poc is not None:
        form.version.data = service.version_of(desk.poc)


def _plan_page(form: forms.PlanForm, desk: service.Desk) -> ResponseReturnValue:
    adding = request.form.get("act") in (forms.ADD_INDICATOR, forms.ADD_MILESTONE)
    page = render_template(
        "pocs/form.html", form=form, desk=desk, acts=forms, round=desk.idea.challenge.theme.round
    )
    return page, 422 if form.errors and not adding else 200
