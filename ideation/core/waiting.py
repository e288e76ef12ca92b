"""What waits for a person today: one line each, whatever room it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits for somebody, with how many there are of it.

    Args:
        kind: what it is, such as `theme.unanswered`; one line for each kind and place.
        sentence: the line a person reads, with its number in it, such as “3 themes wait for
            an official answer”; a plain string, made in the language of the reader.
        path: where the person goes to do it.
        number: how many wait.
        due_at: when the first of them is due; None where nothing says so.
        urgent: whether the first of them is late, or nearly so.
    """

    kind: str
    sentence: Any
    path: str
    number: int
    due_at: datetime | None = None
    urgent: bool = False


def in_order(lines: Iterable[Waiting]) -> list[Waiting]:
    """Return what waits as a person should take it up: urgent first, then by the day it is due.

    Lines of nothing are left out, and lines without a day come last.
    """
    never = datetime.max.replace(tzinfo=UTC)
    some = [line for line in lines if line.number > 0]
    return sorted(some, key=lambda line: (not line.urgent, line.due_at or never, line.kind))
