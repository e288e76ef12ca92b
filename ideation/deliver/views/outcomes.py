"""What officers do with the steps after a decision."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from ideation.core import clock
from ideation.core.errors import InvalidInput
from ideation.core.forms import Form
from ideation.core.i18n import _
from ideation.core.web import done
from ideation.deliver.forms import outcomes as forms
from ideation.deliver.service import decisions
from ideation.deliver.service import outcomes as service
from ideation.deliver.views.decisions import decision_page

HIDDEN = ("HiddenField", "CSRFTokenField")

outcomes = Blueprint("outcomes", __name__)


@outcomes.get("/outcomes/<int:step_id>")
def show(step_id: int) -> ResponseReturnValue:
    """Lead from a step to its place below the decision."""
    return _to_step(service.decision_of(step_id), step_id)


@outcomes.post("/decisions/<int:decision_id>/outcomes")
def add(decision_id: int) -> ResponseReturnValue:
    """Add a step."""
    form = forms.StepForm()
    if form.validate():
        try:
            step = service.add(
                decision_id,
                **_typed(form),
                submit_token=form.submit_token.data or "",
                actor=current_user,
                now=clock.now(),
            )
        except InvalidInput as error:
            form.show(error)
        else:
            return _done(_("The step is added. Everybody sees it."), step)
    page = decisions.show(decision_id, actor=current_user, now=clock.now())
    return decision_page(page, form)


@outcomes.route("/outcomes/<int:step_id>/edit", methods=["GET", "POST"])
def edit(step_id: int) -> ResponseReturnValue:
    """Say anew what a step is."""
    step = service.prepare(step_id, actor=current_user)
    form = forms.StepForm(obj=step)
    form.offer(service.units_of(step.decision))
    if form.validate_on_submit():
        try:
            service.edit(step_id, **_typed(form), actor=current_user, now=clock.now())
        except InvalidInput as error:
            form.show(error)
        else:
            return _done(_("The step is saved."), step)
    return _step_page(step, form, _("Edit the step"), _("Save"))


@outcomes.route("/outcomes/<int:step_id>/finish", methods=["GET", "POST"])
def finish(step_id: int) -> ResponseReturnValue:
    """Finish a step with what proves it."""
    step = service.prepare(step_id, actor=current_user)
    form = forms.FinishForm()
    if form.validate_on_submit():
        try:
            service.change(
                step_id,
                "finish",
                evidence=form.evidence.data or "",
                evidence_url=form.evidence_url.data or "",
                actor=current_user,
                now=clock.now(),
            )
        except InvalidInput as error:
            form.show(error)
        else:
            message = _("The step is done. The people whose voices began it are told.")
            return _done(message, step)
    return _step_page(step, form, _("Finish the step"), _("It is done"))


@outcomes.route("/outcomes/<int:step_id>/drop", methods=["GET", "POST"])
def drop(step_id: int) -> ResponseReturnValue:
    """Say why a step will not be done."""
    step = service.prepare(step_id, actor=current_user)
    form = forms.DropForm()
    if form.validate_on_submit():
        try:
            service.change(
                step_id,
                "drop",
                reason=form.reason.data or "",
                actor=current_user,
                now=clock.now(),
            )
        except InvalidInput as error:
            form.show(error)
        else:
            return _done(_("The step is dropped. You can take it up again."), step)
    return _step_page(step, form, _("Drop the step"), _("Drop it"), kind="danger")


@outcomes.post("/outcomes/<int:step_id>/<any(begin, resume):act>")
def change(step_id: int, act: str) -> ResponseReturnValue:
    """Begin a step, or take a dropped one up again."""
    step = service.change(step_id, act, actor=current_user, now=clock.now())
    return _done(_("The step is in progress."), step)


@outcomes.post("/outcomes/<int:step_id>/move")
def move(step_id: int) -> ResponseReturnValue:
    """Put a step one place up or down."""
    up = request.form.get("direction") == "up"
    step = service.move(step_id, up=up, actor=current_user, now=clock.now())
    return _to_step(step.decision_id, step.id)


def _typed(form: forms.StepForm) -> Mapping[str, Any]:
    return {
        "title": form.title.data or "",
        "body": form.body.data or "",
        "unit_id": form.unit_id.data,
        "due_on": form.due_on.data,
    }


def _step_page(
    step: Any, form: Form, heading: str, submit: str, kind: str = "primary"
) -> ResponseReturnValue:
    page = render_template(
        "decisions/step.html",
        step=step,
        decision=step.decision,
        form=form,
        fields=[field for field in form if field.type not in HIDDEN],
        heading=heading,
        submit=submit,
        kind=kind,
    )
    return page, 422 if form.errors else 200


def _done(message: str, step: Any) -> ResponseReturnValue:
    return done(message, "decisions.show", decision_id=step.decision_id, _anchor=f"step-{step.id}")


def _to_step(decision_id: int, step_id: int) -> ResponseReturnValue:
    return redirect(url_for("decisions.show", decision_id=decision_id, _anchor=f"step-{step_id}"))
