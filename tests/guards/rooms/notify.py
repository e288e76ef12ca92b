"""The routes of Notify, and what they are about."""

from typing import Any

from tests.guards.cases import Case

CASES: tuple[Case, ...] = ()


def furnish(_make: Any, _world: Any) -> None:
    """Add objects of this room to the small world."""
