"""Saying something: the form, what is like it, and the receipt."""

import segno
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from ideation.core import clock
from ideation.core.errors import DomainError, NotFound
from ideation.core.i18n import _, language
from ideation.core.settings import settings
from ideation.core.web import rate_limit
from ideation.diagnose import consent
from ideation.diagnose.forms.submissions import ReceiptForm, SpeakForm
from ideation.diagnose.promises import ANSWER_DAYS
from ideation.diagnose.service import similar as similarity
from ideation.diagnose.service import submissions as service
from ideation.diagnose.service import support
from ideation.diagnose.views.submissions import visitor
from ideation.diagnose.views.submissions.blueprint import blueprint
from ideation.rounds.service import get_round


@blueprint.route("/rounds/<slug>/speak", methods=["GET", "POST"])
@rate_limit(lambda: settings().posts_limit, methods=["POST"])
def new(slug: str) -> ResponseReturnValue:
    """Take what somebody says."""
    account = visitor.actor()
    round = get_round(slug, viewer=account)
    if request.method == "GET":  # What was typed while it closed is shown again with the reason.
        service.require_open(round, clock.now())
    form = SpeakForm(account, contact_email=account.email if account else None)
    if form.validate_on_submit():
        try:
            receipt = service.submit(
                slug,
                **form.said(),
                author=account,
                channel="web",
                language=language(),
                now=clock.now(),
            )
        except DomainError as error:
            form.show(error)
        else:
            visitor.track(receipt.submission.id)
            visitor.keep_receipt(receipt.submission.number, form.submit_token.data)
            return redirect(url_for("submissions.receipt"))
    page = render_template(
        "submissions/new.html",
        round=round,
        form=form,
        consent_text=consent.text(consent.CURRENT, language()),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/rounds/<slug>/similar", methods=["GET", "POST"])
@rate_limit("1200 per minute")
def similar(slug: str) -> ResponseReturnValue:
    """Show what others said that is like the text so far, as a part of a page.

    A long text does not fit into an address, so the form posts it.
    """
    typed = request.values.get("q") or request.values.get("text") or ""
    found = similarity.similar_in(slug, typed, viewer=visitor.actor())
    supported = support.supported_by(
        [each.submission.id for each in found],
        actor=visitor.actor(),
        visitor_key=visitor.visitor_key(),
    )
    return render_template("submissions/_similar.html", found=found, supported=supported)


@blueprint.route("/receipt", methods=["GET", "POST"])
@rate_limit("20 per minute", methods=["POST"])
def receipt() -> ResponseReturnValue:
    """Show the receipt of what this browser posted last, and send it by e-mail."""
    kept = visitor.kept_receipt()
    if kept is None:
        raise NotFound(_("There is no receipt to show. Use the number and secret you were given."))
    held = service.receipt(*kept)
    form = ReceiptForm(email=held.submission.contact_email)
    if form.validate_on_submit():
        service.send_receipt(*kept, email=form.email.data, now=clock.now())
        flash(_("The receipt is on its way to %(email)s.", email=form.email.data), "success")
        return redirect(url_for("submissions.receipt"))
    page = render_template(
        "submissions/receipt.html",
        receipt=held,
        form=form,
        qr=_qr(held.submission.number),
        answer_days=ANSWER_DAYS,
    )
    return page, 422 if form.errors else 200


def _qr(number: str) -> Markup:
    """Draw the address of the status page; the secret stays out of what a camera may see."""
    address = settings().public_url + url_for("site.track", number=number)
    drawing = segno.make(address, error="m").svg_inline(
        scale=4, border=3, dark="#1B2430", light="#FFFFFF", title=_("QR code of your number")
    )
    return Markup(drawing)  # noqa: S704  Drawn by segno from an address of ours.
