"""What this room tells the registry at start."""

from ideation.core.registry import Registry


def register(registry: Registry) -> None:
    """Register links to objects."""
    registry.link("round", lambda slug: f"/rounds/{slug}")
