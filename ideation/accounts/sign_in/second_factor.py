"""The second factor: codes of an authenticator app, each good for one sign-in."""

import segno
from flask_security import Totp
from sqlalchemy import select

from ideation.accounts import service
from ideation.accounts.models import Account
from ideation.extensions import db


class SecondFactor(Totp):  # type: ignore[misc]  # Flask-Security carries no types.
    """Flask-Security's codes, used up by their use, and a QR code readable in dark mode."""

    def generate_qrcode(self, username: str, totp: str) -> str:
        """Return the image's address, dark on white with the quiet border scanners need."""
        code = segno.make(self.get_totp_uri(username, totp), error="m")
        return str(code.svg_data_uri(scale=5, border=4, dark="#1B2430", light="#FFFFFF"))

    def get_last_counter(self, user: Account) -> int | None:
        """Return the time step of the last code taken; older codes and this one are refused.

        The row stays locked until the sign-in is stored, so that of two requests with one code
        the second waits and is refused (RFC 6238, section 5.2). Visitors of a demo share its
        accounts and the code that is shown to all of them.
        """
        if service.is_demo_account(user):
            return None
        query = select(Account.tf_last_counter).where(Account.id == user.id).with_for_update()
        last: int | None = db.session.scalar(query)
        return last

    def set_last_counter(self, user: Account, tmatch: object) -> None:
        """Remember the time step of a code that was taken; the sign-in's commit stores it."""
        user.tf_last_counter = tmatch.counter  # type: ignore[attr-defined]  # passlib has no types.
