"""The voices of a theme, searched, filtered and paged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import lazyload

from ideation.core.pagination import PER_PAGE, Page, paginate
from ideation.diagnose.models import Submission, Theme, ThemeMember
from ideation.diagnose.service.filters import VoiceFilters
from ideation.diagnose.service.placing import is_in, is_unclear
from ideation.extensions import db

YES: Final = "yes"


@dataclass(frozen=True)
class Filters(VoiceFilters):
    """Which voices of a theme everybody may ask for: those that fit best first.

    Args:
        also: `yes` for the voices of other themes that touch on this one.
    """

    SORTS: ClassVar[tuple[str, ...]] = ("fit", "newest", "supported")

    sort: str = "fit"
    also: str = ""

    @classmethod
    def knows(cls, name: str, value: str) -> bool:
        """Tell whether a value makes sense for a filter."""
        return value == YES if name == "also" else super().knows(name, value)

    def leave_out(self) -> bool:
        """Tell whether some of the voices are left out."""
        return bool(self.arguments().keys() - {"sort", "also"})


@dataclass(frozen=True)
class WorkFilters(VoiceFilters):
    """Which voices of a theme officers may ask for, also by how surely they belong there.

    Args:
        unclear: `yes` for those that the engine is not sure of.
    """

    SORTS: ClassVar[tuple[str, ...]] = ("fit", "newest", "supported", "unsure")

    sort: str = "fit"
    unclear: str = ""

    @classmethod
    def knows(cls, name: str, value: str) -> bool:
        """Tell whether a value makes sense for a filter."""
        return value == YES if name == "unclear" else super().knows(name, value)

    def applied_to(self, query: Select[Any]) -> Select[Any]:
        """Return a query of a theme's voices narrowed to those asked for."""
        query = super().applied_to(query)
        return query.where(is_unclear()) if self.unclear else query


def public_page(
    theme: Theme, filters: Filters, number: int, *, confidential: int
) -> Page[Submission]:
    """Return one page of the voices of a theme, or of those that touch on it, that all may read.

    Args:
        theme: the theme.
        filters: which of its voices, in which order.
        number: which page, from 1.
        confidential: how many of its voices the public does not read; see `confidential_in`.
    """
    query = _members(theme, primary=not filters.also).where(Submission.is_public)
    known = theme.also if filters.also else theme.size - confidential
    return _page(query, filters, number, PER_PAGE, known)


def page(theme: Theme, filters: WorkFilters, number: int, *, per_page: int) -> Page[Submission]:
    """Return one page of all voices of a theme, for those who work on it."""
    query = _members(theme).where(Submission.withdrawn_at.is_(None))
    return _page(query, filters, number, per_page, theme.size)


def unclear_among(submission_ids: Sequence[int]) -> set[int]:
    """Return those of the submissions that the engine was not sure of when it placed them."""
    query = select(ThemeMember.submission_id).where(
        is_unclear(), is_in(ThemeMember.submission_id, submission_ids)
    )
    return set(db.session.scalars(query))


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


def _members(theme: Theme, *, primary: bool = True) -> Select[Any]:
    return (
        select(Submission)
        .join(ThemeMember, ThemeMember.submission_id == Submission.id)
        .where(
            ThemeMember.theme_id == theme.id,
            # An index of each half holds these very words.
            ThemeMember.is_primary if primary else ~ThemeMember.is_primary,
        )
        .options(lazyload(Submission.author))
    )


def _page(
    query: Select[Any], filters: VoiceFilters, number: int, per_page: int, known: int
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
