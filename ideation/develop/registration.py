"""What this room tells the registry at start."""

from ideation.core.i18n import _l
from ideation.core.registry import Reach, Registry
from ideation.develop.service import panels, personal, references, waiting


def register(registry: Registry) -> None:
    """Register links, news and parts of pages."""
    registry.link("challenge", "/challenges/{}".format)
    registry.link("idea", "/ideas/{}".format)
    registry.parent("challenge", references.theme_of_challenge)
    registry.parent("idea", references.challenge_of_idea)
    registry.title("challenge", references.titles_of_challenges)
    registry.title("idea", references.titles_of_ideas)
    _register_news(registry)
    registry.panel("round", "develop", panels.of_round)
    registry.panel("theme", "develop", panels.of_theme)
    registry.panel("need", "develop", panels.of_need)
    registry.waiting("develop", waiting.waiting_for)
    registry.exporter("ideas", personal.ideas_of)
    registry.exporter("comments", personal.comments_of)
    registry.exporter("supported_ideas", personal.supports_of)
    registry.exporter("assessments", personal.assessments_of)
    registry.eraser("develop", personal.forget)


def _register_news(registry: Registry) -> None:
    for event, line, reach in (
        ("challenge.opened", _l("Ideas are wanted: “%(title)s”"), Reach.FAR),
        ("challenge.closed", _l("Ideas are not taken any more for “%(title)s”"), Reach.NEAR),
        ("challenge.reopened", _l("Ideas are taken again for “%(title)s”"), Reach.NEAR),
        ("idea.proposed", _l("A new idea: “%(title)s”"), Reach.NEAR),
        ("idea.revised", _l("There is a new version of the idea “%(title)s”"), Reach.SELF),
        ("idea.promoted", _l("The idea “%(title)s” was taken up for a trial"), Reach.FAR),
        ("idea.declined", _l("The idea “%(title)s” was not taken up"), Reach.NEAR),
        ("idea.reconsidered", _l("The idea “%(title)s” is looked at again"), Reach.SELF),
        ("idea.withdrawn", _l("The idea “%(title)s” was withdrawn by its author"), Reach.SELF),
        ("comment.posted", _l("A new comment on the idea “%(title)s”"), Reach.SELF),
    ):
        registry.news(event, line, reach)
