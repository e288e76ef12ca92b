"""What this room tells the registry at start."""

from datetime import timedelta

from ideation.core.registry import Registry
from ideation.core.work import Kind
from ideation.notify import service
from ideation.notify.service import digests, messages, news, personal, spreading


def register(registry: Registry) -> None:
    """Register the ways out for the rooms below and beside, and the work of the workers."""
    registry.mailer = service.send_later
    registry.announcer = service.announce
    registry.kind(Kind(messages.KIND, messages.deliver, lease=timedelta(minutes=1)))
    registry.kind(Kind(news.KIND, spreading.spread, lease=timedelta(minutes=2)))
    registry.kind(Kind(digests.KIND, digests.write, lease=timedelta(minutes=1)))
    registry.exporter("news", personal.export_of)
    registry.eraser("news", personal.forget)
