"""What this room tells the registry at start."""

from ideation.agencies import service
from ideation.core.registry import Registry


def register(registry: Registry) -> None:
    """Register how earlier rooms find agencies, as people hold roles within them."""
    registry.finder("agency", service.get_agency)
    registry.finder("agency_by_id", service.get_agency_by_id)
    registry.link("agency", lambda slug: f"/agencies/{slug}")
