"""The use cases of Notify."""

from ideation.notify.service.choices import choose, frequency_of
from ideation.notify.service.follows import (
    Followed,
    choose_to_follow,
    follow,
    followed_by,
    is_following,
    stop_following,
    unfollow,
)
from ideation.notify.service.inbox import Inbox, Line, count_unread, open_item, read_all, show_inbox
from ideation.notify.service.messages import KIND, deliver, send_later
from ideation.notify.service.news import TIME_TO_UNDO, announce, cancel
from ideation.notify.service.stopping import letters_of, stop_letters

__all__ = [
    "KIND",
    "TIME_TO_UNDO",
    "Followed",
    "Inbox",
    "Line",
    "announce",
    "cancel",
    "choose",
    "choose_to_follow",
    "count_unread",
    "deliver",
    "follow",
    "followed_by",
    "frequency_of",
    "is_following",
    "letters_of",
    "open_item",
    "read_all",
    "send_later",
    "show_inbox",
    "stop_following",
    "stop_letters",
    "unfollow",
]
