"""What trials tell the registry at start."""

from ideation.core.i18n import _l
from ideation.core.registry import Reach, Registry
from ideation.deliver.service.pocs import panels, personal, waiting


def register_pocs(registry: Registry) -> None:
    """Register names, news, parts of pages, what waits, and personal data."""
    registry.title("poc", panels.titles)
    registry.news("poc.planned", _l("A trial is planned: “%(title)s”"), Reach.NEAR)
    registry.news("poc.started", _l("The trial “%(title)s” has begun"), Reach.FAR)
    registry.news("poc.adjusted", _l("The trial “%(title)s” was adjusted"), Reach.NEAR)
    registry.news("poc.finished", _l("The trial “%(title)s” is completed and goes on"), Reach.FAR)
    registry.news("poc.stopped", _l("The trial “%(title)s” was stopped"), Reach.FAR)
    registry.panel("round", "pocs", panels.of_round)
    registry.panel("idea", "poc", panels.of_idea)
    registry.blocker("idea", panels.blocker)
    registry.waiting("deliver.pocs", waiting.waiting_for)
    registry.exporter("trials", personal.export_of)
    registry.eraser("trials", personal.forget)
