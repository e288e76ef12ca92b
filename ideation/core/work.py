"""Work items: the database says what is to be done, the queue only hints at it.

A row is written in the transaction of what it is about. After the commit its id is pushed to
the queue; a lost hint is found again by the reconciler. A worker leases the row, and its result
and `done` commit together, only while the lease is still its own.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy import ColumnElement, and_, case, event, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ideation.core.models import Heartbeat, WorkItem
from ideation.extensions import AnySession

log = structlog.get_logger()

MAX_FAILURES = 5
# A worker that is killed takes a whole batch with it, most of which is not to blame.
MAX_DEATHS = 10
RETRY_AFTER = (5, 30, 120, 600)  # Seconds to wait after the first, second, … failure.
LONGEST_ERROR = 2_000
_INSERT_ROWS = 1_000
_PENDING_HINTS = "work_item_hints"


class LeaseLost(Exception):
    """Another worker holds the item now; this one's result must not be stored."""


class Hinter(Protocol):
    """Pushes the id of a work item to the queue; raises nothing when the queue is away."""

    def __call__(self, item_ids: Sequence[int]) -> None:
        """Hint at the given items."""


@dataclass(frozen=True)
class Kind:
    """What is done for a kind of work item.

    Args:
        name: as `subject.verb`, such as `submission.theme`.
        handle: does the work for a `Task`, without committing its last result.
        lease: how long one attempt may take before others may try.
        batch: how many items one job may take at once.
    """

    name: str
    handle: "Callable[[Task], None]"
    lease: timedelta = timedelta(minutes=2)
    batch: int = 1


@dataclass(frozen=True)
class Lease:
    """One item held by one attempt."""

    item_id: int
    subject_id: int
    attempt: int


@dataclass(frozen=True)
class Task:
    """The items a handler works on; all of one kind.

    Args:
        leases: what is held, at least one.
        now: when the attempt began.
        renew: prolongs the leases and commits what has been done so far; raises `LeaseLost`.
    """

    leases: tuple[Lease, ...]
    now: datetime
    renew: Callable[[], None]

    @property
    def subject_ids(self) -> list[int]:
        """The ids of the rows that the work is about."""
        return [lease.subject_id for lease in self.leases]

    @property
    def subject_id(self) -> int:
        """The only subject's id, for kinds that take one item at a time."""
        (lease,) = self.leases
        return lease.subject_id


def add(
    session: AnySession,
    kind: str,
    subject_ids: Iterable[int],
    *,
    now: datetime,
    agency_id: int | None = None,
    due_at: datetime | None = None,
    batch: int = 1,
) -> None:
    """Ask for work on each subject, in the caller's transaction.

    Work that was done or has failed is opened again; a running attempt loses its lease,
    because what it looked at has changed.

    Args:
        session: the session whose commit makes the request final and sends the hints.
        kind: name of a registered kind.
        subject_ids: ids of the rows the work is about.
        now: the present moment.
        agency_id: whose list of failed work it appears on.
        due_at: not before this moment; at once by default.
        batch: hint at only every n-th item, for kinds whose jobs take that many at once.
    """
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    rows = [
        {
            "kind": kind,
            "subject_id": subject_id,
            "due_at": due_at or now,
            "created_at": now,
            "request_id": request_id,
            "agency_id": agency_id,
        }
        for subject_id in subject_ids
    ]
    item_ids: list[int] = []
    for start in range(0, len(rows), _INSERT_ROWS):
        statement = insert(WorkItem).values(rows[start : start + _INSERT_ROWS])
        reopened = statement.on_conflict_do_update(
            index_elements=[WorkItem.kind, WorkItem.subject_id],
            set_={
                "state": "waiting",
                "attempt": WorkItem.attempt + 1,
                "failures": 0,
                "deaths": 0,
                "leased_until": None,
                "done_at": None,
                "error": None,
                "due_at": statement.excluded.due_at,
                "request_id": statement.excluded.request_id,
            },
        ).returning(WorkItem.id)
        item_ids.extend(session.scalars(reopened))
    if due_at is None or due_at <= now:
        session.info.setdefault(_PENDING_HINTS, []).extend(item_ids[::batch])


