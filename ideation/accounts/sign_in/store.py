"""How Flask-Security reads and writes accounts."""

from typing import Any

from flask_security import SQLAlchemyUserDatastore

from ideation.accounts.models import Account


class Accounts(SQLAlchemyUserDatastore):  # type: ignore[misc]  # Flask-Security carries no types.
    """Accounts without installation-wide roles, and recovery codes that are used up."""

    def _prepare_create_user_args(self, **kwargs: Any) -> dict[str, Any]:
        prepared: dict[str, Any] = super()._prepare_create_user_args(**kwargs)
        # Roles are memberships of agencies; an account cannot be made with them.
        prepared.pop("roles")
        return prepared

    def mf_delete_recovery_code(self, user: Account, idx: int) -> bool:
        """Use up a recovery code.

        A new list, because a change inside the old one would not be noticed and never stored.
        """
        codes = list(user.mf_recovery_codes or [])
        if not 0 <= idx < len(codes):
            return False
        del codes[idx]
        user.mf_recovery_codes = codes
        return True
