"""The pages of whoever sent something: what became of it, and what they may do with it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required

from ideation.core import clock
from ideation.core.errors import DomainError, NotAllowed
from ideation.core.i18n import _
from ideation.core.pagination import page_number
from ideation.core.web import done, rate_limit
from ideation.diagnose.forms.submissions import AddForm, ContactForm
from ideation.diagnose.service import holding, personal, status
from ideation.diagnose.views.submissions import visitor
from ideation.diagnose.views.submissions.blueprint import blueprint
from ideation.diagnose.views.submissions.story import story

ACTS = "20 per minute"


@blueprint.get("/submissions/<number>/status", endpoint="status")
def show_status(number: str) -> ResponseReturnValue:
    """Show the holder what became of a submission."""
    return _status_page(number)


@blueprint.post("/submissions/<number>/add")
@rate_limit(ACTS)
def add(number: str) -> ResponseReturnValue:
    """Add words."""
    form = AddForm()
    if form.validate_on_submit():
        try:
            holding.add(
                number,
                text=form.text.data,
                submit_token=form.submit_token.data,
                **_holder(),
                now=clock.now(),
            )
        except DomainError as error:
            if error.field is None:
                raise
            form.show(error)
        else:
            return done(_("Your words were added."), "submissions.status", number=number)
    return _status_page(number, add_form=form)


@blueprint.post("/submissions/<number>/withdraw")
@rate_limit(ACTS)
def withdraw(number: str) -> ResponseReturnValue:
    """Take it back for good."""
    holding.withdraw(number, **_holder(), now=clock.now())
    message = _("It is withdrawn. Your words and contact details are erased.")
    return done(message, "submissions.status", number=number)


@blueprint.post("/submissions/<number>/claim")
@rate_limit(ACTS)
def claim(number: str) -> ResponseReturnValue:
    """Put it into the signed-in account."""
    holding.claim(number, **_holder(), now=clock.now())
    return done(_("It is in your account now."), "submissions.status", number=number)


@blueprint.post("/submissions/<number>/email", endpoint="email")
@rate_limit(ACTS)
def change_email(number: str) -> ResponseReturnValue:
    """Change where changes are told to."""
    form = ContactForm()
    if not form.validate_on_submit():
        return _status_page(number, contact_form=form)
    holding.change_email(number, email=form.email.data, **_holder(), now=clock.now())
    said = (
        _("We will write to %(email)s.", email=form.email.data)
        if form.email.data
        else _("We will not write to you about this any more.")
    )
    flash(said, "success")
    return redirect(url_for("submissions.status", number=number))


@blueprint.get("/account/submissions")
@auth_required()
def mine() -> ResponseReturnValue:
    """List what the account sent."""
    page, themes = personal.mine(visitor.actor(), page_number(request.args.get("page")))
    return render_template(
        "submissions/mine.html",
        page=page,
        themes=themes,
        public_status=status.public_status,
        page_url=lambda number: url_for("submissions.mine", page=number),
    )


def _holder() -> dict[str, Any]:
    return {"actor": visitor.actor(), "tracked": visitor.tracked()}


def _status_page(
    number: str, *, add_form: AddForm | None = None, contact_form: ContactForm | None = None
) -> ResponseReturnValue:
    try:
        followed = status.follow(number, **_holder(), now=clock.now())
    except NotAllowed:
        return redirect(url_for("site.track", number=number))
    submission = followed.submission
    refused = add_form or contact_form
    page = render_template(
        "submissions/status.html",
        followed=followed,
        submission=submission,
        round=submission.round,
        story=story(followed),
        # What was posted to one form is not for the other.
        add_form=add_form or AddForm(formdata=None),
        contact_form=contact_form or ContactForm(formdata=None, email=submission.contact_email),
        refused=refused,
    )
    return page, 422 if refused else 200
