"""How a message row becomes an e-mail.

A template in `templates/mail` extends `mail/_letter.txt` and fills its blocks `subject` and
`body`. It sees the message's context, `link(kind, id)`, `address(path)`, `news_line(event, title)`,
`_`, `ngettext` and the filters for dates and numbers. Letters are plain text: nothing is escaped,
and nothing in them can run. A context with `stop`, the path that stops such letters, also gives
the letter the headers by which a mail program offers that with one click (RFC 8058).
"""

import re
from email.message import EmailMessage
from email.policy import Policy
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
from ideation.notify.words import line_of

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
    environment.globals.update(link=links.to, address=links.absolute, news_line=line_of)
    environment.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]  # The i18n extension adds it.
    environment.filters.update(
        date=formats.date_words, datetime=formats.datetime_words, number=formats.number
    )
    return environment


class StopLink(str):
    """The address that stops letters, written in one line however long it is.

    The library would cut an address of more than 78 characters into encoded words, which no mail
    program puts together again; a line may have 998 characters (RFC 5322, 2.1.1).
    """

    name = "List-Unsubscribe"

    def fold(self, *, policy: Policy) -> str:
        """Return the whole line of the header."""
        return f"{self.name}: {self}{policy.linesep}"


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
    if "stop" in message.context:
        letter["List-Unsubscribe"] = StopLink(f"<{links.absolute(message.context['stop'])}>")
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
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
