"""The filters that every list of voices has, read from its address and applied to its query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

from sqlalchemy import ColumnElement, Select

from ideation.core.filters import Filters, query_words
from ideation.core.provinces import province as find_province
from ideation.diagnose.models import Channel, Kind, Submission
from ideation.diagnose.service.copies import is_in_group
from ideation.diagnose.service.search import matches_words


@dataclass(frozen=True)
class VoiceFilters(Filters):
    """Which voices of a list are asked for; an empty word asks for all.

    Args:
        q: words to search for.
        kind: a word of `Kind`.
        province: ISO 3166-2:TH number.
        channel: a word of `Channel`.
        copies: names a group of near-identical texts (`TextCopy.group_id`), in digits.
        sort: a word of the list's `SORTS`, the first of which is its usual order.
    """

    SORTS: ClassVar[tuple[str, ...]]

    q: str = ""
    kind: str = ""
    province: str = ""
    channel: str = ""
    copies: str = ""
    sort: str = ""

    @classmethod
    def read(cls, typed: Mapping[str, str]) -> Self:
        """Read the filters of an address; what makes no sense there is left out."""
        names = [each.name for each in fields(cls)]
        given = {name: query_words(typed.get(name, "")) for name in names}
        return cls(**{name: value for name, value in given.items() if cls.knows(name, value)})

    @classmethod
    def knows(cls, name: str, value: str) -> bool:
        """Tell whether a value makes sense for a filter."""
        if name == "q":
            return True
        if name == "copies":
            return is_id(value)
        if name == "province":
            return find_province(value) is not None
        words: dict[str, Iterable[str]] = {"kind": Kind, "channel": Channel, "sort": cls.SORTS}
        return value in list(words[name])

    def arguments(self) -> dict[str, str]:
        """Return the filters in force as arguments of an address."""
        values = super().arguments()
        if self.sort == self.SORTS[0]:
            values.pop("sort", None)
        return values

    def leave_out(self) -> bool:
        """Tell whether some of the voices are left out."""
        return bool(self.arguments().keys() - {"sort"})

    def applied_to(self, query: Select[Any]) -> Select[Any]:
        """Return a query of submissions narrowed to those asked for; the order is left as it is."""
        for name in ("kind", "province", "channel"):
            if wanted := getattr(self, name):
                query = query.where(getattr(Submission, name) == wanted)
        if self.copies:
            query = query.where(is_in_group(int(self.copies)))
        return query.where(_says(self.q)) if self.q else query


def is_id(typed: str) -> bool:
    """Tell whether something typed may be the id of a row."""
    return typed.isascii() and typed.isdigit() and len(typed) < 19


def _says(typed: str) -> ColumnElement[bool]:
    words = matches_words(Submission.search, typed)
    # Without words it is nothing but signs, such as an emoji.
    return Submission.text.icontains(typed, autoescape=True) if words is None else words
