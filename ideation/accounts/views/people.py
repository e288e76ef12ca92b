"""The people of an agency: roles and invitations."""

from flask import Blueprint, render_template, request
from flask_security import auth_required, current_user
from werkzeug.wrappers import Response

from ideation.accounts import policy, service
from ideation.accounts.forms import InvitationForm, RoleForm
from ideation.core import clock
from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _
from ideation.core.web import done, rate_limit

signed_in = auth_required("session")


def add_to(blueprint: Blueprint) -> None:
    """Put these pages on the blueprint of the room."""
    base = "/agencies/<agency_slug>/people"
    blueprint.add_url_rule(base, "people", people, methods=["GET", "POST"])
    for path, endpoint, view in (
        ("/roles/<int:membership_id>", "change_role", change_role),
        ("/roles/<int:membership_id>/end", "end_role", end_role),
        ("/roles/<int:membership_id>/second-step", "reset_second_step", reset_second_step),
        ("/invitations/<int:invitation_id>/resend", "resend_invitation", resend_invitation),
        ("/invitations/<int:invitation_id>/withdraw", "withdraw_invitation", withdraw_invitation),
    ):
        blueprint.add_url_rule(base + path, endpoint, view, methods=["POST"])
    blueprint.add_url_rule(
        "/invitations/<token>", "accept_invitation", accept_invitation, methods=["GET", "POST"]
    )


@signed_in
@rate_limit("60 per hour", methods=["POST"])
def people(agency_slug: str) -> str | Response:
    """List who works for an agency; an administrator invites more."""
    listed = service.people_of(agency_slug, actor=current_user)
    form = InvitationForm(listed.agency.units)
    if form.validate_on_submit():
        try:
            service.invite(
                agency_slug,
                email=form.email.data,
                role=form.role.data,
                unit_id=form.unit,
                actor=current_user,
                now=clock.now(),
            )
        except (Conflict, InvalidInput) as error:
            form.show(error)
        else:
            return _back(_("The invitation is on its way."), agency_slug)
    return render_template(
        "accounts/people.html",
        people=listed,
        form=form,
        role_forms=_role_forms(listed),
        can_manage=policy.can_manage_people(current_user, listed.agency.id),
        now=clock.now(),
    )


@signed_in
def change_role(agency_slug: str, membership_id: int) -> Response:
    """Give a person another role or unit."""
    listed = service.people_of(agency_slug, actor=current_user)
    form = RoleForm(listed.agency.units)
    if not form.validate():
        raise InvalidInput(_("Choose a role."))
    service.change_role(
        agency_slug,
        membership_id,
        role=form.role.data,
        unit_id=form.unit,
        actor=current_user,
        now=clock.now(),
    )
    return _back(_("The role is changed."), agency_slug)


@signed_in
def end_role(agency_slug: str, membership_id: int) -> Response:
    """Take a role away."""
    service.end_role(agency_slug, membership_id, actor=current_user, now=clock.now())
    return _back(_("The role has ended."), agency_slug)


@signed_in
def reset_second_step(agency_slug: str, membership_id: int) -> Response:
    """Let a person set up the second step anew."""
    service.reset_second_factor(agency_slug, membership_id, actor=current_user, now=clock.now())
    return _back(_("They set up a new second step at their next sign-in."), agency_slug)


@signed_in
@rate_limit("60 per hour")
def resend_invitation(agency_slug: str, invitation_id: int) -> Response:
    """Send an invitation again."""
    service.resend_invitation(agency_slug, invitation_id, actor=current_user, now=clock.now())
    return _back(_("The invitation is on its way again."), agency_slug)


@signed_in
def withdraw_invitation(agency_slug: str, invitation_id: int) -> Response:
    """Take an invitation back."""
    service.withdraw_invitation(agency_slug, invitation_id, actor=current_user, now=clock.now())
    return _back(_("The invitation is withdrawn."), agency_slug)


@rate_limit("30 per minute")
def accept_invitation(token: str) -> str | Response:
    """Show an invitation; a POST of the person invited takes the role."""
    return _accept(token) if request.method == "POST" else _offer(token)


def _offer(token: str) -> str:
    offer = service.find_invitation(token, now=clock.now())
    return render_template(
        "accounts/invitation.html",
        offer=offer,
        token=token,
        is_for_me=service.is_for(offer, current_user),
    )


def _accept(token: str) -> Response:
    offer = service.accept_invitation(token, actor=current_user, now=clock.now())
    return done(
        _("Welcome. Your new role is active."), "agencies.show", agency_slug=offer.agency.slug
    )


def _role_forms(listed: service.People) -> dict[int, RoleForm]:
    """Make a form for each role that is held, filled in with what it is."""
    held = [member.membership for members in listed.by_role.values() for member in members]
    return {
        membership.id: RoleForm(
            listed.agency.units, formdata=None, role=membership.role, unit_id=membership.unit_id
        )
        for membership in held
    }


def _back(message: str, agency_slug: str) -> Response:
    return done(message, "accounts.people", agency_slug=agency_slug)
