"""What this room tells the registry at start."""

from ideation.core.i18n import _l
from ideation.core.registry import Reach, Registry
from ideation.discover.service import overview, personal, references, waiting


def register(registry: Registry) -> None:
    """Register links, news and parts of pages."""
    registry.link("statement", "/statements/{}".format)
    registry.link("need", "/needs/{}".format)
    registry.parent("statement", references.theme_of_statement)
    registry.parent("need", references.theme_of_need)
    registry.title("statement", references.titles_of_statements)
    registry.title("need", references.titles_of_needs)
    _register_news(registry)
    registry.panel("theme", "discover", overview.theme_panel)
    registry.panel("round", "discover", overview.round_panel)
    registry.waiting("discover", waiting.waiting_for)
    registry.exporter("statements", personal.statements_of)
    registry.exporter("statement_answers", personal.answers_of)
    registry.eraser("discover", personal.forget)


def _register_news(registry: Registry) -> None:
    registry.news(
        "statement.approved",
        _l("People are now asked the statement that you suggested: “%(title)s”"),
        Reach.SELF,
    )
    registry.news(
        "statement.declined",
        _l("The statement that you suggested was not taken: “%(title)s”"),
        Reach.SELF,
    )
    # A need that is taken back is hidden with the news of it; there is nothing to tell.
    registry.news("need.published", _l("A need was found: %(title)s"), Reach.FAR)
