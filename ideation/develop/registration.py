"""What this room tells the registry at start."""

from ideation.core.registry import Registry
from ideation.develop.service import references


def register(registry: Registry) -> None:
    """Register links, news and parts of pages."""
    registry.link("challenge", "/challenges/{}".format)
    registry.link("idea", "/ideas/{}".format)
    registry.parent("challenge", references.theme_of_challenge)
    registry.parent("idea", references.challenge_of_idea)