def bind(hint: Hinter) -> None:
    """Send hints through `hint` after each commit of any session.

    Binding again replaces the way, so that a second application in one process takes over.
    """
    _hinters.clear()
    _hinters.append(hint)


_hinters: list[Hinter] = []


@event.listens_for(Session, "after_commit")
def _send_hints(session: Session) -> None:
    if session.in_nested_transaction():
        return
    item_ids = session.info.pop(_PENDING_HINTS, [])
    if not item_ids:
        return
    for hint in _hinters:
        hint(item_ids)


@event.listens_for(Session, "after_rollback")
def _forget_hints(session: Session) -> None:
    session.info.pop(_PENDING_HINTS, None)


def due(now: datetime) -> ColumnElement[bool]:
    """Return the condition for items that a worker may take at `now`."""
    return or_(
        and_(WorkItem.state == "waiting", WorkItem.due_at <= now),
        and_(WorkItem.state == "leased", WorkItem.leased_until < now),
    )


def kind_of(session: AnySession, item_id: int) -> str | None:
    """Return the kind of an item, or None if there is no such item."""
    return session.scalar(select(WorkItem.kind).where(WorkItem.id == item_id))


def item_of(session: AnySession, kind: str, subject_id: int) -> WorkItem:
    """Return the work item of a subject for which that work was asked."""
    query = select(WorkItem).where(WorkItem.kind == kind, WorkItem.subject_id == subject_id)
    return session.scalars(query).one()


def lease(session: AnySession, kind: Kind, item_id: int, *, now: datetime) -> tuple[Lease, ...]:
    """Take an item, and others of its kind up to the kind's batch, and commit the lease.

    An item whose worker died ten times is given up here, because it may be what kills them.

    Args:
        session: a session with nothing else to commit.
        kind: the item's kind.
        item_id: the item that was hinted at; the others are those due longest.
        now: the present moment.

    Returns:
        what was taken; nothing if `item_id` is done or held by somebody else and no other
        item of a batched kind is due.
    """
    _give_up_after_deaths(session, kind, now)
    wanted = WorkItem.id == item_id if kind.batch == 1 else WorkItem.kind == kind.name
    free = (
        select(WorkItem.id)
        .where(wanted, WorkItem.kind == kind.name, due(now))
        .order_by(WorkItem.due_at, WorkItem.id)
        .limit(kind.batch)
        .with_for_update(skip_locked=True)
        .cte("free")
    )
    taken = session.execute(
        update(WorkItem)
        .where(WorkItem.id.in_(select(free.c.id)))
        .values(
            deaths=WorkItem.deaths + case((WorkItem.state == "leased", 1), else_=0),
            state="leased",
            attempt=WorkItem.attempt + 1,
            leased_until=now + kind.lease,
        )
        .returning(WorkItem.id, WorkItem.subject_id, WorkItem.attempt),
        execution_options={"synchronize_session": False},
    ).all()
    session.commit()
    return tuple(sorted((Lease(*row) for row in taken), key=lambda held: held.item_id))


def _give_up_after_deaths(session: AnySession, kind: Kind, now: datetime) -> None:
    session.execute(
        update(WorkItem)
        .where(
            WorkItem.kind == kind.name,
            WorkItem.state == "leased",
            WorkItem.leased_until < now,
            WorkItem.deaths >= MAX_DEATHS - 1,
        )
        .values(
            state="failed",
            deaths=WorkItem.deaths + 1,
            leased_until=None,
            error="The worker ended without a word each time it did this.",
        ),
        execution_options={"synchronize_session": False},
    )


def renew(session: AnySession, kind: Kind, leases: Sequence[Lease], *, now: datetime) -> None:
    """Prolong the leases of a long piece of work and commit what it has done so far.

    Raises:
        LeaseLost: another worker has taken over; nothing was committed.
    """
    _change_held(session, leases, leased_until=now + kind.lease)
    session.commit()


