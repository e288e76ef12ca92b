"""The failed work of an agency."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ideation.agencies.models import Agency
from ideation.core import events, work
from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.core.models import WorkItem
from ideation.core.pagination import Page, paginate
from ideation.extensions import db
from ideation.site import policy

# Of the kinds of work that have a page of their own: its endpoint and the name of its argument.
_PAGES = {
    "submission.theme": ("submissions.by_id", "submission_id"),
    "theme_run.execute": ("board.run", "run_id"),
    "import.run": ("imports.show", "import_id"),
}


@dataclass(frozen=True)
class FailedWork:
    """One piece of work that was given up.

    Args:
        item: the work item.
        endpoint: of the page about its subject; empty if it has none.
        values: for building the address of that page.
    """

    item: WorkItem
    endpoint: str
    values: dict[str, Any]


@dataclass(frozen=True)
class FailedPage:
    """The failed work of an agency, page by page.

    Args:
        agency: whose.
        page: of `FailedWork`.
        can_retry: whether the viewer may have it tried again.
    """

    agency: Agency
    page: Page[FailedWork]
    can_retry: bool


def failed_work(agency_slug: str, number: int, *, actor: Any) -> FailedPage:
    """Return one page of the work of an agency that was given up, newest first.

    Raises:
        NotFound: there is no such agency.
        NotAllowed: the account is neither officer nor administrator nor auditor of it.
    """
    agency = _agency(agency_slug)
    policy.require_sight_of_work(actor, agency.id)
    query = _failed_of(agency).order_by(WorkItem.id.desc())
    found = paginate(db.session(), query, number)
    rows = [_with_page(item) for item in found.items]
    return FailedPage(
        agency=agency,
        page=Page(rows, found.number, found.per_page, found.total),
        can_retry=policy.can_retry(actor, agency.id),
    )


def retry_work(agency_slug: str, item_id: int | None, *, actor: Any, now: datetime) -> int:
    """Have failed work of an agency tried again.

    Args:
        agency_slug: whose work.
        item_id: of one item; None for all of them.
        actor: an officer or administrator of the agency.
        now: the present moment.

    Returns:
        how many items were opened again; 0 if somebody else was faster.

    Raises:
        NotFound: there is no such agency.
        NotAllowed: the account is neither officer nor administrator of it.
    """
    agency = _agency(agency_slug)
    policy.require_retry(actor, agency.id)
    query = _failed_of(agency)
    if item_id is not None:
        query = query.where(WorkItem.id == item_id)
    items = {item.id: item for item in db.session.scalars(query)}
    opened = work.retry(db.session(), items, now=now)
    for opened_id in opened:
        events.record(
            db.session(),
            "work.retried",
            items[opened_id],
            now=now,
            actor=actor,
            role="staff",
            agency_id=agency.id,
        )
    db.session.commit()
    return len(opened)


def _agency(slug: str) -> Agency:
    agency = db.session.scalar(select(Agency).where(Agency.slug == slug))
    if agency is None:
        raise NotFound(_l("There is no such agency."))
    return agency


def _failed_of(agency: Agency) -> Any:
    return select(WorkItem).where(WorkItem.state == "failed", WorkItem.agency_id == agency.id)


def _with_page(item: WorkItem) -> FailedWork:
    endpoint, argument = _PAGES.get(item.kind, ("", ""))
    return FailedWork(item, endpoint, {argument: item.subject_id} if endpoint else {})
