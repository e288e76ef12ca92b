"""Doing a work item: lease, handle, and commit the result together with `done`."""

import structlog

from ideation.core import clock, work
from ideation.extensions import AnySession

log = structlog.get_logger()


def perform(session: AnySession, kind: work.Kind, item_id: int) -> int:
    """Do a work item, and others of its kind where its kind works in batches.

    A batch in which something fails is done again one by one, so that one bad item does not
    keep the others back.

    Args:
        session: a session with nothing else to commit.
        kind: the item's kind.
        item_id: the item that was hinted at.

    Returns:
        the number of items that this call brought to `done`; 0 for a surplus hint.

    Raises:
        Exception: whatever the handler raised, after the failure was noted.
    """
    leases = work.lease(session, kind, item_id, now=clock.now())
    return _do(session, kind, leases) if leases else 0


def _do(session: AnySession, kind: work.Kind, leases: tuple[work.Lease, ...]) -> int:
    try:
        _attempt(session, kind, leases)
    except work.LeaseLost:
        session.rollback()
        if len(leases) == 1:
            log.info("work.lease_lost", kind=kind.name)
            return 0
        return _one_by_one(session, kind, leases)
    except Exception as error:
        session.rollback()
        if len(leases) > 1:
            log.warning("work.batch_failed", kind=kind.name, error=repr(error))
            return _one_by_one(session, kind, leases)
        work.fail(session, leases[0], repr(error), now=clock.now())
        raise
    log.info("work.done", kind=kind.name, items=len(leases))
    return len(leases)


def _one_by_one(session: AnySession, kind: work.Kind, leases: tuple[work.Lease, ...]) -> int:
    done = 0
    errors: list[Exception] = []
    for held in leases:
        try:
            done += _do(session, kind, (held,))
        except Exception as error:  # noqa: BLE001  Raised below, after the others.
            errors.append(error)
    if errors:
        raise ExceptionGroup(f"{len(errors)} of {len(leases)} items failed", errors)
    return done


def _attempt(session: AnySession, kind: work.Kind, leases: tuple[work.Lease, ...]) -> None:
    def renew() -> None:
        work.renew(session, kind, leases, now=clock.now())

    kind.handle(work.Task(leases=leases, now=clock.now(), renew=renew))
    work.finish(session, leases, now=clock.now())
    session.commit()
