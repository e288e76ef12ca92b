"""What this room tells the registry at start."""

from datetime import timedelta

from ideation.core.registry import Registry
from ideation.core.work import Kind
from ideation.notify import service


def register(registry: Registry) -> None:
    """Register the work of sending messages, and the way out for the room below."""
    registry.mailer = service.send_later
    registry.kind(Kind(service.KIND, service.deliver, lease=timedelta(minutes=1)))
    registry.mailer = service.send_later
