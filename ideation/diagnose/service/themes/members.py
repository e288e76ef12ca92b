"""The voices of a theme, searched, filtered and paged."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import lazyload

from ideation.core.pagination import PER_PAGE, Page, paginate
from ideation.diagnose.models import Submission, Theme, ThemeMember
from ideation.diagnose.service.filters import VoiceFilters
from ideation.extensions import db


@dataclass(frozen=True)
class Filters(VoiceFilters):
    """Which voices of a theme are asked for: those that fit best, or least surely, first."""

    SORTS: ClassVar[tuple[str, ...]] = ("fit", "newest", "supported", "unsure")

    sort: str = "fit"


def public_page(
    theme: Theme, filters: Filters, number: int, *, confidential: int
) -> Page[Submission]:
    """Return one page of the voices of a theme that everybody may read.

    Args:
        theme: the theme.
        filters: which of its voices, in which order.
        number: which page, from 1.
        confidential: how many of its voices the public does not read; see `confidential_in`.
    """
    query = _members(theme).where(Submission.is_public)
    return _page(query, filters, number, PER_PAGE, theme.size - confidential)


def page(theme: Theme, filters: Filters, number: int, *, per_page: int) -> Page[Submission]:
    """Return one page of all voices of a theme, for those who work on it."""
    query = _members(theme).where(Submission.withdrawn_at.is_(None))
    return _page(query, filters, number, per_page, theme.size)


def confidential_in(theme: Theme) -> int:
    """Return how many voices of a theme the public does not read: reports of wrongdoing (B4)."""
    query = (
        select(func.count())
        .select_from(Submission)
        .join(ThemeMember, ThemeMember.submission_id == Submission.id)
        .where(
            # The round and these very words let an index of the few there are answer.
            Submission.round_id == theme.round_id,
            text("submission.kind = 'tip_off'"),
            Submission.withdrawn_at.is_(None),
            ThemeMember.theme_id == theme.id,
            ThemeMember.is_primary,
        )
    )
    return db.session.scalar(query) or 0


def _members(theme: Theme) -> Select[Any]:
    return (
        select(Submission)
        .join(ThemeMember, ThemeMember.submission_id == Submission.id)
        .where(ThemeMember.theme_id == theme.id, ThemeMember.is_primary)
        .options(lazyload(Submission.author))
    )


def _page(
    query: Select[Any], filters: Filters, number: int, per_page: int, known: int
) -> Page[Submission]:
    orders: dict[str, tuple[Any, ...]] = {
        "fit": (ThemeMember.score.desc(), Submission.id),
        "newest": (Submission.said_at.desc(), Submission.id.desc()),
        "supported": (Submission.support_count.desc(), Submission.id.desc()),
        "unsure": (ThemeMember.score, Submission.id),
    }
    found: Page[Submission] = paginate(
        db.session,
        filters.applied_to(query).order_by(*orders[filters.sort]),
        number,
        per_page,
        total=None if filters.leave_out() else known,
    )
    return found
