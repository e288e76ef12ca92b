"""People join a trial, leave it, and say how they find it; officers hide what breaks the rules."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required, current_user

from ideation.core import clock
from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _
from ideation.core.settings import settings
from ideation.core.web import rate_limit
from ideation.deliver.forms.pocs import FeedbackForm, HideForm
from ideation.deliver.service import pocs as service
from ideation.deliver.views.pocs.blueprint import blueprint
from ideation.deliver.views.pocs.reading import page_of
from ideation.diagnose.views.submissions import visitor


@blueprint.post("/trials/<int:poc_id>/join")
@rate_limit("60 per minute")
def join(poc_id: int) -> ResponseReturnValue:
    """Join a trial."""
    service.join(poc_id, actor=visitor.actor(), now=clock.now())
    undo = url_for("pocs.leave", poc_id=poc_id)
    text = _("You take part in this trial now. We tell you what happens in it.")
    flash({"text": text, "undo_url": undo}, "undo")
    return redirect(url_for("pocs.show", poc_id=poc_id))


@blueprint.post("/trials/<int:poc_id>/leave")
@rate_limit("60 per minute")
def leave(poc_id: int) -> ResponseReturnValue:
    """Leave a trial."""
    service.leave(poc_id, actor=visitor.actor(), now=clock.now())
    flash(_("You do not take part in this trial any more."), "success")
    return redirect(url_for("pocs.show", poc_id=poc_id))


@blueprint.post("/trials/<int:poc_id>/feedback")
@rate_limit(lambda: settings().posts_limit)
def feedback(poc_id: int) -> ResponseReturnValue:
    """Say how one finds a trial."""
    form = FeedbackForm()
    if form.validate_on_submit():
        try:
            service.give_feedback(
                poc_id,
                verdict=form.verdict.data,
                text=form.text.data,
                sector=form.sector.data or None,
                actor=visitor.actor(),
                visitor_key=visitor.new_visitor_key(),
                submit_token=form.submit_token.data,
                now=clock.now(),
            )
        except (Conflict, InvalidInput) as error:
            form.show(error)
        else:
            flash(_("Thank you. Everybody can read what you said of the trial."), "success")
            address = url_for("pocs.show", poc_id=poc_id, given=1, _anchor="feedback")
            return redirect(address)
    return page_of(poc_id, form)


@blueprint.post("/trials/feedback/<int:feedback_id>/hide")
@auth_required()
def hide(feedback_id: int) -> ResponseReturnValue:
    """Hide words that break the rules."""
    form = HideForm()
    try:
        found = service.hide_feedback(
            feedback_id, form.reason.data or "", actor=current_user, now=clock.now()
        )
    except InvalidInput as error:
        form.show(error)
        form.reason.id = f"hide-{feedback_id}"  # The page has such a form for each.
        return page_of(service.trial_of_feedback(feedback_id, actor=current_user), form)
    undo = url_for("pocs.unhide", feedback_id=feedback_id)
    flash(
        {"text": _("The words are hidden. The reason stays to be read."), "undo_url": undo}, "undo"
    )
    return redirect(url_for("pocs.show", poc_id=found.poc_id, _anchor="feedback"))


@blueprint.post("/trials/feedback/<int:feedback_id>/unhide")
@auth_required()
def unhide(feedback_id: int) -> ResponseReturnValue:
    """Show hidden words again."""
    found = service.unhide_feedback(feedback_id, actor=current_user, now=clock.now())
    flash(_("The words can be read again."), "success")
    return redirect(url_for("pocs.show", poc_id=found.poc_id, _anchor="feedback"))
