"""What dossiers, decisions and steps are called, for news and lists; hidden ones are left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from ideation.core.i18n import _
from ideation.deliver.models import (
    Decision,
    Dossier,
    DossierVersion,
    Meeting,
    MeetingItem,
    OutcomeStep,
)
from ideation.deliver.service.dossiers.loading import is_public
from ideation.deliver.service.upwards import to_round
from ideation.extensions import db
from ideation.rounds.models import Round, RoundState


def dossiers(dossier_ids: Sequence[int]) -> Mapping[int, str]:
    """Return the titles of dossiers that everybody may read."""
    query = select(DossierVersion.dossier_id, DossierVersion.title).where(
        DossierVersion.id.in_(newest_public()), DossierVersion.dossier_id.in_(dossier_ids)
    )
    return {row.dossier_id: row.title for row in db.session.execute(query)}


def decisions(decision_ids: Sequence[int]) -> Mapping[int, str]:
    """Return the names of decisions: their numbers, and what they are about."""
    query = decided(Decision.id, Decision.number, DossierVersion.title).where(
        Decision.id.in_(decision_ids)
    )
    return {
        decision_id: _("Decision %(number)s: %(title)s", number=number, title=title)
        for decision_id, number, title in db.session.execute(query)
    }


def steps(step_ids: Sequence[int]) -> Mapping[int, str]:
    """Return the titles of steps after decisions."""
    query = (
        decided(OutcomeStep.id, OutcomeStep.title)
        .join(OutcomeStep, OutcomeStep.decision_id == Decision.id)
        .where(OutcomeStep.id.in_(step_ids))
    )
    return {row.id: row.title for row in db.session.execute(query)}


def newest_public() -> Select[Any]:
    """Return a query of the ids of the latest public version of each dossier."""
    query = (
        select(func.max(DossierVersion.id))
        .select_from(DossierVersion)
        .join(MeetingItem, MeetingItem.dossier_version_id == DossierVersion.id)
        .join(Meeting, Meeting.id == MeetingItem.meeting_id)
        .join(Dossier, Dossier.id == DossierVersion.dossier_id)
    )
    shown = to_round(query).where(is_public(), Round.state != RoundState.DRAFT)
    return shown.group_by(DossierVersion.dossier_id)


def decided(*columns: Any) -> Select[Any]:
    """Return a query of decisions with the versions decided on, in rounds that are public."""
    query = (
        select(*columns)
        .select_from(Decision)
        .join(MeetingItem, MeetingItem.id == Decision.item_id)
        .join(DossierVersion, DossierVersion.id == MeetingItem.dossier_version_id)
        .join(Dossier, Dossier.id == Decision.dossier_id)
    )
    return to_round(query).where(Round.state != RoundState.DRAFT)
