"""What this room tells the registry at start."""

from ideation.core.registry import Registry


def register(_registry: Registry) -> None:
    """Register the continuation of every theme's story."""
