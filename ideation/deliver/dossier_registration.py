"""What dossiers, decisions and the steps after them tell the registry at start."""

from ideation.core.i18n import _l
from ideation.core.registry import Reach, Registry
from ideation.deliver.service import decisions
from ideation.deliver.service.dossiers import naming, panels, personal, waiting_for


def register_dossiers(registry: Registry) -> None:
    """Register links, titles, news and parts of pages."""
    registry.link("decisions_of_round", "/rounds/{}/decisions".format)
    registry.link("trials_of_round", "/rounds/{}/trials".format)
    registry.link("committees_of_agency", "/agencies/{}/committees".format)
    registry.title("dossier", naming.dossiers)
    registry.title("decision", naming.decisions)
    registry.title("outcome_step", naming.steps)
    registry.panel("round", "decisions", decisions.round_panel)
    registry.panel("poc", "dossier", panels.of_poc)
    registry.waiting("dossiers", waiting_for)
    registry.exporter("dossiers", personal.export_of)
    registry.eraser("dossiers", personal.forget_author)
    for event, line, reach in (
        ("dossier.submitted", _l("“%(title)s” was handed in to the committee"), Reach.SELF),
        ("dossier.taken_back", _l("“%(title)s” was taken back to be changed"), Reach.SELF),
        ("dossier.scheduled", _l("“%(title)s” stands on an agenda now"), Reach.SELF),
        ("dossier.unscheduled", _l("“%(title)s” was taken off the agenda"), Reach.SELF),
        ("dossier.returned", _l("The committee returned “%(title)s” to be improved"), Reach.FAR),
        ("dossier.approved", _l("The committee approved “%(title)s”"), Reach.FAR),
        ("dossier.rejected", _l("The committee did not approve “%(title)s”"), Reach.FAR),
        ("outcome_step.begun", _l("After the decision, this has begun: %(title)s"), Reach.NEAR),
        ("outcome_step.done", _l("After the decision, this is done: %(title)s"), Reach.FAR),
        ("outcome_step.dropped", _l("This will not be done: %(title)s"), Reach.FAR),
        ("outcome_step.resumed", _l("This is taken up again: %(title)s"), Reach.NEAR),
    ):
        registry.news(event, line, reach)
