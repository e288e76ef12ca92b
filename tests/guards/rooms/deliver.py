"""The routes of Deliver, and what they are about: each part in a file of its own."""

from typing import Any

from tests.guards.cases import Case
from tests.guards.rooms import deliver_committees, deliver_dossiers, deliver_pocs

# In the order of the process: what a dossier is about is there before it.
PARTS = (deliver_pocs, deliver_dossiers, deliver_committees)

CASES: tuple[Case, ...] = tuple(case for part in PARTS for case in part.CASES)


def furnish(make: Any, world: Any) -> None:
    """Add objects of this room to the small world."""
    for part in PARTS:
        part.furnish(make, world)
