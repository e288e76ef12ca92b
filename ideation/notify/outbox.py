"""The two ways out for an e-mail: an SMTP server, or a maildir on this machine."""

import ipaddress
import os
import smtplib
import ssl
from email import policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from ideation.config import Settings

TIMEOUT_SECONDS = 20
PERMANENT = 500


class AddressRefused(Exception):
    """The mail server says for good that it knows no such address."""


class NoEncryption(Exception):
    """The mail server wants a password and offers no TLS to protect it."""


def send(settings: Settings, letter: EmailMessage, *, name: str) -> None:
    """Send a letter by SMTP where a server is set, else put it into the maildir.

    Args:
        settings: says which way.
        letter: a whole message.
        name: the letter's file name in a maildir; the same name replaces an earlier copy.

    Raises:
        AddressRefused: the address does not exist; trying again cannot help.
        OSError: the server or the folder cannot be reached; trying again may help.
        smtplib.SMTPException: the server did not take the letter just now.
    """
    if settings.smtp_url:
        _by_smtp(urlsplit(settings.smtp_url), letter)
    else:
        _into_maildir(settings.mail_dir, letter, name)


def _by_smtp(url: SplitResult, letter: EmailMessage) -> None:
    with _connect(url) as server:
        encrypted = url.scheme == "smtps"
        server.ehlo()
        if not encrypted and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
            encrypted = True
        if url.username:
            if not may_send_password(url, encrypted=encrypted):
                raise NoEncryption("The mail server offers no TLS: the password was not sent.")
            server.login(unquote(url.username), unquote(url.password or ""))
        try:
            server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refused:
            if all(code >= PERMANENT for code, _reason in refused.recipients.values()):
                raise AddressRefused("The mail server refused the address.") from refused
            raise


def _connect(url: SplitResult) -> smtplib.SMTP:
    host = url.hostname or "localhost"
    if url.scheme == "smtps":
        return smtplib.SMTP_SSL(
            host, url.port or 465, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    return smtplib.SMTP(host, url.port or 587, timeout=TIMEOUT_SECONDS)


def may_send_password(url: SplitResult, *, encrypted: bool) -> bool:
    """Tell whether a password may be sent to a server: through TLS, or inside this machine."""
    host = url.hostname or "localhost"
    try:
        return encrypted or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _into_maildir(folder: Path, letter: EmailMessage, name: str) -> None:
    for part in ("tmp", "new", "cur"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    # Two workers may hold the same message for a moment: each writes its own file first.
    draft = folder / "tmp" / f"{name}.{os.getpid()}"
    draft.write_bytes(letter.as_bytes(policy=policy.SMTP))
    draft.replace(folder / "new" / name)


def newest(folder: Path, limit: int) -> list[Path]:
    """Return the newest letters of a maildir, newest first; their names begin with the time."""
    files = [path for part in ("new", "cur") for path in (folder / part).glob("*")]
    return sorted(files, key=lambda path: path.name, reverse=True)[:limit]
