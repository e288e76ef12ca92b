"""The second factor: codes of an authenticator app."""

import segno
from flask_security import Totp


class SecondFactor(Totp):  # type: ignore[misc]  # Flask-Security carries no types.
    """Flask-Security's codes, with a QR code that can be read in dark mode too."""

    def generate_qrcode(self, username: str, totp: str) -> str:
        """Return the image's address, dark on white with the quiet border scanners need."""
        code = segno.make(self.get_totp_uri(username, totp), error="m")
        return str(code.svg_data_uri(scale=5, border=4, dark="#1B2430", light="#FFFFFF"))
