"""Recording a decision: first the count, then its words."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from ideation.core import clock
from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _
from ideation.core.web import done
from ideation.deliver.forms import meetings as forms
from ideation.deliver.service import meetings as service
from ideation.deliver.views.meetings.blueprint import blueprint


@blueprint.route("/meetings/items/<int:item_id>/decide", methods=["GET", "POST"])
def decide(item_id: int) -> ResponseReturnValue:
    """Show how the vote stands, and record the decision."""
    form = forms.DecisionForm()
    if form.validate_on_submit():
        try:
            decision = service.decide(
                item_id,
                reasons=form.reasons.data or "",
                points=form.points.data or "",
                forwarded_to=form.forwarded_to.data or "",
                actor=current_user,
                now=clock.now(),
                seen=form.seen.data or "",
            )
        except (Conflict, InvalidInput) as error:
            form.show(error)
            return _decision_page(item_id, form, error.status)
        message = _("Decision %(number)s is recorded.", number=decision.number)
        return done(message, "meetings.item", item_id=item_id)
    return _decision_page(item_id, form, 200)


def _decision_page(item_id: int, form: forms.DecisionForm, status: int) -> ResponseReturnValue:
    page, view = service.show_item(item_id, actor=current_user, now=clock.now())
    if view.decision is not None and page.can_run:
        # A second click, or another secretary, has recorded it already.
        return redirect(url_for("meetings.item", item_id=item_id))
    count = service.count_votes(item_id, actor=current_user, now=clock.now())
    form.seen.data = count.ballot or ""
    body = render_template(
        "meetings/decide.html",
        page=page,
        meeting=page.meeting,
        view=view,
        item=view.item,
        count=count,
        form=form,
    )
    return body, status
