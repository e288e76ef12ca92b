"""The voices of a theme, searched, filtered and paged."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import lazyload

from ideation.core.pagination import PER_PAGE, Page, paginate
from ideation.core.provinces import province as find_province
from ideation.diagnose.models import Channel, Kind, Submission, ThemeMember
from ideation.diagnose.search import LONGEST_QUERY
from ideation.diagnose.service.search import matches_words
from ideation.extensions import db

SORTS: Final = ("fit", "newest", "supported", "unsure")


@dataclass(frozen=True)
class Filters:
    """Which voices of a theme are asked for; an empty word asks for all.

    Args:
        q: words to search for.
        kind: a word of `Kind`.
        province: ISO 3166-2:TH number.
        channel: a word of `Channel`.
        sort: a word of `SORTS`: those that fit best, newest, most supported, least sure first.
    """

    q: str = ""
    kind: str = ""
    province: str = ""
    channel: str = ""
    sort: str = SORTS[0]

    @classmethod
    def read(cls, typed: Mapping[str, str]) -> "Filters":
        """Read the filters of an address; what makes no sense there is left out."""
        given = {each.name: typed.get(each.name, "").strip() for each in fields(cls)}
        return cls(
            q=given["q"].replace("\x00", "")[:LONGEST_QUERY],
            kind=given["kind"] if given["kind"] in set(Kind) else "",
            province=given["province"] if find_province(given["province"]) else "",
            channel=given["channel"] if given["channel"] in set(Channel) else "",
            sort=given["sort"] if given["sort"] in SORTS else SORTS[0],
        )

    def arguments(self) -> dict[str, str]:
        """Return the filters in force as arguments of an address."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if value and value != SORTS[0]}

    def without(self, name: str) -> dict[str, str]:
        """Return the arguments of the address without one of the filters."""
        return {key: value for key, value in self.arguments().items() if key != name}


def page(
    theme_id: int, filters: Filters, number: int, *, per_page: int = PER_PAGE
) -> Page[Submission]:
    """Return one page of a theme's voices."""
    query = (
        select(Submission)
        .join(ThemeMember, ThemeMember.submission_id == Submission.id)
        .where(
            ThemeMember.theme_id == theme_id,
            ThemeMember.is_primary,
            Submission.withdrawn_at.is_(None),
        )
        .options(lazyload(Submission.author))
    )
    for name in ("kind", "province", "channel"):
        if wanted := getattr(filters, name):
            query = query.where(getattr(Submission, name) == wanted)
    if filters.q:
        query = query.where(_says(filters.q))
    orders: dict[str, tuple[Any, ...]] = {
        "fit": (ThemeMember.score.desc(), Submission.id),
        "newest": (Submission.said_at.desc(), Submission.id.desc()),
        "supported": (Submission.support_count.desc(), Submission.id.desc()),
        "unsure": (ThemeMember.score, Submission.id),
    }
    found: Page[Submission] = paginate(
        db.session, query.order_by(*orders[filters.sort]), number, per_page
    )
    return found


def _says(typed: str) -> ColumnElement[bool]:
    words = matches_words(Submission.search, typed)
    return Submission.text.icontains(typed, autoescape=True) if words is None else words
