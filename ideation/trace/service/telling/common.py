"""What the steps of every stage share: addresses, offices, and Markdown as one plain sentence."""

import re
from typing import Any, Final

from ideation.core.registry import Ref, registry
from ideation.diagnose.words import excerpt
from ideation.rounds.words import name_of
from ideation.trace.service.loading import Loaded

LONGEST_QUOTE: Final = 400
LONGEST_TEXT: Final = 280
_MARKS = re.compile(r"[*_`#>]+|!?\[([^\]]*)\]\([^)]*\)")


def path_of(ref: Ref) -> str:
    """Return the address of an object's page."""
    return registry.links[ref[0]](ref[1])


def plain(markdown: str, longest: int = LONGEST_TEXT) -> str:
    """Return the beginning of what somebody wrote, without the marks of Markdown, in one line."""
    words = _MARKS.sub(lambda found: found.group(1) or "", markdown)
    return excerpt(" ".join(words.split()), longest)


def agency_of(loaded: Loaded) -> str:
    """Return the name of the agency."""
    return name_of(loaded.round.agency)


def office_of(loaded: Loaded, unit: Any = None) -> str:
    """Return the name of a unit, else of the one that answers for the theme, else the agency's."""
    found = unit or (loaded.theme.unit if loaded.theme else None)
    return name_of(found) if found else agency_of(loaded)
