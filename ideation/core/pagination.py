"""Pages of a long list: twenty a page, with the whole number known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from ideation.extensions import AnySession

PER_PAGE = 20
LAST_PAGE = 10_000

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list.

    Args:
        items: what is on it.
        number: which page, from 1.
        per_page: how many items a full page holds.
        total: how many items the whole list has.
    """

    items: Sequence[T]
    number: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def has_prev(self) -> bool:
        """Whether there is a page before this one."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Whether there is a page after this one."""
        return self.number < self.pages


def page_number(typed: str | None) -> int:
    """Read a page number from an address; anything odd means the first page."""
    if typed is None or not typed.isascii() or not typed.isdigit() or len(typed) > 6:
        return 1
    return min(max(1, int(typed)), LAST_PAGE)


def paginate(
    session: AnySession,
    query: Select[Any],
    number: int,
    per_page: int = PER_PAGE,
    *,
    total: int | None = None,
) -> Page[Any]:
    """Run a query for one page: one query for the items, one for the count.

    A query of one entity gives its objects, one of several columns gives rows.

    Args:
        session: where to run it.
        query: the whole list, in order.
        number: which page, from 1.
        per_page: how many items a full page holds.
        total: how many items the whole list has, where that is known; otherwise they are counted.
    """
    if total is None:
        total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    offset = (number - 1) * per_page
    found = session.execute(query.limit(per_page).offset(offset)).unique()
    items = found.scalars() if len(query.column_descriptions) == 1 else found
    return Page(items.all(), number, per_page, total or 0)
