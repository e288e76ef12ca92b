"""The voices of a theme, searched, filtered and paged."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import select
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


def page(
    theme: Theme, filters: Filters, number: int, *, per_page: int = PER_PAGE
) -> Page[Submission]:
    """Return one page of a theme's voices."""
    query = (
        select(Submission)
        .join(ThemeMember, ThemeMember.submission_id == Submission.id)
        .where(
            ThemeMember.theme_id == theme.id,
            ThemeMember.is_primary,
            Submission.withdrawn_at.is_(None),
        )
        .options(lazyload(Submission.author))
    )
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
        total=None if filters.leave_out() else theme.size,
    )
    return found
