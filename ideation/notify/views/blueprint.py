"""The blueprint, and the number of unread news that every page shows to whoever is signed in."""

from typing import Any

from flask import Blueprint, g
from flask_security import current_user
from werkzeug.local import LocalProxy

from ideation.notify import service

blueprint = Blueprint("notify", __name__)


@blueprint.app_context_processor
def _offer_unread() -> dict[str, Any]:
    """Give templates `inbox_unread`, counted only when one asks: an error page must not."""
    return {"inbox_unread": LocalProxy(_unread)}


def _unread() -> int:
    if "inbox_unread" not in g:
        g.inbox_unread = service.count_unread(current_user.id)
    number: int = g.inbox_unread
    return number
