"""What this room tells the registry at start."""

from ideation.core.registry import Registry
from ideation.discover.service import references


def register(registry: Registry) -> None:
    """Register links, news and parts of pages."""
    registry.link("statement", "/statements/{}".format)
    registry.link("need", "/needs/{}".format)
    registry.parent("statement", references.theme_of_statement)
    registry.parent("need", references.theme_of_need)
