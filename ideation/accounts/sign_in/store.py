"""How Flask-Security reads and writes accounts."""

from typing import Any

from flask_security import SQLAlchemyUserDatastore
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ideation.accounts.models import Account


class Accounts(SQLAlchemyUserDatastore):  # type: ignore[misc]  # Flask-Security carries no types.
    """Accounts without installation-wide roles, and recovery codes that are used up."""

    def _prepare_create_user_args(self, **kwargs: Any) -> dict[str, Any]:
        prepared: dict[str, Any] = super()._prepare_create_user_args(**kwargs)
        # Roles are memberships of agencies; an account cannot be made with them.
        prepared.pop("roles")
        return prepared

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Account | None:
        """Find an account by one of its columns.

        The account of a browser, which every request asks for, comes with its roles in one query.
        """
        if "fs_uniquifier" not in kwargs:
            found: Account | None = super().find_user(case_insensitive, **kwargs)
            return found
        query = select(Account).where(Account.fs_uniquifier == kwargs["fs_uniquifier"])
        with_roles = query.options(joinedload(Account.memberships))
        return self.db.session.scalars(with_roles).unique().one_or_none()

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
