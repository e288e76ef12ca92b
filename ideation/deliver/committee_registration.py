"""What committees and their meetings tell the registry at start."""

from ideation.core.i18n import _l
from ideation.core.registry import Reach, Registry
from ideation.deliver.service import committees, meetings
from ideation.deliver.service.meetings import naming


def register_committees(registry: Registry) -> None:
    """Register titles, news, what waits for members and secretaries, and personal data."""
    registry.title("committee", naming.committees)
    registry.title("meeting", naming.meetings)
    registry.title("meeting_item", naming.items)
    registry.waiting("deliver.meetings", meetings.waiting_for)
    registry.exporter("committees", committees.export_of)
    registry.eraser("committees", committees.forget_member)
    for event, line, reach in (
        ("meeting.called", _l("A meeting is called: %(title)s"), Reach.NEAR),
        (
            "meeting.changed",
            _l("A meeting has a new time, place or title: %(title)s"),
            Reach.NEAR,
        ),
        ("meeting.cancelled", _l("A meeting is cancelled: %(title)s"), Reach.NEAR),
        ("meeting.closed", _l("The minutes of a meeting are public: %(title)s"), Reach.NEAR),
        # An item is followed by the members who were present when the vote on it was opened.
        ("meeting_item.vote_opened", _l("The vote is open on “%(title)s”"), Reach.SELF),
        ("meeting_item.deferred", _l("The committee put off “%(title)s”"), Reach.SELF),
        # What was decided, approved or not, is told far as news of the dossier.
        ("decision.made", _l("The committee has decided on “%(title)s”"), Reach.SELF),
    ):
        registry.news(event, line, reach)
