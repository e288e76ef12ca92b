"""The event record of meetings."""

from datetime import datetime
from typing import Any

from ideation.core import events
from ideation.deliver.models import Meeting
from ideation.extensions import db


def record(
    verb: str,
    subject: Any,
    meeting: Meeting,
    actor: Any,
    now: datetime,
    role: str = "committee_secretary",
    **data: Any,
) -> None:
    """Record what somebody did in a meeting, in the caller's transaction.

    Args:
        verb: what was done.
        subject: to what.
        meeting: in which meeting.
        actor: who did it.
        now: the present moment.
        role: in which role.
        data: ids and words of state.
    """
    events.record(
        db.session(), verb, subject,
        now=now, actor=actor, role=role, agency_id=meeting.committee.agency_id,
        meeting=meeting.id, **data,
    )  # fmt: skip
