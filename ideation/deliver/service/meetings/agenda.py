"""Planning a meeting, and what stands on its agenda until it opens."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from ideation.core import ids, typed
from ideation.core.errors import Conflict, InvalidInput
from ideation.core.i18n import _l
from ideation.core.machines import take
from ideation.core.registry import registry
from ideation.deliver.models import (
    ConflictOfInterest,
    Dossier,
    DossierState,
    DossierVersion,
    ItemState,
    Meeting,
    MeetingItem,
    MeetingState,
)
from ideation.deliver.policy import committees as policy
from ideation.deliver.service import agendas
from ideation.deliver.service.committees import reading as committees
from ideation.deliver.service.meetings.record import record
from ideation.deliver.states import DOSSIER
from ideation.extensions import db
from ideation.rounds.models import Round, RoundState

LONGEST_TITLE: Final = 200
LONGEST_PLACE: Final = 500
CHANGEABLE: Final = (MeetingState.PLANNED, MeetingState.CALLED)
"""The states in which agenda, time and place can be changed."""


def plan(
    committee_id: int,
    *,
    title: str,
    held_at: datetime,
    place: str,
    actor: Any,
    now: datetime,
    submit_token: str = "",
) -> Meeting:
    """Plan a meeting; sending the same form again returns the first.

    Args:
        committee_id: whose meeting.
        title: what it is called, such as “Meeting 3/2569”.
        held_at: when it is to be held.
        place: where; may be empty.
        actor: a committee secretary of the agency.
        now: the present moment.
        submit_token: of the form that was sent; empty if there is none.

    Raises:
        NotFound: there is no such committee.
        SignInNeeded, NotAllowed: the actor may not.
        InvalidInput: the field says what cannot be stored.
    """
    committee = committees.find(committee_id)
    policy.require_secretary(actor, committee.agency_id)
    key = ids.hash_token(submit_token) if submit_token else None
    statement = (
        insert(Meeting)
        .values(
            committee_id=committee.id,
            **_checked(title, held_at, place),
            submit_key=key,
            created_by_id=actor.id,
            created_at=now,
            updated_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Meeting.committee_id, Meeting.submit_key])
        .returning(Meeting.id)
    )
    meeting_id = db.session.scalar(statement)
    if meeting_id is None:
        return db.session.scalars(
            select(Meeting).where(Meeting.committee_id == committee.id, Meeting.submit_key == key)
        ).one()
    meeting = db.session.get_one(Meeting, meeting_id)
    record("meeting.planned", meeting, meeting, actor, now)
    db.session.commit()
    return meeting


def edit(
    meeting_id: int, *, title: str, held_at: datetime, place: str, actor: Any, now: datetime
) -> Meeting:
    """Change title, time or place; where the meeting is called already, its people are told.

    Raises:
        NotFound: there is no such meeting for this account.
        SignInNeeded, NotAllowed: the actor may not.
        Conflict: the meeting has been opened or cancelled.
        InvalidInput: the field says what cannot be stored.
    """
    meeting = agendas.for_secretary(meeting_id, actor)
    _require_changeable(meeting)
    checked = _checked(title, held_at, place)
    fields = [name for name, value in checked.items() if getattr(meeting, name) != value]
    for field in fields:
        setattr(meeting, field, checked[field])
    if fields:
        meeting.updated_at = now
        record("meeting.changed", meeting, meeting, actor, now, fields=fields)
        if meeting.state == MeetingState.CALLED:
            registry.announce(
                "meeting.changed", meeting,
                title=meeting.title, now=now, actor=actor,
                agency_id=meeting.committee.agency_id,
            )  # fmt: skip
    db.session.commit()
    return meeting


def add_item(meeting_id: int, dossier_id: int, *, actor: Any, now: datetime) -> MeetingItem:
    """Put a dossier on the agenda in the version handed in last; again changes nothing.

    Raises:
        NotFound: there is no such meeting for this account.
        SignInNeeded, NotAllowed: the actor may not.
        InvalidInput: no such dossier of the agency, or it was not handed in.
        Conflict: the meeting has been opened, or the dossier stands on another agenda.
    """
    meeting = agendas.for_secretary(meeting_id, actor)
    _require_changeable(meeting)
    _require_dossier(dossier_id, meeting)
    dossier = agendas.locked_dossier(dossier_id)
    there = _open_item(dossier)
    if there is not None and there.meeting_id == meeting.id:
        return there
    if there is not None:
        raise Conflict(_l("This dossier stands on another agenda already."))
    if dossier.state != DossierState.SUBMITTED:
        message = _l("Only a dossier that was handed in can be put on an agenda.")
        raise InvalidInput(message, field="dossier_id")
    item = MeetingItem(
        meeting_id=meeting.id,
        meeting=meeting,
        position=_last_position(meeting) + 1,
        dossier_id=dossier.id,
        dossier_version_id=_latest_version(dossier),
        state=ItemState.WAITING,
    )
    db.session.add(item)
    db.session.flush()
    record("meeting_item.added", item, meeting, actor, now, dossier=dossier.id)
    take(
        db.session(), DOSSIER, "schedule", dossier,
        now=now, actor=actor, role="committee_secretary",
        agency_id=meeting.committee.agency_id, title=dossier.title,
        related=[("meeting", meeting.id), ("meeting_item", item.id)],
    )  # fmt: skip
    dossier.updated_at = now
    db.session.commit()
    return item


def remove_item(item_id: int, *, actor: Any, now: datetime) -> Meeting:
    """Take a dossier off the agenda; it waits for another one.

    Raises:
        NotFound: there is no such item for this account.
        SignInNeeded, NotAllowed: the actor may not.
        Conflict: the meeting has been opened.
    """
    item = agendas.item_for_secretary(item_id, actor)
    meeting = item.meeting
    _require_changeable(meeting)
    record("meeting_item.removed", item, meeting, actor, now, dossier=item.dossier_id)
    unschedule(item, actor=actor, now=now)
    db.session.execute(
        delete(ConflictOfInterest).where(ConflictOfInterest.item_id == item.id),
        execution_options={"synchronize_session": False},
    )
    db.session.execute(delete(MeetingItem).where(MeetingItem.id == item.id))
    db.session.commit()
    return meeting


def move_item(item_id: int, direction: str, *, actor: Any, now: datetime) -> Meeting:
    """Exchange an item with the one before or after it; at the end of the list it stays.

    Args:
        item_id: which item.
        direction: `up` or `down`.
        actor: a committee secretary of the agency.
        now: the present moment.

    Raises:
        NotFound: there is no such item for this account.
        SignInNeeded, NotAllowed: the actor may not.
        InvalidInput: another direction.
        Conflict: the meeting has been opened.
    """
    if direction not in ("up", "down"):
        raise InvalidInput(_l("Move the item up or down."))
    item = agendas.item_for_secretary(item_id, actor)
    meeting = item.meeting
    _require_changeable(meeting)
    beside = (
        MeetingItem.position < item.position
        if direction == "up"
        else MeetingItem.position > item.position
    )
    order = MeetingItem.position.desc() if direction == "up" else MeetingItem.position
    other = db.session.scalar(
        select(MeetingItem)
        .where(MeetingItem.meeting_id == meeting.id, beside)
        .order_by(order)
        .limit(1)
    )
    if other is not None:
        place, wanted = item.position, other.position
        # A place holds one item at a time, and the database checks after each row.
        for moved, position in ((item, -place), (other, place), (item, wanted)):
            moved.position = position
            db.session.flush()
        record("meeting_item.moved", item, meeting, actor, now, direction=direction)
    db.session.commit()
    return meeting


def unschedule(item: MeetingItem, *, actor: Any, now: datetime) -> None:
    """Bring the dossier of an item back among those handed in, in the caller's transaction."""
    dossier = agendas.locked_dossier(item.dossier_id)
    take(
        db.session(), DOSSIER, "unschedule", dossier,
        now=now, actor=actor, role="committee_secretary",
        agency_id=item.meeting.committee.agency_id, title=dossier.title, text=item.reason,
        related=[("meeting", item.meeting_id), ("meeting_item", item.id)],
    )  # fmt: skip
    dossier.updated_at = now


