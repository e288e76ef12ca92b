"""Forms of this room, and those of Flask-Security in our words."""

from typing import Any

from flask_security import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    MfRecoveryCodesForm,
    MfRecoveryForm,
    RegisterFormV2,
    ResetPasswordForm,
    SendConfirmationForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from wtforms import BooleanField, EmailField, PasswordField, RadioField, StringField
from wtforms.validators import DataRequired, Email, Length, Optional, ValidationError

from ideation.accounts.models import STAFF_ROLES
from ideation.accounts.words import KIND_NAMES, ROLE_NAMES
from ideation.core.forms import Form, SelectField, Translated, options, tidy
from ideation.core.i18n import LANGUAGES, _, _l, language

LONGEST_NAME = 120
LONGEST_EMAIL = 254


def _name_field(label: Any, **more: Any) -> StringField:
    return StringField(label, [DataRequired(), Length(max=LONGEST_NAME)], filters=[tidy], **more)


class _OrganisationName:
    """The name of an organisation, which only organisations have to give."""

    kind = RadioField(
        _l("Who is the account for?"),
        [DataRequired()],
        choices=options(KIND_NAMES.items()),
        default="person",
    )
    organisation_name = StringField(
        _l("Name of the business or organisation"), [Length(max=LONGEST_NAME)], filters=[tidy]
    )

    def validate_organisation_name(self, field: StringField) -> None:
        """Ask for the name where it is needed."""
        if self.kind.data == "organisation" and not field.data:
            raise ValidationError(_("Enter the name of the business or organisation."))


class RegisterForm(_OrganisationName, Translated, RegisterFormV2):  # type: ignore[misc]  # Flask-Security carries no types.
    """Makes an account."""

    display_name = _name_field(_l("Your name, as others will see it"))
    consent = BooleanField(
        _l("I have read this and agree."),
        [DataRequired(_l("To make an account, we need your agreement."))],
    )

    def to_dict(self, only_user: bool) -> dict[str, Any]:
        """Return what Flask-Security stores of the form."""
        values: dict[str, Any] = super().to_dict(only_user)
        if values["kind"] != "organisation":
            values["organisation_name"] = None
        return {**values, "language": language()}


class ProfileForm(_OrganisationName, Form):
    """Changes what an account says of its holder."""

    display_name = _name_field(_l("Your name, as others will see it"))
    language = SelectField(
        _l("Language of messages and pages"), [DataRequired()], choices=options(LANGUAGES.items())
    )


class CloseForm(Form):
    """Closes an account."""

    password = PasswordField(_l("Your password"), [DataRequired(_l("Enter your password."))])
    sure = BooleanField(
        _l("Yes, close my account for good."),
        [DataRequired(_l("Tick the box if you want to close your account."))],
    )


class RoleForm(Form):
    """Gives a role in an agency, to officers also a unit."""

    role = SelectField(
        _l("Role"),
        [DataRequired()],
        choices=options((role, ROLE_NAMES[role]) for role in STAFF_ROLES),
    )
    unit_id = SelectField(_l("Unit, for officers"), [Optional()], coerce=int)

    def __init__(self, units: list[Any], **more: Any) -> None:
        super().__init__(**more)
        named = [(unit.id, unit.name_th or unit.abbr) for unit in units]
        self.unit_id.choices = options([(0, _("No unit")), *named])

    @property
    def unit(self) -> int | None:
        """The unit chosen, if one was."""
        return self.unit_id.data or None


class InvitationForm(RoleForm):
    """Invites a person by e-mail."""

    email = EmailField(
        _l("E-mail address"),
        [
            DataRequired(_l("Enter an e-mail address.")),
            Email(_l("Enter an e-mail address such as name@example.com.")),
            Length(max=LONGEST_EMAIL),
        ],
        filters=[tidy],
    )


class SignInForm(Translated, LoginForm):  # type: ignore[misc]  # Flask-Security carries no types.
    """Signs in."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        # Flask-Security would come back to the sign-in page after the second step.
        self.next.data = self.next.data or "/"


class SecondFactorForm(Translated, TwoFactorSetupForm):  # type: ignore[misc]  # Flask-Security carries no types.
    """Begins or ends the use of an authenticator app."""

    # Flask-Security's own field names its choices in a way that WTForms 3.4 will refuse.
    setup = RadioField(
        choices=options([("authenticator", ""), ("disable", "")]), validate_choice=False
    )


class RescueForm(Translated, TwoFactorRescueForm):  # type: ignore[misc]  # Flask-Security carries no types.
    """Flask-Security makes one with the code form; no page of ours shows it."""

    help_setup = RadioField(choices=options([("help", "")]))


def _translated(form: type) -> type:
    return type(form.__name__, (Translated, form), {})


# What Flask-Security takes in place of its own forms.
SECURITY_FORMS = {
    "register_form": RegisterForm,
    "login_form": SignInForm,
    "forgot_password_form": _translated(ForgotPasswordForm),
    "reset_password_form": _translated(ResetPasswordForm),
    "change_password_form": _translated(ChangePasswordForm),
    "send_confirmation_form": _translated(SendConfirmationForm),
    "verify_form": _translated(VerifyForm),
    "two_factor_setup_form": SecondFactorForm,
    "two_factor_rescue_form": RescueForm,
    "two_factor_verify_code_form": _translated(TwoFactorVerifyCodeForm),
    "mf_recovery_form": _translated(MfRecoveryForm),
    "mf_recovery_codes_form": _translated(MfRecoveryCodesForm),
}
