"""What this room tells the registry at start."""

from ideation.core.registry import Registry


def register(registry: Registry) -> None:
    """Register links to objects; a round is known outside by its slug."""
    registry.link("round", lambda slug: f"/rounds/{slug}")
