"""Everything that a trace is drawn from, in a fixed number of queries whatever its size."""

from ideation.core.registry import Ref
from ideation.diagnose.models import Submission, Theme
from ideation.discover.models import Statement
from ideation.trace.policy import Sight
from ideation.trace.service.loading.above import counts_of, quote_of, theme_of, voice_of
from ideation.trace.service.loading.below import (
    chains_of,
    challenges_of,
    decisions_of,
    needs_of,
    top_statements,
)
from ideation.trace.service.loading.loaded import Chain, Counts, Loaded
from ideation.trace.service.loading.people import people_at

__all__ = ["Chain", "Counts", "Loaded", "after", "theme_of", "voice_of"]


def after(
    theme: Theme,
    sight: Sight,
    start: Ref,
    *,
    voice: Submission | None = None,
    also: str = "",
    aside: bool = True,
) -> Loaded:
    """Load everything that came of a theme.

    Args:
        theme: with its round.
        sight: what the reader sees before it is public.
        start: the object the reader comes from, loaded even where many stand before it.
        voice: the submission that the reader comes from.
        also: what a second theme of the voice is called.
        aside: whether single statements and a voice that speaks for the theme are wanted too.
    """
    counts = counts_of(theme.id)
    has_statements = aside and (counts.statements or start[0] == Statement.__tablename__)
    named = challenges_of(theme.id, sight)
    challenges = [challenge for challenge, _needs in named]
    chains, ideas = chains_of(challenges, sight, start)
    decided = decisions_of([each.dossier.id for each in chains if each.dossier])
    return Loaded(
        theme=theme,
        round=theme.round,
        voice=voice,
        also=also,
        quote=quote_of(theme) if aside and voice is None else None,
        counts=counts,
        statements=top_statements(theme.id, sight, start) if has_statements else [],
        needs=needs_of(theme.id, sight),
        challenges=challenges,
        named={challenge.id: needs for challenge, needs in named},
        chains=chains,
        ideas=ideas,
        decisions=[decision for decision, _steps in decided],
        steps={decision.id: steps for decision, steps in decided},
        people=people_at(challenges, chains),
        answers_shown=sight.answers,
    )
