"""The secretary's notes in minutes that otherwise write themselves."""

from datetime import datetime
from typing import Any, Final

from ideation.core import typed
from ideation.core.errors import Conflict
from ideation.core.i18n import _l
from ideation.deliver.models import Meeting, MeetingItem
from ideation.deliver.service import agendas
from ideation.deliver.service.meetings.reading import require_writable
from ideation.deliver.service.meetings.record import record
from ideation.extensions import db

LONGEST_NOTES: Final = 20_000


def write_notes(
    meeting_id: int, notes: str, *, actor: Any, now: datetime, seen: str | None = None
) -> Meeting:
    """Write the notes on a meeting as a whole.

    Args:
        meeting_id: which meeting.
        notes: in Markdown; may be empty.
        actor: a committee secretary of the agency.
        now: the present moment.
        seen: the mark of the notes that the secretary saw; None to skip the check.

    Raises:
        NotFound: there is no such meeting for this account.
        SignInNeeded, NotAllowed: the actor may not.
        InvalidInput: the notes are too long.
        Conflict: the meeting has not been opened, or somebody else has changed the notes.
    """
    meeting = agendas.for_secretary(meeting_id, actor)
    require_writable(meeting)
    words = _changed(meeting.notes, notes, "notes", seen)
    if words != meeting.notes:
        meeting.notes, meeting.updated_at = words, now
        record("meeting.notes_written", meeting, meeting, actor, now)
    db.session.commit()
    return meeting


def write_discussion(
    item_id: int, discussion: str, *, actor: Any, now: datetime, seen: str | None = None
) -> MeetingItem:
    """Write the notes on one item; the arguments are those of `write_notes`."""
    item = agendas.item_for_secretary(item_id, actor)
    require_writable(item.meeting)
    words = _changed(item.discussion, discussion, "discussion", seen)
    if words != item.discussion:
        item.discussion, item.meeting.updated_at = words, now
        record("meeting_item.notes_written", item, item.meeting, actor, now)
    db.session.commit()
    return item


def _changed(stored: str, written: str, field: str, seen: str | None) -> str:
    if seen is not None and seen != typed.mark_of(stored):
        raise Conflict(
            _l(
                "Somebody else changed these notes while you were writing. Saving again replaces "
                "their text with yours."
            )
        )
    return typed.optional(written, field, LONGEST_NOTES)
