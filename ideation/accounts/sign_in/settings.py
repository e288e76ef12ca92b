"""The settings of Flask-Security, and words of our own in place of its."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

from ideation import paths
from ideation.accounts.passwords import SHORTEST
from ideation.config import Settings
from ideation.core import clock

ISSUER = "Ideation"

# These replace messages that tell too much or speak of "identity" and "endpoint". Their Thai
# is in translations/th/LC_MESSAGES/flask_security.po, as they pass through its catalogue.
MESSAGES = {
    "GENERIC_AUTHN_FAILED": (
        "We could not sign you in. Check the e-mail address and the password, and that you have"
        " confirmed your e-mail address.",
        "error",
    ),
    "UNAUTHENTICATED": ("Sign in to continue.", "info"),
    "UNAUTHORIZED": ("You may not see this page.", "error"),
    "REAUTHENTICATION_REQUIRED": ("For your safety, enter your password again.", "info"),
    "REAUTHENTICATION_SUCCESSFUL": ("Thank you. You can go on.", "success"),
    "CONFIRM_REGISTRATION": (
        "We have sent a message to %(email)s. Open the link in it to finish.",
        "success",
    ),
    "EMAIL_CONFIRMED": ("Your e-mail address is confirmed. You can sign in now.", "success"),
    "ALREADY_CONFIRMED": ("Your e-mail address is confirmed already.", "info"),
    "INVALID_CONFIRMATION_TOKEN": (
        "This link does not work. Ask for a new one below.",
        "error",
    ),
    "CONFIRMATION_EXPIRED": (
        "This link was good for %(within)s. Ask for a new one below.",
        "error",
    ),
    "CONFIRMATION_REQUEST": (
        "If %(email)s waits to be confirmed, we have sent a new link to it.",
        "info",
    ),
    "PASSWORD_RESET_REQUEST": (
        "If %(email)s belongs to an account, we have sent a link to it.",
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": (
        "This link was good for %(within)s. Ask for a new one below.",
        "error",
    ),
    "INVALID_RESET_PASSWORD_TOKEN": ("This link does not work. Ask for a new one below.", "error"),
    "PASSWORD_RESET_NO_LOGIN": (
        "Your password is changed, and you are signed out everywhere. Sign in with the new one.",
        "success",
    ),
    "PASSWORD_CHANGE": (
        "Your password is changed, and you are signed out on other devices.",
        "success",
    ),
    "PASSWORD_IS_THE_SAME": ("The new password must differ from the present one.", "error"),
    "PASSWORD_NOT_PROVIDED": ("Enter a password.", "error"),
    "INVALID_PASSWORD": ("The password is not right.", "error"),
    "EMAIL_NOT_PROVIDED": ("Enter an e-mail address.", "error"),
    "INVALID_EMAIL_ADDRESS": ("Enter an e-mail address such as name@example.com.", "error"),
    "ANONYMOUS_USER_REQUIRED": ("You are signed in already.", "info"),
    "TWO_FACTOR_INVALID_TOKEN": (
        "The code is not right. Enter the six digits that your app shows now.",
        "error",
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": ("You are signed in.", "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        "The second step is set up. Now keep recovery codes in a safe place.",
        "success",
    ),
    "TWO_FACTOR_PERMISSION_DENIED": ("Enter your e-mail address and password first.", "info"),
    "TWO_FACTOR_DISABLED": ("The second step is switched off.", "success"),
    "TWO_FACTOR_SETUP_EXPIRED": ("That took longer than %(within)s. Please start again.", "error"),
    "INVALID_RECOVERY_CODE": ("This recovery code is not right or was used before.", "error"),
    "NO_RECOVERY_CODES_SETUP": ("You have no recovery codes yet.", "info"),
}


def security_settings(settings: Settings) -> dict[str, Any]:
    """Return everything that Flask-Security and Flask-Login read."""
    named = {
        # Every role is within an agency; there is no table of installation-wide ones to join.
        "JOIN_USER_ROLES": False,
        "URL_PREFIX": "/account",
        # Its scripts are for passkeys, which are not offered.
        "STATIC_FOLDER": None,
        "DATETIME_FACTORY": clock.now,
        "SCRIPT_NONCE_KEY": "csp_nonce",
        "RETURN_GENERIC_RESPONSES": True,
        "I18N_DIRNAME": ["builtin", str(paths.TRANSLATIONS)],
        # Passwords: argon2id alone, with a key of the installation mixed in.
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SALT": _key(settings, "password").hex(),
        "PASSWORD_LENGTH_MIN": SHORTEST,
        "PASSWORD_CONFIRM_REQUIRED": False,
        # Not NFKC, which takes the Thai vowel am apart.
        "PASSWORD_NORMALIZE_FORM": "NFC",
        # What signed links carry of a password's argon2 hash, or of an address. Slow hashing
        # would only tell by its time which addresses have an account.
        "HASHING_SCHEMES": ["hex_sha256"],
        # No look-up of mail servers: registering must work in a closed network.
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "REGISTERABLE": True,
        "CONFIRMABLE": True,
        "RECOVERABLE": True,
        "CHANGEABLE": True,
        "CONFIRM_EMAIL_WITHIN": timedelta(days=3),
        "RESET_PASSWORD_WITHIN": timedelta(hours=2),
        "FRESHNESS": timedelta(hours=1),
        "FRESHNESS_GRACE_PERIOD": timedelta(minutes=10),
        "POST_CONFIRM_VIEW": "security.login",
        "POST_CHANGE_VIEW": "accounts.profile",
        "POST_REGISTER_VIEW": "security.login",
        "LOGOUT_METHODS": ["POST"],
        "API_ENABLED_METHODS": ["session"],
        # The second factor: an authenticator app, with recovery codes for a lost phone.
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "TWO_FACTOR_ALWAYS_VALIDATE": True,
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_POST_SETUP_VIEW": "security.mf_recovery_codes",
        "TOTP_SECRETS": {"1": _key(settings, "second factor").hex()},
        "TOTP_ISSUER": ISSUER,
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [
            base64.urlsafe_b64encode(_key(settings, "recovery codes"))
        ],
        # Mail goes through our own outbox, which knows these names as templates.
        "EMAIL_PLAINTEXT": False,
        "EMAIL_HTML": False,
        "EMAIL_TEMPLATE_CONFIRM": "security_confirm",
        "REGISTER_EMAIL_TEMPLATE": "security_welcome",
        "REGISTER_EMAIL_EXISTING_TEMPLATE": "security_registered",
        "EMAIL_TEMPLATE_PASSWORD_RESET": "security_reset",
        "EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "security_password_changed",
        "EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "security_password_changed",
    }
    prefixed = {f"SECURITY_{name}": value for name, value in named.items()}
    messages = {f"SECURITY_MSG_{name}": message for name, message in MESSAGES.items()}
    return {**prefixed, **messages, "SESSION_PROTECTION": "strong"}


def _key(settings: Settings, purpose: str) -> bytes:
    """Return 32 bytes for one purpose, so that no two of them share the secret itself."""
    return hashlib.sha256(f"{purpose}:{settings.secret_key}".encode()).digest()
