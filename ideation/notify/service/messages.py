"""Sending messages: written as rows first, delivered by the workers."""

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from ideation.core import ids, work
from ideation.core.settings import settings
from ideation.core.work import Task
from ideation.extensions import db
from ideation.notify import outbox, rendering
from ideation.notify.models import Message

KIND = "message.send"

log = structlog.get_logger()


def send_later(
    *,
    key: str,
    recipient: str,
    language: str,
    template: str,
    context: dict[str, Any],
    now: datetime,
) -> None:
    """Add an e-mail to the caller's transaction; a worker sends it after the commit.

    Args:
        key: names the act and the recipient; the same key never makes a second message. Only
            its hash is stored, so that it may hold an address.
        recipient: the e-mail address.
        language: `th` or `en`, the language the recipient reads.
        template: name of a file in `templates/mail`, without `.txt`.
        context: what the template needs, as JSON; forgotten once the message is sent.
        now: the present moment.
    """
    statement = (
        insert(Message)
        .values(
            dedupe_key=ids.hash_token(key),
            recipient=recipient,
            language=language,
            template=template,
            context=context,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Message.dedupe_key])
        .returning(Message.id)
    )
    message_id = db.session.scalar(statement)
    if message_id is not None:
        work.add(db.session(), KIND, [message_id], now=now)


def deliver(task: Task) -> None:
    """Send one message; the address and the context are forgotten with it.

    A crash between the sending and the commit sends the message again under the same
    Message-ID, which mail programs show once, and into the same file of a maildir.
    """
    message = db.session.scalar(select(Message).where(Message.id == task.subject_id))
    if message is None or message.state != "waiting":
        return
    letter = rendering.letter(message)
    try:
        outbox.send(settings(), letter, name=rendering.file_name(message))
        message.state = "sent"
        message.sent_at = task.now
    except outbox.AddressRefused as error:
        # Trying again cannot help, and the address is not ours to mend.
        log.warning("mail.refused", message=message.id, reason=str(error))
        message.state = "dropped"
    message.recipient = ""
    message.context = {}
