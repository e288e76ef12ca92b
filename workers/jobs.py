"""The one job of the queue: take a work item and do it."""

from datetime import timedelta

import structlog
from flask import current_app

from ideation.core import clock, work
from ideation.core.perform import perform
from ideation.core.registry import registry
from ideation.extensions import db

log = structlog.get_logger()


def run(item_id: int, request_id: str | None = None) -> int:
    """Do the work item that a hint names.

    Args:
        item_id: the item's id; everything else is read from the database.
        request_id: of the request that asked for it, for the logs.

    Returns:
        the number of items done; 0 for a surplus hint.
    """
    with structlog.contextvars.bound_contextvars(request_id=request_id, work_item=item_id):
        name = work.kind_of(db.session, item_id)
        if name is None:
            log.info("work.unknown_item")
            return 0
        return perform(db.session, registry.kinds[name], item_id)


def hint_overdue(*, grace: timedelta, limit: int = 1_000) -> int:
    """Hint again at items whose hint seems lost; one hint a batch.

    Returns:
        the number of hints that were tried.
    """
    items = work.overdue(db.session, now=clock.now(), grace=grace, limit=limit)
    hints: list[int] = []
    seen: dict[str, int] = {}
    for item in items:
        count = seen.get(item.kind, 0)
        if count % registry.kinds[item.kind].batch == 0:
            hints.append(item.id)
        seen[item.kind] = count + 1
    db.session.rollback()
    if hints:
        current_app.extensions["hinter"](hints)
    return len(hints)
