"""What this room tells the registry at start."""

from ideation.core.registry import Registry
from ideation.trace.service import panels
from ideation.trace.service.sequel import sequel


def register(registry: Registry) -> None:
    """Register the continuation of every theme's story, and the way to it from every page."""
    registry.sequel = sequel
    for kind in panels.PAGES:
        registry.panel(kind, "trace", panels.link_of(kind))
    registry.panel("theme", "trace", panels.of_theme)
    registry.panel("round", "ways", panels.ways)