def handed_in(agency_id: int) -> list[Dossier]:
    """Return the dossiers of an agency that wait for an agenda, the longest waiting first."""
    query = (
        _of_agency(agency_id)
        .where(Dossier.state == DossierState.SUBMITTED)
        .order_by(Dossier.submitted_at, Dossier.id)
    )
    return list(db.session.scalars(query))


def _of_agency(agency_id: int) -> Any:
    return agendas.dossiers_to_round(select(Dossier)).where(
        Round.agency_id == agency_id, Round.state != RoundState.DRAFT
    )


def _require_dossier(dossier_id: int, meeting: Meeting) -> None:
    found = _of_agency(meeting.committee.agency_id).where(Dossier.id == dossier_id)
    if db.session.scalar(found) is None:
        raise InvalidInput(_l("Choose a dossier of this agency."), field="dossier_id")


def _open_item(dossier: Dossier) -> MeetingItem | None:
    return db.session.scalar(
        select(MeetingItem).where(
            MeetingItem.dossier_id == dossier.id,
            MeetingItem.state.not_in([ItemState.DECIDED, ItemState.DEFERRED]),
        )
    )


def _latest_version(dossier: Dossier) -> int:
    return db.session.scalars(
        select(DossierVersion.id)
        .where(DossierVersion.dossier_id == dossier.id)
        .order_by(DossierVersion.number.desc())
        .limit(1)
    ).one()


def _last_position(meeting: Meeting) -> int:
    last = select(func.max(MeetingItem.position)).where(MeetingItem.meeting_id == meeting.id)
    return db.session.scalar(last) or 0


def _require_changeable(meeting: Meeting) -> None:
    if meeting.state not in CHANGEABLE:
        raise Conflict(
            _l("This can be changed until the meeting opens. It has been opened, or cancelled.")
        )


def _checked(title: str, held_at: datetime, place: str) -> dict[str, Any]:
    tidy = " ".join(title.split())
    return {
        "title": typed.text(tidy, "title", LONGEST_TITLE, _l("Enter a title.")),
        "held_at": held_at,
        "place": typed.optional(place, "place", LONGEST_PLACE),
    }
