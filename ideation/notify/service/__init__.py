"""The use cases of Notify."""

from ideation.notify.service.follows import follow, unfollow
from ideation.notify.service.messages import KIND, deliver, send_later

__all__ = ["KIND", "deliver", "follow", "send_later", "unfollow"]
