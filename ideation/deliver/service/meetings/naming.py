"""What committees, meetings and items are called, where others speak of them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from ideation.deliver.models import (
    Committee,
    DossierVersion,
    Meeting,
    MeetingItem,
    MeetingState,
)
from ideation.extensions import db


def committees(ids: Sequence[int]) -> Mapping[int, str]:
    """Return the names of committees."""
    query = select(Committee.id, Committee.name).where(Committee.id.in_(ids))
    return {row.id: row.name for row in db.session.execute(query)}


def meetings(ids: Sequence[int]) -> Mapping[int, str]:
    """Return the titles of meetings; those that are only planned are left out."""
    query = select(Meeting.id, Meeting.title).where(
        Meeting.id.in_(ids), Meeting.state != MeetingState.PLANNED
    )
    return {row.id: row.title for row in db.session.execute(query)}


def items(ids: Sequence[int]) -> Mapping[int, str]:
    """Return the titles of the dossiers of items; those of planned meetings are left out."""
    query = (
        select(MeetingItem.id, DossierVersion.title)
        .join(DossierVersion, DossierVersion.id == MeetingItem.dossier_version_id)
        .join(Meeting, Meeting.id == MeetingItem.meeting_id)
        .where(MeetingItem.id.in_(ids), Meeting.state != MeetingState.PLANNED)
    )
    return {row.id: row.title for row in db.session.execute(query)}
