"""What people do with their own account: profile, devices, data, closing."""

from flask import Blueprint, flash, jsonify, redirect, render_template, session, url_for
from flask_security import auth_required, current_user
from werkzeug.wrappers import Response

from ideation.accounts import service
from ideation.accounts.forms import CloseForm, ProfileForm
from ideation.accounts.sign_in.browser import SESSION_KEY
from ideation.core import clock
from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _, ngettext
from ideation.core.web import done, rate_limit

signed_in = auth_required("session")


def add_to(blueprint: Blueprint) -> None:
    """Put these pages on the blueprint of the room."""
    blueprint.add_url_rule("/account", "profile", profile, methods=["GET", "POST"])
    blueprint.add_url_rule("/account/sessions", "sign_sessions", sign_sessions)
    blueprint.add_url_rule(
        "/account/sessions/<int:session_id>/end", "end_session", end_session, methods=["POST"]
    )
    blueprint.add_url_rule(
        "/account/sessions/end-others", "end_other_sessions", end_other_sessions, methods=["POST"]
    )
    blueprint.add_url_rule("/account/data.json", "export", export)
    blueprint.add_url_rule("/account/close", "close", close, methods=["GET", "POST"])


@signed_in
def profile() -> str | Response:
    """Show and change what the account says of its holder."""
    form = ProfileForm(obj=current_user)
    if form.validate_on_submit():
        service.update_profile(
            current_user,
            display_name=form.display_name.data,
            language=form.language.data,
            kind=form.kind.data,
            organisation_name=form.organisation_name.data,
            now=clock.now(),
        )
        # The language chosen for this visit would hide the one just chosen for good.
        session.pop("language", None)
        return done(_("Your account is changed."), "accounts.profile")
    return render_template("accounts/profile.html", form=form)


@signed_in
def sign_sessions() -> str:
    """List where the account is signed in."""
    token = session.get(SESSION_KEY)
    listed = [
        (row, service.is_token_of(token, row))
        for row in service.list_sessions(current_user, now=clock.now())
    ]
    return render_template("accounts/sessions.html", listed=listed)


@signed_in
def end_session(session_id: int) -> Response:
    """Sign one device out."""
    service.end_session(current_user, session_id, now=clock.now())
    return done(_("This device is signed out."), "accounts.sign_sessions")


@signed_in
def end_other_sessions() -> Response:
    """Sign out everywhere but here."""
    ended = service.end_other_sessions(current_user, session.get(SESSION_KEY), now=clock.now())
    message = ngettext(
        "You are signed out on %(num)s other device.",
        "You are signed out on %(num)s other devices.",
        ended,
    )
    return done(message, "accounts.sign_sessions")


@signed_in
@rate_limit("6 per hour")
def export() -> Response:
    """Give a copy of everything that is known of the account."""
    response = jsonify(service.export_data(current_user))
    response.headers["Content-Disposition"] = 'attachment; filename="ideation-account.json"'
    return response


@signed_in
@rate_limit("10 per hour", methods=["POST"])
def close() -> str | Response:
    """Close the account for good, after the password."""
    form = CloseForm()
    if form.validate_on_submit():
        try:
            service.close_account(current_user, form.password.data, now=clock.now())
        except (Conflict, InvalidInput) as error:
            form.show(error)
        else:
            session.clear()
            flash(_("Your account is closed and your personal data is erased."), "success")
            return redirect(url_for("site.home"))
    return render_template("accounts/close.html", form=form)
