"""How a message row becomes an e-mail.

A template in `templates/mail` extends `mail/_letter.txt` and fills its blocks `subject` and
`body`. It sees the message's context, `link(kind, id)`, `address(path)`, `_`, `ngettext` and
the filters for dates and numbers. Letters are plain text: nothing is escaped, and nothing in
them can run.
"""

import re
from email.message import EmailMessage
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ideation import paths
from ideation.core import formats
from ideation.core.i18n import _, force_locale, ngettext
from ideation.core.settings import settings
from ideation.notify import links
from ideation.notify.models import Message

_GAPS = re.compile(r"\n{3,}")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(str(paths.TEMPLATES)),
        autoescape=False,  # noqa: S701  Plain text, never HTML.
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.globals.update(link=links.to, address=links.absolute)
    environment.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]  # The i18n extension adds it.
    environment.filters.update(
        date=formats.date_words, datetime=formats.datetime_words, number=formats.number
    )
    return environment


def letter(message: Message) -> EmailMessage:
    """Write a message out in its recipient's language."""
    template = _environment().get_template(f"mail/{message.template}.txt")
    with force_locale(message.language):
        text = template.render(message.context)
    subject, _line, body = text.strip().partition("\n")
    letter = EmailMessage()
    letter["From"] = settings().mail_from
    letter["To"] = message.recipient
    letter["Subject"] = subject.strip()
    letter["Date"] = format_datetime(message.created_at)
    letter["Message-ID"] = message_id(message)
    # So that holiday replies do not come back to us (RFC 3834).
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(_GAPS.sub("\n\n", body.strip()) + "\n")
    # After the content, which throws away what was said of it before.
    letter["Content-Language"] = message.language
    return letter


def message_id(message: Message) -> str:
    """Return the Message-ID: the same each time a message is sent."""
    host = urlsplit(settings().public_url).hostname or "localhost"
    return f"<{message.dedupe_key[:32]}@{host}>"


def file_name(message: Message) -> str:
    """Return the name of a message's file in a maildir: the same each time, newest sorts last."""
    return f"{int(message.created_at.timestamp())}.{message.dedupe_key[:32]}.ideation"
