"""What the public reads of a round's submissions: the list, one of them, and the file of all."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from ideation.accounts.models import Account
from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.core.pagination import PER_PAGE, Page
from ideation.core.registry import Panel
from ideation.diagnose.models import (
    Submission,
    Theme,
    ThemeMember,
)
from ideation.diagnose.policy import submissions as policy
from ideation.diagnose.policy.themes import can_work
from ideation.diagnose.service import status
from ideation.diagnose.service.copies import Copies, copies_of
from ideation.diagnose.service.filters import VoiceFilters, is_id
from ideation.diagnose.service.placing import is_in, is_unclear
from ideation.diagnose.service.similar import Similar, similar
from ideation.diagnose.service.support import supported_by
from ideation.extensions import db
from ideation.rounds.models import Round
from ideation.rounds.policy import require_sight
from ideation.rounds.service import get_round

THEME_CHOICES = 60
ROWS_AT_ONCE = 1_000
ON_PANEL = 3


@dataclass(frozen=True)
class Filters(VoiceFilters):
    """Which voices of a round are asked for; an empty word asks for all.

    Args:
        status: a word of `status.STATUSES`.
        theme: id of a theme, in digits.
    """

    SORTS: ClassVar[tuple[str, ...]] = ("newest", "supported")

    sort: str = "newest"
    status: str = ""
    theme: str = ""

    @classmethod
    def knows(cls, name: str, value: str) -> bool:
        """Tell whether a value makes sense for a filter."""
        if name == "status":
            return value in status.STATUSES
        return is_id(value) if name == "theme" else super().knows(name, value)


@dataclass(frozen=True)
class Listing:
    """One page of a round's submissions.

    Args:
        round: the round.
        filters: what was asked for.
        page: the submissions.
        themes: the main theme of each submission that has one, by the submission's id.
        choices: the themes of the round, largest first.
    """

    round: Round
    filters: Filters
    page: Page[Submission]
    themes: dict[int, Theme]
    choices: list[tuple[int, str]]


@dataclass(frozen=True)
class Voice:
    """One submission as everybody may see it.

    Args:
        submission: the row; its words are empty when it was withdrawn.
        theme: its main theme, or None.
        second: another theme that it touches on, or None.
        unclear: whether the engine is not sure of its theme; for officers only.
        status: see `status.public_status`.
        is_own: whether it belongs to whoever looks.
        is_supported: whether whoever looks supports it.
        can_support: whether support is taken now.
        similar: those most like it.
        copies: the group of public texts of nearly the same wording, or None; for officers only.
    """

    submission: Submission
    theme: Theme | None
    second: Theme | None
    unclear: bool
    status: str
    is_own: bool
    is_supported: bool
    can_support: bool
    similar: list[Similar]
    copies: Copies | None


def browse(round_slug: str, filters: Filters, number: int, *, actor: Account | None) -> Listing:
    """Return one page of a round's submissions.

    Args:
        round_slug: the round.
        filters: which of its submissions, in which order.
        number: which page, from 1.
        actor: who is signed in, or None.

    Raises:
        NotFound: there is no such round for this person.
    """
    round = get_round(round_slug, viewer=actor)
    page = _page(_chosen(round, filters), filters.sort, number)
    return Listing(
        round=round,
        filters=filters,
        page=page,
        themes=status.themes_of(each.id for each in page.items),
        choices=_theme_choices(round),
    )


def show(
    number: str,
    *,
    actor: Account | None,
    visitor_key: str | None,
    tracked: Collection[int],
    now: datetime,
) -> Voice:
    """Return one submission as everybody may see it.

    Args:
        number: its public number.
        actor: who is signed in, or None.
        visitor_key: the key under which this browser supports, or None if it never did.
        tracked: ids of the submissions that this browser has shown the secret of.
        now: the present moment.

    Raises:
        NotFound: there is none that this person may see.
    """
    query = (
        select(Submission)
        .where(Submission.number == number)
        .options(
            joinedload(Submission.author),
            joinedload(Submission.round),
            selectinload(Submission.additions),
        )
    )
    submission = db.session.scalar(query)
    if submission is None:
        raise NotFound(_l("There is no submission with this number."))
    require_sight(actor, submission.round)
    if not policy.can_read(submission, actor, tracked):
        raise NotFound(_l("There is no submission with this number."))
    theme, second, unclear = _places(submission.id)
    supported = supported_by([submission.id], actor=actor, visitor_key=visitor_key)
    return Voice(
        submission=submission,
        theme=theme,
        second=second,
        unclear=unclear and can_work(actor, submission.round),
        status=status.public_status(submission, theme),
        is_own=policy.is_holder(submission, actor, tracked),
        is_supported=bool(supported),
        can_support=policy.can_support(submission, now),
        similar=similar(submission.round_id, submission.text, besides=submission.id),
        copies=_copies(submission, actor),
    )


def _places(submission_id: int) -> tuple[Theme | None, Theme | None, bool]:
    """Return the main theme of a submission, a second one, and whether the first is unclear."""
    rows = db.session.execute(
        select(Theme, ThemeMember.is_primary, is_unclear())
        .join(ThemeMember, ThemeMember.theme_id == Theme.id)
        .where(ThemeMember.submission_id == submission_id)
        .order_by(ThemeMember.score.desc(), Theme.id)
        .options(lazyload(Theme.unit))
    ).all()
    main = next((row for row in rows if row[1]), None)
    second = next((row[0] for row in rows if not row[1]), None)
    return (main[0], second, main[2]) if main else (None, second, False)


def _copies(submission: Submission, actor: Account | None) -> Copies | None:
    # The list that it leads to holds what is public.
    if not can_work(actor, submission.round) or not submission.is_public:
        return None
    return copies_of([submission.id], Submission.is_public).get(submission.id)


def number_of(submission_id: int) -> str:
    """Return the public number of a submission.

    Raises:
        NotFound: there is no such submission.
    """
    number = db.session.scalar(select(Submission.number).where(Submission.id == submission_id))
    if number is None:
        raise NotFound(_l("There is no submission with this number."))
    return number


def rows(
    round_slug: str, filters: Filters, *, actor: Account | None
) -> Iterator[tuple[Submission, Theme | None, list[str]]]:
    """Return all submissions of a list, oldest first, a thousand at a time.

    Args:
        round_slug: the round.
        filters: which of its submissions; the order is always by age.
        actor: who is signed in, or None.

    Returns:
        each submission with its main theme and what was added to it.

    Raises:
        NotFound: there is no such round for this person; raised at once, not at the first row.
    """
    query = _chosen(get_round(round_slug, viewer=actor), filters)
    return _portions(query)


def _portions(query: Select[Any]) -> Iterator[tuple[Submission, Theme | None, list[str]]]:
    last = 0
    while True:
        portion = list(
            db.session.scalars(
                query.where(Submission.id > last)
                .order_by(None)
                .order_by(Submission.id)
                .limit(ROWS_AT_ONCE)
                .options(selectinload(Submission.additions))
            ).unique()
        )
        themes = status.themes_of(each.id for each in portion)
        for each in portion:
            yield each, themes.get(each.id), [addition.text for addition in each.additions]
        if len(portion) < ROWS_AT_ONCE:
            return
        last = portion[-1].id


def panel(round: Round, _now: datetime) -> Panel | None:
    """Return the newest submissions of a round for its page, or None while there are none."""
    query = _in_order(_chosen(round, Filters()), "newest").limit(ON_PANEL)
    newest = list(db.session.scalars(query))
    return Panel("submissions/_panel.html", {"round": round, "newest": newest}) if newest else None


def _chosen(round: Round, filters: Filters) -> Select[Any]:
    query = (
        select(Submission)
        .where(Submission.round_id == round.id, Submission.is_public)
        .options(joinedload(Submission.author))
    )
    query = filters.applied_to(query)
    if not filters.status and not filters.theme:
        return query
    query = query.outerjoin(
        ThemeMember, and_(ThemeMember.submission_id == Submission.id, ThemeMember.is_primary)
    ).outerjoin(Theme, Theme.id == ThemeMember.theme_id)
    if filters.status:
        query = query.where(status.has_status(filters.status))
    if filters.theme:
        query = query.where(Theme.id == int(filters.theme))
    return query


def _page(chosen: Select[Any], sort: str, number: int) -> Page[Submission]:
    # Counted and ordered by ids alone, which an index holds: a late page of a long list would
    # otherwise read every text before it.
    ids = chosen.with_only_columns(Submission.id)
    total = db.session.scalar(select(func.count()).select_from(ids.subquery())) or 0
    on_page = _in_order(ids, sort).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    wanted = list(db.session.scalars(on_page))
    query = (
        select(Submission)
        .where(is_in(Submission.id, wanted))
        .options(joinedload(Submission.author))
    )
    found = {each.id: each for each in db.session.scalars(query)}
    items = [found[each] for each in wanted if each in found]
    return Page(items, number, PER_PAGE, total)


def _in_order(query: Select[Any], sort: str) -> Select[Any]:
    if sort == "supported":
        return query.order_by(Submission.support_count.desc(), Submission.id.desc())
    return query.order_by(Submission.said_at.desc(), Submission.id.desc())


def _theme_choices(round: Round) -> list[tuple[int, str]]:
    query = (
        select(Theme.id, Theme.label)
        .where(Theme.round_id == round.id, Theme.merged_into_id.is_(None), Theme.size > 0)
        .order_by(Theme.size.desc(), Theme.id)
        .limit(THEME_CHOICES)
    )
    return [(row.id, row.label) for row in db.session.execute(query)]