def finish(session: AnySession, leases: Sequence[Lease], *, now: datetime) -> None:
    """Mark the items as done; the caller's commit stores this and the result together.

    Raises:
        LeaseLost: another worker has taken over; the caller must roll back.
    """
    _change_held(session, leases, state="done", leased_until=None, done_at=now, error=None)


def _change_held(session: AnySession, leases: Sequence[Lease], **values: Any) -> None:
    attempts = {lease.item_id: lease.attempt for lease in leases}
    held = session.execute(
        select(WorkItem.id, WorkItem.attempt, WorkItem.state)
        .where(WorkItem.id.in_(attempts))
        .order_by(WorkItem.id)
        .with_for_update()
    ).all()
    ours = [row.id for row in held if row.state == "leased" and row.attempt == attempts[row.id]]
    if len(ours) != len(attempts):
        raise LeaseLost
    session.execute(
        update(WorkItem).where(WorkItem.id.in_(ours)).values(**values),
        execution_options={"synchronize_session": False},
    )


def fail(session: AnySession, held: Lease, reason: str, *, now: datetime) -> None:
    """Note a failure and commit: try again later, or hand it to people after five.

    Args:
        session: a session that was rolled back after the failure.
        held: the lease under which it failed.
        reason: what went wrong, for the list of failed work.
        now: the present moment.
    """
    item = session.scalar(
        select(WorkItem)
        .where(
            WorkItem.id == held.item_id,
            WorkItem.state == "leased",
            WorkItem.attempt == held.attempt,
        )
        .with_for_update()
    )
    if item is not None:
        item.failures += 1
        item.leased_until = None
        item.error = reason[:LONGEST_ERROR]
        item.state = "failed" if item.failures >= MAX_FAILURES else "waiting"
        wait = RETRY_AFTER[min(item.failures, len(RETRY_AFTER)) - 1]
        item.due_at = now + timedelta(seconds=wait)
    session.commit()


def overdue(session: AnySession, *, now: datetime, grace: timedelta, limit: int) -> list[WorkItem]:
    """Return items whose hint seems lost: due for longer than `grace`, oldest first."""
    query = select(WorkItem).where(due(now - grace)).order_by(WorkItem.due_at).limit(limit)
    return list(session.scalars(query))


def failed(session: AnySession, agency_id: int) -> list[WorkItem]:
    """Return the work of an agency that was given up, newest first."""
    query = (
        select(WorkItem)
        .where(WorkItem.state == "failed", WorkItem.agency_id == agency_id)
        .order_by(WorkItem.id.desc())
        .limit(200)
    )
    return list(session.scalars(query))


def retry(session: AnySession, item_ids: Iterable[int], *, now: datetime) -> list[int]:
    """Open work again that was given up, with all its attempts, in the caller's transaction.

    Work that somebody else has opened again meanwhile is left as it is, so that pressing the
    button twice does nothing twice.

    Args:
        session: the session whose commit makes it final and sends the hints.
        item_ids: which items.
        now: the present moment.

    Returns:
        the ids of the items that were opened again.
    """
    opened = session.scalars(
        update(WorkItem)
        .where(WorkItem.id.in_(list(item_ids)), WorkItem.state == "failed")
        .values(state="waiting", failures=0, due_at=now)
        .returning(WorkItem.id),
        execution_options={"synchronize_session": "fetch"},
    ).all()
    session.info.setdefault(_PENDING_HINTS, []).extend(opened)
    return list(opened)


def counts(session: AnySession) -> dict[str, dict[str, int]]:
    """Return the number of items in each state, for each kind."""
    rows = session.execute(
        select(WorkItem.kind, WorkItem.state, func.count()).group_by(WorkItem.kind, WorkItem.state)
    )
    table: dict[str, dict[str, int]] = {}
    for kind, state, number in rows:
        table.setdefault(kind, {})[state] = number
    return table


def beat(session: AnySession, name: str, *, now: datetime) -> None:
    """Note that a background process is alive, and commit."""
    statement = insert(Heartbeat).values(name=name, at=now)
    session.execute(
        statement.on_conflict_do_update(index_elements=[Heartbeat.name], set_={"at": now})
    )
    session.commit()
