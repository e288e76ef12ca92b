"""What this room tells the registry at start."""

from ideation.core.registry import Registry
from ideation.deliver.committee_registration import register_committees
from ideation.deliver.dossier_registration import register_dossiers
from ideation.deliver.poc_registration import register_pocs
from ideation.deliver.service import references


def register(registry: Registry) -> None:
    """Register links, news and parts of pages."""
    registry.link("poc", "/trials/{}".format)
    registry.link("dossier", "/dossiers/{}".format)
    registry.link("committee", "/committees/{}".format)
    registry.link("meeting", "/meetings/{}".format)
    registry.link("meeting_item", "/meetings/items/{}".format)
    registry.link("decision", "/decisions/{}".format)
    registry.link("outcome_step", "/outcomes/{}".format)
    registry.parent("poc", references.idea_of_poc)
    registry.parent("dossier", references.poc_of_dossier)
    registry.parent("meeting", references.committee_of_meeting)
    registry.parent("meeting_item", references.of_meeting_item)
    registry.parent("decision", references.dossier_of_decision)
    registry.parent("outcome_step", references.decision_of_step)
    register_pocs(registry)
    register_dossiers(registry)
    register_committees(registry)
