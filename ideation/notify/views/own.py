"""What people see and choose of their news: inbox, follows, e-mail."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required, current_user

from ideation.core import clock
from ideation.core.errors import NotFound
from ideation.core.i18n import _, _l
from ideation.core.pagination import page_number
from ideation.core.web import done, rate_limit, safe_next
from ideation.notify import service
from ideation.notify.forms import FollowForm, MailForm
from ideation.notify.views.blueprint import blueprint

signed_in = auth_required("session")


@blueprint.get("/account/inbox")
@signed_in
def inbox() -> ResponseReturnValue:
    """Show what the account was told."""
    only_unread = request.args.get("show") == "unread"
    number = page_number(request.args.get("page"))
    found = service.show_inbox(current_user, number, only_unread=only_unread)
    kept: dict[str, Any] = {"show": "unread"} if only_unread else {}
    return render_template(
        "notify/inbox.html",
        inbox=found,
        page_url=lambda number: url_for("notify.inbox", page=number, **kept),
    )


@blueprint.post("/account/inbox/<int:item_id>")
@signed_in
def open_item(item_id: int) -> ResponseReturnValue:
    """Note that news were opened, and go on to what they are about."""
    path = service.open_item(item_id, actor=current_user, now=clock.now())
    return redirect(path or url_for("notify.inbox"))


@blueprint.post("/account/inbox/read-all")
@signed_in
def read_all() -> ResponseReturnValue:
    """Note that everything was read."""
    service.read_all(current_user, now=clock.now())
    return done(_("Everything is marked as read."), "notify.inbox")


@blueprint.get("/account/follows")
@signed_in
def follows() -> ResponseReturnValue:
    """Show what the account follows."""
    page = service.followed_by(current_user, page_number(request.args.get("page")))
    return render_template(
        "notify/follows.html",
        page=page,
        page_url=lambda number: url_for("notify.follows", page=number),
    )


@blueprint.route("/account/mail", methods=["GET", "POST"])
@signed_in
def mail() -> ResponseReturnValue:
    """Show and change how often the account is written to."""
    form = MailForm(frequency=service.frequency_of(current_user.id))
    if form.validate_on_submit():
        service.choose(current_user, form.chosen(), now=clock.now())
        return done(_("We write to you as you chose."), "notify.mail")
    return render_template("notify/mail.html", form=form), 422 if form.errors else 200


@blueprint.post("/follow")
@rate_limit("60 per minute")
def follow() -> ResponseReturnValue:
    """Hear of an object from now on."""
    if not current_user.is_authenticated:
        return _to_sign_in()
    title = service.choose_to_follow(_ref(), actor=current_user, now=clock.now())
    return _back(_("You follow “%(title)s” now. We tell you what becomes of it.", title=title))


@blueprint.post("/unfollow")
@rate_limit("60 per minute")
def unfollow() -> ResponseReturnValue:
    """Hear no more of an object."""
    if not current_user.is_authenticated:
        return _to_sign_in()
    service.stop_following(_ref(), actor=current_user)
    return _back(_("You do not follow this any more."))


def _ref() -> tuple[str, int]:
    form = FollowForm()
    if not form.validate():
        raise NotFound(_l("There is nothing public here to follow."))
    return form.kind.data, form.id.data


def _to_sign_in() -> ResponseReturnValue:
    """Lead a visitor to the sign-in, and from there back to the page of the button."""
    return redirect(url_for("security.login", next=_here()))


def _back(message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(_here())


def _here() -> str:
    return safe_next(request.form.get("next"), url_for("notify.follows"))
