"""What this room tells the registry at start."""

from datetime import timedelta

from ideation.core.registry import Registry
from ideation.core.work import Kind
from ideation.diagnose.service import imports, panels, personal, theme_runs, theming, voices
from ideation.diagnose.service.board import notices


def register(registry: Registry) -> None:
    """Register links to objects and kinds of work."""
    registry.link("theme", "/themes/{}".format)
    registry.link("submission", "/submissions/by-id/{}".format)
    registry.link("submission_number", "/submissions/{}".format)
    registry.kind(
        Kind(theming.KIND, theming.handle, lease=timedelta(seconds=60), batch=theming.BATCH)
    )
    registry.kind(Kind(theme_runs.KIND, theme_runs.handle, lease=theme_runs.LEASE))
    registry.kind(Kind(notices.KIND, notices.handle, lease=timedelta(minutes=2)))
    registry.panel("round", "themes", panels.themes)
    registry.panel("round", "voices", voices.panel)
    registry.exporter("submissions", personal.export_of)
    registry.eraser("submissions", personal.forget_author)
    registry.kind(Kind(imports.KIND, imports.run, lease=timedelta(minutes=2)))
