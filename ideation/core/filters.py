"""What a list is narrowed to, as its address says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Final

LONGEST_QUERY: Final = 200
"""Characters of what a person types into a search box."""


@dataclass(frozen=True)
class Filters:
    """The base of what a list can be asked for; every field is a word, most often empty for all."""

    def arguments(self) -> dict[str, str]:
        """Return the filters in force as arguments of an address; usual values are left out."""
        values = {each.name: (getattr(self, each.name), each.default) for each in fields(self)}
        return {name: value for name, (value, usual) in values.items() if value not in ("", usual)}

    def without(self, name: str) -> dict[str, str]:
        """Return the arguments of the address without one of the filters."""
        return {key: value for key, value in self.arguments().items() if key != name}


def query_words(typed: str) -> str:
    """Return what was typed into a search box, fit to be searched for."""
    return typed.replace("\x00", "").strip()[:LONGEST_QUERY]


def one_of(words: Iterable[str], typed: Mapping[str, str], name: str, usual: str = "") -> str:
    """Return an argument of an address where it is one of some words, otherwise the usual one."""
    given = typed.get(name, "")
    return given if given in set(words) else usual
