"""Officers enter what was measured, and mark milestones as done."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required, current_user

from ideation.core import clock
from ideation.core.errors import Conflict, InvalidInput, TooLarge
from ideation.core.formats import date_words
from ideation.core.formats import number as number_words
from ideation.core.forms import Form
from ideation.core.i18n import _, ngettext
from ideation.core.web import done, rate_limit
from ideation.deliver.forms.pocs import DoneForm, MeasureForm, TableForm
from ideation.deliver.service import pocs as service
from ideation.deliver.views.pocs.blueprint import blueprint
from ideation.deliver.views.pocs.reading import page_of, today

# What is shown at the form; who may not measure is refused the page itself.
MISTAKES = (Conflict, InvalidInput, TooLarge)


@blueprint.route("/trials/indicators/<int:indicator_id>", methods=["GET", "POST"])
@auth_required()
def measurements(indicator_id: int) -> ResponseReturnValue:
    """Show what was measured of an indicator, and take another value."""
    form = MeasureForm(data={"measured_on": today()})
    if form.validate_on_submit():
        try:
            measurement = service.measure(
                indicator_id,
                form.measured_on.data,
                form.value.data,
                form.note.data or "",
                actor=current_user,
                now=clock.now(),
            )
        except MISTAKES as error:
            form.show(error)
        else:
            message = _(
                "The value of %(day)s is %(value)s.",
                day=date_words(measurement.measured_on),
                value=number_words(measurement.value),
            )
            return done(message, "pocs.measurements", indicator_id=indicator_id)
    return _page(indicator_id, form, TableForm(None))


@blueprint.post("/trials/indicators/<int:indicator_id>/table")
@auth_required()
@rate_limit("20 per minute")
def table(indicator_id: int) -> ResponseReturnValue:
    """Take a table of days and values."""
    form = TableForm()
    if form.validate_on_submit():
        name, content = form.table()
        try:
            entered = service.measure_table(
                indicator_id, name, content, actor=current_user, now=clock.now()
            )
        except MISTAKES as error:
            form.show(error)
        else:
            message = ngettext("%(num)s value is entered.", "%(num)s values are entered.", entered)
            return done(message, "pocs.measurements", indicator_id=indicator_id)
    return _page(indicator_id, MeasureForm(None, data={"measured_on": today()}), form)


@blueprint.post("/trials/measurements/<int:measurement_id>/delete")
@auth_required()
def delete_measurement(measurement_id: int) -> ResponseReturnValue:
    """Delete a value that was entered by mistake."""
    indicator = service.delete_measurement(measurement_id, actor=current_user, now=clock.now())
    message = _("The value is deleted. Enter it again if that was a mistake.")
    return done(message, "pocs.measurements", indicator_id=indicator.id)


@blueprint.post("/trials/milestones/<int:milestone_id>/done")
@auth_required()
def complete(milestone_id: int) -> ResponseReturnValue:
    """Mark a milestone as done."""
    form = DoneForm()
    poc_id = service.trial_of_milestone(milestone_id, actor=current_user)
    if form.validate_on_submit():
        try:
            service.complete_milestone(
                milestone_id, form.done_on.data, actor=current_user, now=clock.now()
            )
        except InvalidInput as error:
            form.show(error)
        else:
            undo = url_for("pocs.reopen", milestone_id=milestone_id)
            flash({"text": _("The milestone is done."), "undo_url": undo}, "undo")
            return redirect(url_for("pocs.show", poc_id=poc_id, _anchor="milestones"))
    form.done_on.id = f"done-{milestone_id}"  # The page has such a form for each.
    return page_of(poc_id, form)


@blueprint.post("/trials/milestones/<int:milestone_id>/undone")
@auth_required()
def reopen(milestone_id: int) -> ResponseReturnValue:
    """Mark a milestone as not done after all."""
    milestone = service.reopen_milestone(milestone_id, actor=current_user, now=clock.now())
    flash(_("The milestone is not done any more."), "success")
    return redirect(url_for("pocs.show", poc_id=milestone.poc_id, _anchor="milestones"))


def _page(indicator_id: int, measure_form: Form, table_form: Form) -> ResponseReturnValue:
    chart = service.show_indicator(indicator_id, actor=current_user)
    wrong = next((form for form in (measure_form, table_form) if form.errors), None)
    page = render_template(
        "pocs/measurements.html",
        chart=chart,
        indicator=chart.indicator,
        poc=chart.poc,
        round=chart.poc.round,
        measure_form=measure_form,
        table_form=table_form,
        wrong=wrong,
    )
    return page, 200 if wrong is None else 422
