"""Finding meetings and items, for reading, or locked for an act on them."""

from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import contains_eager

from ideation.accounts.policy import OPERATOR, agency_ids_of
from ideation.core.errors import NotFound
from ideation.core.i18n import _l
from ideation.deliver.models import Dossier, DossierVersion, Meeting, MeetingItem, Poc
from ideation.deliver.policy import committees as policy
from ideation.develop.models import Challenge, Idea
from ideation.diagnose.models import Theme
from ideation.extensions import db
from ideation.rounds.models import Round, RoundState


def meeting(meeting_id: int, actor: Any) -> Meeting:
    """Return a meeting that somebody may see.

    Raises:
        NotFound: there is none for this account.
    """
    found = db.session.get(Meeting, meeting_id)
    if found is None:
        raise policy.no_meeting()
    policy.require_sight(actor, found)
    return found


def item(item_id: int, actor: Any) -> MeetingItem:
    """Return an item, with its meeting and the version that was handed in, that one may see.

    Raises:
        NotFound: there is none for this account.
    """
    query = (
        joined_to_round(
            select(MeetingItem)
            .join(Meeting, Meeting.id == MeetingItem.meeting_id)
            .join(DossierVersion, DossierVersion.id == MeetingItem.dossier_version_id)
        )
        .where(MeetingItem.id == item_id, seen_by(actor))
        .options(
            contains_eager(MeetingItem.meeting),
            contains_eager(MeetingItem.dossier),
            contains_eager(MeetingItem.dossier_version),
        )
    )
    found: MeetingItem | None = db.session.scalar(query)
    if found is None:
        raise no_item()
    policy.require_sight(actor, found.meeting)
    return found


def for_secretary(meeting_id: int, actor: Any) -> Meeting:
    """Return a meeting that nobody else changes meanwhile, for its secretary.

    Raises:
        NotFound: there is none for this account.
        SignInNeeded, NotAllowed: the account is no committee secretary of the agency.
    """
    policy.require_secretary(actor, meeting(meeting_id, actor).committee.agency_id)
    return locked(meeting_id)


def item_for_secretary(item_id: int, actor: Any) -> MeetingItem:
    """Return an item whose meeting nobody else changes meanwhile, for its secretary.

    Raises:
        NotFound: there is none for this account.
        SignInNeeded, NotAllowed: the account is no committee secretary of the agency.
    """
    policy.require_secretary(actor, item(item_id, actor).meeting.committee.agency_id)
    return locked_item(item_id)


def locked(meeting_id: int) -> Meeting:
    """Return a meeting under its lock, which every act on the meeting and its items takes."""
    query = (
        select(Meeting)
        .where(Meeting.id == meeting_id)
        .with_for_update(of=Meeting)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).unique().one()


def locked_item(item_id: int) -> MeetingItem:
    """Return an item as it is under the lock of its meeting.

    Raises:
        NotFound: it was taken off the agenda meanwhile.
    """
    meeting_id = db.session.scalar(select(MeetingItem.meeting_id).where(MeetingItem.id == item_id))
    if meeting_id is None:
        raise no_item()
    locked(meeting_id)
    found = db.session.scalar(
        select(MeetingItem)
        .where(MeetingItem.id == item_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise no_item()
    return found


def locked_dossier(dossier_id: int) -> Dossier:
    """Return a dossier that nobody else brings into another state meanwhile."""
    return db.session.scalars(
        select(Dossier)
        .where(Dossier.id == dossier_id)
        .with_for_update(of=Dossier)
        .execution_options(populate_existing=True)
    ).one()


def joined_to_round(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Join items of agendas to the rounds that their dossiers come from.

    Args:
        query: a query that has `MeetingItem` in it.
    """
    return dossiers_to_round(query.join(Dossier, Dossier.id == MeetingItem.dossier_id))


def dossiers_to_round(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Join dossiers to the rounds that they come from.

    Args:
        query: a query that has `Dossier` in it.
    """
    return (
        query.join(Poc, Poc.id == Dossier.poc_id)
        .join(Idea, Idea.id == Poc.idea_id)
        .join(Challenge, Challenge.id == Idea.challenge_id)
        .join(Theme, Theme.id == Challenge.theme_id)
        .join(Round, Round.id == Theme.round_id)
    )


def seen_by(actor: Any) -> ColumnElement[bool]:
    """Return the condition that leaves out what belongs to draft rounds of other agencies."""
    if actor is OPERATOR:
        return true()
    return or_(Round.state != RoundState.DRAFT, Round.agency_id.in_(agency_ids_of(actor)))


def no_item() -> NotFound:
    """Return what is said where there is no such item."""
    return NotFound(_l("There is no such item of an agenda."))
