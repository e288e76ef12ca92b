"""What objects of this room belong to."""

from ideation.core.registry import Ref
from ideation.deliver.models import Decision, Dossier, Meeting, MeetingItem, OutcomeStep, Poc
from ideation.extensions import db


def idea_of_poc(poc_id: int) -> list[Ref]:
    """Return the idea that a proof of concept tries."""
    return [("idea", db.session.get_one(Poc, poc_id).idea_id)]


def poc_of_dossier(dossier_id: int) -> list[Ref]:
    """Return the proof of concept that a dossier is about."""
    return [("poc", db.session.get_one(Dossier, dossier_id).poc_id)]


def committee_of_meeting(meeting_id: int) -> list[Ref]:
    """Return the committee of a meeting."""
    return [("committee", db.session.get_one(Meeting, meeting_id).committee_id)]


def of_meeting_item(item_id: int) -> list[Ref]:
    """Return the dossier and the meeting of an item of an agenda."""
    item = db.session.get_one(MeetingItem, item_id)
    return [("dossier", item.dossier_id), ("meeting", item.meeting_id)]


def dossier_of_decision(decision_id: int) -> list[Ref]:
    """Return the dossier that was decided on."""
    return [("dossier", db.session.get_one(Decision, decision_id).dossier_id)]


def decision_of_step(step_id: int) -> list[Ref]:
    """Return the decision that a step carries out."""
    return [("decision", db.session.get_one(OutcomeStep, step_id).decision_id)]
