"""How dossiers are found, with the round they belong to, and locked by those who change them."""

from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select

from ideation.deliver.models import (
    Dossier,
    DossierVersion,
    ItemState,
    Meeting,
    MeetingItem,
    MeetingState,
)
from ideation.deliver.policy import dossiers as policy
from ideation.deliver.service.upwards import WITH_ROUND
from ideation.extensions import db

# An agenda is public once the meeting is called.
CALLED: Final = (MeetingState.CALLED, MeetingState.OPEN, MeetingState.CLOSED)


def find(dossier_id: int) -> Dossier:
    """Return a dossier with its round, for whoever may see it; the caller asks the policy.

    Raises:
        NotFound: there is none.
    """
    dossier: Dossier | None = db.session.scalar(
        select(Dossier).where(Dossier.id == dossier_id).options(WITH_ROUND)
    )
    if dossier is None:
        raise policy.no_dossier()
    return dossier


def locked(dossier_id: int, actor: Any) -> Dossier:
    """Return a dossier that nobody else can change before our commit.

    Raises:
        NotFound: there is none for this account.
        SignInNeeded, NotAllowed: the account does not run rounds of the agency.
    """
    policy.require_writer(actor, find(dossier_id).poc.round)
    query = select(Dossier).where(Dossier.id == dossier_id).with_for_update(of=Dossier)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def public_numbers(dossier_id: int) -> set[int]:
    """Return the versions that everybody reads: on a called agenda, or decided on."""
    query = (
        select(DossierVersion.number)
        .join(MeetingItem, MeetingItem.dossier_version_id == DossierVersion.id)
        .join(Meeting, Meeting.id == MeetingItem.meeting_id)
        .where(DossierVersion.dossier_id == dossier_id, is_public())
    )
    return set(db.session.scalars(query))


def is_public() -> ColumnElement[bool]:
    """Return the condition for an item of an agenda, joined with its meeting, to be public."""
    return or_(Meeting.state.in_(CALLED), MeetingItem.state == ItemState.DECIDED)


def version_of(dossier_id: int, number: int) -> DossierVersion:
    """Return one version of a dossier.

    Raises:
        NotFound: there is none.
    """
    query = select(DossierVersion).where(
        DossierVersion.dossier_id == dossier_id, DossierVersion.number == number
    )
    version = db.session.scalar(query)
    if version is None:
        raise policy.no_dossier()
    return version
