"""What the pages across rooms show: home, search, and the failed work of an agency."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ideation.agencies.models import Agency
from ideation.core import events, work
from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.core.models import WorkItem
from ideation.core.pagination import Page, paginate
from ideation.diagnose.models import Submission, Theme, ThemeRun
from ideation.diagnose.service import search as voices
from ideation.diagnose.service.themes import latest_decisions
from ideation.extensions import db
from ideation.rounds import service as rounds
from ideation.rounds.models import Round, Stage
from ideation.site import policy

DECISIONS_SHOWN = 3
ROUNDS_SHOWN = 4
FINDS_SHOWN = 6
# Of the kinds of work that have a page of their own: its endpoint and the name of its argument.
_PAGES = {
    "submission.theme": ("submissions.by_id", "submission_id"),
    "theme_run.execute": ("board.run", "run_id"),
    "import.run": ("imports.show", "import_id"),
}


@dataclass(frozen=True)
class Today:
    """What waits for a member of staff.

    Args:
        rounds: the rounds they run, closed ones last.
        failed: how much work each agency has that was given up; only those that have some.
        runs: runs of the theme engine that wait or go on.
    """

    rounds: list[Round]
    failed: list[tuple[Agency, int]]
    runs: list[ThemeRun]


@dataclass(frozen=True)
class Front:
    """Everything on the home page.

    Args:
        decisions: the themes decided or answered last.
        rounds: rounds in which people can take part now.
        speak_in: those of them whose Diagnose is open.
        today: for staff; None for everybody else.
    """

    decisions: list[Theme]
    rounds: list[Round]
    speak_in: list[Round]
    today: Today | None


@dataclass(frozen=True)
class Finds:
    """What a search found: a few rounds and themes, and the submissions page by page."""

    rounds: list[Round]
    themes: list[Theme]
    submissions: Page[Submission]


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


def front_page(*, viewer: Any, now: datetime) -> Front:
    """Return what the home page shows to a viewer."""
    open_now = rounds.open_rounds(ROUNDS_SHOWN, now=now)
    return Front(
        decisions=latest_decisions(DECISIONS_SHOWN),
        rounds=open_now,
        speak_in=[round_ for round_ in open_now if round_.is_open(Stage.DIAGNOSE, now)],
        today=_today(viewer),
    )


def _today(viewer: Any) -> Today | None:
    agency_ids = policy.watched_agency_ids(viewer)
    if not agency_ids:
        return None
    failed = db.session.execute(
        select(Agency, func.count(WorkItem.id))
        .join(WorkItem, WorkItem.agency_id == Agency.id)
        .where(Agency.id.in_(agency_ids), WorkItem.state == "failed")
        .group_by(Agency.id)
        .order_by(Agency.id)
    )
    runs = db.session.scalars(
        select(ThemeRun)
        .join(Round, Round.id == ThemeRun.round_id)
        .where(Round.agency_id.in_(agency_ids), ThemeRun.state.in_(("waiting", "running")))
        .order_by(ThemeRun.id.desc())
        .limit(ROUNDS_SHOWN)
    )
    return Today(
        rounds=rounds.run_by(viewer, ROUNDS_SHOWN),
        failed=[(agency, number) for agency, number in failed],
        runs=list(runs),
    )


def search(query: str, number: int) -> Finds:
    """Find rounds, themes and submissions that the public may see.

    Args:
        query: what a person typed; nothing is found for an empty one.
        number: which page of the submissions, from 1; the others stand on the first only.
    """
    if not query:
        return Finds([], [], Page([], 1, 20, 0))
    first = number == 1
    return Finds(
        rounds=rounds.search_rounds(query, FINDS_SHOWN) if first else [],
        themes=voices.search_themes(query, FINDS_SHOWN) if first else [],
        submissions=voices.search_submissions(query, number),
    )


def staff_agencies(viewer: Any) -> list[Agency]:
    """Return the agencies in which a viewer holds a role, in a lasting order."""
    if viewer is None or not viewer.is_authenticated or not viewer.memberships:
        return []
    ids = {membership.agency_id for membership in viewer.memberships}
    return list(db.session.scalars(select(Agency).where(Agency.id.in_(ids)).order_by(Agency.id)))


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
