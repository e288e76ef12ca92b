"""What this room tells the registry at start."""

from ideation.core.i18n import _l
from ideation.core.registry import Reach, Registry
from ideation.rounds.service import references


def register(registry: Registry) -> None:
    """Register links to objects, what they are called, and what people hear of them."""
    registry.link("round", _path)
    registry.title("round", references.titles_of_rounds)
    registry.news("round.published", _l("The round “%(title)s” was published"), Reach.SELF)
    registry.news("round.closed", _l("The round “%(title)s” is closed"), Reach.SELF)
    registry.news("round.reopened", _l("The round “%(title)s” was opened again"), Reach.SELF)
    registry.news("notice.published", _l("A notice of a round: “%(title)s”"), Reach.SELF)


def _path(key: str | int) -> str:
    """Return the path of a round by its slug, as people know it, or by its id."""
    return f"/rounds/by-id/{key}" if isinstance(key, int) else f"/rounds/{key}"
