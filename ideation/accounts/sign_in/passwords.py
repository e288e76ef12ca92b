"""Flask-Security's door to the rules for passwords."""

from typing import Any

from flask_security import PasswordUtil

from ideation.accounts.passwords import weakness


class Passwords(PasswordUtil):  # type: ignore[misc]  # Flask-Security carries no types.
    """Passwords are long enough and none that is tried first; no rules about signs."""

    def validate(
        self, password: str, is_register: bool, **kwargs: Any
    ) -> tuple[list[str] | None, str]:
        """Return what is wrong with a password, if anything, and its normal form."""
        normal = self.normalize(password)
        names = ("email", "display_name", "organisation_name")
        user = kwargs.get("user")
        known = [kwargs.get(name) if is_register else getattr(user, name) for name in names]
        wrong = weakness(normal, [word for word in known if word])
        return ([wrong] if wrong else None), normal
