"""Mail of Flask-Security: it goes through our own outbox, with links from PUBLIC_URL."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, after_this_request
from flask_security import MailUtil

from ideation.core import clock, ids
from ideation.core.registry import registry
from ideation.extensions import db

_LINKS = ("confirmation_link", "reset_link", "recovery_link")


class Mail(MailUtil):  # type: ignore[misc]  # Flask-Security carries no types.
    """Writes messages as rows; a worker renders and sends them."""

    def send_mail(
        self,
        template: str,
        _subject: str,
        recipient: str,
        _sender: str,
        _body: str | None,
        _html: str | None,
        **context: Any,
    ) -> None:
        """Add one message to the outbox.

        The links that Flask-Security made name whatever host the request named; only their
        paths are kept.
        """
        account = context["user"]
        paths = {name: _path(context[name]) for name in _LINKS if context.get(name)}
        now = clock.now()
        act = "".join(paths.values()) or now.isoformat()
        registry.send(
            key=f"{template}:{account.fs_uniquifier}:{ids.hash_token(act)}",
            recipient=recipient,
            language=account.language or "th",
            template=template,
            context={**paths, "name": account.display_name, "within": context.get("within", "")},
            now=now,
        )
        after_this_request(_commit)


def _path(link: str) -> str:
    return urlsplit(link).path


def _commit(response: Response) -> Response:
    # Some of Flask-Security's views commit nothing themselves.
    db.session.commit()
    return response
