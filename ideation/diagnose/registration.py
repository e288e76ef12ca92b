"""What this room tells the registry at start."""

from datetime import timedelta

from ideation.core.i18n import _l
from ideation.core.registry import Reach, Registry
from ideation.core.work import Kind
from ideation.diagnose.service import (
    imports,
    panels,
    personal,
    preparing,
    references,
    theme_runs,
    theming,
    voices,
    waiting,
)


def register(registry: Registry) -> None:
    """Register links to objects, kinds of work, and whom news of objects concern."""
    registry.link("theme", "/themes/{}".format)
    registry.link("submission", "/submissions/by-id/{}".format)
    registry.link("submission_number", "/submissions/{}".format)
    registry.parent("theme", references.round_of_theme)
    registry.parent("submission", references.theme_of_submission)
    registry.title("theme", references.titles_of_themes)
    registry.title("submission", references.titles_of_submissions)
    registry.voice("theme", references.voices_of_theme)
    registry.voice("submission", references.voice_of_submission)
    registry.mail_stoppers["submission"] = references.stop_mail
    registry.kind(
        Kind(theming.KIND, theming.handle, lease=timedelta(seconds=60), batch=theming.BATCH)
    )
    registry.kind(Kind(theme_runs.KIND, theme_runs.handle, lease=theme_runs.LEASE))
    registry.check("texts", preparing.check)
    registry.panel("round", "themes", panels.themes)
    registry.panel("round", "voices", voices.panel)
    registry.waiting("diagnose", waiting.waiting_for)
    registry.exporter("submissions", personal.export_of)
    registry.eraser("submissions", personal.forget_author)
    registry.kind(Kind(imports.KIND, imports.run, lease=timedelta(minutes=2)))
    _register_news(registry)


def _register_news(registry: Registry) -> None:
    """Register what people hear of themes: everybody whose voice it is hears of decisions."""
    registry.news("theme.accepted", _l("The agency works on the theme “%(title)s”"), Reach.SELF)
    registry.news(
        "theme.selected", _l("The theme “%(title)s” was selected for development"), Reach.FAR
    )
    registry.news("theme.rejected", _l("The theme “%(title)s” was not selected"), Reach.FAR)
    registry.news(
        "theme.reopened", _l("The agency looks at the theme “%(title)s” again"), Reach.SELF
    )
    registry.news("theme.answered", _l("The agency answered on the theme “%(title)s”"), Reach.FAR)
